package sindy_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"sublunar/datasets"
	"sublunar/lib/field"
	"sublunar/lib/sindy"
)

// solitons are two waves that pass through each other, an exact solution of Korteweg and de Vries's
// u_t = -3 (u^2)_x - u_xxx (Hirota 1971, doi:10.1103/PhysRevLett.27.1192).
func solitons(times, points int) field.Grid {
	g := field.Grid{Name: "u", Axes: []field.Axis{field.Linspace("t", "s", -1, 1, times), field.Linspace("x", "m", -20, 20, points)}}
	const k1, k2 = 1.6, 0.9
	const meet = (k1 - k2) * (k1 - k2) / ((k1 + k2) * (k1 + k2))
	for _, t := range g.Axes[0].Values {
		for _, x := range g.Axes[1].Values {
			e1, e2 := math.Exp(k1*x-k1*k1*k1*t), math.Exp(k2*x-k2*k2*k2*t)
			f := 1 + e1 + e2 + meet*e1*e2
			fx := k1*e1 + k2*e2 + meet*(k1+k2)*e1*e2
			fxx := k1*k1*e1 + k2*k2*e2 + meet*(k1+k2)*(k1+k2)*e1*e2
			g.Values = append(g.Values, 2*(fxx/f-fx/f*fx/f))
		}
	}
	return g
}

// withFieldNoise adds normal noise, a part of the field's root mean square.
func withFieldNoise(g field.Grid, part float64, seed uint64) field.Grid {
	random := rand.New(rand.NewPCG(seed, 0))
	squares := 0.0
	for _, v := range g.Values {
		squares += v * v
	}
	size := part * math.Sqrt(squares/float64(len(g.Values)))
	values := make([]float64, len(g.Values))
	for i, v := range g.Values {
		values[i] = v + size*random.NormFloat64()
	}
	g.Values = values
	return g
}

var (
	waveLibrary   = sindy.Sum(sindy.Polynomials(3), sindy.Derivatives(sindy.Polynomials(3), 4))
	solitonsTerms = coefficients{"u_t": {"(u^2)_x": -3, "u_xxx": -1}}
)

func TestFields(t *testing.T) {
	clean := solitons(400, 400)
	for _, c := range []struct{ noise, within float64 }{{0, 3e-9}, {0.01, 3e-3}, {0.1, 3e-2}} {
		r := sindy.Regression{Library: waveLibrary, Solver: sindy.STLSQ{Threshold: 0.1}}
		found, err := r.FitFields(withFieldNoise(clean, c.noise, 1))
		if err != nil {
			t.Fatal(err)
		}
		if off := solitonsTerms.worst(found); !(off < c.within) {
			t.Errorf("noise of %g: coefficients off by %.2g, want %g\n%s", c.noise, off, c.within, found)
		}
	}
}

// Waves in two dimensions that are carried, spread and mixed: exact solutions of
// u_t = -0.5 u_x + 0.3 u_y + 0.1 u_xx + 0.05 u_yy + 0.02 u_xy, and v_t = u (a second field, of no own law).
func TestFieldsInTwoDimensions(t *testing.T) {
	axes := []field.Axis{field.Linspace("t", "", 0, 2, 60), field.Linspace("x", "", 0, 5, 70), field.Linspace("y", "", 0, 4, 50)}
	u := field.Grid{Name: "u", Axes: axes}
	random := rand.New(rand.NewPCG(3, 0))
	type wave struct{ k, l, phase float64 }
	var waves []wave
	for range 12 {
		waves = append(waves, wave{4*random.Float64() - 2, 4*random.Float64() - 2, 6 * random.Float64()})
	}
	for _, t := range axes[0].Values {
		for _, x := range axes[1].Values {
			for _, y := range axes[2].Values {
				sum := 0.0
				for _, w := range waves {
					fade := 0.1*w.k*w.k + 0.05*w.l*w.l + 0.02*w.k*w.l
					sum += math.Exp(-fade*t) * math.Cos(w.k*(x-0.5*t)+w.l*(y+0.3*t)+w.phase)
				}
				u.Values = append(u.Values, sum)
			}
		}
	}
	r := sindy.Regression{Library: sindy.Sum(sindy.Polynomials(2), sindy.Derivatives(sindy.Polynomials(2), 2)), Solver: sindy.STLSQ{Threshold: 0.005}}
	found, err := r.FitFields(u)
	if err != nil {
		t.Fatal(err)
	}
	want := coefficients{"u_t": {"u_x": -0.5, "u_y": 0.3, "u_xx": 0.1, "u_yy": 0.05, "u_xy": 0.02}}
	if off := want.worst(found); !(off < 1e-6) {
		t.Errorf("coefficients off by %.2g\n%s", off, found)
	}

	// A hole in the field costs only the test functions over it.
	for i := range u.Values {
		if i%50 > 40 && i/50%70 > 60 {
			u.Values[i] = math.NaN()
		}
	}
	if found, err = r.FitFields(u); err != nil {
		t.Fatal(err)
	}
	if off := want.worst(found); !(off < 1e-6) {
		t.Errorf("with a hole the coefficients are off by %.2g\n%s", off, found)
	}
}

