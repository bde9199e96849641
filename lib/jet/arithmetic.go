package jet

import (
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/support/exceptions"
)

// plus adds where nil is zero.
func plus(a, b *Node) *Node {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return graph.Add(a, b)
}

// scaled is factor * a * b, where nil is zero.
func scaled(factor float64, a, b *Node) *Node {
	switch {
	case a == nil || b == nil:
		return nil
	case a == b:
		a = graph.Square(a)
	default:
		a = graph.Mul(a, b)
	}
	if factor == 1 {
		return a
	}
	return graph.MulScalar(a, factor)
}

// together checks that two jets are over one Set and of shapes that go together.
func together(what string, a, b Jet) {
	a.made(what)
	b.made(what)
	if !a.set.Same(b.set) {
		exceptions.Panicf("jet: %s of jets over different Sets, %s and %s; make both over one (jet.Join), or take Partial", what, a.set, b.set)
	}
	if a.like.DType() != b.like.DType() || !fits(a.batch, b.batch) || !fits(a.width, b.width) {
		exceptions.Panicf("jet: %s of jets of %s[%d, %d] and %s[%d, %d]; sides must be equal, or 1", what,
			a.like.DType(), a.batch, a.width, b.like.DType(), b.batch, b.width)
	}
}

// made checks that a jet isn't the zero Jet.
func (j Jet) made(what string) {
	if j.set == nil {
		exceptions.Panicf("jet: %s of an empty Jet; make one by Inputs, Along, Constant or FromParts of a Set", what)
	}
}

func fits(a, b int) bool { return a == b || a == 1 || b == 1 }

// result is a jet of parts, of the shape that two jets make together.
func result(a, b Jet, parts []*Node) Jet {
	r := Jet{set: a.set, parts: parts, batch: a.batch, width: a.width, like: a.like}
	if r.batch == 1 {
		r.batch = b.batch
	}
	if r.width == 1 {
		r.width = b.width
	}
	return r
}

// each applies a linear function to each part.
func (j Jet) each(f func(*Node) *Node) Jet {
	j.made("an operation")
	parts := make([]*Node, len(j.parts))
	for i, p := range j.parts {
		if p != nil {
			parts[i] = f(p)
		}
	}
	return result(j, j, parts)
}

// Add is a + b.
func Add(a, b Jet) Jet {
	together("a sum", a, b)
	parts := make([]*Node, len(a.parts))
	for i := range parts {
		parts[i] = plus(a.parts[i], b.parts[i])
	}
	return result(a, b, parts)
}

// Sub is a - b.
func Sub(a, b Jet) Jet {
	together("a difference", a, b)
	parts := make([]*Node, len(a.parts))
	for i := range parts {
		switch {
		case b.parts[i] == nil:
			parts[i] = a.parts[i]
		case a.parts[i] == nil:
			parts[i] = graph.Neg(b.parts[i])
		default:
			parts[i] = graph.Sub(a.parts[i], b.parts[i])
		}
	}
	return result(a, b, parts)
}

// Neg is -j.
func Neg(j Jet) Jet { return j.each(graph.Neg) }

// MulScalar is c j.
func MulScalar(j Jet, c float64) Jet {
	return j.each(func(p *Node) *Node { return graph.MulScalar(p, c) })
}

// AddScalar is j + c.
func AddScalar(j Jet, c float64) Jet {
	j.made("a sum")
	parts := append([]*Node(nil), j.parts...)
	if parts[0] == nil {
		parts[0] = j.zeros()
	}
	parts[0] = graph.AddScalar(parts[0], c)
	return result(j, j, parts)
}

// expanded are the nodes of the Set's slots.
func (s *Set) expanded(parts []*Node) []*Node {
	all := make([]*Node, len(s.slots))
	copy(all, parts)
	for i := len(parts); i < len(all); i++ {
		for _, k := range s.slots[i] {
			all[i] = plus(all[i], parts[k])
		}
	}
	return all
}

// Mul is a b, by Leibniz' rule. A side of 1 is broadcast: [batch, 1] by [batch, width] scales all columns.
func Mul(a, b Jet) Jet {
	together("a product", a, b)
	s := a.set
	left, right := s.expanded(a.parts), s.expanded(b.parts)
	parts := make([]*Node, len(s.parts))
	for i, terms := range s.products {
		for _, t := range terms {
			parts[i] = plus(parts[i], scaled(t.factor, left[t.left], right[t.right]))
		}
	}
	return result(a, b, parts)
}

// Div is a / b: the parts of the quotient q in turn, from those of q b = a.
func Div(a, b Jet) Jet {
	together("a quotient", a, b)
	s := a.set
	if b.parts[0] == nil {
		exceptions.Panicf("jet: a quotient by a jet whose value is zero by structure")
	}
	right := s.expanded(b.parts)
	inverse := graph.Reciprocal(right[0])
	parts := make([]*Node, len(s.parts))
	for i, terms := range s.products {
		part := a.parts[i]
		// Terms are of derivatives of q of lower order, which are there already, but for that of q itself.
		left := s.expanded(parts)
		for _, t := range terms {
			if t.right == 0 {
				continue
			}
			if p := scaled(t.factor, left[t.left], right[t.right]); part == nil && p != nil {
				part = graph.Neg(p)
			} else if p != nil {
				part = graph.Sub(part, p)
			}
		}
		parts[i] = scaled(1, part, inverse)
	}
	return result(a, b, parts)
}
