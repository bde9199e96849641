package jet

import (
	"math"

	"github.com/gomlx/gomlx/core/graph"
)

// fill evaluates the functions of a list as far as an order needs them.
func fill(order int, f ...func() *Node) []*Node {
	nodes := make([]*Node, order+1)
	for k := range nodes {
		nodes[k] = f[k]()
	}
	return nodes
}

// Tanh is the hyperbolic tangent. With y = tanh x and s = 1 - y^2, its derivatives are s, -2ys, s (6y^2 - 2) and ys (16 - 24y^2).
func Tanh(j Jet) Jet {
	return Map(j, func(x *Node, order int) []*Node {
		y := graph.Tanh(x)
		if order == 0 {
			return []*Node{y}
		}
		y2 := graph.Square(y)
		s := graph.OneMinus(y2)
		var ys *Node
		if order > 1 {
			ys = graph.Mul(y, s)
		}
		return fill(order,
			func() *Node { return y },
			func() *Node { return s },
			func() *Node { return graph.MulScalar(ys, -2) },
			func() *Node { return graph.Mul(s, graph.AddScalar(graph.MulScalar(y2, 6), -2)) },
			func() *Node { return graph.Mul(ys, graph.AddScalar(graph.MulScalar(y2, -24), 16)) },
		)
	})
}

// Sin is the sine.
func Sin(j Jet) Jet {
	return Map(j, func(x *Node, order int) []*Node { return circular(graph.Sin(x), graph.Cos(x), order) })
}

// Cos is the cosine.
func Cos(j Jet) Jet {
	return Map(j, func(x *Node, order int) []*Node { return circular(graph.Cos(x), graph.Neg(graph.Sin(x)), order) })
}

// circular are f and its derivatives, where f" = -f.
func circular(f, slope *Node, order int) []*Node {
	return fill(order,
		func() *Node { return f },
		func() *Node { return slope },
		func() *Node { return graph.Neg(f) },
		func() *Node { return graph.Neg(slope) },
		func() *Node { return f },
	)
}

// Exp is the exponential.
func Exp(j Jet) Jet {
	return Map(j, func(x *Node, order int) []*Node {
		nodes := make([]*Node, order+1)
		nodes[0] = graph.Exp(x)
		for k := range order {
			nodes[k+1] = nodes[0]
		}
		return nodes
	})
}

// sigmoid are 1/(1 + e^-x) and its derivatives: with s the value and a = s(1 - s), they are a, a(1 - 2s), a(1 - 6a) and
// a(1 - 2s)(1 - 12a).
func sigmoid(x *Node, order int) []*Node {
	s := graph.Sigmoid(x)
	if order == 0 {
		return []*Node{s}
	}
	a := graph.Mul(s, graph.OneMinus(s))
	less := func(by float64, v *Node) *Node { return graph.OneMinus(graph.MulScalar(v, by)) }
	var second *Node
	if order > 1 {
		second = graph.Mul(a, less(2, s))
	}
	return fill(order,
		func() *Node { return s },
		func() *Node { return a },
		func() *Node { return second },
		func() *Node { return graph.Mul(a, less(6, a)) },
		func() *Node { return graph.Mul(second, less(12, a)) },
	)
}

// Sigmoid is 1/(1 + e^-x).
func Sigmoid(j Jet) Jet { return Map(j, sigmoid) }

// Swish is x/(1 + e^-x), also called SiLU.
func Swish(j Jet) Jet {
	return Map(j, func(x *Node, order int) []*Node {
		s := sigmoid(x, order)
		nodes := make([]*Node, order+1)
		for k := range nodes {
			nodes[k] = graph.Mul(x, s[k])
			if k > 0 {
				nodes[k] = graph.Add(nodes[k], scaled(float64(k), s[k-1], graph.OnesLike(x)))
			}
		}
		return nodes
	})
}

// Softplus is log(1 + e^x); its derivative is the sigmoid.
func Softplus(j Jet) Jet {
	return Map(j, func(x *Node, order int) []*Node {
		// max(x, 0) + log(1 + e^-|x|), which never overflows. The sign is held fixed so that reverse mode sees a smooth function.
		sign := graph.StopGradient(graph.Sign(x))
		size := graph.Mul(sign, x)
		value := graph.Add(graph.MulScalar(graph.Add(x, size), 0.5), graph.Log1p(graph.Exp(graph.Neg(size))))
		if order == 0 {
			return []*Node{value}
		}
		return append([]*Node{value}, sigmoid(x, order-1)...)
	})
}

