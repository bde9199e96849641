package sindy_test

import (
	"math"
	"strings"
	"testing"

	"sublunar/datasets"
	"sublunar/lib/field"
	"sublunar/lib/sindy"
)

// A mass on a spring, in metres: with no constant but the frequency, x' can only be v and v' only x.
func TestConsistent(t *testing.T) {
	times := field.Linspace("t", "s", 0, 20, 1000)
	data := field.Series{Axis: times, Columns: []field.Column{{Name: "x", Unit: "m"}, {Name: "v", Unit: "km/h"}}}
	for _, t := range times.Values {
		data.Columns[0].Values = append(data.Columns[0].Values, math.Cos(3*t))
		data.Columns[1].Values = append(data.Columns[1].Values, -3*3.6*math.Sin(3*t))
	}
	every := sindy.These{"x'": {"v"}, "v'": {"x"}}
	found, err := sindy.Fit(data, sindy.Consistent(sindy.Polynomials(3), "1/s"), sindy.Subset{})
	if err != nil {
		t.Fatal(err)
	}
	if off := math.Abs(found.Coefficient("v'", "x") + 9*3.6); off > 1e-6 {
		t.Errorf("v' = %g x, want %g", found.Coefficient("v'", "x"), -9*3.6)
	}
	// Damping has the frequency's unit; cubes have not, whatever the data say.
	if _, err := sindy.Fit(data, sindy.Consistent(sindy.Polynomials(1)), every); err == nil || !strings.Contains(err.Error(), "no term") {
		t.Errorf("without constants: %v", err)
	}
	damped := withNoise(data, 0.2, 1)
	noisy, err := sindy.Fit(damped, sindy.Consistent(sindy.Polynomials(3), "1/s"), sindy.STLSQ{Threshold: 1e-9})
	if err != nil {
		t.Fatal(err)
	}
	for _, eq := range noisy.Equations {
		for k, c := range eq.Coefficients {
			if name := eq.Terms[k]; c != 0 && name != "x" && name != "v" {
				t.Errorf("%s holds %s", eq.Of, name)
			}
		}
	}
	data.Columns[0].Unit = "m/"
	if _, err := sindy.Fit(data, sindy.Consistent(sindy.Polynomials(1), "1/s"), sindy.Subset{}); err == nil || !strings.Contains(err.Error(), "unit") {
		t.Error(err)
	}
	if _, err := sindy.Fit(lorenz.run(500, 0.01), sindy.Sum(sindy.Consistent(sindy.Polynomials(1)), sindy.Fourier()), sindy.Subset{}); err == nil || !strings.Contains(err.Error(), "outermost") {
		t.Error(err)
	}
}

// With a viscosity's unit alone, Burgers' equation is all that is left of a large library.
func TestConsistentFields(t *testing.T) {
	u, err := datasets.Burgers(datasets.Field{})
	if err != nil {
		t.Fatal(err)
	}
	g := u.Fields[0]
	g.Unit = "m/s"
	g.Axes = append([]field.Axis(nil), g.Axes...)
	g.Axes[0].Unit, g.Axes[1].Unit = "s", "m"
	library := sindy.Sum(sindy.Polynomials(3), sindy.Derivatives(sindy.Polynomials(3), 4))
	found, err := sindy.Regression{Library: sindy.Consistent(library, "m^2/s"), Solver: sindy.STLSQ{Threshold: 1e-9}}.FitFields(g)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(found)
	if c := found.Coefficient("u_t", "(u^2)_x"); math.Abs(c+0.5) > 1e-6 || found.Equations[0].Count() > 5 || found.Coefficient("u_t", "u_x") != 0 {
		t.Errorf("(u^2)_x has the coefficient %g", c)
	}
}

// Library bagging offers each draw a part of the terms; the terms of the law are still chosen whenever
// they are there, and the model of the medians is near the truth.
func TestLibraryBagging(t *testing.T) {
	data := withNoise(lorenz.run(4000, 0.005), 0.02, 4)
	r := sindy.Regression{Library: sindy.Polynomials(2), Solver: sindy.STLSQ{Threshold: 0.05}}
	e, err := r.Bootstrap(data, sindy.Resampling{Draws: 300, Seed: 2, Keep: 0.8})
	if err != nil {
		t.Fatal(err)
	}
	if in := e.Included("x'", "y"); in < 0.95 {
		t.Errorf("y stands in %.0f%% of the draws that offer it", 100*in)
	}
	whole, err := r.Bootstrap(data, sindy.Resampling{Draws: 300, Seed: 2})
	if err != nil {
		t.Fatal(err)
	}
	m, err := whole.Model(0.8)
	if err != nil {
		t.Fatal(err)
	}
	if off := lorenzTerms.worst(m); off > 0.1 {
		t.Errorf("the medians are off by %.2g\n%s", off, m)
	}
	for want, err := range map[string]error{
		"share": second(whole.Model(0)),
		"keeps": second(r.Bootstrap(data, sindy.Resampling{Keep: 1.5})),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}
