package jet_test

import (
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/internal/enginetest"
	"sublunar/lib/jet"
)

// What is zero by structure has no node, and reads as zeros.
func TestZeros(t *testing.T) {
	s := sound(t)(jet.Of(2, lists(2, 4)...))
	kept := func(j jet.Jet) (orders []int) {
		names := map[int]bool{}
		for i, p := range j.Parts() {
			if p == nil {
				continue
			}
			order := 0
			for n := s.Len(); order < 4 && i >= []int{1, 3, 6, 10, n}[order]; order++ {
			}
			names[order] = true
		}
		for order := range 5 {
			if names[order] {
				orders = append(orders, order)
			}
		}
		return orders
	}
	on(t, func(t *testing.T, engine enginetest.Engine) {
		out := engine.Run(t, func(in []*Node) []*Node {
			x := s.Inputs(in[0])
			w := in[1]
			two, rate := s.Constant(ConstAs(in[0], 2.0)), s.Constant(ConstAs(in[0], []float64{1, 3}))
			for name, c := range map[string]struct {
				j    jet.Jet
				most int
			}{
				"inputs": {x, 1}, "dense": {jet.Dense(x, w, nil), 1}, "square": {jet.Square(x), 2},
				"cube": {jet.Power(x, 3), 3}, "constant": {two, 0}, "exp of a constant": {jet.Exp(two), 0},
				"quotient by a constant": {jet.Div(jet.Square(x), two), 2}, "tanh": {jet.Tanh(x), 4},
				"product of a column": {jet.Mul(x.Column(0), x), 2},
			} {
				if got := kept(c.j); len(got) != c.most+1 || got[len(got)-1] != c.most {
					t.Errorf("%s: parts of orders %v, not 0 to %d", name, got, c.most)
				}
			}
			u := jet.Mul(jet.Mul(x, two), rate) // [batch, 2] of a number and of one for each column
			none := s.FromParts(nil, in[0], nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil)
			sum := jet.Add(jet.Tanh(x.Column(0)), s.Constant(ConstAs(in[0], []float64{0, 0, 0}))) // a side of 1 is broadcast
			h := in[0]
			return []*Node{
				u.D(1, 1), ZerosLike(h),
				u.D(1), BroadcastToDims(ConstAs(h, [][]float64{{0, 6}}), 3, 2),
				none.Value(), ZerosLike(h),
				jet.AddScalar(none, 1).Value(), OnesLike(h),
				jet.Exp(none).D(0, 0), Square(h),
				jet.Dense(none, w, nil).D(0), MatMul(h, w),
				jet.Dense(none, w, nil).Value(), Zeros(h.Graph(), MatMul(h, w).Shape()),
				sum.D(0), BroadcastToDims(OneMinus(Square(Tanh(x.Column(0).Value()))), 3, 3),
			}
		}, uniform(1, -1, 1, 3, 2), uniform(2, -1, 1, 2, 4))
		for i := 0; i < len(out); i += 2 {
			if e := distance(out[i], out[i+1]); !(e < 1e-15) {
				t.Errorf("result %d is %v, not %v", i/2, out[i], out[i+1])
			}
		}
	})
}
