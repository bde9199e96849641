package datasets_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"sublunar/datasets"
	"sublunar/lib/ode"
)

// Right sides written by hand from the papers, to hold the coefficients against.
var byHand = map[string]func(x, dx []float64){
	"Lorenz": func(x, dx []float64) {
		dx[0], dx[1], dx[2] = 10*(x[1]-x[0]), x[0]*(28-x[2])-x[1], x[0]*x[1]-8./3*x[2]
	},
	"Rossler": func(x, dx []float64) {
		dx[0], dx[1], dx[2] = -x[1]-x[2], x[0]+0.2*x[1], 0.2+x[2]*(x[0]-5.7)
	},
	"Chen": func(x, dx []float64) {
		const a, b, c = 35, 3, 28
		dx[0], dx[1], dx[2] = a*(x[1]-x[0]), (c-a)*x[0]-x[0]*x[2]+c*x[1], x[0]*x[1]-b*x[2]
	},
	"HindmarshRose": func(x, dx []float64) {
		const a, b, c, d, s, r, rest, current = 1, 3, 1, 5, 4, 0.006, -1.6, 3.25
		dx[0] = x[1] - a*math.Pow(x[0], 3) + b*x[0]*x[0] - x[2] + current
		dx[1] = c - d*x[0]*x[0] - x[1]
		dx[2] = r * (s*(x[0]-rest) - x[2])
	},
	"Lorenz84": func(x, dx []float64) {
		const a, b, f, g = 0.25, 4, 8, 1
		dx[0] = -x[1]*x[1] - x[2]*x[2] - a*x[0] + a*f
		dx[1] = x[0]*x[1] - b*x[0]*x[2] - x[1] + g
		dx[2] = b*x[0]*x[1] + x[0]*x[2] - x[2]
	},
	"Lorenz96": func(x, dx []float64) {
		at := func(i int) float64 { return x[(i+len(x))%len(x)] }
		for i := range x {
			dx[i] = (at(i+1)-at(i-2))*at(i-1) - at(i) + 8
		}
	},
	"MooreSpiegel": func(x, dx []float64) {
		const tension, r = 6, 20
		dx[0], dx[1], dx[2] = x[1], x[2], -x[2]-(tension-r+r*x[0]*x[0])*x[1]-tension*x[0]
	},
	"Aizawa": func(x, dx []float64) {
		const a, b, c, d, e, f = 0.95, 0.7, 0.6, 3.5, 0.25, 0.1
		dx[0] = (x[2]-b)*x[0] - d*x[1]
		dx[1] = d*x[0] + (x[2]-b)*x[1]
		dx[2] = c + a*x[2] - math.Pow(x[2], 3)/3 - (x[0]*x[0]+x[1]*x[1])*(1+e*x[2]) + f*x[2]*math.Pow(x[0], 3)
	},
	"RabinovichFabrikant": func(x, dx []float64) {
		const gamma, alpha = 0.87, 1.1
		dx[0] = x[1]*(x[2]-1+x[0]*x[0]) + gamma*x[0]
		dx[1] = x[0]*(3*x[2]+1-x[0]*x[0]) + gamma*x[1]
		dx[2] = -2 * x[2] * (alpha + x[0]*x[1])
	},
	"Chua": func(x, dx []float64) {
		const alpha, beta, c = 10, 16, -0.143
		dx[0], dx[1], dx[2] = alpha*(x[1]-math.Pow(x[0], 3)-c*x[0]), x[0]-x[1]+x[2], -beta*x[1]
	},
	"Thomas": func(x, dx []float64) {
		for i := range x {
			dx[i] = math.Sin(x[(i+1)%3]) - 0.18*x[i]
		}
	},
	"Cells": func(x, dx []float64) {
		dx[0], dx[1] = -math.Sin(x[0])*math.Cos(x[1]), math.Cos(x[0])*math.Sin(x[1])
	},
	"FitzHughNagumo": func(x, dx []float64) {
		dx[0], dx[1] = x[0]-math.Pow(x[0], 3)/3-x[1]+0.5, 0.08*(x[0]+0.7-0.8*x[1])
	},
	"Competition": func(x, dx []float64) {
		r := []float64{1, 0.72, 1.53, 1.27}
		a := [][]float64{{1, 1.09, 1.52, 0}, {0, 1, 0.44, 1.36}, {2.33, 0, 1, 0.47}, {1.21, 0.51, 0.35, 1}}
		for i := range x {
			left := 1.0
			for j := range x {
				left -= a[i][j] * x[j]
			}
			dx[i] = r[i] * x[i] * left
		}
	},
	"Ricker": func(x, next []float64) { next[0] = 16.4446 * x[0] * math.Exp(-x[0]) },
	"Henon":  func(x, next []float64) { next[0], next[1] = 1-1.4*x[0]*x[0]+x[1], 0.3*x[0] },
}

// The rate that is computed from the coefficients is the law as its paper has it. Any coefficient off
// by a millionth must show.
func TestRateByHand(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	difference := func(s datasets.System) float64 {
		rate, err := s.Rate()
		if err != nil {
			t.Fatal(err)
		}
		x := make([]float64, len(s.Variables))
		got, want := slices.Clone(x), slices.Clone(x)
		worst := 0.0
		for range 20 {
			for v := range x {
				x[v] = 2 * r.NormFloat64()
			}
			rate(0, x, got)
			byHand[s.Name](x, want)
			for v := range x {
				worst = math.Max(worst, math.Abs(got[v]-want[v])/(1+math.Abs(want[v])))
			}
		}
		return worst
	}
	for name := range byHand {
		s := find(t, name)
		if off := difference(s); off > 1e-13 {
			t.Errorf("%s: the rate is off by %g", name, off)
		}
		for equation, terms := range s.Coefficients {
			for term, c := range terms {
				terms[term] = c * (1 + 1e-6)
				if off := difference(s); off < 1e-10 {
					t.Errorf("%s: a wrong coefficient of %s in %s passes: this test sees nothing", name, term, equation)
				}
				terms[term] = c
			}
		}
	}
}

