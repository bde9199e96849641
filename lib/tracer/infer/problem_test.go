package infer_test

import (
	"bytes"
	"encoding/gob"
	"math"
	"strings"
	"testing"

	"sublunar/lib/field"
	"sublunar/lib/tracer"
	"sublunar/lib/tracer/infer"
)

// pond is a small problem: a basin of 12 x 12 cells with a weak gyre, a field known to 1 at the start, and a few observations of it.
func pond() infer.Problem {
	b := tracer.Box(120e3, 120e3, 12, 12)
	flow := tracer.Steady(b, b.Streamfunction(func(x, y float64) float64 {
		return -1e3 * math.Sin(math.Pi*x/120e3) * math.Sin(math.Pi*y/120e3)
	}))
	p := infer.Problem{Flow: flow, Start: infer.Start{Mean: b.Sample("dye", "kg/m^3", func(_, _ float64) float64 { return 5 }), Deviation: 1, Length: 30e3},
		Diffusivity: infer.Lognormal{Median: 50}, Until: 4 * 86400, Times: field.Linspace("time", "s", 0, 6*86400, 4), Members: 40, Seed: 1, Tick: 21600}
	for k := range 8 {
		p.Observations = append(p.Observations, tracer.Observation{X: 10e3 + 14e3*float64(k), Y: 25e3 + 9e3*float64(k%4), Time: 43200 * float64(k), Value: 5 + math.Sin(float64(k)), Deviation: 0.3, Platform: k % 3})
	}
	return p
}

func TestBadProblem(t *testing.T) {
	for want, spoil := range map[string]func(p *infer.Problem){
		"on land": func(p *infer.Problem) {
			p.Flow.Basin.Land = make([]bool, 144)
			p.Flow.Basin.Land[12*2+1] = true
			p.Flow = tracer.Still(p.Flow.Basin)
			p.Start.Mean = p.Flow.Basin.Sample("dye", "kg/m^3", func(_, _ float64) float64 { return 5 })
			p.Observations[0].X, p.Observations[0].Y = 15e3, 25e3
		},
		"outside the basin":           func(p *infer.Problem) { p.Observations[1].X = -1 },
		"the window is from":          func(p *infer.Problem) { p.Observations[2].Time = 5 * 86400 },
		"leave out what was not":      func(p *infer.Problem) { p.Observations[3].Value = math.NaN() },
		"error of standard deviation": func(p *infer.Problem) { p.Observations[4].Deviation = -1 },
		"error of deviation 0":        func(p *infer.Problem) { p.Observations[4].Deviation = 0 },
		"among the currents":          func(p *infer.Problem) { p.Currents = []tracer.Current{{X: 1e9, Deviation: 1}} },
		"no observations":             func(p *infer.Problem) { p.Observations = nil },
		"mean at the start is -1":     func(p *infer.Problem) { p.Start.Mean.Values[5] = -1 },
		"give a length":               func(p *infer.Problem) { p.Start.Length = 0 },
		"eddies of length":            func(p *infer.Problem) { p.Eddies.Speed = 1 },
		"diffusivity of median":       func(p *infer.Problem) { p.Diffusivity.Median = -1 },
		"factor of 1 or more":         func(p *infer.Problem) { p.Diffusivity.Factor = 0.5 },
		"source's rate":               func(p *infer.Problem) { p.Release.Rate.Median = math.NaN() },
		"a source at":                 func(p *infer.Problem) { p.Release.Rate.Median, p.Release.X = 1, -5 },
		"shares an error":             func(p *infer.Problem) { p.Bias = map[int]float64{1: -1} },
		"1 members":                   func(p *infer.Problem) { p.Members = 1 },
		"none before the start":       func(p *infer.Problem) { p.Start.Time = 1 },
		"the flow is known from": func(p *infer.Problem) {
			p.Flow.Times = field.Linspace("time", "s", 0, 86400, 2)
			p.Flow.Psi = append(p.Flow.Psi, p.Flow.Psi[0])
		},
		"the mixing is -2": func(p *infer.Problem) {
			p.Mixing = p.Flow.Basin.Sample("mixing", "", func(_, _ float64) float64 { return -2 })
		},
		"Decay is -1": func(p *infer.Problem) { p.Decay = -1 },
		"on this basin it is [12, 12]": func(p *infer.Problem) {
			p.Start.Mean = tracer.Box(1, 1, 3, 3).Sample("c", "", func(_, _ float64) float64 { return 0 })
		},
	} {
		p := pond()
		spoil(&p)
		for _, solve := range []func(infer.Problem) (*infer.Estimate, error){infer.Kriging{}.Solve, infer.Filter{}.Solve, infer.Variational{}.Solve} {
			if _, err := solve(p); err == nil || !strings.HasPrefix(err.Error(), "infer: ") && !strings.HasPrefix(err.Error(), "tracer: ") || !strings.Contains(err.Error(), want) {
				t.Errorf("%v: want %q in it", err, want)
			}
		}
	}
	p := pond()
	p.Observations = p.Observations[:2]
	if _, err := (infer.Kriging{}).Solve(p); err == nil || !strings.Contains(err.Error(), "4 or more") {
		t.Error(err)
	}
	if _, err := (infer.Filter{Radius: -1}).Solve(pond()); err == nil || !strings.Contains(err.Error(), "a radius of") {
		t.Error(err)
	}
	if _, err := (infer.Variational{Steps: -1}).Solve(pond()); err == nil || !strings.Contains(err.Error(), "-1 steps") {
		t.Error(err)
	}
	if _, _, err := (infer.Closure{}).Fit(pond()); err == nil || !strings.Contains(err.Error(), "give the problem's Eddies") {
		t.Error(err)
	}
	if _, err := (infer.Variational{}).Profile(pond(), "diffusivity", []float64{1, 2}); err == nil || !strings.Contains(err.Error(), "isn't known") {
		t.Error(err)
	}
	if _, _, err := (infer.Twin{Cells: 3}).Make(); err == nil || !strings.Contains(err.Error(), "8 cells") {
		t.Error(err)
	}
}

// A problem and an estimate can be kept between the cells of a notebook.
func TestGob(t *testing.T) {
	e, err := infer.Kriging{}.Solve(pond())
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	p := pond()
	if err := gob.NewEncoder(&b).Encode(p); err != nil {
		t.Fatal(err)
	}
	if err := gob.NewEncoder(&b).Encode(e); err != nil {
		t.Fatal(err)
	}
}

// A mixing that is the same everywhere is another diffusivity: each method gives the same fields.
func TestMixing(t *testing.T) {
	p := pond()
	p.Diffusivity = infer.Lognormal{Median: 50, Factor: 2}
	q := p
	q.Diffusivity.Median = 12.5
	q.Mixing = p.Flow.Basin.Sample("mixing", "", func(_, _ float64) float64 { return 4 })
	for _, solve := range []func(infer.Problem) (*infer.Estimate, error){infer.Kriging{Carry: true}.Solve, infer.Filter{}.Solve, infer.Variational{Steps: 2}.Solve} {
		want, got := must(solve(p))(t), must(solve(q))(t)
		last := p.Times.Len() - 1
		for i, v := range got.Mean(last).Values {
			if w := want.Mean(last).Values[i]; math.Abs(v-w) > 1e-8*math.Abs(w) {
				t.Fatalf("%s: %.12g in cell %d, without a map %.12g", got.Method, v, i, w)
			}
		}
	}
}
