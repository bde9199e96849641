package sindy_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"sublunar/datasets"
	"sublunar/lib/derivative"
	"sublunar/lib/sindy"
)

func BenchmarkForms(b *testing.B) {
	data := lorenz.run(10_000, 0.002)
	for name, form := range map[string]sindy.Form{
		"weak": sindy.Weak{}, "integral": sindy.Integral{}, "strong": sindy.Strong{},
		"strong-2": sindy.Strong{Method: derivative.FiniteDifference{Accuracy: 2}},
	} {
		for solver, s := range map[string]sindy.Solver{"usual": nil, "stlsq": sindy.STLSQ{Threshold: 0.02}} {
			b.Run(name+"-"+solver, func(b *testing.B) {
				off := 0.0
				for b.Loop() {
					found, err := sindy.Regression{Library: sindy.Polynomials(5), Form: form, Solver: s}.Fit(data)
					if err != nil {
						b.Fatal(err)
					}
					off = lorenzTerms.worst(found)
				}
				b.ReportMetric(off, "error")
			})
		}
	}
}

// Clean data: exact terms, and errors that fall with the accuracy of the differences.
func TestStrong(t *testing.T) {
	data := lorenz.run(10_000, 0.002)
	last := math.Inf(1)
	for _, accuracy := range []int{2, 4, 6} {
		form := sindy.Strong{Method: derivative.FiniteDifference{Accuracy: accuracy}}
		found, err := sindy.Regression{Library: sindy.Polynomials(2), Form: form, Solver: sindy.STLSQ{Threshold: 0.02}}.Fit(data)
		if err != nil {
			t.Fatal(err)
		}
		off := lorenzTerms.worst(found)
		t.Logf("accuracy %d: off by %.2g", accuracy, off)
		if off > last/20 {
			t.Errorf("accuracy %d: coefficients off by %.2g, after %.2g", accuracy, off, last)
		}
		last = off
	}
}

// A smoothing method on noisy uneven samples finds the terms that differences lose.
func TestStrongWithNoise(t *testing.T) {
	data := withNoise(lorenz.run(5000, 0.004), 0.01, 3)
	fit := func(m derivative.Method) float64 {
		found, err := sindy.Regression{Library: sindy.Polynomials(2), Form: sindy.Strong{Method: m}, Solver: sindy.STLSQ{Threshold: 0.05}}.Fit(data)
		if err != nil {
			t.Fatal(err)
		}
		return lorenzTerms.worst(found)
	}
	smooth, plain := fit(derivative.Spline{}), fit(derivative.FiniteDifference{})
	t.Logf("spline %.2g, differences %.2g", smooth, plain)
	if smooth > 0.1 || plain < smooth {
		t.Errorf("the coefficients are off by %.2g with a spline, %.2g with differences", smooth, plain)
	}
}

// Products with a derivative, as textbooks write them: u_t = -u u_x + nu u_xx.
func TestStrongFields(t *testing.T) {
	u, err := datasets.Burgers(datasets.Field{})
	if err != nil {
		t.Fatal(err)
	}
	library := sindy.Sum(sindy.Polynomials(2), sindy.Derivatives(sindy.Polynomials(1), 3), sindy.Product(sindy.Polynomials(1), sindy.Derivatives(sindy.Polynomials(1), 2)))
	form := sindy.Strong{Method: derivative.FiniteDifference{Accuracy: 6}}
	found, err := sindy.Regression{Library: library, Form: form}.FitFields(u.Fields...)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(found)
	if c := found.Coefficient("u_t", "u u_x"); found.Equations[0].Count() != 2 || math.Abs(c+1) > 1e-3 {
		t.Errorf("u u_x has the coefficient %g among %d terms", c, found.Equations[0].Count())
	}
	if _, err := (sindy.Regression{Library: library}).FitFields(u.Fields...); err == nil || !strings.Contains(err.Error(), "Strong") {
		t.Errorf("the weak form took u u_x: %v", err)
	}
}

// Equations that can't be differentiated by a method say so.
func TestStrongRefuses(t *testing.T) {
	data := lorenz.run(300, 0.01)
	_, err := sindy.Regression{Library: sindy.Polynomials(1), Form: sindy.Strong{Method: derivative.FiniteDifference{Accuracy: -1}}}.Fit(data)
	if err == nil || !strings.Contains(err.Error(), "accuracy -1") {
		t.Error(err)
	}
	u, err := datasets.Burgers(datasets.Field{})
	if err != nil {
		t.Fatal(err)
	}
	holed := u.Fields[0]
	holed.Values = slices.Clone(holed.Values)
	holed.Values[99] = math.NaN()
	library := sindy.Derivatives(sindy.Polynomials(2), 2)
	if _, err := (sindy.Regression{Library: library, Form: sindy.Strong{}}).FitFields(holed); err == nil || !strings.Contains(err.Error(), "use Weak") {
		t.Error(err)
	}
	if _, err := (sindy.Regression{Library: library, Form: sindy.Map{}}).FitFields(u.Fields...); err == nil || !strings.Contains(err.Error(), "Weak") {
		t.Error(err)
	}
}
