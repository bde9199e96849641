// Package tracertest has what tests of tracers share.
package tracertest

import (
	"math/rand/v2"
	"testing"

	"sublunar/lib/tracer"
)

// Seen runs a transport forward from nothing, and gives what observations see. It stops at all times of observations and of candidates.
func Seen(t testing.TB, law tracer.Transport, observations []tracer.Observation, times []float64) []float64 {
	t.Helper()
	law.Signed = true
	m, err := law.Model()
	if err != nil {
		t.Fatal(err)
	}
	b := law.Flow.Basin
	state := b.Sample("dye", "", func(_, _ float64) float64 { return 0 })
	state.Missing = nil
	out := make([]float64, len(observations))
	for s, now := range times {
		for k, o := range observations {
			if o.Time == now {
				out[k], _ = b.At(state, o.X, o.Y)
			}
		}
		if s+1 < len(times) {
			if err := m.Advance(state.Values, now, times[s+1]); err != nil {
				t.Fatal(err)
			}
		}
	}
	return out
}

// Scattered are observations at random places of a basin's water, at random ones of some times.
func Scattered(b tracer.Basin, n int, times []float64, seed uint64) (all []tracer.Observation) {
	r := rand.New(rand.NewPCG(seed, 3))
	x, y := b.Corners()
	for len(all) < n {
		o := tracer.Observation{X: x.Values[0] + r.Float64()*(x.Values[x.Len()-1]-x.Values[0]), Y: y.Values[0] + r.Float64()*(y.Values[y.Len()-1]-y.Values[0]),
			Time: times[r.IntN(len(times))], Platform: len(all)}
		if j, i, inside := b.Cell(o.X, o.Y); inside && b.Water(j, i) {
			all = append(all, o)
		}
	}
	return all
}
