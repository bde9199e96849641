package spill_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"sublunar/lib/field"
	"sublunar/lib/tracer"
	"sublunar/lib/tracer/internal/tracertest"
	"sublunar/lib/tracer/spill"
)

// The posterior is Bayes' rule done the long way: each cell and time run forward, and the amount integrated on a fine lattice.
func TestAttributionIsBayes(t *testing.T) {
	b, flow := sea(2)
	law := tracer.Transport{Flow: flow, Diffusivity: 400, Scheme: tracer.Fromm}
	observations := moored(b, 10, 1e-8, 3, 3, 5)
	times := field.Linspace("release", "s", 0, 2*day, 3)
	a := spill.Attribution{Members: []tracer.Transport{law}, Observations: observations, Candidates: tracer.Candidates{Times: times}, Amount: [2]float64{100, 1e4}, Misfit: []float64{0}}
	x := ok(a.Prepare())(t)
	values := watch(t, law, tracer.Source{X: 180e3, Y: 150e3, Amount: 900, From: day, Until: day}, observations, 1)
	got := ok(x.Find(values))(t)

	for k, v := range got.Expected { // no cell's middle is the spill's place
		if math.Abs(v-values[k]) > 0.05*slices.Max(values)+3e-8 {
			t.Errorf("observation %d is %.3g, and expected to be %.3g", k, values[k], v)
		}
	}
	cells := len(b.X.Values) * len(b.Y.Values)
	place := make([]float64, cells)
	total, below := 0.0, 0.0
	for release := range times.Len() {
		for c := range cells {
			s := tracer.Source{X: b.X.Values[c%b.X.Len()], Y: b.Y.Values[c/b.X.Len()], Amount: 1, From: times.Values[release], Until: times.Values[release]}
			forward := law
			forward.Sources = []tracer.Source{s}
			h := tracertest.Seen(t, forward, observations, []float64{0, day, 2 * day, 3 * day, 5 * day})
			const n = 4000
			for k := range n {
				m := 100 * math.Pow(100, (float64(k)+0.5)/n)
				l := 0.0
				for i, o := range observations {
					d := (values[i] - m*h[i]) / o.Deviation
					l -= d * d / 2
				}
				p := math.Exp(l + 10)
				place[c] += p
				total += p
				if m < got.AmountWithin.High {
					below += p
				}
			}
		}
	}
	worst := 0.0
	for c, p := range place {
		worst = math.Max(worst, math.Abs(p/total-got.Probability(b, b.X.Values[c%b.X.Len()], b.Y.Values[c/b.X.Len()])))
	}
	if worst > 1e-3 {
		t.Errorf("the probability of a cell differs by %.2g from Bayes' rule", worst)
	}
	if math.Abs(below/total-0.95) > 0.01 {
		t.Errorf("by Bayes' rule the amount is below the upper end of its 90%% interval with %.4f", below/total)
	}
}

// coverage is how often regions and intervals hold the truth, and the mean area of regions, over spills in flows that no member is, on a finer
// grid and by another scheme.
func coverage(t *testing.T, x *spill.Attributor, repeats int) (place, when, amount, area float64, found int) {
	b, _ := sea(4)
	_, fine := sea(8)
	r := rand.New(rand.NewPCG(21, 1))
	for n := 0; found < repeats && n < 5*repeats; n++ {
		s := tracer.Source{X: 500e3 * r.Float64(), Y: 400e3 * r.Float64(), Amount: 300 * math.Pow(30, r.Float64()), From: 2 * day * r.Float64(), Spread: 10e3}
		s.Until = s.From
		law := tracer.Transport{Flow: swirled(fine, 2500, uint64(1000+n)), Diffusivity: 300, Scheme: tracer.MC}
		got, err := x.Find(watch(t, law, s, x.Observations, uint64(n)))
		if err != nil {
			if !strings.Contains(err.Error(), "nothing is seen") {
				t.Fatal(err)
			}
			continue
		}
		found++
		if got.Holds(b, s.X, s.Y) {
			place++
		}
		if got.TimeWithin.Holds(s.From) {
			when++
		}
		if got.AmountWithin.Holds(s.Amount) {
			amount++
		}
		area += got.Area
	}
	n := float64(found)
	return place / n, when / n, amount / n, area / n, found
}

// Regions and intervals hold the truth as often as they say, with members for what isn't known of the flow, and rehearsals among them. One
// flow taken for true has regions that are far too small.
func TestAttributionCovers(t *testing.T) {
	b, flow := sea(4)
	observations := moored(b, 16, 2e-8, 5, 3, 5, 7)
	a := spill.Attribution{Observations: observations, Candidates: tracer.Candidates{Times: field.Linspace("release", "s", 0, 2*day, 5)}, Amount: [2]float64{300, 9000}, Rehearsals: 80, Seed: 1}
	one := a
	one.Members = []tracer.Transport{{Flow: flow, Diffusivity: 300}}
	for m := range 14 {
		a.Members = append(a.Members, tracer.Transport{Flow: swirled(flow, 2500, uint64(m)), Diffusivity: 300})
	}
	x := ok(a.Prepare())(t)
	const repeats = 30
	place, when, amount, area, found := coverage(t, x, repeats)
	t.Logf("misfit %g; of 90%% intervals %.2f hold the place, %.2f the time, %.2f the amount, of %d; regions of %.0f km^2", x.Chosen, place, when, amount, found, area)
	// Three deviations of 30 at 90%.
	for what, held := range map[string]float64{"place": place, "time": when, "amount": amount} {
		if held < 0.73 {
			t.Errorf("the %s is held in %.2f of %d", what, held, found)
		}
	}
	if area > 0.3*200e3 {
		t.Errorf("regions of %.0f km^2 of 200,000", area)
	}
	place, when, amount, area, found = coverage(t, ok(one.Prepare())(t), repeats)
	t.Logf("one flow: %.2f hold the place, %.2f the time, %.2f the amount, of %d; regions of %.0f km^2", place, when, amount, found, area)
	if place >= 0.73 {
		t.Errorf("with one flow %.2f of regions hold the place: the test has no teeth", place)
	}
}

