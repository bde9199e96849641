package autoencoder

import (
	"fmt"
	"strings"

	. "github.com/gomlx/gomlx/core/graph"
)

// library is the products of d coordinates up to a degree, 1 among them, in the order 1, z1, z2 ..., z1^2, z1 z2 ...: each is the
// product of the one before it of one degree less, and one coordinate.
type library struct {
	d      int
	powers [][]int // [terms][d]
	made   [][2]int
}

func polynomials(d, degree int) library {
	l := library{d: d, powers: [][]int{make([]int, d)}, made: [][2]int{{0, 0}}}
	from, first := 0, []int{0} // the last degree's terms begin at from; first is the last coordinate in each
	for range degree {
		to := len(l.powers)
		var next []int
		for at := from; at < to; at++ {
			for k := first[at-from]; k < d; k++ {
				p := append([]int(nil), l.powers[at]...)
				p[k]++
				l.powers, l.made, next = append(l.powers, p), append(l.made, [2]int{at, k}), append(next, k)
			}
		}
		from, first = to, next
	}
	return l
}

func (l library) len() int { return len(l.powers) }

// at sets to [terms] to the products at z [d].
func (l library) at(z, to []float64) {
	to[0] = 1
	for i := 1; i < len(to); i++ {
		to[i] = to[l.made[i][0]] * z[l.made[i][1]]
	}
}

// graph is the products [batch, terms] of z [batch, d].
func (l library) graph(z *Node) *Node {
	columns := make([]*Node, l.d)
	for k := range columns {
		columns[k] = Slice(z, AxisRange(), AxisRange(k, k+1))
	}
	terms := []*Node{OnesLike(columns[0])}
	for i := 1; i < l.len(); i++ {
		m := l.made[i]
		if m[0] == 0 {
			terms = append(terms, columns[m[1]])
			continue
		}
		terms = append(terms, Mul(terms[m[0]], columns[m[1]]))
	}
	return Concatenate(terms, 1)
}

// name of a term: "1", "z1", "z1^2 z3".
func (l library) name(term int, names []string) string {
	var of []string
	for k, p := range l.powers[term] {
		switch {
		case p == 1:
			of = append(of, names[k])
		case p > 1:
			of = append(of, fmt.Sprintf("%s^%d", names[k], p))
		}
	}
	if len(of) == 0 {
		return "1"
	}
	return strings.Join(of, " ")
}
