package sindy_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"sublunar/lib/derivative"
	"sublunar/lib/field"
	"sublunar/lib/ode"
	"sublunar/lib/sindy"
)

// eaten is a substrate that an enzyme turns over as Michaelis and Menten say, while it flows in:
// s' = 0.6 - 1.5 s / (0.3 + s), from several starts.
func eaten() (runs []field.Series) {
	for _, start := range []float64{0.05, 0.6, 2, 4} {
		times := field.Linspace("t", "h", 0, 6, 1201)
		x, err := ode.Solve(func(_ float64, x, dx []float64) { dx[0] = 0.6 - 1.5*x[0]/(0.3+x[0]) }, []float64{start}, times.Values, ode.Tolerance{Absolute: 1e-12, Relative: 1e-12})
		if err != nil {
			panic(err)
		}
		c := field.Column{Name: "s", Unit: "mM"}
		for i := range x {
			c.Values = append(c.Values, x[i][0])
		}
		runs = append(runs, field.Series{Axis: times, Columns: []field.Column{c}})
	}
	return runs
}

// The law is found as a quotient: (0.18 - 0.9 s) / (0.3 + s), whichever of its denominator's terms is 1.
func TestRational(t *testing.T) {
	r := sindy.Regression{Library: sindy.Rational(sindy.Polynomials(3), sindy.Polynomials(3)), Form: sindy.Strong{Method: derivative.FiniteDifference{Accuracy: 6}}}
	found, err := r.Fit(eaten()...)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(found)
	eq := found.Equations[0]
	if eq.Count() != 4 {
		t.Fatalf("%d terms, want 4", eq.Count())
	}
	for k, want := range []float64{0.6, -3} { // over the denominator's constant
		if got := eq.Coefficients[k] / eq.Denominator[0]; math.Abs(got-want) > 1e-4 {
			t.Errorf("coefficient %d is %g, want %g", k, got, want)
		}
	}
	for _, s := range []float64{0.1, 1, 3} {
		if got, want := found.Rate([]float64{s})[0], 0.6-1.5*s/(0.3+s); math.Abs(got-want) > 1e-4 {
			t.Errorf("the rate at %g is %g, want %g", s, got, want)
		}
	}
	for what, text := range map[string]func() (string, error){
		`\frac{`: func() (string, error) { return found.LaTeX(), nil },
		") / (":  func() (string, error) { return found.Go("enzyme", "rate") },
		`"denom`: func() (string, error) { b, err := found.MarshalJSON(); return string(b), err },
		"] / [":  func() (string, error) { return fmt.Sprint(found), nil },
	} {
		if s, err := text(); err != nil || !strings.Contains(s, what) {
			t.Errorf("%s lacks %q (%v)", s, what, err)
		}
	}
	refined, err := found.Refine(eaten()[2], sindy.Shooting{})
	if err != nil {
		t.Fatal(err)
	}
	if got := refined.Equations[0].Coefficients[1] / refined.Equations[0].Denominator[0]; math.Abs(got+3) > 1e-3 {
		t.Errorf("refined: %s", refined)
	}
}

// A law with no denominator is found with none: the quotient's denominator is one term.
func TestRationalOfAPolynomial(t *testing.T) {
	r := sindy.Regression{Library: sindy.Rational(sindy.Polynomials(2), sindy.Polynomials(1)), Form: sindy.Strong{}}
	found, err := r.Fit(lorenz.run(4000, 0.005))
	if err != nil {
		t.Fatal(err)
	}
	if got := lorenzTerms.worst(withoutDenominators(found)); got > 1e-3 {
		t.Errorf("off by %g\n%s", got, found)
	}
}

func withoutDenominators(m *sindy.Model) *sindy.Model {
	for v := range m.Equations {
		m.Equations[v].Denominator = nil
	}
	return m
}

func TestRationalRefuses(t *testing.T) {
	library := sindy.Rational(sindy.Polynomials(2), sindy.Polynomials(1))
	for want, r := range map[string]sindy.Regression{
		"Strong": {Library: library},
		"whole":  {Library: sindy.Sum(library, sindy.Fourier()), Form: sindy.Strong{}},
	} {
		if _, err := r.Fit(eaten()...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
	if _, err := (sindy.Regression{Library: library, Form: sindy.Strong{}}).Bootstrap(eaten()[0], sindy.Resampling{}); err == nil || !strings.Contains(err.Error(), "no bootstrap") {
		t.Error(err)
	}
}

func BenchmarkRational(b *testing.B) {
	runs := eaten()
	r := sindy.Regression{Library: sindy.Rational(sindy.Polynomials(3), sindy.Polynomials(3)), Form: sindy.Strong{}}
	for b.Loop() {
		if _, err := r.Fit(runs...); err != nil {
			b.Fatal(err)
		}
	}
}
