package jet_test

import (
	"math"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/internal/enginetest"
	"sublunar/lib/jet"
)

// nested is a partial derivative by gradients of gradients: x are columns [batch, 1], u is [batch, 1].
func nested(u *Node, x []*Node, axes ...int) *Node {
	for _, a := range axes {
		u = Gradient(ReduceAllSum(u), x[a])[0]
	}
	return u
}

// A function is one function on jets and the same on nodes.
type function struct {
	name string
	jet  func(jet.Jet) jet.Jet
	node func(*Node) *Node
}

func functions() []function {
	return []function{
		{"tanh", jet.Tanh, Tanh},
		{"sin", jet.Sin, Sin},
		{"cos", jet.Cos, Cos},
		{"exp", jet.Exp, Exp},
		{"sigmoid", jet.Sigmoid, Sigmoid},
		{"swish", jet.Swish, func(x *Node) *Node { return Mul(x, Sigmoid(x)) }},
		{"gelu", jet.Gelu, func(x *Node) *Node { return Mul(MulScalar(x, 0.5), AddScalar(Erf(MulScalar(x, math.Sqrt2/2)), 1)) }},
		{"softplus", jet.Softplus, func(x *Node) *Node { return Log(AddScalar(Exp(x), 1)) }},
		{"square", jet.Square, func(x *Node) *Node { return Mul(x, x) }},
		{"sqrt", func(j jet.Jet) jet.Jet { return jet.Sqrt(jet.AddScalar(j, 5)) }, func(x *Node) *Node { return Sqrt(AddScalar(x, 5)) }},
		{"log", func(j jet.Jet) jet.Jet { return jet.Log(jet.AddScalar(j, 5)) }, func(x *Node) *Node { return Log(AddScalar(x, 5)) }},
		{"reciprocal", func(j jet.Jet) jet.Jet { return jet.Reciprocal(jet.AddScalar(j, 5)) }, func(x *Node) *Node { return Reciprocal(AddScalar(x, 5)) }},
		{"power", func(j jet.Jet) jet.Jet { return jet.Power(jet.AddScalar(j, 5), 2.5) },
			func(x *Node) *Node { y := AddScalar(x, 5); return Mul(Square(y), Sqrt(y)) }},
		{"cube", func(j jet.Jet) jet.Jet { return jet.Power(j, 3) }, func(x *Node) *Node { return Mul(x, Square(x)) }},
		{"arc tangent", jet.Atan, series},
		{"angle", func(j jet.Jet) jet.Jet { return jet.Atan2(jet.AddScalar(jet.Exp(j), 1), jet.Sin(j)) },
			func(x *Node) *Node { return AddScalar(Neg(series(Div(Sin(x), AddScalar(Exp(x), 1)))), math.Pi/2) }},
		{"product", func(j jet.Jet) jet.Jet { return jet.Mul(jet.Sin(j), jet.Exp(j)) }, func(x *Node) *Node { return Mul(Sin(x), Exp(x)) }},
		{"quotient", func(j jet.Jet) jet.Jet { return jet.Div(jet.Sin(j), jet.AddScalar(jet.Exp(j), 1)) },
			func(x *Node) *Node { return Div(Sin(x), AddScalar(Exp(x), 1)) }},
		{"Fourier", func(j jet.Jet) jet.Jet {
			return jet.Fourier(j, ConstAs(j.Value(), [][]float64{{1, 2, 3}, {2, -1, 0}, {0, 1, 1}, {-1, 0, 1}}))
		}, func(x *Node) *Node {
			phase := MatMul(x, ConstAs(x, [][]float64{{1, 2, 3}, {2, -1, 0}, {0, 1, 1}, {-1, 0, 1}}))
			return Concatenate([]*Node{Cos(phase), Sin(phase)}, 1)
		}},
	}
}

// Each function between two layers of weights, in three variables: each partial derivative to order 4 is the nested gradient's.
func TestNested(t *testing.T) {
	s := sound(t)(jet.Of(3, lists(3, 4)...))
	var all [][]int
	for order := range 5 {
		all = append(all, lists(3, order)...)
	}
	if s.Len() != len(all) {
		t.Fatalf("%d parts in %s, not %d", s.Len(), s, len(all))
	}
	on(t, func(t *testing.T, engine enginetest.Engine) {
		for _, f := range functions() {
			if engine.Name == "XLA" && f.name != "gelu" {
				continue // compiling takes seconds each
			}
			t.Run(f.name, func(t *testing.T) {
				last := 4
				if f.name == "Fourier" {
					last = 6
				}
				out := engine.Run(t, func(in []*Node) []*Node {
					x, w, b, v := in[:3], in[3], in[4], in[5]
					j := jet.Dense(s.Inputs(Concatenate(x, 1)), w, b)
					u := jet.Dense(f.jet(j), v, nil)
					// Columns by themselves: the gradient of a slice is a Pad, which has none.
					var z *Node
					for i := range x {
						row := Slice(w, AxisRange(i, i+1))
						if z == nil {
							z = Add(Reshape(b, 1, 4), Mul(x[i], row))
							continue
						}
						z = Add(z, Mul(x[i], row))
					}
					y := MatMul(f.node(z), v)
					var both []*Node
					for _, axes := range all {
						if f.name == "Fourier" && len(axes) > 1 {
							continue // concatenation's gradient slices
						}
						both = append(both, u.D(axes...), nested(y, x, axes...))
					}
					return both
				}, uniform(1, -1, 1, 5, 1), uniform(2, -1, 1, 5, 1), uniform(3, -1, 1, 5, 1),
					uniform(4, -1, 1, 3, 4), uniform(5, -1, 1, 4), uniform(6, -1, 1, last, 1))
				for i := 0; i < len(out); i += 2 {
					if d := distance(out[i], out[i+1]); d > 1e-13 {
						t.Errorf("derivative %v differs by %.2g: %v and %v", all[i/2], d, out[i], out[i+1])
					}
				}
			})
		}
	})
}
