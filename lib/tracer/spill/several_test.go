package spill_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"sublunar/lib/field"
	"sublunar/lib/tracer"
	"sublunar/lib/tracer/internal/tracertest"
	"sublunar/lib/tracer/spill"
)

// Two spills at different places and times come out of what stations saw of both, each in its cell at its time with its amount, and no third
// one is made up of the noise. One spill alone can't explain it.
func TestSeveral(t *testing.T) {
	b, flow := sea(4)
	law := tracer.Transport{Flow: flow, Diffusivity: 300, Scheme: tracer.Fromm}
	stations := moored(b, 30, 1e-8, 5, 3, 5, 7)
	feet := ok(law.Footprints(stations, tracer.Candidates{Times: field.Linspace("release", "s", 0, 2*day, 3)}))(t)
	for seed := range uint64(4) {
		forward := law
		forward.Sources = []tracer.Source{{X: b.X.Values[4], Y: b.Y.Values[5], Amount: 4000, From: day, Until: day}, {X: b.X.Values[15], Y: b.Y.Values[10], Amount: 3000}}
		values := tracertest.Seen(t, forward, stations, []float64{0, day, 3 * day, 5 * day, 7 * day})
		r := rand.New(rand.NewPCG(seed, 4))
		deviations := make([]float64, len(values))
		for k := range values {
			deviations[k] = 1e-8
			values[k] += 1e-8 * r.NormFloat64()
		}
		got := ok(spill.Several(feet, values, deviations, 5))(t)
		if len(got.Found) != 2 {
			t.Errorf("seed %d: %d spills: %+v", seed, len(got.Found), got)
			continue
		}
		for n, s := range forward.Sources {
			g := got.Found[n]
			if g.X != s.X || g.Y != s.Y || g.From != s.From || math.Abs(g.Amount/s.Amount-1) > 0.15 {
				t.Errorf("seed %d: %+v is found as %+v", seed, s, g)
			}
		}
		if got.Misfit > 1.5*float64(len(values)) {
			t.Errorf("seed %d: a misfit of %.0f for %d values", seed, got.Misfit, len(values))
		}
		if one := ok(spill.Several(feet, values, deviations, 1))(t); one.Misfit < got.Misfit+100 {
			t.Errorf("seed %d: one spill alone has a misfit of %.0f: the test has no teeth", seed, one.Misfit)
		}
	}
	noise := make([]float64, len(stations))
	deviations := make([]float64, len(stations))
	r := rand.New(rand.NewPCG(1, 4))
	for k := range noise {
		noise[k], deviations[k] = 1e-8*r.NormFloat64(), 1e-8
	}
	if got := ok(spill.Several(feet, noise, deviations, 5))(t); len(got.Found) != 0 {
		t.Errorf("out of noise: %+v", got)
	}
	for _, c := range []struct {
		values, deviations []float64
		most               int
		says               string
	}{
		{noise[1:], deviations, 1, "one each"},
		{noise, deviations, 0, "1 release or more"},
		{noise, make([]float64, len(noise)), 1, "a deviation above 0"},
		{append([]float64{math.NaN()}, noise[1:]...), deviations, 1, "observation 0 is NaN"},
	} {
		if _, err := spill.Several(feet, c.values, c.deviations, c.most); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v, which doesn't say %q", err, c.says)
		}
	}
}

// Two pipes leak into a channel.
func ExampleSeveral() {
	channel := tracer.Box(20e3, 10e3, 20, 10)
	channel.EndsX = tracer.Open
	law := tracer.Transport{Flow: tracer.Steady(channel, channel.Streamfunction(func(_, y float64) float64 { return -0.5 * y })), Diffusivity: 20}
	var stations []tracer.Observation
	for k := range 18 {
		stations = append(stations, tracer.Observation{X: 11e3 + 1e3*float64(k/6), Y: 1e3 + 1.6e3*float64(k%6), Time: 4 * 3600})
	}
	feet, err := law.Footprints(stations, tracer.Candidates{Times: field.Axis{Name: "release", Unit: "s", Values: []float64{0}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	values, deviations := make([]float64, len(stations)), make([]float64, len(stations))
	for k := range values {
		values[k] = 5*feet.Grid(k, 0).Values[2*20+4] + 3*feet.Grid(k, 0).Values[7*20+5]
		deviations[k] = 1e-8
	}
	leaks, err := spill.Several(feet, values, deviations, 4)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range leaks.Found {
		fmt.Printf("%.2f kg at x %.1f km, y %.1f km\n", s.Amount, s.X/1e3, s.Y/1e3)
	}
	// Output:
	// 5.00 kg at x 4.5 km, y 2.5 km
	// 3.00 kg at x 5.5 km, y 7.5 km
}

func BenchmarkSeveral(b *testing.B) {
	basin, flow := sea(4)
	law := tracer.Transport{Flow: flow, Diffusivity: 300}
	stations := moored(basin, 30, 1e-8, 5, 3, 5, 7)
	feet := ok(law.Footprints(stations, tracer.Candidates{Times: field.Linspace("release", "s", 0, 2*day, 3)}))(b)
	values, deviations := make([]float64, len(stations)), make([]float64, len(stations))
	for k := range values {
		values[k] = 1000*feet.Grid(k, 0).Values[100] + 1000*feet.Grid(k, 1).Values[210]
		deviations[k] = 1e-8
	}
	for b.Loop() {
		if _, err := spill.Several(feet, values, deviations, 4); err != nil {
			b.Fatal(err)
		}
	}
}
