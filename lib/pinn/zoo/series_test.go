package zoo

import (
	"math"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/backend"
	"sublunar/lib/jet"
)

// The series is the function, between the points too, with its derivatives.
func TestSeries(t *testing.T) {
	f := func(x float64) float64 { return math.Exp(math.Sin(math.Pi * x)) }
	slope := func(x float64) float64 { return math.Pi * math.Cos(math.Pi*x) * f(x) }
	values := make([]float64, 64)
	for j := range values {
		values[j] = f(-1 + 2*float64(j)/64)
	}
	set, err := jet.Of(1, []int{0})
	if err != nil {
		t.Fatal(err)
	}
	engine, err := backend.New()
	if err != nil {
		t.Fatal(err)
	}
	out, err := CallOnceN(engine, func(x *Node) []*Node {
		u := series(values)(set.Inputs(x))
		return []*Node{u.Value(), u.D(0)}
	}, [][]float64{{-0.3137}, {0.77}, {0.011}})
	if err != nil {
		t.Fatal(err)
	}
	for i, x := range []float64{-0.3137, 0.77, 0.011} {
		u, ux := out[0].Value().([][]float64)[i][0], out[1].Value().([][]float64)[i][0]
		if math.Abs(u-f(x)) > 1e-13 || math.Abs(ux-slope(x)) > 1e-11 {
			t.Errorf("at %g: %g and slope %g, want %g and %g", x, u, ux, f(x), slope(x))
		}
	}
}
