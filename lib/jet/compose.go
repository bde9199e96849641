package jet

import (
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/support/exceptions"
)

// Map is f(j) for a function f of one variable, applied to each value. derivatives gives f and its derivatives at x up to an order,
// order+1 nodes, each nil where it is zero. With h the jet without its value x, which has no power above the Set's order,
//
//	f(x + h) = f(x) + f'(x) h + f"(x) h^2/2 + ...
//
// where powers are by the product rule: Faa di Bruno's formula, for every part at once.
func Map(j Jet, derivatives func(x *Node, order int) []*Node) Jet {
	j.made("a function")
	s := j.set
	if j.parts[0] == nil {
		j.parts = append([]*Node(nil), j.parts...)
		j.parts[0] = j.zeros()
	}
	powers := j.powers()
	f := derivatives(j.parts[0], len(powers))
	if len(f) != len(powers)+1 {
		exceptions.Panicf("jet: a function gave %d derivatives with its value; order %d was asked for", len(f)-1, len(powers))
	}
	parts := make([]*Node, len(s.parts))
	parts[0] = f[0]
	for k, h := range powers {
		for i := 1; i < len(parts); i++ {
			parts[i] = plus(parts[i], scaled(1, f[k+1], h[i]))
		}
	}
	r := result(j, j, parts)
	if parts[0] == nil {
		parts[0] = graph.ZerosLike(j.parts[0])
	}
	return r
}

// powers are h, h^2/2, h^3/6, ... as far as they aren't zero, part by part; the value's is nil.
func (j Jet) powers() [][]*Node {
	s := j.set
	first := append([]*Node{nil}, j.parts[1:]...)
	if none(first) {
		return nil
	}
	powers := [][]*Node{first}
	slots := [][]*Node{nil, s.expanded(first)}
	for k := 2; k <= s.order; k++ {
		next := make([]*Node, len(s.parts))
		for i, terms := range s.factors[k] {
			for _, t := range terms {
				next[i] = plus(next[i], scaled(t.factor, slots[t.leftPower][t.left], slots[t.rightPower][t.right]))
			}
		}
		if none(next) {
			break
		}
		powers = append(powers, next)
		slots = append(slots, s.expanded(next))
	}
	return powers
}

func none(parts []*Node) bool {
	for _, p := range parts {
		if p != nil {
			return false
		}
	}
	return true
}
