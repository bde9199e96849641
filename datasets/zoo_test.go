package datasets_test

import (
	"math"
	"math/rand/v2"
	"regexp"
	"slices"
	"testing"

	"sublunar/datasets"
	"sublunar/lib/field"
)

func all() []datasets.System {
	return slices.Concat(datasets.Systems(), datasets.Forced(), datasets.Maps())
}

func find(t *testing.T, name string) datasets.System {
	t.Helper()
	s, err := datasets.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func run(t *testing.T, s datasets.System, how datasets.Trajectory) field.Series {
	t.Helper()
	out, err := s.Run(how)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// state is row i of a run, the variables only.
func state(s datasets.System, run field.Series, i int) []float64 {
	x := make([]float64, len(s.Variables))
	for v := range x {
		x[v] = run.Columns[v].Values[i]
	}
	return x
}

// sizes are the standard deviations of the variables over a run.
func sizes(s datasets.System, run field.Series) []float64 {
	out := make([]float64, len(s.Variables))
	for v := range out {
		mean, sum := 0.0, 0.0
		for _, x := range run.Columns[v].Values {
			mean += x / float64(run.Len())
		}
		for _, x := range run.Columns[v].Values {
			sum += (x - mean) * (x - mean)
		}
		out[v] = math.Sqrt(sum / float64(run.Len()))
	}
	return out
}

// What every entry owes its reader.
func TestEntries(t *testing.T) {
	if n := len(datasets.Systems()); n < 25 {
		t.Errorf("%d systems", n)
	}
	seen := map[string]bool{}
	source := regexp.MustCompile(`doi:10\.\d{4,}/\S+|\b1[6-9]\d\d, \w+|\b1[6-9]\d\d\b.* \d+, \d+`)
	for _, s := range all() {
		if seen[s.Name] {
			t.Errorf("%s comes twice", s.Name)
		}
		seen[s.Name] = true
		if !source.MatchString(s.Reference) {
			t.Errorf("%s: the reference %q leads nowhere", s.Name, s.Reference)
		}
		run := run(t, s, datasets.Trajectory{})
		if err := run.Check(); err != nil {
			t.Errorf("%s: %v", s.Name, err)
		}
		if run.Len() != s.Samples || run.Axis.Name != "time" || !slices.Equal(run.Names()[:len(s.Variables)], s.Variables) {
			t.Errorf("%s makes %s", s.Name, run)
		}
		if !s.Discrete && math.Abs(run.Axis.Values[run.Len()-1]-s.Step*float64(s.Samples-1)) > 1e-9 {
			t.Errorf("%s: the times are %s", s.Name, run.Axis)
		}
		for v, size := range sizes(s, run) {
			lo, hi, ok := run.Columns[v].Range()
			if !ok || !(size > 0) || hi-lo < size || math.IsInf(size, 0) {
				t.Errorf("%s: %s spreads by %g", s.Name, run.Columns[v], size)
			}
		}
	}
}

// Steps far from the system's own are no harder: many short ones, and few long ones.
func TestOtherSteps(t *testing.T) {
	s := find(t, "VanDerPol")
	short := run(t, s, datasets.Trajectory{Step: 1e-6, Samples: 50_000})
	long := run(t, s, datasets.Trajectory{Step: 1e-6 * 49_999, Samples: 2})
	for v := range s.Variables {
		if a, b := state(s, short, 49_999)[v], state(s, long, 1)[v]; math.Abs(a-b) > 1e-12 {
			t.Errorf("%s gets to %g by short steps and to %g by one", s.Variables[v], a, b)
		}
	}
	run(t, s, datasets.Trajectory{Step: 50, Samples: 100})
}

// The same settings give the same bits, and one reader's change is not another's.
func TestRunsAreReproducible(t *testing.T) {
	for i, s := range all() {
		how := datasets.Trajectory{Samples: 50, Noise: 0.1, Seed: 7}
		a := run(t, s, how)
		again := all()[i]
		for _, equation := range s.Coefficients {
			clear(equation)
		}
		b := run(t, again, how)
		for c := range a.Columns {
			if !slices.Equal(a.Columns[c].Values, b.Columns[c].Values) {
				t.Errorf("%s: two runs of the same settings differ in %s", s.Name, a.Columns[c].Name)
			}
		}
	}
}

// Noise is white, Gaussian and of the size asked for; an input has none.
func TestNoise(t *testing.T) {
	s := find(t, "LorenzForced")
	clean := run(t, s, datasets.Trajectory{})
	noisy := run(t, s, datasets.Trajectory{Noise: 0.1, Seed: 3})
	size := sizes(s, clean)
	n := float64(clean.Len())
	var z [3][]float64
	for v := range z {
		var sum, squares, fourth, next float64
		for i, x := range clean.Columns[v].Values {
			d := (noisy.Columns[v].Values[i] - x) / size[v]
			z[v] = append(z[v], d)
			sum, squares, fourth = sum+d, squares+d*d, fourth+d*d*d*d
			if i > 0 {
				next += d * z[v][i-1]
			}
		}
		// Five standard errors of each.
		if math.Abs(sum/n) > 5*0.1/math.Sqrt(n) || math.Abs(squares/n/0.01-1) > 5*math.Sqrt(2/n) {
			t.Errorf("noise in %s has mean %g and standard deviation %g, want 0 and 0.1", s.Variables[v], sum/n, math.Sqrt(squares/n))
		}
		if math.Abs(fourth*n/squares/squares-3) > 5*math.Sqrt(24/n) {
			t.Errorf("noise in %s has kurtosis %g, want 3", s.Variables[v], fourth*n/squares/squares)
		}
		if math.Abs(next/squares) > 5/math.Sqrt(n) {
			t.Errorf("noise in %s is correlated by %g from sample to sample", s.Variables[v], next/squares)
		}
	}
	var cross float64
	for i := range z[0] {
		cross += z[0][i] * z[1][i]
	}
	if math.Abs(cross/n/0.01) > 5/math.Sqrt(n) {
		t.Errorf("noise in x and y is correlated by %g", cross/n/0.01)
	}
	if !slices.Equal(clean.Columns[3].Values, noisy.Columns[3].Values) {
		t.Error("the input has noise")
	}
	other := run(t, s, datasets.Trajectory{Noise: 0.1, Seed: 4})
	twice := run(t, s, datasets.Trajectory{Noise: 0.2, Seed: 3})
	if other.Columns[0].Values[5] == noisy.Columns[0].Values[5] {
		t.Error("two seeds make the same noise")
	}
	if d := (twice.Columns[0].Values[5]-clean.Columns[0].Values[5])/size[0]/z[0][5] - 2; math.Abs(d) > 1e-9 {
		t.Errorf("the same seed at twice the noise is not twice as far off: by %g", d)
	}
}

// A run that starts on its attractor comes near its start again; one that starts elsewhere does not.
func TestOnTheAttractor(t *testing.T) {
	back := func(s datasets.System, how datasets.Trajectory) float64 {
		r := run(t, s, how)
		size, start := sizes(s, r), state(s, r, 0)
		nearest := math.Inf(1)
		for i := r.Len() / 20; i < r.Len(); i++ {
			off := 0.0
			for v, x := range state(s, r, i) {
				off = math.Max(off, math.Abs(x-start[v])/size[v])
			}
			nearest = math.Min(nearest, off)
		}
		return nearest
	}
	for _, s := range all() {
		if s.Transient == 0 || s.Inputs != nil {
			continue
		}
		// The more variables, the rarer are neighbours.
		if off := back(s, datasets.Trajectory{}); off > 0.15*float64(len(s.Variables)) {
			t.Errorf("%s comes back only to within %.2g standard deviations of its start", s.Name, off)
		}
	}
	if off := back(find(t, "Lorenz"), datasets.Trajectory{Initial: []float64{0, 20, 60}}); off < 0.6 {
		t.Errorf("a start off the attractor passes, at %.2g: this test sees nothing", off)
	}
}

// Another integrator, the classical fourth-order method at 64 steps a sample, meets the next sample
// from each of 40: every step of a run is exact to 1e-11 of the variables' spread. A coefficient off by
// a millionth must show.
func TestStepsAreExact(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	defect := func(s, law datasets.System) float64 {
		out := run(t, s, datasets.Trajectory{})
		size, worst := sizes(s, out), 0.0
		rate, err := law.Rate()
		if err != nil {
			t.Fatal(err)
		}
		for range 40 {
			i := r.IntN(out.Len() - 1)
			x := state(s, out, i)
			if s.Discrete {
				next := make([]float64, len(x))
				rate(out.Axis.Values[i], x, next)
				x = next
			} else {
				x = rungeKutta4(rate, out.Axis.Values[i], out.Axis.Values[i+1], x, 64)
			}
			for v, want := range state(s, out, i+1) {
				worst = math.Max(worst, math.Abs(x[v]-want)/size[v])
			}
		}
		return worst
	}
	most := 0.0
	for _, s := range all() {
		off := defect(s, s)
		if off > 1e-11 {
			t.Errorf("%s: a step is off by %.2g of the spread", s.Name, off)
		}
		most = max(most, off)
	}
	t.Logf("the worst step of any system is off by %.2g of the spread", most)
	wrong := find(t, "Lorenz")
	wrong.Coefficients["x'"]["y"] *= 1 + 1e-6
	if off := defect(find(t, "Lorenz"), wrong); off < 1e-10 {
		t.Errorf("a wrong coefficient passes, off by %g: this test sees nothing", off)
	}
}

func rungeKutta4(rate func(t float64, x, dx []float64), from, to float64, x []float64, steps int) []float64 {
	x = slices.Clone(x)
	k := make([][]float64, 4)
	for i := range k {
		k[i] = make([]float64, len(x))
	}
	y := make([]float64, len(x))
	along := func(k []float64, by float64) []float64 {
		for v := range y {
			y[v] = x[v] + by*k[v]
		}
		return y
	}
	h := (to - from) / float64(steps)
	for i := range steps {
		t := from + float64(i)*h
		rate(t, x, k[0])
		rate(t+h/2, along(k[0], h/2), k[1])
		rate(t+h/2, along(k[1], h/2), k[2])
		rate(t+h, along(k[2], h), k[3])
		for v := range x {
			x[v] += h / 6 * (k[0][v] + 2*k[1][v] + 2*k[2][v] + k[3][v])
		}
	}
	return x
}
