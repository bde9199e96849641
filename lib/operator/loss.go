package operator

import (
	. "github.com/gomlx/gomlx/core/graph"
)

// of fields [batch, points..., channels]: one number.
func (l Loss) of(got, want *Node) *Node {
	if l == RelativeL2 {
		return ReduceAllMean(relative(Sub(got, want), want))
	}
	// Slopes along each axis, as differences of neighbours: the distance of points cancels.
	var off, size *Node
	for a := 1; a < want.Rank()-1; a++ {
		dOff, dSize := squares(slope(Sub(got, want), a)), squares(slope(want, a))
		if off == nil {
			off, size = dOff, dSize
		} else {
			off, size = Add(off, dOff), Add(size, dSize)
		}
	}
	slopes := Div(off, AddScalar(size, tiny))
	values := Div(squares(Sub(got, want)), AddScalar(squares(want), tiny))
	return ReduceAllMean(Sqrt(AddScalar(MulScalar(Add(values, slopes), 0.5), tiny)))
}

// tiny keeps roots and quotients of 0 differentiable.
const tiny = 1e-12

// relative L2 size of each sample of a batch: [batch].
func relative(off, want *Node) *Node {
	return Sqrt(AddScalar(Div(squares(off), AddScalar(squares(want), tiny)), tiny))
}

// squares of each sample, summed: [batch].
func squares(x *Node) *Node {
	axes := make([]int, x.Rank()-1)
	for i := range axes {
		axes[i] = i + 1
	}
	return ReduceSum(Square(x), axes...)
}

// slope is the difference of neighbours along an axis.
func slope(x *Node, axis int) *Node {
	n := x.Shape().Dim(axis)
	return Sub(cut(x, axis, 1, n), cut(x, axis, 0, n-1))
}
