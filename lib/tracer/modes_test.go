package tracer

import (
	"math"
	"testing"
)

// The modes have the covariance that they are the root of; with one length more they don't.
func TestModes(t *testing.T) {
	b := Box(400e3, 300e3, 20, 15)
	const length = 60e3
	modes, err := b.modes(b.X.Values, b.Y.Values, length, 0.999)
	if err != nil {
		t.Fatal(err)
	}
	worst := func(length float64) (w float64) {
		for i := 0; i < 300; i += 7 {
			for j := range 300 {
				sum := 0.0
				for _, m := range modes {
					sum += m[i] * m[j]
				}
				d := b.Distance(b.X.Values[i%20], b.Y.Values[i/20], b.X.Values[j%20], b.Y.Values[j/20]) / length
				w = math.Max(w, math.Abs(sum-math.Exp(-d*d/2)))
			}
		}
		return w
	}
	if off := worst(length); off > 0.02 {
		t.Errorf("%d modes: covariance off by %.3g", len(modes), off)
	}
	if off := worst(2 * length); off < 0.1 {
		t.Errorf("twice the length is off by %.3g only", off)
	}
	b.EndsX = Periodic
	swirls, err := b.Swirls(length, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range swirls {
		f := Steady(b, b.Streamfunction(func(_, _ float64) float64 { return 0 }))
		f.Psi[0].Values = m
		if err := f.Check(); err != nil {
			t.Fatal(err)
		}
	}
}
