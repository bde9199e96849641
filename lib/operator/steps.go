package operator

import (
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// loss of parameters on a batch of x and y, as they are scaled: through all the steps that y has frames for.
func (r *trainer) loss(p []*Node, x, y *Node) *Node {
	o := r.shape.Outputs
	var sum *Node
	for k := range r.Unroll {
		got := made(r.plan, p, x, r.x, r.y, r.Project)
		want := physical(cut(y, y.Rank()-1, k*o, (k+1)*o), r.y)
		one := r.Loss.of(got, want)
		if r.Physics != nil {
			one = Add(one, MulScalar(ReduceAllMean(Square(r.Physics(physical(x, r.x), got))), r.PhysicsWeight))
		}
		if sum == nil {
			sum = one
		} else {
			sum = Add(sum, one)
		}
		if k == r.Unroll-1 {
			break
		}
		if r.Pushforward {
			got = StopGradient(got)
		}
		x = advanced(x, got, r.x)
	}
	return DivScalar(sum, float64(r.Unroll))
}

// made is what the operator gives for scaled fields, in the units of the data.
func made(plan *Plan, p []*Node, x *Node, xs, ys scaling, project Projection) *Node {
	y := physical(plan.scaled(p, x, xs, ys), ys)
	if project != nil {
		y = project.Apply(physical(x, xs), y)
	}
	return y
}

// advanced are scaled fields one step on: the oldest channels go, and what was made comes last.
func advanced(x, made *Node, xs scaling) *Node {
	last := x.Rank() - 1
	inputs, o := x.Shape().Dim(-1), made.Shape().Dim(-1)
	tail := scaling{xs.Mean[inputs-o:], xs.Deviation[inputs-o:]}
	fresh := standard(made, tail)
	if o == inputs {
		return fresh
	}
	return Concatenate([]*Node{cut(x, last, o, inputs), fresh}, last)
}

// physical takes scaled fields back to their size, in the graph.
func physical(y *Node, s scaling) *Node {
	return Add(Mul(y, channelRow(y, s.Deviation)), channelRow(y, s.Mean))
}

// standard takes fields to mean 0 and deviation 1, in the graph.
func standard(y *Node, s scaling) *Node {
	return Div(Sub(y, channelRow(y, s.Mean)), channelRow(y, s.Deviation))
}

// channelRow is a number for each channel, to be broadcast.
func channelRow(like *Node, values []float64) *Node {
	return ExpandLeftToRank(constant(like, tensors.FromFlatDataAndDimensions(values, len(values))), like.Rank())
}

// constant numbers of the precision of a node.
func constant(like *Node, t *tensors.Tensor) *Node {
	return ConvertDType(ConstTensor(like.Graph(), t), like.DType())
}
