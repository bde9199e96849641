package jet_test

import (
	"math"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/backend"
	"sublunar/lib/internal/enginetest"
	"sublunar/lib/jet"
)

// The flow (sin y cos t, x^2, ...) has a divergence, a curl and a rate of change that are known.
func TestCalculus(t *testing.T) {
	s := sound(t)(jet.Of(4, lists(4, 2)...))
	on(t, func(t *testing.T, engine enginetest.Engine) {
		points := uniform(1, -1, 1, 5, 4)
		x, _ := backend.Numbers(points)
		out := engine.Run(t, func(in []*Node) []*Node {
			all := s.Inputs(in[0])
			x, y, z, time := all.Column(0), all.Column(1), all.Column(2), all.Column(3)
			u := jet.Concat(jet.Mul(jet.Sin(y), jet.Cos(time)), jet.Mul(jet.Square(x), y), jet.Mul(jet.Exp(z), x))
			f := jet.Mul(jet.Mul(x, z), time)
			return []*Node{jet.Divergence(u, 0, 1, 2), jet.Curl(u, 0, 1, 2), jet.Curl(jet.Slice(u, 0, 2), 0, 1),
				jet.Material(u, f, 3, 0, 1, 2), jet.Material(u, f, -1, 0, 1, 2), jet.Grad(f, 0, 1, 2)[2], u.Laplacian(0, 1, 2)}
		}, points)
		for k := range 5 {
			x, y, z, time := x[4*k], x[4*k+1], x[4*k+2], x[4*k+3]
			curl := 2*x*y - math.Cos(y)*math.Cos(time)
			steady := math.Sin(y)*math.Cos(time)*z*time + math.Exp(z)*x*x*time
			for i, want := range [][]float64{
				{x*x + math.Exp(z)*x}, {0, -math.Exp(z), curl}, {curl}, {x*z + steady}, {steady}, {x * time},
				{-math.Sin(y) * math.Cos(time), 2 * y, math.Exp(z) * x},
			} {
				if e := distance(out[i][k*len(want):(k+1)*len(want)], want); !(e < 1e-15) {
					t.Errorf("result %d at point %d differs by %.2g", i, k, e)
				}
			}
		}
	})
}

// A velocity taken from a streamfunction, or as the curl of a vector potential, has no divergence, and a gradient has no curl, to
// rounding; the network itself, taken for a velocity, has both.
func TestIdentities(t *testing.T) {
	s := sound(t)(jet.Of(3, lists(3, 1)...))
	deep := sound(t)(s.Before([]int{0}, []int{1}, []int{2}))
	if deep.Order() != 2 || !deep.Has(0, 2) || !deep.Has(2, 2) {
		t.Fatalf("the Set before first derivatives is %s", deep)
	}
	on(t, func(t *testing.T, engine enginetest.Engine) {
		out := engine.Run(t, func(in []*Node) []*Node {
			a := jet.Dense(jet.Tanh(jet.Dense(deep.Inputs(in[0]), in[1], nil)), in[2], nil)
			d := func(k, axis int) jet.Jet { return a.Column(k).Partial(s, axis) }
			plane := jet.Concat(d(0, 1), jet.Neg(d(0, 0)))
			curl := jet.Concat(jet.Sub(d(2, 1), d(1, 2)), jet.Sub(d(0, 2), d(2, 0)), jet.Sub(d(1, 0), d(0, 1)))
			slope := jet.Concat(d(0, 0), d(0, 1), d(0, 2))
			return []*Node{jet.Divergence(plane, 0, 1), jet.Divergence(curl, 0, 1, 2), jet.Curl(slope, 0, 1, 2),
				jet.Divergence(a, 0, 1, 2), jet.Curl(a, 0, 1, 2), plane.D(0)}
		}, uniform(1, -1, 1, 5, 3), uniform(2, -1, 1, 3, 8), uniform(3, -1, 1, 8, 3))
		for i, v := range out {
			size := 0.0
			for _, x := range v {
				size = max(size, math.Abs(x))
			}
			if i < 3 && size > 1e-15 || i >= 3 && size < 1e-2 {
				t.Errorf("result %d is as large as %.2g", i, size)
			}
		}
	})
}
