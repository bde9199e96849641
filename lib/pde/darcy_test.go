package pde_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"sublunar/lib/field"
	"sublunar/lib/pde"
)

// nodes of a box with its ends, n along each of d axes from 0 to 1.
func nodes(d, n int) []field.Axis {
	axes := make([]field.Axis, d)
	for i := range axes {
		axes[i] = field.Linspace(string(rune('x'+i)), "", 0, 1, n)
	}
	return axes
}

// patches of two values, as the data of operators have them.
func patches(lo, hi float64) func(x ...float64) float64 {
	return func(x ...float64) float64 {
		y := x[len(x)-1]
		if math.Sin(9*x[0]+3*math.Cos(7*y))+math.Cos(11*y*x[0]+2) > 0 {
			return hi
		}
		return lo
	}
}

func one(...float64) float64 { return 1 }

func darcy(t testing.TB, d pde.Darcy, a, f func(x ...float64) float64, axes []field.Axis) (field.Grid, pde.DarcyStats) {
	t.Helper()
	u, stats, err := d.Solve(pde.Sample("a", a, axes...), pde.Sample("f", f, axes...))
	if err != nil {
		t.Fatal(err)
	}
	return u, stats
}

// A smooth solution, not 0 at the ends, in a smooth medium: u = sin(s + 0.3), a = exp(sin s), s = x + 2y + 3z. Half the step is a quarter
// of the error, for both means, in each dimension, on uneven axes too. For another medium than f was made for it isn't.
func TestDarcyOrder(t *testing.T) {
	s := func(x []float64) (s, q float64) {
		for i, v := range x {
			s += float64(i+1) * v
			q += float64((i + 1) * (i + 1))
		}
		return s, q
	}
	u := func(x ...float64) float64 { s, _ := s(x); return math.Sin(s + 0.3) }
	a := func(x ...float64) float64 { s, _ := s(x); return math.Exp(math.Sin(s)) }
	f := func(x ...float64) float64 {
		s, q := s(x)
		return q * math.Exp(math.Sin(s)) * (math.Sin(s+0.3) - math.Cos(s)*math.Cos(s+0.3))
	}
	stretched := func(n int) []field.Axis {
		axes := nodes(2, n)
		for i, x := range axes[0].Values {
			axes[0].Values[i] = x + 0.1*math.Sin(math.Pi*x)
		}
		return axes
	}
	for _, mean := range []pde.FaceMean{pde.Harmonic, pde.Arithmetic} {
		for _, c := range []struct {
			name string
			axes func(n int) []field.Axis
			n    int
		}{
			{"1D", func(n int) []field.Axis { return nodes(1, n) }, 33},
			{"2D", func(n int) []field.Axis { return nodes(2, n) }, 25},
			{"3D", func(n int) []field.Axis { return nodes(3, n) }, 13},
			{"uneven", stretched, 25},
		} {
			off := func(n int, a func(x ...float64) float64) float64 {
				got, _ := darcy(t, pde.Darcy{Faces: mean, Boundary: u}, a, f, c.axes(n))
				return distance(got.Values, pde.Sample("u", u, got.Axes...).Values)
			}
			if order := math.Log2(off(c.n, a) / off(2*c.n-1, a)); order < 1.85 || order > 2.15 {
				t.Errorf("%s, mean %d: the order is %.2f", c.name, mean, order)
			}
			other := func(x ...float64) float64 { return a(x...) + 0.1*x[0] }
			if order := math.Log2(off(c.n, other) / off(2*c.n-1, other)); order > 1 {
				t.Errorf("%s, mean %d: in another medium the order is %.2f: this test sees nothing", c.name, mean, order)
			}
		}
	}
}

