package datasets

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"sublunar/lib/field"
	"sublunar/lib/ode"
)

// Every system's own run is finite, stays where it is bounded, and moves.
func TestSystems(t *testing.T) {
	all := Systems()
	if len(all) < 40 {
		t.Errorf("%d systems, want 40 and more", len(all))
	}
	seen := map[string]bool{}
	for _, s := range all {
		if seen[s.Name] {
			t.Errorf("two systems are named %s", s.Name)
		}
		seen[s.Name] = true
		run, err := s.Run(Trajectory{})
		if err != nil {
			t.Error(err)
			continue
		}
		if run.Len() != s.Samples || len(run.Columns) != len(s.Variables) {
			t.Errorf("%s: %d samples of %d columns", s.Name, run.Len(), len(run.Columns))
		}
		for _, c := range run.Columns {
			lo, hi, _ := c.Range()
			if !(math.Max(-lo, hi) < 500) || deviation(c.Values) < 1e-3*(hi-lo) || hi == lo {
				t.Errorf("%s: %s runs from %g to %g", s.Name, c.Name, lo, hi)
			}
		}
	}
}

// right are right sides written by hand, as the papers have them.
var right = map[string]func(x []float64) []float64{
	"Lorenz": func(x []float64) []float64 {
		return []float64{10 * (x[1] - x[0]), x[0]*(28-x[2]) - x[1], x[0]*x[1] - 8./3*x[2]}
	},
	"Rossler": func(x []float64) []float64 {
		return []float64{-x[1] - x[2], x[0] + 0.2*x[1], 0.2 + x[2]*(x[0]-5.7)}
	},
	"Chen": func(x []float64) []float64 {
		return []float64{35 * (x[1] - x[0]), (28-35)*x[0] - x[0]*x[2] + 28*x[1], x[0]*x[1] - 3*x[2]}
	},
	"HindmarshRose": func(x []float64) []float64 {
		return []float64{x[1] - math.Pow(x[0], 3) + 3*x[0]*x[0] - x[2] + 3.25, 1 - 5*x[0]*x[0] - x[1], 0.006 * (4*(x[0]+1.6) - x[2])}
	},
	"Thomas": func(x []float64) []float64 {
		return []float64{math.Sin(x[1]) - 0.18*x[0], math.Sin(x[2]) - 0.18*x[1], math.Sin(x[0]) - 0.18*x[2]}
	},
	"Lorenz96": func(x []float64) []float64 {
		dx := make([]float64, 6)
		for i := range dx {
			dx[i] = (x[(i+1)%6]-x[(i+4)%6])*x[(i+5)%6] - x[i] + 8
		}
		return dx
	},
	"RabinovichFabrikant": func(x []float64) []float64 {
		return []float64{x[1]*(x[2]-1+x[0]*x[0]) + 0.1*x[0], x[0]*(3*x[2]+1-x[0]*x[0]) + 0.1*x[1], -2 * x[2] * (0.14 + x[0]*x[1])}
	},
}

func TestRightSides(t *testing.T) {
	for name, want := range right {
		s, err := Find(name)
		if err != nil {
			t.Fatal(err)
		}
		off := func(s System) (worst float64) {
			rate, err := s.rate()
			if err != nil {
				t.Fatal(err)
			}
			x, dx := []float64{0.3, -1.7, 2.1, 0.9, -0.4, 1.3}[:len(s.Variables)], make([]float64, len(s.Variables))
			rate(0, x, dx)
			for v, w := range want(x) {
				worst = math.Max(worst, math.Abs(dx[v]-w))
			}
			return worst
		}
		if d := off(s); d > 1e-12 {
			t.Errorf("%s is off by %g", name, d)
		}
		// The control: each coefficient counts.
		for of, terms := range s.Law {
			for term := range terms {
				bad := s.clone()
				bad.Law[of][term] *= 1.01
				if off(bad) < 1e-6 {
					t.Errorf("%s: a wrong coefficient of %s in %s goes unseen", name, term, of)
				}
			}
		}
	}
}

// What must not change along a run doesn't.
func TestInvariants(t *testing.T) {
	for name, invariant := range map[string]func(x []float64) float64{
		"LotkaVolterra": func(x []float64) float64 {
			return 0.1*x[0] - 0.4*math.Log(x[0]) + 0.4*x[1] - 1.1*math.Log(x[1])
		},
		"Pendulum": func(x []float64) float64 { return x[1]*x[1]/2 - 9.81*math.Cos(x[0]) },
	} {
		s, err := Find(name)
		if err != nil {
			t.Fatal(err)
		}
		run, err := s.Run(Trajectory{})
		if err != nil {
			t.Fatal(err)
		}
		at := func(i int) float64 { return invariant([]float64{run.Columns[0].Values[i], run.Columns[1].Values[i]}) }
		for i := range run.Len() {
			if math.Abs(at(i)-at(0)) > 1e-9 {
				t.Fatalf("%s: the invariant is off by %g at sample %d", name, at(i)-at(0), i)
			}
		}
	}
}

