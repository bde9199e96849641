package tracer_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"sublunar/lib/field"
	"sublunar/lib/tracer"
	"sublunar/lib/tracer/internal/tracertest"
)

// What the footprints say of each release is what the forward run gives, to rounding: on random flows that change, round islands, with all kinds
// of ends, decay, air, maps of the mixing, candidates at once and lasting, by Fromm's scheme and upwind. A footprint that forgets how the flow changes doesn't pass.
func TestFootprintsAreTheAdjoint(t *testing.T) {
	const hour = 3600.0
	stops := []float64{0, 2 * hour, 3 * hour, 5 * hour, 8 * hour, 9.5 * hour}
	for _, c := range []struct {
		name         string
		endsX, endsY tracer.Ends
		scheme       tracer.Scheme
		lasting      bool
		mixing       bool
	}{
		{"walls", tracer.Wall, tracer.Wall, tracer.Fromm, false, true},
		{"open", tracer.Open, tracer.Open, tracer.Fromm, false, false},
		{"periodic", tracer.Periodic, tracer.Periodic, tracer.Fromm, true, true},
		{"channel", tracer.Open, tracer.Wall, tracer.Fromm, true, false},
		{"upwind", tracer.Periodic, tracer.Open, tracer.Upwind, false, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			flow := random(5, 12, 10, c.endsX, c.endsY, field.Axis{Name: "time", Unit: "s", Values: []float64{0, 4 * hour, 10 * hour}})
			law := tracer.Transport{Flow: flow, Diffusivity: 30, Decay: 1e-5, Scheme: c.scheme, Surface: tracer.Surface{Depth: 20, Piston: 1e-4}}
			if c.mixing {
				law.Mixing = rough(flow.Basin, 9)
			}
			observations := tracertest.Scattered(flow.Basin, 20, stops[1:], 1)
			candidates := tracer.Candidates{Times: field.Axis{Name: "release", Unit: "s", Values: []float64{0, 2 * hour, 5 * hour}}, Lasting: c.lasting}
			feet := ok(law.Footprints(observations, candidates))(t)
			still := law
			still.Flow = tracer.Steady(flow.Basin, flow.Psi[0])
			wrong := ok(still.Footprints(observations, candidates))(t)
			worst, size, missed := 0.0, 0.0, 0.0
			for _, place := range tracertest.Scattered(flow.Basin, 12, stops, 2) {
				for release := range candidates.Count() {
					source := tracer.Source{X: place.X, Y: place.Y, Amount: 1, From: candidates.Times.Values[release], Until: candidates.Times.Values[release]}
					if c.lasting {
						source.Until = candidates.Times.Values[release+1]
					}
					forward := law
					forward.Sources = []tracer.Source{source}
					j, i, _ := flow.Basin.Cell(place.X, place.Y)
					for k, want := range tracertest.Seen(t, forward, observations, stops) {
						worst = math.Max(worst, math.Abs(feet.Grid(k, release).Values[j*10+i]-want))
						missed = math.Max(missed, math.Abs(wrong.Grid(k, release).Values[j*10+i]-want))
						size = math.Max(size, math.Abs(want))
					}
				}
			}
			if !(worst <= 1e-13*size) || size == 0 {
				t.Errorf("footprints and forward runs differ by %.2g of %.2g", worst, size)
			}
			if !(missed > 1e-3*size) {
				t.Errorf("footprints of a flow that stands still differ by %.2g of %.2g only: the test has no teeth", missed, size)
			}
		})
	}
}

// Land is in no footprint, nothing that is released after an observation is, and with walls and no decay a tracer that fills the basin evenly
// is seen as it is.
func TestFootprintsConserve(t *testing.T) {
	flow := random(8, 9, 11, tracer.Wall, tracer.Wall, field.Axis{})
	b := flow.Basin
	observations := tracertest.Scattered(b, 7, []float64{1e4, 2e4}, 4)
	observations[0].Time = 1e4
	feet := ok(tracer.Transport{Flow: flow, Diffusivity: 10}.Footprints(observations, tracer.Candidates{Times: field.Linspace("release", "s", 0, 1e4, 2)}))(t)
	areas := b.Areas()
	for k := range observations {
		g := feet.Grid(k, 0)
		sum := 0.0
		for c, v := range g.Values {
			sum += v * areas.Values[c]
			if b.Land[c] && v != 0 {
				t.Errorf("observation %d sees %g of a release on land", k, v)
			}
		}
		if math.Abs(sum-1) > 1e-12 {
			t.Errorf("observation %d sees %.15g of a tracer that is 1 everywhere", k, sum)
		}
	}
	for c, v := range feet.Grid(0, 1).Values {
		if v != 0 {
			t.Fatalf("an observation sees %g of what is released in cell %d at its own time", v, c)
		}
	}
}

