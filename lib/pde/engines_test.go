package pde_test

import (
	"math"
	"testing"

	"github.com/gomlx/compute"

	"sublunar/lib/field"
	"sublunar/lib/internal/enginetest"
	"sublunar/lib/pde"
)

// quick is pure Go: what is small is done before XLA has compiled it. That all engines agree is tested by whoever takes all of them.
func quick(t testing.TB) enginetest.Engine {
	t.Helper()
	return enginetest.All(t)[0]
}

// solve integrates to one time and gives the fields there.
func solve(t testing.TB, engine compute.Backend, e pde.Equation, end, step float64, initial ...field.Grid) [][]float64 {
	t.Helper()
	all, err := pde.Solve(engine, e, initial, field.Linspace("t", "", 0, end, 2), pde.Settings{Step: step})
	if err != nil {
		t.Fatal(err)
	}
	last := make([][]float64, len(all))
	for i, g := range all {
		last[i] = g.Values[len(initial[i].Values):]
	}
	return last
}

// values of f on the axes of a grid.
func values(like field.Grid, f func(x ...float64) float64) []float64 {
	return pde.Sample("", f, like.Axes...).Values
}

// distance is the largest difference over the largest value.
func distance(a, b []float64) float64 {
	if len(a) != len(b) {
		return math.Inf(1)
	}
	worst, size := 0.0, 1e-300
	for i := range a {
		if math.IsNaN(a[i]) {
			return math.Inf(1)
		}
		worst = math.Max(worst, math.Abs(a[i]-b[i]))
		size = math.Max(size, math.Abs(b[i]))
	}
	return worst / size
}

func zero(...float64) float64 { return 0 }
