package optim

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/optimize/functions"
)

// The line searches' test functions of Moré and Thuente 1994 (doi:10.1145/192115.192132), from steps that
// are far too short and far too long.
func TestSearch(t *testing.T) {
	type line interface {
		Func(x []float64) float64
		Grad(grad, x []float64)
	}
	for _, f := range []line{
		functions.ConcaveRight{}, functions.ConcaveLeft{}, functions.Plassmann{L: 39, Beta: 0.01},
		functions.YanaiOzawaKaneko{Beta1: 0.001, Beta2: 0.001}, functions.YanaiOzawaKaneko{Beta1: 0.01, Beta2: 0.001},
		functions.YanaiOzawaKaneko{Beta1: 0.001, Beta2: 0.01},
	} {
		at := func(a float64) (float64, float64, error) {
			var d [1]float64
			f.Grad(d[:], []float64{a})
			return f.Func([]float64{a}), d[0], nil
		}
		zeroF, zeroD, _ := at(0)
		for _, first := range []float64{1e-3, 0.1, 10, 1e3} {
			s := search{zero: point{0, zeroF, zeroD}, left: 50, at: at}
			p, ok, err := s.find(first)
			if !ok || err != nil {
				t.Errorf("%T from %v: found nothing, %v", f, first, err)
				continue
			}
			gotF, gotD, _ := at(p.a)
			if gotF != p.f || gotD != p.d {
				t.Errorf("%T: %+v isn't a point of it", f, p)
			}
			if p.f > zeroF+armijo*p.a*zeroD || math.Abs(p.d) > -curvature*zeroD {
				t.Errorf("%T from %v: %+v breaks the strong Wolfe conditions", f, first, p)
			}
			if used := 50 - s.left; used > 30 {
				t.Errorf("%T from %v: %d evaluations", f, first, used)
			}
		}
	}
}

// Where rounding hides the values' fall, the slopes alone still lead to the minimum of (a - 1)² + 1e8.
func TestSearchAtRounding(t *testing.T) {
	at := func(a float64) (float64, float64, error) { return (a-1)*(a-1)*1e-9 + 1e8, 2e-9 * (a - 1), nil }
	f, d, _ := at(0)
	s := search{zero: point{0, f, d}, slack: 1e-12 * f, left: 50, at: at}
	p, ok, err := s.find(100)
	if !ok || err != nil || math.Abs(p.a-1) > 0.9 {
		t.Errorf("found %+v %v %v, the minimum is at 1", p, ok, err)
	}
	s = search{zero: point{0, f, d}, left: 50, at: at}
	if p, ok, _ := s.find(100); ok && p.f < f {
		t.Errorf("without slack it finds %+v: the test shows nothing", p)
	}
}

// A line that only falls ends with the longest step, one that only rises with none.
func TestSearchWithoutMinimum(t *testing.T) {
	down := search{zero: point{0, 0, -1}, left: 20, at: func(a float64) (float64, float64, error) { return -a, -1, nil }}
	if p, ok, err := down.find(1); !ok || err != nil || p.a < 1e6 {
		t.Errorf("down a slope without end: %+v %v %v", p, ok, err)
	}
	up := search{zero: point{0, 0, -1}, left: 20, at: func(a float64) (float64, float64, error) { return a, 1, nil }}
	if p, ok, err := up.find(1); ok || err != nil {
		t.Errorf("up a slope that says down: %+v %v", p, err)
	}
	nowhere := search{zero: point{0, 0, -1}, left: 20, at: func(a float64) (float64, float64, error) { return math.NaN(), 0, nil }}
	if p, ok, err := nowhere.find(1); ok || err != nil {
		t.Errorf("where there are no values: %+v %v", p, err)
	}
}
