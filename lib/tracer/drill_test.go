package tracer_test

import (
	"math"
	"strings"
	"testing"

	"sublunar/lib/field"
	"sublunar/lib/tracer"
)

// Where the true flow is the one believed, on the same cells, a drill's values are those of the transport; the amounts and times lie in their
// ranges, and the same seed gives the same spills.
func TestDrill(t *testing.T) {
	b, flow := sea(3)
	law := tracer.Transport{Flow: flow, Diffusivity: 300}
	stations := ok(b.Stations(6, []float64{3 * day, 5 * day}, 0, 1))(t)
	d := tracer.Drill{Law: law, Time: [2]float64{0, 2 * day}, Amount: [2]float64{10, 1000}, Finer: 1, Seed: 4}
	all := ok(d.Run(5, stations))(t)
	again := ok(d.Run(5, stations))(t)
	for n, got := range all {
		s := got.Spilt
		if s.Amount < 10 || s.Amount > 1000 || s.From < 0 || s.From > 2*day {
			t.Errorf("spill %+v", s)
		}
		law.Scheme, law.Sources = tracer.MC, []tracer.Source{s}
		for k, want := range seen(t, law, stations, []float64{0, 3 * day, 5 * day}) {
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
		change func(d *tracer.Drill)
		n      int
		says   string
	}{
		{func(d *tracer.Drill) { d.Amount = [2]float64{} }, 1, "amounts above 0"},
		{func(d *tracer.Drill) {}, 0, "1 or more"},
		{func(d *tracer.Drill) { d.Time = [2]float64{4 * day, 5 * day} }, 1, "before the first spill"},
		{func(d *tracer.Drill) { d.Law.Diffusivity = -1 }, 1, "Diffusivity"},
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

// A finer flow passes the same through each old face, is tight at coasts, and has no divergence; the largest body of water is kept.
func TestFiner(t *testing.T) {
	flow := random(3, 10, 12, tracer.Periodic, tracer.Wall, field.Axis{})
	fine := flow.Finer(3)
	if err := fine.Check(); err != nil {
		t.Fatal(err)
	}
	u, _ := flow.Faces(0)
	v, _ := fine.Faces(0)
	for j := range 10 {
		for i := range 13 {
			sum := 0.0
			for k := range 3 {
				sum += v.Values[(3*j+k)*37+3*i] / 3
			}
			if math.Abs(sum-u.Values[j*13+i]) > 1e-12 {
				t.Fatalf("face [%d, %d] passes %g, and %g in thirds", j, i, u.Values[j*13+i], sum)
			}
		}
	}
	b := tracer.Box(5, 3, 5, 3)
	b.Land = []bool{
		false, true, false, false, false,
		false, true, true, false, false,
		true, true, false, true, false,
	}
	want := []bool{
		true, true, false, false, false,
		true, true, true, false, false,
		true, true, true, true, false,
	}
	for c, land := range b.Largest().Land {
		if land != want[c] {
			t.Errorf("cell %d is land: %v", c, land)
		}
	}
	b.EndsX = tracer.Periodic // now the west belongs to it
	if b.Largest().Land[0] {
		t.Error("a body isn't connected round a periodic end")
	}
}

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

func TestFromFirst(t *testing.T) {
	g := field.Grid{Name: "u", Axes: []field.Axis{{Name: "time", Unit: "days since 2020-01-01", Values: []float64{10, 11.5}}, {Name: "y", Unit: "m", Values: []float64{0, 1}}, {Name: "x", Unit: "m", Values: []float64{0, 1}}},
		Values: make([]float64, 8)}
	h, when, err := tracer.FromFirst(g)
	if err != nil || h.Axes[0].Values[1] != 1.5*day || h.Axes[0].Unit != "s" || when.Format("2006-01-02") != "2020-01-11" || g.Axes[0].Values[0] != 10 {
		t.Errorf("%v, from %v: %v", h.Axes[0], when, err)
	}
	g.Axes = g.Axes[1:]
	g.Values = g.Values[:4]
	if _, _, err := tracer.FromFirst(g); err == nil || !strings.Contains(err.Error(), "over time") {
		t.Errorf("no time: %v", err)
	}
}

// Two cells side by side have six sides between them and the rest.
func TestBorder(t *testing.T) {
	b := tracer.Box(4, 3, 4, 3)
	a := tracer.Attributed{Within: make([]bool, 12)}
	a.Within[5], a.Within[6] = true, true
	path := a.Border(b)
	length := 0.0
	for k := 0; k < len(path); k += 3 {
		length += math.Hypot(path[k+1][0]-path[k][0], path[k+1][1]-path[k][1])
	}
	if len(path) != 18 || length != 6 {
		t.Errorf("%d points, length %g", len(path), length)
	}
}
