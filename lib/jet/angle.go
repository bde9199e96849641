package jet

import (
	"math"

	"github.com/gomlx/gomlx/core/graph"
)

// Atan is the arc tangent, from -pi/2 to pi/2. With s = 1/(1 + x^2) its derivatives are s, -2x s^2, s^2 (6x^2 s - 2s) and
// 24x s^3 (s - x^2 s).
func Atan(j Jet) Jet {
	return Map(j, func(x *Node, order int) []*Node {
		value := arctan(x)
		if order == 0 {
			return []*Node{value}
		}
		s := graph.Reciprocal(graph.AddScalar(graph.Square(x), 1))
		var xs, s2 *Node
		if order > 1 {
			xs, s2 = graph.Mul(x, s), graph.Square(s)
		}
		return fill(order,
			func() *Node { return value },
			func() *Node { return s },
			func() *Node { return graph.MulScalar(graph.Mul(xs, s), -2) },
			func() *Node {
				return graph.Mul(s2, graph.Sub(graph.MulScalar(graph.Mul(x, xs), 6), graph.MulScalar(s, 2)))
			},
			func() *Node {
				return graph.MulScalar(graph.Mul(graph.Mul(xs, s2), graph.Sub(s, graph.Mul(x, xs))), 24)
			},
		)
	})
}

// Atan2 is the angle of the point (x, y), from -pi to pi, with the derivatives that it has on either side of the cut at y = 0, x < 0. It is
// pi on the cut. The origin has no angle: it gives NaN there.
func Atan2(y, x Jet) Jet {
	together("an angle", y, x)
	// The point is turned by quarters until it lies within pi/4 of the axis of x, where the angle is the arc tangent of a ratio that is at
	// most 1. How far it was turned doesn't change with the point.
	shape := result(y, x, nil)
	whole := func(j Jet) *Node {
		return graph.StopGradient(graph.BroadcastToDims(j.Value(), shape.batch, shape.width))
	}
	vy, vx := whole(y), whole(x)
	zero := graph.ZerosLike(vx)
	sign := func(v *Node) *Node {
		one := graph.OnesLike(v)
		return graph.Where(graph.LessThan(v, zero), graph.Neg(one), one)
	}
	along := graph.GreaterOrEqual(graph.Abs(vx), graph.Abs(vy))
	half := graph.Where(graph.LessThan(vx, zero), graph.MulScalar(sign(vy), math.Pi), zero)
	turned := graph.Where(along, half, graph.MulScalar(sign(vy), math.Pi/2))
	cos, sin := y.set.Constant(graph.Where(along, sign(vx), zero)), y.set.Constant(graph.Where(along, zero, sign(vy)))
	opposite := Sub(Mul(cos, y), Mul(sin, x))
	adjacent := Add(Mul(cos, x), Mul(sin, y))
	return Add(Atan(Div(opposite, adjacent)), y.set.Constant(turned))
}

// arctan is 8 times that of the tangent of an eighth of the angle, which is at most 0.2, by its series. Not every backend has an arc
// tangent.
func arctan(x *Node) *Node {
	t := graph.MaxScalar(graph.MinScalar(x, 1e16), -1e16) // it is pi/2 to rounding there, and the square of more may overflow
	for range 3 {
		t = graph.Div(t, graph.AddScalar(graph.Sqrt(graph.AddScalar(graph.Square(t), 1)), 1))
	}
	t2 := graph.Square(t)
	sum := graph.MulScalar(graph.OnesLike(t), 1/23.)
	for k := 21; k > 0; k -= 2 {
		sum = graph.AddScalar(graph.Neg(graph.Mul(t2, sum)), 1/float64(k))
	}
	return graph.MulScalar(graph.Mul(t, sum), 8)
}
