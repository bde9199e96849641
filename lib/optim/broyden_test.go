package optim

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// whole is a triangle's matrix, with the change that waits.
func (t *triangle) whole() *mat.SymDense {
	a := mat.NewSymDense(t.N, nil)
	for i := range t.N {
		for j := i; j < t.N; j++ {
			a.SetSym(i, j, t.Scale*t.Rows[t.row(i)+j-i]+t.S[i]*t.A[j]+t.Q[i]*t.B[j])
		}
	}
	return a
}

// The one pass over the triangle gives the product and makes the change, for sizes on both sides of
// where it begins to use more than one processor, odd and even.
func TestTriangle(t *testing.T) {
	for _, n := range []int{1, 2, 3, 17, 127, 128, 201} {
		random := rand.New(rand.NewPCG(uint64(n), 2))
		draw := func() []float64 {
			v := make([]float64, n)
			for i := range v {
				v[i] = random.NormFloat64()
			}
			return v
		}
		h := scaledIdentity(n, 2)
		for i := range h.Rows {
			h.Rows[i] += random.NormFloat64()
		}
		// s a' + q b' is symmetric where a = c s + d q and b = d s + e q.
		h.S, h.Q, h.Scale = draw(), draw(), 0.7
		for i := range n {
			h.A[i], h.B[i] = 2*h.S[i]-h.Q[i], -h.S[i]+3*h.Q[i]
		}
		want := h.whole()
		v, z := draw(), make([]float64, n)
		product := mat.NewVecDense(n, nil)
		product.MulVec(want, mat.NewVecDense(n, v))
		h.times(z, v)
		if d := floats.Distance(z, product.RawVector().Data, math.Inf(1)); d > 1e-12*float64(n) {
			t.Errorf("%d: the product is off by %v", n, d)
		}
		if !mat.EqualApprox(h.whole(), want, 1e-12) {
			t.Errorf("%d: the matrix isn't the changed one", n)
		}
		h.times(z, v)
		if d := floats.Distance(z, product.RawVector().Data, math.Inf(1)); d > 1e-12*float64(n) {
			t.Errorf("%d: read twice the product is off by %v", n, d)
		}
	}
}

// Each update satisfies the secant equation H y = s and stays positive definite; the matrix before it
// doesn't.
func TestSecantEquation(t *testing.T) {
	const n = 20
	for _, m := range []Method{BFGS{}, SSBFGS{}, SSBroyden{}} {
		run, err := m.Start(bowl(n), bowl(n).start())
		if err != nil {
			t.Fatal(err)
		}
		r := run.(*broyden)
		off := func(h *mat.SymDense) float64 {
			hy := mat.NewVecDense(n, nil)
			hy.MulVec(h, mat.NewVecDense(n, r.y))
			return floats.Distance(hy.RawVector().Data, r.s, 2) / floats.Norm(r.s, 2)
		}
		for step := range 40 {
			var before *mat.SymDense
			if r.m.H != nil {
				before = r.m.H.whole()
			}
			if err := r.Step(); err != nil {
				t.Fatalf("%T: %v", m, err)
			}
			h := r.m.H.whole()
			if d := off(h); d > 1e-8 {
				t.Errorf("%T: step %d breaks the secant equation by %v", m, step, d)
			}
			if before != nil && step < 10 && off(before) < 1e-3 {
				t.Errorf("%T: the matrix before step %d satisfies it to %v: the test shows nothing", m, step, off(before))
			}
			var factor mat.Cholesky
			if !factor.Factorize(h) {
				t.Errorf("%T: after step %d the matrix isn't positive definite", m, step)
			}
			// The direction is that of the matrix.
			p := mat.NewVecDense(n, nil)
			p.MulVec(h, mat.NewVecDense(n, r.g))
			if d := floats.Norm(floats.AddTo(make([]float64, n), p.RawVector().Data, r.m.P), 2) / floats.Norm(r.m.P, 2); d > 1e-6 {
				t.Errorf("%T: step %d's direction is off by %v", m, step, d)
			}
		}
	}
}

// tau and phi at points where Al-Baali's formulas have closed values.
func TestSelfScale(t *testing.T) {
	for _, c := range []struct{ b, h, tau, phi float64 }{
		{1, 1, 1, 1},      // a quadratic's own matrix: nothing to change
		{4, 0.25, .25, 1}, // a multiple of it: scaled, tau = 1/b
		{0.5, 2, 1, 1},
	} {
		tau, phi := selfScaled(c.b, c.h, 100)
		if math.Abs(tau-c.tau) > 1e-12 || math.Abs(phi-c.phi) > 1e-12 {
			t.Errorf("b = %v, h = %v: tau %v and phi %v, not %v and %v", c.b, c.h, tau, phi, c.tau, c.phi)
		}
	}
	for b := 0.01; b < 1000; b *= 1.7 {
		for ratio := 1.0001; ratio < 1e6; ratio *= 1.9 {
			tau, phi := selfScaled(b, ratio/b, 100)
			if !(tau > 0 && tau <= 1) || !finite(phi) {
				t.Fatalf("b = %v, b h = %v: tau %v, phi %v", b, ratio, tau, phi)
			}
			// Positive definite: phi above the class's lower limit, 1/(1 - b h).
			if phi <= 1/(1-ratio) {
				t.Fatalf("b = %v, b h = %v: phi %v leaves the matrix indefinite", b, ratio, phi)
			}
		}
	}
}