func TestBadFields(t *testing.T) {
	u := solitons(40, 50)
	change := func(f func(*field.Grid)) field.Grid {
		c := u
		c.Axes = append([]field.Axis(nil), u.Axes...)
		c.Values = append([]float64(nil), u.Values...)
		f(&c)
		return c
	}
	fit := func(l sindy.Library, u ...field.Grid) error {
		return second(sindy.Regression{Library: l}.FitFields(u...))
	}
	for _, c := range []struct {
		name string
		err  error
		want string
	}{
		{"nothing", fit(waveLibrary), "at least one grid"},
		{"time alone", fit(waveLibrary, field.Grid{Name: "u", Axes: u.Axes[:1], Values: u.Values[:40]}), "there is Fit"},
		{"no name", fit(waveLibrary, change(func(g *field.Grid) { g.Name = "" })), "no name"},
		{"a value too few", fit(waveLibrary, change(func(g *field.Grid) { g.Values = g.Values[1:] })), "values"},
		{"other grids", fit(waveLibrary, u, change(func(g *field.Grid) { g.Axes[1] = field.Linspace("x", "m", 0, 1, 50) })), "other axes"},
		{"uneven points", fit(waveLibrary, change(func(g *field.Grid) {
			x := append([]float64(nil), g.Axes[1].Values...)
			x[3] += 0.1
			g.Axes[1].Values = x
		})), "uneven"},
		{"time runs back", fit(waveLibrary, change(func(g *field.Grid) { g.Axes[0] = field.Linspace("t", "s", 1, -1, 40) })), "descends"},
		{"few points", fit(waveLibrary, solitons(5, 50)), "too few"},
		{"growth rates", fit(sindy.PerCapita(waveLibrary), u), "for series"},
		{"infinite", fit(waveLibrary, change(func(g *field.Grid) { g.Values[900] = math.Inf(1) })), "infinite"},
		{"all missing", fit(waveLibrary, change(func(g *field.Grid) {
			for i := range g.Values {
				g.Values[i] = math.NaN()
			}
		})), "fewer points missing"},
		{"a product with a derivative", fit(sindy.Product(sindy.Polynomials(1), sindy.Derivatives(sindy.Polynomials(1), 1)), u), "can't be integrated by parts"},
		{"a derivative of a derivative", fit(sindy.Derivatives(sindy.Derivatives(sindy.Polynomials(1), 1), 1), u), "has one already"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", c.name, c.err, c.want)
		}
	}
}

func BenchmarkFitFields(b *testing.B) {
	u := solitons(400, 600)
	r := sindy.Regression{Library: waveLibrary, Solver: sindy.STLSQ{Threshold: 0.1}}
	for b.Loop() {
		if _, err := r.FitFields(u); err != nil {
			b.Fatal(err)
		}
	}
}

// At noise half as strong as the field the coefficients are right to a few percent, where the noise's squares
// aren't taken off they are a tenth too small.
func TestNoiseIsTakenOff(t *testing.T) {
	made, err := datasets.KS(datasets.Field{})
	if err != nil {
		t.Fatal(err)
	}
	powers := sindy.Polynomials(3)
	library := sindy.Sum(powers, sindy.Derivatives(powers, 4))
	mean := func(form sindy.Form) (share float64) {
		const draws = 3
		for seed := range uint64(draws) {
			found, err := sindy.Regression{Library: library, Form: form}.FitFields(withFieldNoise(made.Fields[0], 0.5, seed))
			if err != nil {
				t.Fatal(err)
			}
			for term, c := range made.Coefficients["u_t"] {
				share += found.Coefficient("u_t", term) / c / draws / float64(len(made.Coefficients["u_t"]))
			}
		}
		return share
	}
	corrected, diluted := mean(nil), mean(sindy.Weak{Uncorrected: true})
	t.Logf("coefficients are %.3f of the true ones; with the squares left as they are %.3f", corrected, diluted)
	if math.Abs(corrected-1) > 0.03 || diluted > 0.95 {
		t.Errorf("coefficients are %.3f of the true ones; with the squares left as they are %.3f", corrected, diluted)
	}
}
