package jet

import (
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/support/exceptions"
)

// Grad is the gradient of each column along axes: as many nodes as axes, [batch, width] each.
func Grad(f Jet, axes ...int) []*Node {
	nodes := make([]*Node, len(axes))
	for i, a := range axes {
		nodes[i] = f.D(a)
	}
	return nodes
}

// Divergence is the sum of the derivative of column i by axes[i], [batch, 1].
func Divergence(u Jet, axes ...int) *Node {
	u.components("a divergence", axes)
	var sum *Node
	for i, a := range axes {
		sum = plus(sum, column(u.D(a), i))
	}
	return sum
}

// Curl of a field of two columns along two axes is d_0 u_1 - d_1 u_0, [batch, 1]; that of three along three axes is the vector
// [batch, 3].
func Curl(u Jet, axes ...int) *Node {
	u.components("a curl", axes)
	of := func(i, k int) *Node {
		return graph.Sub(column(u.D(axes[i]), k), column(u.D(axes[k]), i))
	}
	switch len(axes) {
	case 2:
		return of(0, 1)
	case 3:
		return graph.Concatenate([]*Node{of(1, 2), of(2, 0), of(0, 1)}, 1)
	}
	exceptions.Panicf("jet: a curl is along two axes or three, got %v", axes)
	return nil
}

// Material is the rate of change of f as seen by what moves with u: its derivative by the axis of time, and u's columns times its
// derivatives along the axes of space, [batch, width of f]. A negative time leaves out the first.
func Material(u, f Jet, time int, space ...int) *Node {
	u.components("a velocity", space)
	var sum *Node
	if time >= 0 {
		sum = f.D(time)
	}
	value := u.Value()
	for i, a := range space {
		sum = plus(sum, graph.Mul(column(value, i), f.D(a)))
	}
	return sum
}

// components checks that a vector has a column for each axis.
func (j Jet) components(what string, axes []int) {
	if len(axes) == 0 || j.width != len(axes) {
		exceptions.Panicf("jet: %s along axes %v takes a jet of as many columns, got width %d; use Slice or Concat", what, axes, j.width)
	}
}

func column(x *Node, k int) *Node {
	return graph.Slice(x, graph.AxisRange(), graph.AxisRange(k, k+1))
}
