package datasets

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// rewrite is the one way to write a term.
func rewrite(t term, names []string) string {
	var parts []string
	for v, p := range t.powers {
		switch {
		case p == 1:
			parts = append(parts, names[v])
		case p > 1:
			parts = append(parts, fmt.Sprintf("%s^%d", names[v], p))
		}
	}
	for _, c := range t.calls {
		if c.factor == 1 {
			parts = append(parts, fmt.Sprintf("%s(%s)", c.function, names[c.variable]))
		} else {
			parts = append(parts, fmt.Sprintf("%s(%v %s)", c.function, c.factor, names[c.variable]))
		}
	}
	if parts == nil {
		return "1"
	}
	return strings.Join(parts, " ")
}

// Whatever is accepted is written in the one way, and the compiled law has the value of the product.
func FuzzTerm(f *testing.F) {
	for _, s := range []string{"1", "x", "x^2 y", "x y z", "sin(x)", "x cos(-0.5 y)", "exp(1e-09 z)", "sin(x) cos(x)", "", " ", "x^", "(", "sin()", "x^2^3", "sin(2 2 x)"} {
		f.Add(s)
	}
	names := []string{"x", "y", "z"}
	x := []float64{0.7, -1.3, 0.4}
	f.Fuzz(func(t *testing.T, written string) {
		term, err := parseTerm(written, names)
		if err != nil {
			return
		}
		if again := rewrite(term, names); again != written {
			t.Fatalf("%q is accepted for %q", written, again)
		}
		want := 1.0
		for v, p := range term.powers {
			want *= math.Pow(x[v], float64(p))
		}
		for _, c := range term.calls {
			want *= functions[c.function](c.factor * x[c.variable])
		}
		s := System{Variables: names, Coefficients: equations{"x'": {written: 1}, "y'": {}, "z'": {"1": 1}}}
		rate, err := s.Rate()
		if err != nil {
			t.Fatal(err)
		}
		var dx [3]float64
		rate(0, x, dx[:])
		if !(math.Abs(dx[0]-want) <= 1e-12*math.Abs(want)) && dx[0] != want && !math.IsNaN(want) {
			t.Fatalf("%q is %g, want %g", written, dx[0], want)
		}
		if dx[1] != 0 || dx[2] != 1 {
			t.Fatalf("an empty equation gives %g, and a constant of 1 gives %g", dx[1], dx[2])
		}
	})
}
