package jet_test

import (
	"math"
	"strings"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/internal/enginetest"
	"sublunar/lib/jet"
)

// everything is a Set with mixed derivatives, a Laplacian that is a sum, one that is collapsed, and its rate.
func everything(t testing.TB) *jet.Set {
	s := sound(t)(jet.Of(3, lists(2, 4)...))
	s = sound(t)(s.WithLaplacian(0, 1))
	return sound(t)(s.WithLaplacianOf([]int{2}, 0, 1, 2))
}

// apart is the largest difference of two jets' parts.
func apart(t testing.TB, engine enginetest.Engine, f func(x jet.Jet, w []*Node) (a, b jet.Jet)) float64 {
	s := everything(t)
	out := engine.Run(t, func(in []*Node) []*Node {
		a, b := f(s.Inputs(in[0]), in[1:])
		p, q := a.Parts(), b.Parts()
		both := []*Node{a.Value(), b.Value()}
		for i := range p {
			if p[i] == nil && q[i] == nil {
				continue
			}
			if p[i] == nil {
				p[i] = ZerosLike(q[i])
			}
			if q[i] == nil {
				q[i] = ZerosLike(p[i])
			}
			both = append(both, p[i], q[i])
		}
		return both
	}, uniform(1, -1, 1, 4, 3), uniform(2, -0.7, 0.7, 3, 3), uniform(3, -0.7, 0.7, 3, 3))
	worst := 0.0
	for i := 0; i < len(out); i += 2 {
		worst = max(worst, distance(out[i], out[i+1]))
	}
	return worst
}

// Jets obey the rules that derivatives do, whatever the Set: each pair is the same function, made in two ways.
func TestRules(t *testing.T) {
	type pair func(f, g jet.Jet) (jet.Jet, jet.Jet)
	for _, c := range []struct {
		name string
		same pair
	}{
		{"f g = g f", func(f, g jet.Jet) (jet.Jet, jet.Jet) { return jet.Mul(f, g), jet.Mul(g, f) }},
		{"(f g) f = f (g f)", func(f, g jet.Jet) (jet.Jet, jet.Jet) { return jet.Mul(jet.Mul(f, g), f), jet.Mul(f, jet.Mul(g, f)) }},
		{"(f + g)^2 = f^2 + 2 f g + g^2", func(f, g jet.Jet) (jet.Jet, jet.Jet) {
			return jet.Square(jet.Add(f, g)), jet.Add(jet.Square(f), jet.Add(jet.MulScalar(jet.Mul(f, g), 2), jet.Square(g)))
		}},
		{"f / g g = f", func(f, g jet.Jet) (jet.Jet, jet.Jet) {
			g = jet.AddScalar(g, 3)
			return jet.Mul(jet.Div(f, g), g), f
		}},
		{"f / g = f (1/g)", func(f, g jet.Jet) (jet.Jet, jet.Jet) {
			g = jet.AddScalar(g, 3)
			return jet.Div(f, g), jet.Mul(f, jet.Reciprocal(g))
		}},
		{"log exp f = f", func(f, _ jet.Jet) (jet.Jet, jet.Jet) { return jet.Log(jet.Exp(f)), f }},
		{"exp(f + g) = exp f exp g", func(f, g jet.Jet) (jet.Jet, jet.Jet) {
			return jet.Exp(jet.Add(f, g)), jet.Mul(jet.Exp(f), jet.Exp(g))
		}},
		{"sqrt(f)^2 = f", func(f, _ jet.Jet) (jet.Jet, jet.Jet) {
			f = jet.AddScalar(f, 4)
			return jet.Square(jet.Sqrt(f)), f
		}},
		{"f^3 by Power", func(f, _ jet.Jet) (jet.Jet, jet.Jet) { return jet.Power(f, 3), jet.Mul(f, jet.Square(f)) }},
		{"sin(2f) = 2 sin f cos f", func(f, _ jet.Jet) (jet.Jet, jet.Jet) {
			return jet.Sin(jet.MulScalar(f, 2)), jet.MulScalar(jet.Mul(jet.Sin(f), jet.Cos(f)), 2)
		}},
		{"tanh f = 2 sigmoid(2f) - 1", func(f, _ jet.Jet) (jet.Jet, jet.Jet) {
			return jet.Tanh(f), jet.AddScalar(jet.MulScalar(jet.Sigmoid(jet.MulScalar(f, 2)), 2), -1)
		}},
		{"softplus f = f + softplus(-f)", func(f, _ jet.Jet) (jet.Jet, jet.Jet) {
			return jet.Softplus(f), jet.Add(f, jet.Softplus(jet.Neg(f)))
		}},
		{"swish f = f sigmoid f", func(f, _ jet.Jet) (jet.Jet, jet.Jet) { return jet.Swish(f), jet.Mul(f, jet.Sigmoid(f)) }},
		{"gelu f - gelu(-f) = f", func(f, _ jet.Jet) (jet.Jet, jet.Jet) { return jet.Sub(jet.Gelu(f), jet.Gelu(jet.Neg(f))), f }},
		{"columns", func(f, g jet.Jet) (jet.Jet, jet.Jet) {
			both := jet.Concat(f, g)
			return jet.Concat(jet.Slice(both, 3, 6), both.Column(0)), jet.Concat(g, f.Column(0))
		}},
		{"f - f = 0", func(f, g jet.Jet) (jet.Jet, jet.Jet) { return jet.Sub(f, f), jet.MulScalar(f, 0) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			on(t, func(t *testing.T, engine enginetest.Engine) {
				if engine.Name == "XLA" && !strings.HasPrefix(c.name, "f /") {
					return // compiling takes a second
				}
				e := apart(t, engine, func(x jet.Jet, w []*Node) (jet.Jet, jet.Jet) {
					return c.same(jet.Tanh(jet.Dense(x, w[0], nil)), jet.Sin(jet.Dense(x, w[1], nil)))
				})
				if !(e <= 2e-14) {
					t.Errorf("parts differ by %.2g", e)
				}
			})
		})
	}
}

