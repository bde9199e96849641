package assimilation_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/floats"

	"sublunar/lib/assimilation"
)

// weather is a state of Lorenz-96 on its attractor, and the force behind it where own.
func weather(sites int, own bool) []float64 {
	x := make([]float64, sites)
	for i := range x {
		x[i] = 8 + 0.01*float64(i%3)
	}
	if own {
		x = append(x, 8)
	}
	if err := (assimilation.Lorenz96{OwnForce: own}).Advance([][]float64{x}, 0, 20); err != nil {
		panic(err)
	}
	return x
}

func draw(n int, seed uint64) []float64 {
	r := rand.New(rand.NewPCG(seed, 3))
	x := make([]float64, n)
	for i := range x {
		x[i] = r.NormFloat64()
	}
	return x
}

// The tangent is the derivative of the model, by differences, and the adjoint its transpose, to rounding. The tangent of another force is
// the known-bad control.
func TestTangent(t *testing.T) {
	for _, own := range []bool{false, true} {
		model := assimilation.Lorenz96{OwnForce: own}
		x := weather(12, own)
		v, w := draw(len(x), 1), draw(len(x), 2)
		off := func(m assimilation.Lorenz96) float64 {
			const h = 1e-5
			up, down := append([]float64(nil), x...), append([]float64(nil), x...)
			floats.AddScaled(up, h, v)
			floats.AddScaled(down, -h, v)
			if err := model.Advance([][]float64{up, down}, 1, 1.5); err != nil {
				t.Fatal(err)
			}
			floats.Sub(up, down)
			floats.Scale(1/(2*h), up)
			got := append([]float64(nil), v...)
			if err := m.Tangent(x, got, 1, 1.5); err != nil {
				t.Fatal(err)
			}
			return floats.Distance(got, up, 2) / floats.Norm(up, 2)
		}
		if got := off(model); got > 1e-7 {
			t.Errorf("own force %v: the tangent is off by %.2g", own, got)
		}
		bad := model
		bad.Step = 0.025
		if got := off(bad); got < 1e-6 {
			t.Errorf("a tangent of other steps passes, off by %.2g", got)
		}
		forward, back := append([]float64(nil), v...), append([]float64(nil), w...)
		if err := model.Tangent(x, forward, 1, 1.5); err != nil {
			t.Fatal(err)
		}
		if err := model.Adjoint(x, back, 1, 1.5); err != nil {
			t.Fatal(err)
		}
		if a, b := floats.Dot(forward, w), floats.Dot(v, back); math.Abs(a-b) > 1e-12*math.Abs(a) {
			t.Errorf("own force %v: w'Mv = %.15g, (M'w)'v = %.15g", own, a, b)
		}
	}
}