// Gelu is x (1 + erf(x/sqrt 2))/2, the exact form. With P that normal distribution and p = e^(-x^2/2)/sqrt(2 pi) its density, the
// derivatives are P + xp, (2 - x^2) p, (x^2 - 4) x p and (7x^2 - x^4 - 4) p.
func Gelu(j Jet) Jet {
	return Map(j, func(x *Node, order int) []*Node {
		normal := graph.MulScalar(graph.AddScalar(graph.Erf(graph.MulScalar(x, math.Sqrt2/2)), 1), 0.5)
		if order == 0 {
			return []*Node{graph.Mul(x, normal)}
		}
		x2 := graph.Square(x)
		density := graph.MulScalar(graph.Exp(graph.MulScalar(x2, -0.5)), 1/math.Sqrt(2*math.Pi))
		return fill(order,
			func() *Node { return graph.Mul(x, normal) },
			func() *Node { return graph.Add(normal, graph.Mul(x, density)) },
			func() *Node { return graph.Mul(density, graph.AddScalar(graph.Neg(x2), 2)) },
			func() *Node { return graph.Mul(graph.Mul(x, density), graph.AddScalar(x2, -4)) },
			func() *Node {
				return graph.Mul(density, graph.AddScalar(graph.Mul(x2, graph.AddScalar(graph.Neg(x2), 7)), -4))
			},
		)
	})
}

// Square is the square.
func Square(j Jet) Jet { return Mul(j, j) }

// Power is j to a real power, for a positive value.
func Power(j Jet, exponent float64) Jet {
	return Map(j, func(x *Node, order int) []*Node {
		nodes := make([]*Node, order+1)
		factor := 1.0
		for k := range nodes {
			if factor == 0 {
				break
			}
			nodes[k] = graph.MulScalar(graph.Pow(x, graph.ConstAs(x, exponent-float64(k))), factor)
			factor *= exponent - float64(k)
		}
		return nodes
	})
}

// Sqrt is the square root, for a positive value: with r that root and q = 1/x, each derivative is the last by q and a number.
func Sqrt(j Jet) Jet {
	return Map(j, func(x *Node, order int) []*Node { return graded(graph.Sqrt(x), x, order, 0.5) })
}

// Log is the natural logarithm, for a positive value.
func Log(j Jet) Jet {
	return Map(j, func(x *Node, order int) []*Node {
		if order == 0 {
			return []*Node{graph.Log(x)}
		}
		return append([]*Node{graph.Log(x)}, graded(graph.Reciprocal(x), x, order-1, -1)...)
	})
}

// Reciprocal is 1/j.
func Reciprocal(j Jet) Jet {
	return Map(j, func(x *Node, order int) []*Node { return graded(graph.Reciprocal(x), x, order, -1) })
}

// graded are x^n, which is given, and its derivatives n x^(n-1), ...
func graded(value, x *Node, order int, n float64) []*Node {
	nodes := []*Node{value}
	if order > 0 {
		inverse := graph.Reciprocal(x)
		for k := range order {
			nodes = append(nodes, graph.MulScalar(graph.Mul(nodes[k], inverse), n-float64(k)))
		}
	}
	return nodes
}

// Fourier are the features cos(x B) and sin(x B), side by side: B is [in, m], the result of width 2m. Where B holds frequencies in
// turns, multiply it by 2 pi.
func Fourier(j Jet, b *Node) Jet {
	phase := Dense(j, b, nil)
	var sin, cos *Node
	once := func(x *Node) {
		if sin == nil {
			sin, cos = graph.Sin(x), graph.Cos(x)
		}
	}
	return Concat(
		Map(phase, func(x *Node, order int) []*Node { once(x); return circular(cos, graph.Neg(sin), order) }),
		Map(phase, func(x *Node, order int) []*Node { once(x); return circular(sin, cos, order) }),
	)
}
