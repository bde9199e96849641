package operator

import (
	. "github.com/gomlx/gomlx/core/graph"
)

// adamW is a step of Adam with decay of the weights (Kingma and Ba 2015, https://arxiv.org/abs/1412.6980; Loshchilov and Hutter 2019),
// in the graph, so that parameters and moments stay on the device. The gradients are cut to a length of 1 first: the relative error of a
// good fit has gradients below that, and a rare batch that hasn't would undo many steps.
type adamW struct {
	decay float64
}

const (
	firstMoment  = 0.9
	secondMoment = 0.99
)

// shortened is the factor that brings gradients to a length of 1 at most, all together.
func shortened(gradients []*Node) *Node {
	var square *Node
	for _, g := range gradients {
		s := ReduceAllSum(Square(g))
		if square == nil {
			square = s
		} else {
			square = Add(square, s)
		}
	}
	return Reciprocal(Max(OnesLike(square), Sqrt(square)))
}

// moved is a block after a step, and its decay.
func (o adamW) moved(b Block, parameters, by, rate *Node) *Node {
	if b.Decays && o.decay > 0 {
		by = Add(by, MulScalar(parameters, o.decay))
	}
	return Sub(parameters, Mul(by, rate))
}
