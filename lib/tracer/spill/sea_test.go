package spill_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"sublunar/lib/tracer"
	"sublunar/lib/tracer/internal/tracertest"
)

const day = 86400.0

func ok[T any](v T, err error) func(t testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// sea is a basin of 500 x 400 km with a gyre.
func sea(cells int) (tracer.Basin, tracer.Flow) {
	b := tracer.Box(500e3, 400e3, 5*cells, 4*cells)
	return b, tracer.Steady(b, b.Streamfunction(func(x, y float64) float64 {
		return -25e3 * math.Sin(math.Pi*x/500e3) * math.Sin(math.Pi*y/400e3)
	}))
}

// swirled adds random waves of some strength, in m^2/s, to a flow: what isn't known of it.
func swirled(f tracer.Flow, strength float64, seed uint64) tracer.Flow {
	r := rand.New(rand.NewPCG(seed, 8))
	var waves [12][4]float64
	for i := range waves {
		waves[i] = [4]float64{r.NormFloat64(), float64(2 + r.IntN(5)), float64(2 + r.IntN(4)), r.Float64()}
	}
	b := f.Basin
	return tracer.Steady(b, b.Streamfunction(func(x, y float64) float64 {
		x, y = math.Pi*x/500e3, math.Pi*y/400e3
		sum := -25e3 * math.Sin(x) * math.Sin(y)
		for _, w := range waves {
			sum += strength * w[0] * math.Sin(w[1]*x) * math.Sin(w[2]*y) / 2
		}
		return sum
	}))
}

// moored are stations at random places that are visited at some days.
func moored(b tracer.Basin, stations int, deviation float64, seed uint64, days ...float64) (all []tracer.Observation) {
	for k, o := range tracertest.Scattered(b, stations, []float64{0}, seed) {
		for _, d := range days {
			all = append(all, tracer.Observation{X: o.X, Y: o.Y, Time: d * day, Deviation: deviation, Platform: k})
		}
	}
	return all
}

// watch runs a spill in a flow and gives what observations see, with noise.
func watch(t testing.TB, law tracer.Transport, s tracer.Source, observations []tracer.Observation, seed uint64) []float64 {
	t.Helper()
	law.Sources = []tracer.Source{s}
	times := []float64{0, s.From}
	for _, o := range observations {
		times = append(times, o.Time)
	}
	slices.Sort(times)
	out := tracertest.Seen(t, law, observations, slices.Compact(times))
	r := rand.New(rand.NewPCG(seed, 9))
	for k := range out {
		out[k] += observations[k].Deviation * r.NormFloat64()
	}
	return out
}
