package datasets_test

import (
	"math"
	"testing"

	"sublunar/datasets"
	"sublunar/lib/ode"
)

// lyapunov is the largest exponent, by following a close neighbour that is pulled back to its distance
// after each span (Benettin, Galgani and Strelcyn 1976, doi:10.1103/PhysRevA.14.2338).
func lyapunov(t *testing.T, s datasets.System, time float64) float64 {
	t.Helper()
	start := run(t, s, datasets.Trajectory{Samples: 2})
	rate, err := s.Rate()
	if err != nil {
		t.Fatal(err)
	}
	n, span := len(s.Variables), 200*s.Step
	if s.Discrete {
		span = 1
	}
	x := append(state(s, start, 0), state(s, start, 0)...)
	distance := 1e-6 * (1 + math.Abs(x[0]))
	x[n] += distance
	both := func(t float64, x, dx []float64) {
		rate(t, x[:n], dx[:n])
		rate(t, x[n:], dx[n:])
	}
	next := make([]float64, 2*n)
	grown, counted := 0.0, 0.0
	for at := 0.0; at < time; at += span {
		if s.Discrete {
			both(at, x, next)
		} else {
			path, err := ode.Solve(both, x, []float64{at, at + span}, ode.Tolerance{Absolute: 1e-10, Relative: 1e-9})
			if err != nil {
				t.Fatal(err)
			}
			copy(next, path[1])
		}
		sum := 0.0
		for v := range n {
			sum += (next[n+v] - next[v]) * (next[n+v] - next[v])
		}
		grew := math.Sqrt(sum) / distance
		for v := range n {
			x[v] = next[v]
			x[n+v] = next[v] + (next[n+v]-next[v])/grew
		}
		if at > time/20 { // until then the neighbour turns into the direction that grows
			grown, counted = grown+math.Log(grew), counted+span
		}
	}
	return grown / counted
}

// Published exponents. Lorenz's is Sprott's (Chaos and Time-Series Analysis, 2003); the lettered ones
// are those of Sprott 1994, given there to a thousandth.
func TestPublishedExponents(t *testing.T) {
	for _, c := range []struct {
		name       string
		want, room float64
		time       float64
	}{
		{"Lorenz", 0.9056, 0.02, 1500},
		{"Rossler", 0.0714, 0.005, 10_000},
		{"SprottB", 0.210, 0.015, 10_000},
		{"SprottC", 0.163, 0.015, 10_000},
		{"SprottD", 0.103, 0.008, 10_000},
		{"SprottE", 0.078, 0.008, 10_000},
		{"SprottF", 0.117, 0.008, 10_000},
		{"SprottG", 0.034, 0.005, 10_000},
		{"SprottH", 0.117, 0.008, 10_000},
		{"SprottI", 0.012, 0.003, 10_000},
		{"SprottJ", 0.076, 0.008, 10_000},
		{"SprottK", 0.038, 0.005, 10_000},
		{"SprottL", 0.061, 0.008, 10_000},
		{"SprottM", 0.044, 0.005, 10_000},
		{"SprottN", 0.076, 0.008, 10_000},
		{"SprottO", 0.049, 0.005, 10_000},
		{"SprottP", 0.087, 0.008, 10_000},
		{"SprottQ", 0.109, 0.008, 10_000},
		{"SprottR", 0.062, 0.006, 10_000},
		{"SprottS", 0.188, 0.01, 10_000},
		{"SprottJerk", 0.0551, 0.005, 10_000},
		{"Henon", 0.419, 0.01, 20_000},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := lyapunov(t, find(t, c.name), c.time)
			t.Logf("%.4f, published %.4f", got, c.want)
			if math.Abs(got-c.want) > c.room {
				t.Errorf("the exponent is %.4f, published is %.4f", got, c.want)
			}
		})
	}
	// A law that is a little different, and one known exactly: x' = 4 x (1 - x) has ln 2.
	wrong := find(t, "Lorenz")
	wrong.Coefficients["y'"]["x"] = 26
	if got := lyapunov(t, wrong, 1500); math.Abs(got-0.9056) < 0.02 {
		t.Errorf("Lorenz's equations with 26 in place of 28 pass, at %.4f: this test sees nothing", got)
	}
	logistic := find(t, "Logistic")
	logistic.Coefficients["x'"] = map[string]float64{"x": 4, "x^2": -4}
	if got := lyapunov(t, logistic, 20_000); math.Abs(got-math.Ln2) > 0.005 {
		t.Errorf("x' = 4 x (1 - x) has the exponent %.4f, want ln 2", got)
	}
}

// What is said to be chaotic parts from its neighbours by ten powers of e or more over six runs. What
// is not may part in proportion to time, as two pendulums of unequal swing do, but no faster.
func TestChaotic(t *testing.T) {
	for _, s := range all() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			time := 6 * float64(s.Samples)
			if !s.Discrete {
				time *= s.Step
			}
			folds := lyapunov(t, s, time) * time
			t.Logf("%.1f powers of e", folds)
			if s.Chaotic != (folds > 10) {
				t.Errorf("Chaotic is %v, but neighbours part by %.1f powers of e in six runs", s.Chaotic, folds)
			}
		})
	}
}
