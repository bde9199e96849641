package sindy_test

import (
	"math"
	"strings"
	"testing"

	"sublunar/lib/field"
	"sublunar/lib/sindy"
)

// Terms that are nearly sums of each other are fitted, and said to be.
func TestFewDigits(t *testing.T) {
	s := field.Series{Axis: field.Linspace("t", "", 0, 10, 500), Columns: []field.Column{{Name: "x"}, {Name: "y"}}}
	for _, at := range s.Axis.Values {
		// y is x but for a part in 10 million, and x' = cos t = 1e7 (y - x).
		s.Columns[0].Values = append(s.Columns[0].Values, math.Sin(at))
		s.Columns[1].Values = append(s.Columns[1].Values, math.Sin(at)+1e-7*math.Cos(at))
	}
	found, err := sindy.Regression{Library: sindy.Polynomials(1), Solver: sindy.These{"x'": {"x", "y"}, "y'": {"x", "y"}}, Form: sindy.Weak{Radius: 1, Uncorrected: true}}.Fit(s)
	if err != nil {
		t.Fatal(err)
	}
	if c := found.Coefficient("x'", "y"); math.Abs(c/1e7-1) > 1e-6 {
		t.Errorf("x' = %g y ..., want 1e7", c)
	}
	if text := found.String(); !strings.Contains(text, "keep about 9 digits") && !strings.Contains(text, "keep about 8 digits") {
		t.Errorf("no word of the digits lost:\n%s", text)
	}
	plain, err := sindy.Fit(lorenz.run(2000, 0.01), sindy.Polynomials(5), nil)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(plain.String(), "digits") {
		t.Errorf("Lorenz's terms are far from each other:\n%s", plain)
	}
}

// A model with no terms says so; one that has them doesn't.
func TestEmpty(t *testing.T) {
	run := lorenz.run(2000, 0.01)
	for threshold, empty := range map[float64]bool{10: true, 0.01: false} {
		found, err := sindy.Fit(run, sindy.Polynomials(2), sindy.STLSQ{Threshold: threshold})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(found.String(), "no term was chosen"); (got == 3) != empty || !empty && got > 0 {
			t.Errorf("threshold %g: of %d equations it is said that no term was chosen\n%s", threshold, got, found)
		}
	}
}