// Lorenz's largest Lyapunov exponent is 0.9056 (Viswanath 1998, "Lyapunov exponents from random Fibonacci
// sequences to the Lorenz equations"): the mean rate at which two near trajectories part.
func TestLyapunov(t *testing.T) {
	s, err := Find("Lorenz")
	if err != nil {
		t.Fatal(err)
	}
	rate, err := s.rate()
	if err != nil {
		t.Fatal(err)
	}
	const apart, span, spans = 1e-7, 1., 1500
	x, y := slices.Clone(s.Initial), slices.Clone(s.Initial)
	y[0] += apart
	sum := 0.0
	for range spans {
		both := [2][]float64{x, y}
		for i := range both {
			path, err := ode.Solve(rate, both[i], []float64{0, span}, ode.Tolerance{Absolute: 1e-11, Relative: 1e-11})
			if err != nil {
				t.Fatal(err)
			}
			both[i] = path[1]
		}
		x = both[0]
		d := math.Sqrt(square(x[0]-both[1][0]) + square(x[1]-both[1][1]) + square(x[2]-both[1][2]))
		sum += math.Log(d / apart)
		for v := range y {
			y[v] = x[v] + apart/d*(both[1][v]-x[v])
		}
	}
	if got := sum / (span * spans); math.Abs(got-0.9056) > 0.03 {
		t.Errorf("the Lyapunov exponent is %.4f, want 0.9056 within 0.03", got)
	}
}

func square(x float64) float64 { return x * x }

func TestNoiseAndSeed(t *testing.T) {
	run := func(noise float64, seed uint64) field.Series {
		s, err := Lorenz(Trajectory{Samples: 5000, Noise: noise, Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	clean, first, again, other := run(0, 1), run(0.1, 1), run(0.1, 1), run(0.1, 2)
	for v := range clean.Columns {
		difference := make([]float64, clean.Len())
		for i, x := range first.Columns[v].Values {
			difference[i] = x - clean.Columns[v].Values[i]
		}
		if part := deviation(difference) / deviation(clean.Columns[v].Values); math.Abs(part-0.1) > 0.004 {
			t.Errorf("the noise of %s is %.3f of its deviation, want 0.1", clean.Columns[v].Name, part)
		}
		if !slices.Equal(first.Columns[v].Values, again.Columns[v].Values) {
			t.Error("one seed gives two runs")
		}
		if slices.Equal(first.Columns[v].Values, other.Columns[v].Values) {
			t.Error("two seeds give one run")
		}
	}
}

// Clean samples are those of a tighter integration, to the digits that two time units of chaos leave.
func TestAccuracy(t *testing.T) {
	s, err := Find("Lorenz")
	if err != nil {
		t.Fatal(err)
	}
	run, err := s.Run(Trajectory{Samples: 1001})
	if err != nil {
		t.Fatal(err)
	}
	rate, err := s.rate()
	if err != nil {
		t.Fatal(err)
	}
	fine, err := ode.Solve(rate, s.Initial, run.Axis.Values, ode.Tolerance{Absolute: 2e-15, Relative: 2e-15, Steps: 1e7})
	if err != nil {
		t.Fatal(err)
	}
	for i, x := range fine {
		for v := range x {
			if d := math.Abs(run.Columns[v].Values[i] - x[v]); d > 1e-9 {
				t.Fatalf("at sample %d %s is off by %g", i, s.Variables[v], d)
			}
		}
	}
}

func TestBadSystems(t *testing.T) {
	lorenz, err := Find("Lorenz")
	if err != nil {
		t.Fatal(err)
	}
	run := func(s System, t Trajectory) error { _, err := s.Run(t); return err }
	with := func(f func(*System)) System {
		s := lorenz.clone()
		f(&s)
		return s
	}
	_, unknown := Find("Lorentz")
	for _, c := range []struct {
		name string
		err  error
		want string
	}{
		{"an unknown name", unknown, "there is Lorenz,"},
		{"one sample", run(lorenz, Trajectory{Samples: 1}), "2 or more"},
		{"a step back", run(lorenz, Trajectory{Step: -1}), "positive time"},
		{"noise below 0", run(lorenz, Trajectory{Noise: -1}), "such as 0.01"},
		{"a short start", run(lorenz, Trajectory{Initial: []float64{1}}), "one each"},
		{"a start that is none", run(lorenz, Trajectory{Initial: []float64{1, 1, math.NaN()}}), "finite"},
		{"far off", run(with(func(s *System) { s.Law["x'"]["x^2"] = 1 }), Trajectory{}), "without bound"},
		{"an unknown variable", run(with(func(s *System) { s.Law["x'"]["w"] = 1 }), Trajectory{}), "unknown variable"},
		{"an unknown function", run(with(func(s *System) { s.Law["x'"]["tan(x)"] = 1 }), Trajectory{}), "unknown function"},
		{"a broken power", run(with(func(s *System) { s.Law["x'"]["x^y"] = 1 }), Trajectory{}), "whole power"},
		{"no equation", run(with(func(s *System) { delete(s.Law, "x'") }), Trajectory{}), "no equation for x'"},
		{"an equation too many", run(with(func(s *System) { s.Law["w'"] = nil }), Trajectory{}), "no variable"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", c.name, c.err, c.want)
		}
	}
}

func ExampleSystem_Run() {
	s, err := Find("Rossler")
	if err != nil {
		fmt.Println(err)
	}
	run, err := s.Run(Trajectory{Samples: 3, Noise: 0})
	for i, t := range run.Axis.Values {
		fmt.Printf("%.4g: %.4g %.4g %.4g\n", t, run.Columns[0].Values[i], run.Columns[1].Values[i], run.Columns[2].Values[i])
	}
	fmt.Println(s.Law["z'"]["z"], err)
	// Output:
	// 0: 5.147 4.219 0.6586
	// 0.01: 5.098 4.279 0.6568
	// 0.02: 5.048 4.338 0.6547
	// -5.7 <nil>
}

func BenchmarkLorenz(b *testing.B) {
	for b.Loop() {
		if _, err := Lorenz(Trajectory{}); err != nil {
			b.Fatal(err)
		}
	}
}