// Layers in series that meet half-way between nodes: the flux is the same in each, 1 over the sum of thickness over a. The harmonic mean is
// exact; the arithmetic isn't.
func TestDarcyLayers(t *testing.T) {
	const n = 21 // faces at 0.025 + 0.05 i
	layers := func(x ...float64) float64 {
		switch {
		case x[0] < 0.325:
			return 3
		case x[0] < 0.775:
			return 12
		}
		return 0.5
	}
	flux := 1 / (0.325/3 + 0.45/12 + 0.225/0.5)
	exact := func(x ...float64) float64 {
		return flux * (math.Min(x[0], 0.325)/3 + math.Max(0, math.Min(x[0], 0.775)-0.325)/12 + math.Max(0, x[0]-0.775)/0.5)
	}
	off := func(mean pde.FaceMean) float64 {
		d := pde.Darcy{Faces: mean, Boundary: func(x ...float64) float64 { return x[0] }, Tolerance: 1e-14}
		u, _ := darcy(t, d, layers, zero, nodes(1, n))
		return distance(u.Values, pde.Sample("u", exact, u.Axes...).Values)
	}
	if d := off(pde.Harmonic); d > 1e-12 {
		t.Errorf("by harmonic means off by %.1e", d)
	}
	if d := off(pde.Arithmetic); d < 1e-2 {
		t.Errorf("by arithmetic means off by only %.1e: this test sees nothing", d)
	}
}

// The torsion of a square bar: -lap u = 1 has its top, 0.0736713532815, in the middle (from its series by sines).
func TestDarcyTorsion(t *testing.T) {
	top := 0.0
	for m := 1; m < 2000; m += 2 {
		sign := float64(2 - m%4)
		top += 4 / math.Pow(math.Pi*float64(m), 3) * sign * (1 - 1/math.Cosh(math.Pi*float64(m)/2))
	}
	u, _ := darcy(t, pde.Darcy{}, one, one, nodes(2, 129))
	if got, _ := u.At(64, 64); math.Abs(got/top-1) > 1e-4 {
		t.Errorf("the top is %.7g, want %.7g", got, top)
	}
}

// Without a source u has its least and greatest values at the ends; with a positive one u is positive. Jumps of 1e5 don't change that.
func TestDarcyMaximumPrinciple(t *testing.T) {
	edge := func(x ...float64) float64 { return math.Sin(5*x[0]) - math.Cos(7*x[1]) }
	for _, mean := range []pde.FaceMean{pde.Harmonic, pde.Arithmetic} {
		u, _ := darcy(t, pde.Darcy{Faces: mean, Boundary: edge}, patches(1e-3, 100), zero, nodes(2, 40))
		lo, hi, inside := math.Inf(1), math.Inf(-1), 0
		for i, v := range u.Values {
			if r, c := i/40, i%40; r%39 == 0 || c%39 == 0 {
				lo, hi = math.Min(lo, v), math.Max(hi, v)
			}
		}
		for i, v := range u.Values {
			if r, c := i/40, i%40; r%39 != 0 && c%39 != 0 && v > lo && v < hi {
				inside++
			}
		}
		if inside != 38*38 {
			t.Errorf("mean %d: only %d inner values lie between the ends' %g and %g", mean, inside, lo, hi)
		}
		u, _ = darcy(t, pde.Darcy{Faces: mean}, patches(1e-3, 100), one, nodes(2, 40))
		for i, v := range u.Values {
			if r, c := i/40, i%40; (r%39 != 0 && c%39 != 0) != (v > 0) {
				t.Fatalf("mean %d: u is %g at node %d", mean, v, i)
			}
		}
	}
}

// Four times the nodes need few more iterations; so does a jump of 1e4 instead of 4.
func TestDarcyIterations(t *testing.T) {
	for _, c := range []struct {
		n, most int
		hi      float64
	}{{37, 25, 12}, {149, 30, 12}, {149, 40, 3e4}} {
		if _, stats := darcy(t, pde.Darcy{}, patches(3, c.hi), one, nodes(2, c.n)); stats.Iterations > c.most || stats.Residual > 1e-10 {
			t.Errorf("%d nodes, a to %g: %s, want %d or fewer", c.n, c.hi, stats, c.most)
		}
	}
	// A thin slab couples one axis more strongly by 100.
	axes := nodes(3, 20)
	for i := range axes[2].Values {
		axes[2].Values[i] /= 10
	}
	if _, stats := darcy(t, pde.Darcy{}, patches(1, 50), one, axes); stats.Iterations > 30 {
		t.Errorf("a slab: %s", stats)
	}
}

