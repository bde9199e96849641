package operator

import (
	"math"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"
)

// smooth is a field on a line.
func smooth(g Grid, n int) *tensors.Tensor {
	values := make([]float64, n)
	for j := range values {
		x := g.place(j, n)
		values[j] = math.Cos(2*math.Pi*x) + 0.5*math.Sin(4*math.Pi*x+1)
	}
	return tensors.FromFlatDataAndDimensions(values, 1, n, 1)
}

// finer is by how much an operator's result changes, on the points of a grid, from that grid to one with factor times as fine.
func finer(t *testing.T, o Operator, g Grid, coarse, fine int) float64 {
	t.Helper()
	engine := engines(t)[0]
	a, b := applied(t, engine, o, smooth(g, coarse), 1), applied(t, engine, o, smooth(g, fine), 1)
	by := fine / coarse
	if g == Ends {
		by = (fine - 1) / (coarse - 1)
	}
	most := 0.0
	for i, v := range a {
		most = math.Max(most, math.Abs(v-b[i*by]))
	}
	return most
}

// What an operator with any parameters gives goes to a limit, by second order far from walls, as its grid is refined. A network of neighbours sees less of the
// domain on a finer grid, and goes nowhere, or to something else, by first order.
func TestOperatorsHaveALimit(t *testing.T) {
	for _, g := range []Grid{Periodic, Ends} {
		n := []int{32, 64, 128}
		if g == Ends {
			n = []int{65, 129, 257}
		}
		for _, c := range []struct {
			name  string
			o     Operator
			limit bool
		}{
			{"UFNO", UFNO{Modes: []int{4}, Channels: 4, Levels: 2, Grid: g}, true},
			{"local FNO", LocalFNO{FNO{Modes: []int{4}, Channels: 6, Layers: 2, Grid: g}, 0.125}, true},
			{"UNet", UNet{Axes: 1, Channels: 4, Grid: Periodic}, false},
			{"ResNet", ResNet{Axes: 1, Channels: 6, Blocks: 2, Grid: g}, false},
		} {
			if c.name == "UNet" && g == Ends {
				continue // it takes multiples of 4 points
			}
			first, second := finer(t, c.o, g, n[0], n[1]), finer(t, c.o, g, n[1], n[2])
			order := math.Log2(first / second)
			t.Logf("%v, %s: %.2g, then %.2g: order %.2f", g, c.name, first, second, order)
			if c.limit && !(order > 1.4) {
				t.Errorf("%s on grids of %v points, %v: apart by %.2g and %.2g, of order %.2f; the rules' is 2", c.name, n, g, first, second, order)
			}
			if !c.limit && order > 1 {
				t.Errorf("%s has a limit of order %.2f: this test sees nothing", c.name, order)
			}
		}
	}
}

// A field that is linear from end to end comes through to more points and to fewer as it is, and so does a constant on a periodic grid. Points that are left out
// would let waves through that the coarser grid can't tell from long ones: a mean takes them away.
func TestMovedKeepsLines(t *testing.T) {
	times := func(g Grid, n, others int, f func(x float64) float64) []float64 {
		values := make([]float64, others)
		tensors.MustConstFlatData(g.resampling(n, others), func(flat []float64) {
			for i := range others {
				for j := range n {
					values[i] += flat[i*n+j] * f(g.place(j, n))
				}
			}
		})
		return values
	}
	for _, c := range []struct {
		g         Grid
		n, others int
	}{{Ends, 9, 17}, {Ends, 17, 9}, {Ends, 18, 10}, {Centres, 16, 8}, {Centres, 8, 16}, {Centres, 15, 8}, {Periodic, 16, 8}, {Periodic, 15, 8}, {Periodic, 8, 15}} {
		line := func(x float64) float64 { return 2*x - 0.3 }
		if c.g == Periodic {
			line = func(float64) float64 { return 0.7 }
		}
		for i, v := range times(c.g, c.n, c.others, line) {
			if off := math.Abs(v - line(c.g.place(i, c.others))); !(off < 1e-14) {
				t.Errorf("%v, %d to %d points: point %d is off by %.2g", c.g, c.n, c.others, i, off)
			}
		}
	}
	shortest := func(x float64) float64 { return math.Cos(16 * math.Pi * x) } // 1 and -1 in turns
	for i, v := range times(Periodic, 16, 8, shortest) {
		if math.Abs(v) > 0.05 || math.Abs(shortest(Periodic.place(i, 8))-1) > 1e-9 {
			t.Errorf("the shortest wave comes through as %.2g", v)
		}
	}
}

// Differences are the derivative of a parabola, at walls too; and the surroundings of a point far from walls have a mean of 1, and tops where they should be.
func TestLocalKernels(t *testing.T) {
	const n, length = 17, 0.25
	apply := func(m *tensors.Tensor, rows int, f func(x float64) float64) []float64 {
		out := make([]float64, rows)
		tensors.MustConstFlatData(m, func(flat []float64) {
			for i := range rows {
				for j := range n {
					out[i] += flat[i*n+j] * f(Ends.place(j, n))
				}
			}
		})
		return out
	}
	for i, v := range apply(Ends.slopes(n, length), n, func(x float64) float64 { return x*x - x }) {
		if want := length * (2*Ends.place(i, n) - 1); !(math.Abs(v-want) < 1e-13) {
			t.Errorf("slope %g at point %d; want %g", v, i, want)
		}
	}
	seen := apply(Ends.hats(n, length/2), hats*n, func(x float64) float64 { return x })
	for c := range hats {
		for i := 5; i < n-5; i++ {
			if want := Ends.place(i, n) + float64(c-1)*length/2; !(math.Abs(seen[c*n+i]-want) < 1e-13) {
				t.Errorf("hat %d at point %d sees x at %g; want %g", c, i, seen[c*n+i], want)
			}
		}
	}
	if near := seen[n]; near > 0.3*length {
		t.Errorf("at the wall %g is seen of x within %g", near, length)
	}
}
