package spill_test

import (
	"math"
	"strings"
	"testing"

	"sublunar/lib/tracer"
	"sublunar/lib/tracer/internal/tracertest"
	"sublunar/lib/tracer/spill"
)

// Where the true flow is the one believed, on the same cells, a drill's values are those of the transport; the amounts and times lie in their
// ranges, and the same seed gives the same spills.
func TestDrill(t *testing.T) {
	b, flow := sea(3)
	law := tracer.Transport{Flow: flow, Diffusivity: 300}
	stations := ok(b.Stations(6, []float64{3 * day, 5 * day}, 0, 1))(t)
	d := spill.Drill{Law: law, Time: [2]float64{0, 2 * day}, Amount: [2]float64{10, 1000}, Finer: 1, Seed: 4}
	all := ok(d.Run(5, stations))(t)
	again := ok(d.Run(5, stations))(t)
	for n, got := range all {
		s := got.Spilt
		if s.Amount < 10 || s.Amount > 1000 || s.From < 0 || s.From > 2*day {
			t.Errorf("spill %+v", s)
		}
		law.Scheme, law.Sources = tracer.MC, []tracer.Source{s}
		for k, want := range tracertest.Seen(t, law, stations, []float64{0, 3 * day, 5 * day}) {
			if math.Abs(got.Values[k]-want) > 1e-9*s.Amount/1e9 || got.Values[k] != again[n].Values[k] {
				t.Errorf("spill %d, observation %d: %g, by the transport %g, again %g", n, k, got.Values[k], want, again[n].Values[k])
			}
		}
	}
	d.Eddies = tracer.Eddies{Speed: 0.05, Length: 60e3, Time: 10 * day}
	if other := ok(d.Run(5, stations))(t); other[0].Values[0] == all[0].Values[0] {
		t.Error("eddies change nothing")
	}
	for _, c := range []struct {
		change func(d *spill.Drill)
		n      int
		says   string
	}{
		{func(d *spill.Drill) { d.Amount = [2]float64{} }, 1, "amounts above 0"},
		{func(d *spill.Drill) {}, 0, "1 or more"},
		{func(d *spill.Drill) { d.Time = [2]float64{4 * day, 5 * day} }, 1, "before the first spill"},
		{func(d *spill.Drill) { d.Law.Diffusivity = -1 }, 1, "Diffusivity"},
	} {
		e := d
		c.change(&e)
		if _, err := e.Run(c.n, stations); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v, which doesn't say %q", err, c.says)
		}
	}
	if _, err := d.Run(1, nil); err == nil || !strings.Contains(err.Error(), "nobody observes") {
		t.Errorf("no observations: %v", err)
	}
	if _, err := b.Stations(0, nil, 0, 1); err == nil || !strings.Contains(err.Error(), "1 or more") {
		t.Errorf("no stations: %v", err)
	}
}
