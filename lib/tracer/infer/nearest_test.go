package infer

import (
	"math"
	"math/rand/v2"
	"testing"

	"sublunar/lib/tracer"
)

// Made 0 or more, a field keeps its amount, and no other such field is nearer: cut at 0 and scaled it would be farther.
func TestNearest(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	b := tracer.Region(-10, 10, 40, 60, 9, 7)
	b.Land = make([]bool, 63)
	b.Land[20] = true
	area := b.Areas().Values
	for range 100 {
		c, scaled := make([]float64, 63), make([]float64, 63)
		for i := range c {
			if !b.IsLand(i) {
				c[i] = 0.5 + random.NormFloat64()
			}
		}
		before := b.Integral(c)
		got := append([]float64{}, c...)
		nearest(b, got)
		if before <= 0 {
			continue
		}
		for i, v := range got {
			if v < 0 {
				t.Fatalf("%g in cell %d", v, i)
			}
			scaled[i] = math.Max(c[i], 0)
		}
		if after := b.Integral(got); math.Abs(after-before) > 1e-12*before {
			t.Fatalf("amount %.15g, was %.15g", after, before)
		}
		cut := b.Integral(scaled)
		near, far := 0.0, 0.0
		for i := range scaled {
			near += area[i] * (got[i] - c[i]) * (got[i] - c[i])
			far += area[i] * math.Pow(scaled[i]*before/cut-c[i], 2)
		}
		if near > far*(1+1e-12) {
			t.Fatalf("distance %.6g, by scaling %.6g", near, far)
		}
	}
	c := []float64{1, 2}
	nearest(tracer.Box(2, 1, 2, 2), append(c, 0, 0))
	if c[0] != 1 {
		t.Error("a field that is 0 or more was changed")
	}
}