func TestDegree(t *testing.T) {
	for name, want := range map[string]int{"LinearSpiral": 1, "Lorenz": 2, "VanDerPol": 3, "Aizawa": 4, "Pendulum": 0, "DuffingForced": 3, "Ricker": 0} {
		if got := find(t, name).Degree(); got != want {
			t.Errorf("%s has degree %d, want %d", name, got, want)
		}
	}
}

// Quantities that the laws conserve, over the whole of each run. A coefficient off by a millionth must
// show.
func TestConserved(t *testing.T) {
	for _, c := range []struct {
		name, equation, term string // the coefficient that is spoilt
		of                   func(x []float64) float64
	}{
		{"Pendulum", "omega'", "sin(theta)", func(x []float64) float64 { return x[1]*x[1]/2 - 9.81*math.Cos(x[0]) }},
		{"LotkaVolterra", "prey'", "prey", func(x []float64) float64 {
			return 0.024*x[0] - 0.8*math.Log(x[0]) + 0.028*x[1] - 0.55*math.Log(x[1])
		}},
		{"SIR", "i'", "i", func(x []float64) float64 { return x[0] + x[1] - 0.25*math.Log(x[0]) }},
		{"HenonHeiles", "px'", "x y", func(x []float64) float64 {
			return (x[2]*x[2]+x[3]*x[3]+x[0]*x[0]+x[1]*x[1])/2 + x[0]*x[0]*x[1] - math.Pow(x[1], 3)/3
		}},
		{"EulerTop", "x'", "y z", func(x []float64) float64 { return x[0]*x[0] + 2*x[1]*x[1] + 3*x[2]*x[2] }},
		{"EulerTop", "z'", "x y", func(x []float64) float64 { return x[0]*x[0] + 4*x[1]*x[1] + 9*x[2]*x[2] }},
		{"Cells", "x'", "sin(x) cos(y)", func(x []float64) float64 { return math.Sin(x[0]) * math.Sin(x[1]) }},
		// Its invariant holds the integral of z: a variable more.
		{"NoseHoover", "z'", "y^2", func(x []float64) float64 { return (x[0]*x[0]+x[1]*x[1]+x[2]*x[2])/2 + x[3] }},
	} {
		s := find(t, c.name)
		if c.name == "NoseHoover" {
			s.Variables, s.Initial = append(s.Variables, "w"), append(s.Initial, 0)
			s.Coefficients["w'"] = map[string]float64{"z": 1}
		}
		drift := func() (worst float64) {
			out := run(t, s, datasets.Trajectory{})
			first := c.of(state(s, out, 0))
			for i := range out.Len() {
				worst = math.Max(worst, math.Abs(c.of(state(s, out, i))/first-1))
			}
			return worst
		}
		if off := drift(); off > 1e-11 {
			t.Errorf("%s: what it conserves drifts by %g of itself", c.name, off)
		}
		s.Coefficients[c.equation][c.term] *= 1 + 1e-6
		if off := drift(); off < 1e-10 {
			t.Errorf("%s: a wrong law passes, drifting by %g: this test sees nothing", c.name, off)
		}
	}
}

// The one system with a solution in closed form, over 2,500 samples.
func TestLinearSpiralIsExact(t *testing.T) {
	s := find(t, "LinearSpiral")
	out := run(t, s, datasets.Trajectory{})
	for i, at := range out.Axis.Values {
		fade := 2 * math.Exp(-0.1*at)
		want := []float64{fade * math.Cos(2*at), fade * math.Sin(2*at), math.Exp(-0.3 * at)}
		for v, x := range state(s, out, i) {
			if math.Abs(x-want[v]) > 1e-12 {
				t.Fatalf("at %g %s is off by %g", at, s.Variables[v], x-want[v])
			}
		}
	}
}

// An input acts at its own time, in the transient before 0 as well: an integrator of the input alone.
func TestInputs(t *testing.T) {
	s := datasets.System{
		Name: "Sum", Variables: []string{"x"}, Coefficients: map[string]map[string]float64{"x'": {"u^2": 3}},
		Inputs: []datasets.Input{{Name: "u", Unit: "V", At: func(t float64) float64 { return t }}},
		Step:   0.5, Samples: 5, Initial: []float64{-8}, Transient: 2,
	}
	out := run(t, s, datasets.Trajectory{})
	for i, at := range out.Axis.Values {
		if x := out.Columns[0].Values[i]; math.Abs(x-at*at*at) > 1e-12 {
			t.Errorf("at %g x is %g, want its cube", at, x)
		}
	}
	if u := out.Columns[1]; u.Label() != "u (V)" || !slices.Equal(u.Values, out.Axis.Values) {
		t.Errorf("the input's column is %s", u)
	}
}

// The right side is ready for an integrator of the caller's own.
func TestRateIntegrates(t *testing.T) {
	s := find(t, "VanDerPol")
	rate, err := s.Rate()
	if err != nil {
		t.Fatal(err)
	}
	x, err := ode.Solve(rate, s.Initial, []float64{0, 10}, ode.Tolerance{Absolute: 1e-15, Relative: 1e-14})
	if err != nil {
		t.Fatal(err)
	}
	out := run(t, s, datasets.Trajectory{Samples: 2, Step: 10})
	if got := state(s, out, 1); math.Abs(got[0]-x[1][0]) > 1e-12 || math.Abs(got[1]-x[1][1]) > 1e-12 {
		t.Errorf("it gets to %v, and a run to %v", x[1], got)
	}
}
