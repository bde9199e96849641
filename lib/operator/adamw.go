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

// step gives the parameters and both moments after it. rate is the rate of learning, and first and second are 1/(1 - beta^step).
func (o adamW) step(blocks []Block, parameters, m, v, gradients []*Node, rate, first, second *Node) (p2, m2, v2 []*Node) {
	var square *Node
	for _, g := range gradients {
		s := ReduceAllSum(Square(g))
		if square == nil {
			square = s
		} else {
			square = Add(square, s)
		}
	}
	cut := Reciprocal(Max(OnesLike(square), Sqrt(square)))
	for i, g := range gradients {
		g = Mul(g, cut)
		mean := Add(MulScalar(m[i], firstMoment), MulScalar(g, 1-firstMoment))
		spread := Add(MulScalar(v[i], secondMoment), MulScalar(Square(g), 1-secondMoment))
		by := Div(Mul(mean, first), AddScalar(Sqrt(Mul(spread, second)), 1e-8))
		if blocks[i].Decays && o.decay > 0 {
			by = Add(by, MulScalar(parameters[i], o.decay))
		}
		p2 = append(p2, Sub(parameters[i], Mul(by, rate)))
		m2, v2 = append(m2, mean), append(v2, spread)
	}
	return p2, m2, v2
}