func TestAttributionRefuses(t *testing.T) {
	b, flow := sea(2)
	law := tracer.Transport{Flow: flow, Diffusivity: 400}
	good := spill.Attribution{Members: []tracer.Transport{law}, Observations: moored(b, 3, 1e-8, 3, 3, 5),
		Candidates: tracer.Candidates{Times: field.Linspace("release", "s", 0, day, 2)}, Amount: [2]float64{1, 100}}
	_, other := sea(3)
	for _, c := range []struct {
		name   string
		change func(a *spill.Attribution)
		says   string
	}{
		{"no members", func(a *spill.Attribution) { a.Members = nil }, "without members"},
		{"other cells", func(a *spill.Attribution) { a.Members = append(a.Members, tracer.Transport{Flow: other}) }, "member 1 has"},
		{"no amount", func(a *spill.Attribution) { a.Amount = [2]float64{} }, "range above 0"},
		{"nothing observed", func(a *spill.Attribution) { a.Observations = nil }, "no observations"},
		{"no deviation", func(a *spill.Attribution) { a.Observations[1].Deviation = 0 }, "observation 1 has no Deviation"},
		{"level", func(a *spill.Attribution) { a.Level = 90 }, "level between 0 and 1"},
		{"misfit", func(a *spill.Attribution) { a.Misfit = []float64{-1} }, "misfit of -1"},
		{"prior", func(a *spill.Attribution) {
			a.Prior = b.Sample("prior", "", func(_, _ float64) float64 { return 0 })
		}, "0 on all water"},
		{"negative prior", func(a *spill.Attribution) {
			a.Prior = b.Sample("prior", "", func(_, _ float64) float64 { return -1 })
		}, "prior is -1"},
		{"blind", func(a *spill.Attribution) {
			a.Members, a.Amount = append(a.Members, law), [2]float64{1e-9, 1e-8}
		}, "hardly any is seen"},
	} {
		a := good
		a.Observations = moored(b, 3, 1e-8, 3, 3, 5)
		c.change(&a)
		if _, err := a.Prepare(); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, which doesn't say %q", c.name, err, c.says)
		}
	}
	x := ok(good.Prepare())(t)
	for _, c := range []struct {
		values []float64
		says   string
	}{
		{make([]float64, 5), "5 values for 6"},
		{[]float64{1, 2, math.Inf(1), 4, 5, 6}, "observation 2 is +Inf"},
		{slices.Repeat([]float64{math.NaN()}, 6), "none of the 6"},
		{make([]float64, 6), "nothing is seen"},
	} {
		if _, err := x.Find(c.values); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v: %v, which doesn't say %q", c.values, err, c.says)
		}
	}
}

// Eight stations in a gyre: where did the tracer come from?
func ExampleAttribution() {
	basin := tracer.Box(500e3, 400e3, 20, 16)
	flow := tracer.Steady(basin, basin.Streamfunction(func(x, y float64) float64 {
		return -25e3 * math.Sin(math.Pi*x/500e3) * math.Sin(math.Pi*y/400e3)
	}))
	law := tracer.Transport{Flow: flow, Diffusivity: 300}
	var stations []tracer.Observation
	for k := range 8 {
		for _, when := range []float64{3, 5, 7} {
			stations = append(stations, tracer.Observation{X: 500e3 * (0.2 + 0.2*float64(k%4)), Y: 400e3 * (0.3 + 0.4*float64(k/4)), Time: when * 86400, Deviation: 2e-8})
		}
	}
	// 1000 kg at x 175 km, y 140 km after a day.
	values := make([]float64, len(stations))
	law.Sources = []tracer.Source{{X: 175e3, Y: 140e3, Amount: 1000, From: 86400, Until: 86400}}
	film, err := law.Run(basin.Sample("oil", "kg/m^2", func(_, _ float64) float64 { return 0 }), field.Axis{Name: "time", Unit: "s", Values: []float64{0, 3 * 86400, 5 * 86400, 7 * 86400}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for k, s := range stations {
		values[k], _ = basin.At(film[1+k%3], s.X, s.Y)
	}
	law.Sources = nil
	search, err := spill.Attribution{Members: []tracer.Transport{law}, Observations: stations,
		Candidates: tracer.Candidates{Times: field.Linspace("release", "s", 0, 2*86400, 5)}, Amount: [2]float64{100, 10000}}.Prepare()
	if err != nil {
		fmt.Println(err)
		return
	}
	found, err := search.Find(values)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(found)
	// Output:
	// place about 1.875e+05, 1.375e+05; 90% region of 1250 km^2
	// time 2.16e+04 to 1.728e+05 s
	// amount 877 (741 to 1.23e+03)
}

func BenchmarkAttribution(b *testing.B) {
	basin, flow := sea(4)
	observations := moored(basin, 16, 2e-8, 5, 3, 5, 7)
	a := spill.Attribution{Observations: observations, Candidates: tracer.Candidates{Times: field.Linspace("release", "s", 0, 2*day, 5)}, Amount: [2]float64{300, 9000}}
	a.Members = []tracer.Transport{{Flow: flow, Diffusivity: 300}}
	x := ok(a.Prepare())(b)
	values := watch(b, a.Members[0], tracer.Source{X: 180e3, Y: 150e3, Amount: 900, From: day, Until: day}, observations, 1)
	for b.Loop() {
		if _, err := x.Find(values); err != nil {
			b.Fatal(err)
		}
	}
}