func TestDarcyBadInput(t *testing.T) {
	axes := nodes(2, 9)
	a, f := pde.Sample("a", one, axes...), pde.Sample("f", one, axes...)
	hole, nothing := pde.Sample("a", one, axes...), pde.Sample("a", one, axes...)
	hole.Values[7], nothing.Values[40] = math.NaN(), 0
	down := pde.Sample("a", one, field.Linspace("x", "", 1, 0, 9))
	for _, c := range []struct {
		says string
		d    pde.Darcy
		a, f field.Grid
	}{
		{"value 7 of \"a\" is missing", pde.Darcy{}, hole, f},
		{"value 40 of the coefficient \"a\" is 0", pde.Darcy{}, nothing, f},
		{"different axes", pde.Darcy{}, a, pde.Sample("f", one, nodes(2, 10)...)},
		{"same 1 to 3", pde.Darcy{}, a, pde.Sample("f", one, nodes(1, 9)...)},
		{"same 1 to 3", pde.Darcy{}, pde.Sample("a", one, nodes(4, 3)...), pde.Sample("f", one, nodes(4, 3)...)},
		{"3 points or more", pde.Darcy{}, pde.Sample("a", one, nodes(1, 2)...), pde.Sample("f", one, nodes(1, 2)...)},
		{"must ascend", pde.Darcy{}, down, down},
		{"Tolerance -1", pde.Darcy{Tolerance: -1}, a, f},
		{"Iterations -3", pde.Darcy{Iterations: -3}, a, f},
		{"Faces 7", pde.Darcy{Faces: 7}, a, f},
		{"allow more Iterations", pde.Darcy{Iterations: 1}, pde.Sample("a", patches(1, 9), nodes(2, 30)...), pde.Sample("f", one, nodes(2, 30)...)},
	} {
		u, _, err := c.d.Solve(c.a, c.f)
		if err == nil || !strings.Contains(err.Error(), c.says) || !strings.HasPrefix(err.Error(), "pde: ") {
			t.Errorf("%v, want %q", err, c.says)
		}
		if strings.Contains(c.says, "Iterations") && c.d.Iterations == 1 && u.Check() != nil {
			t.Errorf("no u came with %v", err)
		}
	}
	if u, stats := darcy(t, pde.Darcy{}, one, zero, axes); sum(u.Values, 2) != 0 || stats.Iterations != 0 {
		t.Errorf("from nothing came %v by %s", u, stats)
	}
}

func BenchmarkDarcy(b *testing.B) {
	for _, n := range []int{64, 141, 421} {
		b.Run(fmt.Sprintf("%d", n), func(b *testing.B) {
			a, f := pde.Sample("a", patches(3, 12), nodes(2, n)...), pde.Sample("f", one, nodes(2, n)...)
			for b.Loop() {
				if _, _, err := (pde.Darcy{}).Solve(a, f); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func ExampleDarcy_Solve() {
	x, y := field.Linspace("x", "m", 0, 1, 65), field.Linspace("y", "m", 0, 1, 65)
	rocks := func(x ...float64) float64 {
		if x[0] > 0.5 {
			return 12
		}
		return 3
	}
	u, stats, err := pde.Darcy{}.Solve(pde.Sample("a", rocks, x, y), pde.Sample("f", func(...float64) float64 { return 1 }, x, y))
	fmt.Println(u, err)
	left, _ := u.At(16, 32)
	right, _ := u.At(48, 32)
	fmt.Printf("%.4f on the left, %.4f on the right, by %v iterations or fewer\n", left, right, stats.Iterations <= 25)
	// Output:
	// u on 65 x 65 points: 0 to 0.01416
	//   x (m): 65 points, 0 to 1
	//   y (m): 65 points, 0 to 1 <nil>
	// 0.0135 on the left, 0.0062 on the right, by true iterations or fewer
}

// noise in [0, 1), n values.
func noise(seed uint64, n int) []float64 {
	r := rand.New(rand.NewPCG(seed, 1))
	v := make([]float64, n)
	for i := range v {
		v[i] = r.Float64()
	}
	return v
}