func TestFootprintsRefuse(t *testing.T) {
	flow := random(8, 9, 11, tracer.Wall, tracer.Wall, field.Axis{Name: "time", Unit: "s", Values: []float64{0, 1e4}})
	law := tracer.Transport{Flow: flow}
	good := tracertest.Scattered(flow.Basin, 2, []float64{5e3}, 4)
	times := tracer.Candidates{Times: field.Linspace("release", "s", 0, 1e3, 2)}
	land := good[0]
	for c, is := range flow.Basin.Land {
		if is {
			land.X, land.Y = flow.Basin.X.Values[c%11], flow.Basin.Y.Values[c/11]
		}
	}
	change := func(f func(o *tracer.Observation)) []tracer.Observation {
		o := good[0]
		f(&o)
		return []tracer.Observation{o}
	}
	for _, c := range []struct {
		name         string
		observations []tracer.Observation
		candidates   tracer.Candidates
		says         string
	}{
		{"nothing seen", nil, times, "no observations"},
		{"on land", []tracer.Observation{land}, times, "on land"},
		{"outside", change(func(o *tracer.Observation) { o.X = -1 }), times, "outside the basin"},
		{"NaN", change(func(o *tracer.Observation) { o.Value = math.NaN() }), times, "leave out"},
		{"negative deviation", change(func(o *tracer.Observation) { o.Deviation = -1 }), times, "0 or more"},
		{"no time", change(func(o *tracer.Observation) { o.Time = math.Inf(1) }), times, "finite"},
		{"out of time", change(func(o *tracer.Observation) { o.Time = 2e4 }), times, "the flow is known from"},
		{"descending", good, tracer.Candidates{Times: field.Linspace("release", "s", 1e3, 0, 2)}, "ascending"},
		{"one end", good, tracer.Candidates{Times: field.Linspace("release", "s", 0, 0, 1), Lasting: true}, "two or more"},
		{"no times", good, tracer.Candidates{}, "times of release"},
	} {
		if _, err := law.Footprints(c.observations, c.candidates); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, which doesn't say %q", c.name, err, c.says)
		}
	}
	stop := fmt.Errorf("enough")
	if err := law.EachFootprint(good, times, law.Flow.Basin.Weights, func(int, []float64) error { return stop }); err != stop {
		t.Errorf("stopping gives %v", err)
	}
}

// A station down the stream sees what comes from up the stream.
func ExampleTransport_Footprints() {
	channel := tracer.Box(20e3, 10e3, 20, 10)
	channel.EndsX = tracer.Open
	flow := tracer.Steady(channel, channel.Streamfunction(func(_, y float64) float64 { return -0.5 * y })) // 0.5 m/s eastward
	station := []tracer.Observation{{X: 15e3, Y: 5e3, Time: 5 * 3600}}
	feet, err := tracer.Transport{Flow: flow, Diffusivity: 20}.Footprints(station, tracer.Candidates{Times: field.Linspace("release", "s", 0, 4*3600, 5)})
	if err != nil {
		fmt.Println(err)
		return
	}
	for r, at := range feet.Candidates.Times.Values {
		g := feet.Grid(0, r)
		best := 0
		for c, v := range g.Values {
			if v > g.Values[best] {
				best = c
			}
		}
		fmt.Printf("released after %.0f h: best seen from x = %4.1f km, %.3f kg/km^2 of 1 kg\n", at/3600, channel.X.Values[best%20]/1e3, g.Values[best]*1e6)
	}
	// Output:
	// released after 0 h: best seen from x =  5.5 km, 0.091 kg/km^2 of 1 kg
	// released after 1 h: best seen from x =  7.5 km, 0.103 kg/km^2 of 1 kg
	// released after 2 h: best seen from x =  9.5 km, 0.118 kg/km^2 of 1 kg
	// released after 3 h: best seen from x = 11.5 km, 0.138 kg/km^2 of 1 kg
	// released after 4 h: best seen from x = 13.5 km, 0.172 kg/km^2 of 1 kg
}

func BenchmarkFootprints(b *testing.B) {
	basin := tracer.Box(500e3, 500e3, 64, 64)
	flow := ok(tracer.DoubleGyre(basin, field.Axis{}, tracer.Gyres{Speed: 0.5}))(b)
	law := tracer.Transport{Flow: flow, Diffusivity: 100}
	observations := tracertest.Scattered(basin, 100, []float64{10 * 86400}, 1)
	step := 0.9 * ok(law.LargestStep())(b)
	for b.Loop() {
		if _, err := law.Footprints(observations, tracer.Candidates{Times: field.Linspace("release", "s", 0, 0, 1)}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/(math.Ceil(10*86400/step)*64*64*100), "ns/cell/step/observation")
}
