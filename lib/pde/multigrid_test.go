package pde

import (
	"math"
	"math/rand/v2"
	"testing"

	"sublunar/lib/field"
)

// A multigrid cycle is symmetric and positive, as conjugate gradients need, on a grid whose sizes halve badly and whose medium jumps. A
// sweep forth alone isn't symmetric.
func TestMultigridSymmetric(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	axes := []field.Axis{field.Linspace("x", "", 0, 1, 26), field.Linspace("y", "", 0, 1, 17)}
	a := Sample("a", func(...float64) float64 { return math.Exp(4 * random.NormFloat64()) }, axes...)
	fine, _ := Darcy{}.medium(a).system(make([]float64, len(a.Values)), a.Values)
	g := newMultigrid(fine)
	if len(g.levels) < 3 {
		t.Fatalf("%d levels: this test sees nothing", len(g.levels))
	}
	cycle := func(b []float64) []float64 {
		copy(g.b[0], b)
		g.cycle(0)
		return append([]float64{}, fine.inside(g.x[0])...)
	}
	sweep := func(b []float64) []float64 {
		x := fine.vector()
		fine.sweep(x, b, false)
		return fine.inside(x)
	}
	u, v := make([]float64, fine.n), make([]float64, fine.n)
	for i := range u {
		u[i], v[i] = random.NormFloat64(), random.NormFloat64()
	}
	skew := func(m func([]float64) []float64) float64 {
		uv, vu := dot(u, m(v)), dot(v, m(u))
		return math.Abs(uv-vu) / math.Sqrt(dot(u, m(u))*dot(v, m(v)))
	}
	if s := skew(cycle); !(s < 1e-12) {
		t.Errorf("the cycle is off symmetry by %.1e", s)
	}
	if s := skew(sweep); s < 1e-3 {
		t.Errorf("a sweep is off symmetry by only %.1e: this test sees nothing", s)
	}
	for range 20 {
		for i := range u {
			u[i] = random.NormFloat64()
		}
		if p := dot(u, cycle(u)); !(p > 0) {
			t.Fatalf("<u, M u> = %g", p)
		}
	}
}
