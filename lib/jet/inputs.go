package jet

import (
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/support/exceptions"
)

// Inputs is the jet of the coordinates themselves: x is [batch, axes], and the derivative of its column k by axis k is one.
func (s *Set) Inputs(x *Node) Jet {
	if x.Rank() != 2 || x.Shape().Dim(1) != s.axes {
		exceptions.Panicf("jet: the coordinates for %s are [batch, %d], got %s", s, s.axes, x.Shape())
	}
	directions := make([]*Node, s.axes)
	for k := range directions {
		unit := make([]float64, s.axes)
		unit[k] = 1
		directions[k] = graph.ConstAs(x, unit)
	}
	return s.Along(x, directions...)
}

// Along is the jet of x [batch, d] whose axis k moves it along directions[k], of shape [d] or, another for each sample, [batch, d]:
// normals, velocities, the rate at which an input changes. Derivatives are along straight lines: D(k, k) is h.(H h) for the
// direction h and the second derivatives H.
func (s *Set) Along(x *Node, directions ...*Node) Jet {
	if x.Rank() != 2 {
		exceptions.Panicf("jet: points are [batch, d], got %s", x.Shape())
	}
	if len(directions) != s.axes {
		exceptions.Panicf("jet: %d directions were given for a Set of %d axes", len(directions), s.axes)
	}
	batch, d := x.Shape().Dim(0), x.Shape().Dim(1)
	parts := make([]*Node, len(s.parts))
	parts[0] = x
	for k, h := range directions {
		switch {
		case h.Rank() == 1 && h.Shape().Dim(0) == d:
			h = graph.Reshape(h, 1, d)
		case h.Rank() == 2 && h.Shape().Dim(1) == d && (h.Shape().Dim(0) == batch || h.Shape().Dim(0) == 1):
		default:
			exceptions.Panicf("jet: direction %d for points %s is [%d] or [%d, %d], got %s", k, x.Shape(), d, batch, d, h.Shape())
		}
		p, err := s.partial([]int{k})
		if err != nil {
			panic(err)
		}
		if i, carried := s.index[p]; carried {
			parts[i] = h
		}
	}
	return s.jet(parts)
}

// Constant is the jet of what doesn't change along any axis: a number, one for each column [width], or [batch, width].
func (s *Set) Constant(v *Node) Jet {
	switch v.Rank() {
	case 0:
		v = graph.Reshape(v, 1, 1)
	case 1:
		v = graph.Reshape(v, 1, v.Shape().Dim(0))
	}
	parts := make([]*Node, len(s.parts))
	parts[0] = v
	return s.jet(parts)
}
