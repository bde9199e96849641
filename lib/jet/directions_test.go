package jet_test

import (
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"sublunar/lib/internal/enginetest"
	"sublunar/lib/jet"
)

// field is a smooth function of three variables, of two columns.
func smooth(x jet.Jet, w, b, v *Node) jet.Jet {
	return jet.Dense(jet.Gelu(jet.Dense(jet.Tanh(jet.Dense(x, w, b)), w, nil)), v, nil)
}

func smoothArguments() []*tensors.Tensor {
	return []*tensors.Tensor{uniform(1, -1, 1, 6, 3), uniform(2, -1, 1, 3, 3), uniform(3, -1, 1, 3), uniform(4, -1, 1, 3, 2)}
}

// Along a direction of each sample's own, the first derivative is h.grad u and the second h.(H h); with another direction k, the
// mixed one is h.(H k).
func TestAlong(t *testing.T) {
	straight := sound(t)(jet.Of(3, lists(3, 2)...))
	turned := sound(t)(jet.Of(2, lists(2, 2)...))
	on(t, func(t *testing.T, engine enginetest.Engine) {
		check := func(out [][]float64) (worst float64) {
			for i := 0; i < len(out); i += 2 {
				worst = max(worst, distance(out[i], out[i+1]))
			}
			return worst
		}
		graph := func(turn float64) func(in []*Node) []*Node {
			return func(in []*Node) []*Node {
				x, h, k := in[0], in[4], in[5]
				u := smooth(turned.Along(x, h, k), in[1], in[2], in[3])
				w := smooth(straight.Inputs(x), in[1], in[2], in[3])
				form := func(a, b *Node) *Node {
					var sum *Node
					for i := range 3 {
						for k := range 3 {
							term := Mul(Mul(Slice(a, AxisRange(), AxisRange(i, i+1)), Slice(b, AxisRange(), AxisRange(k, k+1))), w.D(i, k))
							if sum == nil {
								sum = term
								continue
							}
							sum = Add(sum, term)
						}
					}
					return sum
				}
				var first *Node
				for i := range 3 {
					term := Mul(Slice(h, AxisRange(), AxisRange(i, i+1)), w.D(i))
					if first == nil {
						first = term
						continue
					}
					first = Add(first, term)
				}
				k = Reshape(k, 1, 3)
				return []*Node{u.D(0), first, u.D(0, 0), MulScalar(form(h, h), turn), u.D(1, 1), form(k, k), u.D(0, 1), form(h, k)}
			}
		}
		in := append(smoothArguments(), uniform(5, -1, 1, 6, 3), uniform(6, -1, 1, 3))
		if e := check(engine.Run(t, graph(1), in...)); e > 1e-14 {
			t.Errorf("derivatives along directions differ by %.2g", e)
		}
		// Teeth: half of it, as Taylor's coefficient is.
		if e := check(engine.Run(t, graph(0.5), in...)); e < 1e-2 {
			t.Errorf("a coefficient in place of a derivative differs by %.2g only", e)
		}
	})
}

// Each derivative is the slope, by central differences, of the one of an order less.
func TestFiniteDifferences(t *testing.T) {
	s := sound(t)(jet.Of(3, lists(3, 4)...))
	const h = 1e-4
	on(t, func(t *testing.T, engine enginetest.Engine) {
		for _, f := range functions() {
			if f.name == "cube" || engine.Name == "XLA" && f.name != "gelu" {
				continue
			}
			var names [][]int
			out := engine.Run(t, func(in []*Node) []*Node {
				at := func(axis int, by float64) jet.Jet {
					shift := make([]float64, 3)
					if axis >= 0 {
						shift[axis] = by
					}
					x := Add(in[0], Reshape(ConstAs(in[0], shift), 1, 3))
					return f.jet(jet.Dense(s.Inputs(x), in[1], nil))
				}
				u := at(-1, 0)
				var both []*Node
				for a := range 3 {
					up, down := at(a, h), at(a, -h)
					for order := range 4 {
						for _, axes := range lists(3, order) {
							names = append(names, append([]int{a}, axes...))
							slope := MulScalar(Sub(up.D(axes...), down.D(axes...)), 1/(2*h))
							both = append(both, u.D(append([]int{a}, axes...)...), slope)
						}
					}
				}
				return both
			}, uniform(1, -1, 1, 3, 3), uniform(2, -0.5, 0.5, 3, 4))
			for i := 0; i < len(out); i += 2 {
				if e := distance(out[i], out[i+1]); !(e < 1e-6) {
					t.Errorf("%s: derivative %v differs by %.2g", f.name, names[i/2], e)
				}
			}
		}
	})
}
