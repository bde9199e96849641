package jet_test

import (
	"math"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/internal/enginetest"
	"sublunar/lib/jet"
)

// Reverse mode goes through every function: the gradient by the weights of what derivatives make together is the slope, by central
// differences, along a direction of weights.
func TestWeightsGradient(t *testing.T) {
	s := everything(t)
	on(t, func(t *testing.T, engine enginetest.Engine) {
		for _, f := range functions() {
			if engine.Name == "XLA" && f.name != "gelu" {
				continue // compiling takes seconds
			}
			loss := func(x, w, b *Node) *Node {
				u := f.jet(jet.Dense(s.Inputs(x), w, b))
				var sum *Node
				for i, p := range u.Parts() {
					if p == nil {
						continue
					}
					term := ReduceAllSum(Square(AddScalar(p, 0.1*float64(i))))
					if sum == nil {
						sum = term
						continue
					}
					sum = Add(sum, term)
				}
				return sum
			}
			const h = 1e-5
			out := engine.Run(t, func(in []*Node) []*Node {
				x, w, b, dw, db := in[0], in[1], in[2], in[3], in[4]
				slopes := Gradient(loss(x, w, b), w, b)
				along := Add(ReduceAllSum(Mul(slopes[0], dw)), ReduceAllSum(Mul(slopes[1], db)))
				at := func(by float64) *Node { return loss(x, Add(w, MulScalar(dw, by)), Add(b, MulScalar(db, by))) }
				return []*Node{along, MulScalar(Sub(at(h), at(-h)), 1/(2*h))}
			}, uniform(1, -1, 1, 3, 3), uniform(2, -0.5, 0.5, 3, 4), uniform(3, -0.5, 0.5, 4), uniform(4, -1, 1, 3, 4), uniform(5, -1, 1, 4))
			if e := math.Abs(out[0][0]-out[1][0]) / math.Abs(out[1][0]); !(e < 1e-7) {
				t.Errorf("%s: the gradient along a direction is %v, by differences %v", f.name, out[0][0], out[1][0])
			}
		}
	})
}

// Every sample's row of the Jacobian by one reverse pass: the gradients by the parts of a dense layer's result tell samples apart, and
// their outer products with the parts of its input, summed over parts, are the gradient of each sample's own result.
func TestJacobianRows(t *testing.T) {
	s := sound(t)(sound(t)(jet.Of(3, []int{2})).WithLaplacian(0, 1))
	const batch = 4
	on(t, func(t *testing.T, engine enginetest.Engine) {
		out := engine.Run(t, func(in []*Node) []*Node {
			x, w, v := in[0], in[1], in[2]
			input := s.Inputs(x)
			z := jet.Dense(input, w, nil)
			u := jet.Dense(jet.Tanh(z), v, nil)
			residual := Sub(Add(u.D(2), Mul(u.Value(), u.D(0))), u.Laplacian()) // [batch, 1]
			var from, cotangents []*Node
			for i, p := range z.Parts() {
				if p != nil {
					from, cotangents = append(from, input.Parts()[i]), append(cotangents, p)
				}
			}
			var rows *Node
			for i, g := range Gradient(ReduceAllSum(residual), cotangents...) {
				outer := Einsum("bi,bo->bio", from[i], g)
				if rows == nil {
					rows = outer
					continue
				}
				rows = Add(rows, outer)
			}
			results := []*Node{Reshape(rows, batch, -1)}
			for k := range batch {
				results = append(results, Gradient(ReduceAllSum(Slice(residual, AxisRange(k, k+1))), w)...)
			}
			return results
		}, uniform(1, -1, 1, batch, 3), uniform(2, -1, 1, 3, 5), uniform(3, -1, 1, 5, 1))
		for k := range batch {
			if e := distance(out[0][15*k:15*k+15], out[k+1]); !(e < 1e-14) {
				t.Errorf("row %d of the Jacobian differs by %.2g", k, e)
			}
		}
	})
}

// In single precision, and far from zero, all is finite, and right to single precision's rounding.
func TestSingleAndLarge(t *testing.T) {
	s := sound(t)(jet.Of(1, []int{0, 0, 0, 0}))
	on(t, func(t *testing.T, engine enginetest.Engine) {
		points := fromValues([]float64{-800, -100, -20, -3, -0.5, 0, 0.5, 3, 20, 80}, 10, 1)
		for _, f := range functions() {
			switch f.name {
			case "sqrt", "log", "reciprocal", "power", "cube", "product", "quotient", "Fourier", "exp", "square":
				continue // grow, or aren't for negative numbers
			}
			graph := func(in []*Node) []*Node {
				u := f.jet(s.Inputs(in[0]))
				return u.Parts()
			}
			double, half := engine.Run(t, graph, points), engine.Run(t, graph, single(points))
			for i := range double {
				for k := range double[i] {
					if math.IsInf(double[i][k], 0) || math.IsInf(half[i][k], 0) {
						t.Errorf("%s: derivative %d of point %d is %v, in single precision %v", f.name, i, k, double[i][k], half[i][k])
					}
				}
				if e := distance(half[i], double[i]); !(e < 5e-6) {
					t.Errorf("%s: derivative %d in single precision differs by %.2g: %v and %v", f.name, i, e, half[i], double[i])
				}
			}
		}
	})
}

// Reverse mode goes twice through dense layers and functions: second derivatives by the weights are symmetric.
func TestTwice(t *testing.T) {
	s := sound(t)(sound(t)(jet.Of(2)).WithLaplacian())
	on(t, func(t *testing.T, engine enginetest.Engine) {
		for _, f := range functions() {
			if f.name == "Fourier" || engine.Name == "XLA" && f.name != "softplus" {
				continue // its columns are put together, whose gradient slices
			}
			out := engine.Run(t, func(in []*Node) []*Node {
				x, w, p, q := in[0], in[1], in[2], in[3]
				u := f.jet(jet.Dense(s.Inputs(x), w, nil))
				loss := ReduceAllSum(Square(Add(u.Laplacian(), u.Value())))
				slope := Gradient(loss, w)[0]
				along := func(a, b *Node) *Node {
					return ReduceAllSum(Mul(Gradient(ReduceAllSum(Mul(slope, a)), w)[0], b))
				}
				return []*Node{along(p, q), along(q, p)}
			}, uniform(1, -1, 1, 3, 2), uniform(2, -1, 1, 2, 4), uniform(3, -1, 1, 2, 4), uniform(4, -1, 1, 2, 4))
			if a, b := out[0][0], out[1][0]; !(math.Abs(a-b) <= 1e-12*math.Abs(a)) || a == 0 {
				t.Errorf("%s: %v and %v", f.name, a, b)
			}
		}
	})
}
