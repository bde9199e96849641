package tracer_test

import (
	"math"
	"testing"

	"sublunar/lib/field"
	"sublunar/lib/tracer"
)

// A particle that drifts and then drifts in the reversed flow is back, also where the flow changes.
func TestReversed(t *testing.T) {
	flow := random(3, 10, 12, tracer.Wall, tracer.Wall, field.Linspace("time", "s", 0, 4e4, 5))
	x, y := flow.Basin.X.Values[0], flow.Basin.Y.Values[0]
	for j := range 10 {
		for i := range 12 {
			if flow.Basin.Water(j, i) {
				x, y = flow.Basin.X.Values[i], flow.Basin.Y.Values[j]
			}
		}
	}
	there := ok(tracer.Drifters{Flow: flow, Step: 20}.Drift([]float64{x}, []float64{y}, field.Linspace("time", "s", 0, 3e4, 2)))(t)
	back := ok(tracer.Drifters{Flow: flow.Reversed(3e4), Step: 20}.Drift([]float64{there.X.Values[1]}, []float64{there.Y.Values[1]}, field.Linspace("time", "s", 0, 3e4, 2)))(t)
	if d := math.Hypot(back.X.Values[1]-x, back.Y.Values[1]-y); d > 1 || there.X.Values[1] == x {
		t.Errorf("%g m off after a way there and back", d)
	}
}
