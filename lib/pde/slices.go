package pde

import (
	. "github.com/gomlx/gomlx/core/graph"
)

// part leaves out points at the start and the end of one of the last axes, of which a grid has so many.
func part(x *Node, axis, axes, start, end int) *Node {
	at := x.Rank() - axes + axis
	return SliceAxis(x, at, AxisRange(start, x.Shape().Dimensions[at]-end))
}

// inner leaves out the ends of an axis.
func inner(x *Node, axis, axes int) *Node { return part(x, axis, axes, 1, 1) }

// wall puts zeros round the last axes. GoMLX's Pad has no gradient; Concatenate has.
func wall(x *Node, axes int) *Node { return between(x, walls(x, axes), axes) }

// walls are zeros of x's shape and one more at each end of the last axes.
func walls(x *Node, axes int) *Node {
	shape := x.Shape().Clone()
	for axis := x.Rank() - axes; axis < x.Rank(); axis++ {
		shape.Dimensions[axis] += 2
	}
	return Zeros(x.Graph(), shape)
}

// between puts the ends of zeros round x.
func between(x, zeros *Node, axes int) *Node {
	for axis := range axes {
		// Of the axes before the ends are there, of those after not yet.
		end := part(zeros, axis, axes, 0, lastAxes(zeros, axes)[axis]-1)
		for after := axis + 1; after < axes; after++ {
			end = inner(end, after, axes)
		}
		x = Concatenate([]*Node{end, x, end}, x.Rank()-axes+axis)
	}
	return x
}

// lastAxes are the lengths of the last axes.
func lastAxes(x *Node, axes int) []int { return x.Shape().Dimensions[x.Rank()-axes:] }