// Teeth: a rule with one wrong derivative, and one that forgets what both factors share, are seen.
func TestRulesSeeErrors(t *testing.T) {
	engine := enginetest.All(t)[0]
	for order := 1; order <= 4; order++ {
		e := apart(t, engine, func(x jet.Jet, w []*Node) (jet.Jet, jet.Jet) {
			f := jet.Dense(x, w[0], nil)
			wrong := jet.Map(f, func(x *Node, n int) []*Node {
				y := Exp(x)
				nodes := []*Node{y, y, y, y, y}
				if order <= n {
					nodes[order] = MulScalar(y, 1.001)
				}
				return nodes[:n+1]
			})
			return wrong, jet.Exp(f)
		})
		if e < 1e-5 {
			t.Errorf("derivative %d of exp wrong by a thousandth: parts differ by %.2g only", order, e)
		}
	}
	e := apart(t, engine, func(x jet.Jet, w []*Node) (jet.Jet, jet.Jet) {
		s := x.Set()
		f, g := jet.Tanh(jet.Dense(x, w[0], nil)), jet.Sin(jet.Dense(x, w[1], nil))
		parts := jet.Mul(f, g).Parts()
		for i := range parts {
			// As if one factor were constant for the other.
			parts[i] = Add(Mul(f.Parts()[i], g.Value()), Mul(f.Value(), g.Parts()[i]))
		}
		parts[0] = Mul(f.Value(), g.Value())
		return s.FromParts(parts...), jet.Mul(f, g)
	})
	if e < 1e-2 {
		t.Errorf("a product without mixed terms differs by %.2g only", e)
	}
}

// A network whose activation is a square, twice, is a polynomial of degree four. With small whole numbers for weights and points all
// is exact, in single precision too.
func TestPolynomial(t *testing.T) {
	s := sound(t)(jet.Of(2, lists(2, 4)...))
	// ((x + 2y)^2 - (x - y)^2)^2 = 9 y^2 (2x + y)^2 = 36 x^2 y^2 + 36 x y^3 + 9 y^4.
	terms := []struct{ c, p, q float64 }{{36, 2, 2}, {36, 1, 3}, {9, 0, 4}}
	falling := func(n float64, k int) float64 {
		v := 1.0
		for ; k > 0; k-- {
			v *= n
			n--
		}
		return v
	}
	points := []float64{1, 2, -3, 1, 0, 0, 2, -1}
	on(t, func(t *testing.T, engine enginetest.Engine) {
		for _, double := range []bool{true, false} {
			in := fromValues(points, 4, 2)
			if !double {
				in = single(in)
			}
			var all [][]int
			out := engine.Run(t, func(in []*Node) []*Node {
				x := in[0]
				h := jet.Square(jet.Dense(s.Inputs(x), ConstAs(x, [][]float64{{1, 1}, {2, -1}}), nil))
				u := jet.Square(jet.Dense(h, ConstAs(x, [][]float64{{1}, {-1}}), nil))
				var nodes []*Node
				for order := range 5 {
					for _, axes := range lists(2, order) {
						all = append(all, axes)
						nodes = append(nodes, u.D(axes...))
					}
				}
				return nodes
			}, in)
			for i, axes := range all {
				var n [2]int
				for _, a := range axes {
					n[a]++
				}
				for k := range 4 {
					want := 0.0
					for _, m := range terms {
						if c := falling(m.p, n[0]) * falling(m.q, n[1]); c != 0 {
							want += m.c * c * math.Pow(points[2*k], m.p-float64(n[0])) * math.Pow(points[2*k+1], m.q-float64(n[1]))
						}
					}
					if out[i][k] != want {
						t.Errorf("derivative %v at %v is %v, not %v", axes, points[2*k:2*k+2], out[i][k], want)
					}
				}
			}
		}
	})
}
