package zoo_test

import (
	"fmt"
	"math"
	"os"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/network"
	"sublunar/lib/optim"
	"sublunar/lib/pinn"
	"sublunar/lib/pinn/zoo"
)

// underLid is a cavity with a network that has hardly been fitted.
func underLid(t *testing.T, nu float64, training pinn.Training) *pinn.Solution {
	t.Helper()
	p := zoo.CavityProblem(func(p *pinn.Point) *Node { return ConstAs(p.X("x"), [][]float64{{nu}}) })
	s, err := p.Solve(network.MLP{Hidden: []int{6}}, training)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// slow is a backend for small networks: pure Go waits for no compiler.
func slow(t *testing.T) {
	if os.Getenv("GOMLX_BACKEND") == "" {
		t.Setenv("GOMLX_BACKEND", "go:ops_sequential")
	}
}

// Whatever the network is, the fluid sticks to the walls and to the lid, and no fluid is lost.
func TestUnderLid(t *testing.T) {
	slow(t)
	s := underLid(t, 0.01, pinn.Training{Method: optim.GaussNewton{}, Points: 40, Steps: 1, Seed: 3, Adapt: pinn.Fixed{}})
	for _, at := range []float64{1e-3, 0.05, 0.3, 0.5, 0.9, 1 - 1e-3} {
		for _, wall := range []struct {
			x, y, u float64
		}{{at, 1, 1}, {at, 0, 0}, {0, at, 0}, {1, at, 0}} {
			for of, want := range map[string]float64{"psi": 0, "u": wall.u, "v": 0} {
				got, err := s.At(of, []float64{wall.x, wall.y})
				if err != nil {
					t.Fatal(err)
				}
				if !(math.Abs(got[0]-want) < 1e-13) {
					t.Errorf("%s(%g, %g) = %g, want %g", of, wall.x, wall.y, got[0], want)
				}
			}
		}
	}
}

// In the corner the flow is Stokes': the biharmonic of psi, of size 1/r^3 in each of its parts, is left with 1/r^2 of what else there is.
func TestSlidingCorner(t *testing.T) {
	slow(t)
	s := underLid(t, 1, pinn.Training{Method: optim.GaussNewton{}, Points: 40, Steps: 1, Adapt: pinn.Fixed{}})
	d := func(x, y float64, by ...string) float64 {
		got, err := s.At("psi", []float64{x, y}, by...)
		if err != nil {
			t.Fatal(err)
		}
		return got[0]
	}
	for _, r := range []float64{1e-2, 1e-4} {
		for _, turn := range []float64{0.2, 0.7, 1.4} {
			x, y := r*math.Cos(turn), r*math.Sin(turn)
			for _, x := range []float64{x, 1 - x} {
				parts := []float64{d(x, 1-y, "x", "x", "x", "x"), 2 * d(x, 1-y, "x", "x", "y", "y"), d(x, 1-y, "y", "y", "y", "y")}
				sum, size := 0.0, 0.0
				for _, p := range parts {
					sum, size = sum+p, math.Max(size, math.Abs(p))
				}
				if !(size > 0.3/(r*r*r)) || !(math.Abs(sum) < 30*r*size) {
					t.Errorf("at (%g, %g), %g from a corner: biharmonic %g of parts of %g", x, 1-y, r, sum, size)
				}
			}
		}
	}
}

func TestCornerWeight(t *testing.T) {
	if w := zoo.CornerWeight(0.5, 0.2); !(w > 0.8 && w < 1) {
		t.Errorf("%g far from the corners", w)
	}
	for _, corner := range []float64{0, 1} {
		a, b := zoo.CornerWeight(corner, 1-1e-2), zoo.CornerWeight(corner, 1-1e-3)
		if !(math.Abs(a/b/1e4-1) < 0.02) {
			t.Errorf("%g and %g at distances of 0.01 and 0.001: not the fourth power", a, b)
		}
	}
}

// A small network and few points, for two digits of the speed in the middle, which is -0.209.
func ExampleCavityProblem() {
	if os.Getenv("GOMLX_BACKEND") == "" {
		os.Setenv("GOMLX_BACKEND", "go:ops_sequential")
		defer os.Unsetenv("GOMLX_BACKEND")
	}
	p := zoo.CavityProblem(func(p *pinn.Point) *Node { return ConstAs(p.X("x"), [][]float64{{0.01}}) })
	s, err := p.Solve(network.MLP{Hidden: []int{10, 10}}, pinn.Training{Points: 400, Steps: 30, Adapt: pinn.Fixed{}})
	if err != nil {
		fmt.Println(err)
		return
	}
	u, err := s.At("u", []float64{0.5, 0.5, 0.5, 1})
	fmt.Printf("u in the middle %.2f, on the lid %.2f %v\n", u[0], u[1], err)
	// Output:
	// u in the middle -0.21, on the lid 1.00 <nil>
}

// Five steps on 1,000 points, compiling included.
func BenchmarkCavityProblem(b *testing.B) {
	p := zoo.CavityProblem(func(p *pinn.Point) *Node { return ConstAs(p.X("x"), [][]float64{{0.01}}) })
	for b.Loop() {
		if _, err := p.Solve(network.MLP{Hidden: []int{20, 20}}, pinn.Training{Method: optim.GaussNewton{Straight: true}, Points: 1000, Steps: 5, Adapt: pinn.Fixed{}}); err != nil {
			b.Fatal(err)
		}
	}
}
