package infer_test

import (
	"math"
	"strings"
	"testing"

	"sublunar/lib/field"
	"sublunar/lib/tracer"
	"sublunar/lib/tracer/infer"
)

func must(e *infer.Estimate, err error) func(t *testing.T) *infer.Estimate {
	return func(t *testing.T) *infer.Estimate {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
}

// inlet is a pond with eddies, a source and a diffusivity that aren't known, and observations of a draw of all that.
func inlet(seed uint64) (infer.Problem, *infer.Truth) {
	p, truth, err := infer.Twin{Cells: 8, Identical: true, Window: 12, Forecast: 4, Floats: 6, Passes: 4, Seed: seed,
		Eddies: tracer.Eddies{Speed: 0.1, Length: 150e3, Time: 10 * 86400}}.Make()
	if err != nil {
		panic(err)
	}
	p.Tick = 86400
	return p, truth
}

// Fields are 0 or more, and between analyses, and at all times of 4D-Var, follow the law: the amount grows by what the river brings.
func TestAmounts(t *testing.T) {
	p, _ := inlet(1)
	p.Members = 20
	for name, e := range map[string]*infer.Estimate{"4D-Var": must(infer.Variational{Steps: 2}.Solve(p))(t), "filter": must(infer.Filter{}.Solve(p))(t),
		"kriging": must(infer.Kriging{}.Solve(p))(t), "carried": must(infer.Kriging{Carry: true}.Solve(p))(t)} {
		rate := -1
		for k, u := range e.Parameters {
			if u.Name == "rate" {
				rate = k
			}
		}
		last := p.Times.Len() - 1
		for m := range e.Fields[0] {
			for k := range e.Fields {
				for _, v := range e.Fields[k][m] {
					if v < 0 {
						t.Fatalf("%s: %g at time %d", name, v, k)
					}
				}
			}
			from := last - 1 // a forecast
			if name == "4D-Var" {
				from = 0
			}
			if rate < 0 {
				continue
			}
			before, _ := e.Basin.Total(e.Member(from, m))
			after, _ := e.Basin.Total(e.Member(last, m))
			brought := e.Parameters[rate].Draws[m] * (p.Times.Values[last] - p.Times.Values[from])
			if math.Abs(after-before-brought) > 1e-10*after {
				t.Fatalf("%s: the amount grew by %.12g, the river brought %.12g", name, after-before, brought)
			}
		}
	}
}

// The estimate refuses what can't be told, in words. A mooring at a source in still water sees
// rate/sqrt(diffusivity), and no more.
func TestUntold(t *testing.T) {
	b := tracer.Box(100e3, 10e3, 20, 2)
	p := infer.Problem{Flow: tracer.Still(b), Start: infer.Start{Mean: b.Sample("dye", "kg/m^3", func(_, _ float64) float64 { return 0 })},
		Diffusivity: infer.Lognormal{Median: 1000, Factor: 3}, Release: infer.Release{X: 2500, Y: 5e3, Rate: infer.Lognormal{Median: 1e4, Factor: 3}}, Decay: 1e-5,
		Until: 2e6, Times: field.Linspace("time", "s", 0, 2e6, 3), Members: 100}
	// Steady: c = Rate/(width sqrt(Decay D)) exp(-x sqrt(Decay/D)), so at the source itself rate/sqrt(D) shows.
	for k := range 5 {
		p.Observations = append(p.Observations, tracer.Observation{X: 2500, Y: 5e3, Time: 1.6e6 + 1e5*float64(k), Value: 9.5, Deviation: 0.05})
	}
	e := must(infer.Variational{}.Solve(p))(t)
	_, _, _, err := e.Interval("diffusivity", 0.9)
	if err == nil || !strings.Contains(err.Error(), "can't tell the diffusivity") || !strings.Contains(err.Error(), "diffusivity/rate^") {
		t.Errorf("one mooring at the source: %v\n%v", err, e)
	}
	if strings.Contains(e.String(), "diffusivity 1") {
		t.Error("a number is given:", e)
	}
	// A second mooring far away sees how far it comes.
	for k := range 5 {
		p.Observations = append(p.Observations, tracer.Observation{X: 22500, Y: 5e3, Time: 1.6e6 + 1e5*float64(k), Value: 1.25, Deviation: 0.05})
	}
	e = must(infer.Variational{}.Solve(p))(t)
	low, median, high, err := e.Interval("diffusivity", 0.9)
	if err != nil || !(low < median && median < high && high/low < 2) {
		t.Errorf("two moorings: %g %g %g, %v\n%v", low, median, high, err, e)
	}
	at := []float64{median / 2, median, 2 * median}
	profile, err := infer.Variational{Steps: 20}.Profile(p, "diffusivity", at)
	if err != nil || profile[1] != 0 || !(profile[0] < -5 && profile[2] < -5) {
		t.Errorf("profile %v, %v", profile, err)
	}
	if _, _, _, err := e.Interval("viscosity", 0.9); err == nil || !strings.Contains(err.Error(), "diffusivity, rate") {
		t.Error(err)
	}
}

// Intervals of twins that are identical hold the truth about as often as they say; with a tenth of the deviations they don't.
func TestCoverage(t *testing.T) {
	var inside, narrow, cases float64
	for seed := range 3 {
		p, truth := inlet(uint64(seed))
		e := must(infer.Filter{}.Solve(p))(t)
		tally, err := e.Score(truth.Fields, 0, len(truth.Fields))
		if err != nil {
			t.Fatal(err)
		}
		inside, cases = inside+tally.Coverage.Inside, cases+tally.Coverage.Cases
		for k := range e.Fields {
			mean := e.Mean(k).Values
			for _, c := range e.Fields[k] {
				for i := range c {
					c[i] = mean[i] + 0.1*(c[i]-mean[i])
				}
			}
		}
		tally, err = e.Score(truth.Fields, 0, len(truth.Fields))
		if err != nil {
			t.Fatal(err)
		}
		narrow += tally.Coverage.Inside
	}
	t.Logf("inside %.3f", inside/cases)
	if share := inside / cases; share < 0.75 || share > 0.98 {
		t.Errorf("%.3f inside intervals of 90%%", share)
	}
	if share := narrow / cases; share > 0.5 {
		t.Errorf("%.3f inside intervals a tenth as wide", share)
	}
}
