package zoo_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"sublunar/lib/pinn/zoo"
)

// exact gives a case's closed forms, off by a share.
type exact struct {
	c   zoo.Case
	off float64
}

func (e exact) At(of string, x []float64, _ ...string) ([]float64, error) {
	d := e.c.Problem.Domain.Dims()
	var v []float64
	for i := 0; i < len(x); i += d {
		v = append(v, (1+e.off)*e.c.Exact[of](x[i:i+d]...))
	}
	return v, nil
}

func TestCases(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range zoo.All() {
		if err := c.Problem.Check(); err != nil {
			t.Errorf("%s: %v", c.Name, err)
		}
		if c.Soft.Residual != nil || len(c.Soft.Equations) > 0 {
			if err := c.Soft.Check(); err != nil {
				t.Errorf("%s, soft: %v", c.Name, err)
			}
		}
		if err := c.Network.Check(c.Problem.Domain.Dims(), 1); err != nil {
			t.Errorf("%s: %v", c.Name, err)
		}
		if seen[c.Name] || c.Note == "" || !strings.Contains(c.Source, "doi:") && !strings.Contains(c.Source, "https:") || !(c.Goal > 0) || len(c.Published) == 0 {
			t.Errorf("%q: its name, note, source, goal or published numbers", c.Name)
		}
		seen[c.Name] = true
		if c.Exact == nil || c.Absolute {
			continue
		}
		if off, err := zoo.Error(c, exact{c, 0}); err != nil || off > 1e-15 {
			t.Errorf("%s: an error of %g (%v) of the exact solution", c.Name, off, err)
		}
		if off, err := zoo.Error(c, exact{c, 1e-3}); err != nil || math.Abs(off-1e-3) > 1e-9 {
			t.Errorf("%s: an error of %g (%v) of a solution that is off by a thousandth", c.Name, off, err)
		}
	}
}

// The classical solvers reach what they are asked for, and more where they are asked for more.
func TestClassical(t *testing.T) {
	for _, c := range zoo.All() {
		if c.Classical == nil || c.Name == "Burgers" || c.Name == "Allen-Cahn" || c.Name == "KdV" || c.Name == "Cavity" {
			continue // those have tests of their own, or take longer
		}
		for _, wanted := range []float64{1e-3, 1e-8} {
			cost, err := c.Classical(wanted)
			if err != nil {
				t.Errorf("%s: %v", c.Name, err)
				continue
			}
			t.Logf("%s: %.2g in %.2g s by %s", c.Name, cost.Error, cost.Seconds, cost.Method)
			if !(cost.Error <= wanted && cost.Seconds > 0) {
				t.Errorf("%s: %+v for %g", c.Name, cost, wanted)
			}
		}
		if _, err := c.Classical(1e-30); err == nil || !strings.Contains(err.Error(), "reached") {
			t.Errorf("%s: %v of an error that nothing reaches", c.Name, err)
		}
	}
}

func TestClassicalSpectral(t *testing.T) {
	for _, c := range []zoo.Case{zoo.Burgers(), zoo.KdV()} {
		cost, err := c.Classical(1e-5)
		if err != nil {
			t.Fatal(err)
		}
		if !(cost.Error <= 1e-5) {
			t.Errorf("%s: %+v", c.Name, cost)
		}
		t.Logf("%s: %.2g in %.2g s by %s", c.Name, cost.Error, cost.Seconds, cost.Method)
	}
}

// failing is a solution that can't be evaluated, and a short one that gives too few values.
type failing struct{ short bool }

func (f failing) At(string, []float64, ...string) ([]float64, error) {
	if f.short {
		return []float64{1}, nil
	}
	return nil, errors.New("no such field")
}

func TestBadSolutions(t *testing.T) {
	c := zoo.Wave()
	if _, err := zoo.Error(c, failing{}); err == nil || err.Error() != "no such field" {
		t.Errorf("%v of a solution that gives an error", err)
	}
	if _, err := zoo.Error(c, failing{short: true}); err == nil || !strings.Contains(err.Error(), "1 values") {
		t.Errorf("%v of a solution that gives too few values", err)
	}
}

func BenchmarkColeHopf(b *testing.B) {
	for b.Loop() {
		zoo.ColeHopf(zoo.BurgersViscosity, 0.1, 0.5)
	}
}

func BenchmarkCavityFlow(b *testing.B) {
	for b.Loop() {
		if _, _, err := zoo.CavityFlow(100, 32); err != nil {
			b.Fatal(err)
		}
	}
}

func Example() {
	c := zoo.Helmholtz()
	cost, err := c.Classical(1e-8)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c.Note)
	fmt.Println(cost.Method)
	// Output:
	// lap u + k^2 u = -k^2 u*, u* = sin(k x) sin(k y), k = 10, on the unit square, u = u* on its boundary; 101 x 101 points
	// Chebyshev collocation, diagonalised, n = 20
}

func ExampleColeHopf() {
	for _, x := range []float64{-0.5, -0.01, 0.01} {
		fmt.Printf("u(%5.2f, 1) = %.4f\n", x, zoo.ColeHopf(zoo.BurgersViscosity, x, 1))
	}
	// Output:
	// u(-0.50, 1) = 0.3762
	// u(-0.01, 1) = 0.5943
	// u( 0.01, 1) = -0.5943
}
