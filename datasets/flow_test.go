package datasets

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/dsp/fourier"
)

// So great a viscosity leaves only the flow of the forcing itself, w = f/(8 pi^2 viscosity), which doesn't carry itself.
func TestFlowsComeToRest(t *testing.T) {
	withXLA(t)
	const n = 32
	h, err := Flows(Flow{Count: 2, Frames: 15, Viscosity: 0.05, Side: n, Fine: n, Seed: 2})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Check(); err != nil || !slices.Equal(h.Values.Shape, []int{2, 15, n, n}) || h.Times.Values[0] != 1 {
		t.Fatalf("%v, %v", h, err)
	}
	worst := func(height float64) float64 {
		worst := 0.0
		for i, v := range h.Values.Values[14*n*n : 15*n*n] {
			s, c := math.Sincos(2 * math.Pi * float64(i/n+i%n) / n)
			worst = math.Max(worst, math.Abs(v-height*(s+c)))
		}
		return worst
	}
	if off := worst(0.1 / (8 * math.Pi * math.Pi * 0.05)); off > 1e-10 {
		t.Errorf("the steady flow is off by %.1e", off)
	}
	if off := worst(0.101 / (8 * math.Pi * math.Pi * 0.05)); off < 1e-4 {
		t.Errorf("another forcing passes, off by %.1e: this test sees nothing", off)
	}
}

// From frame to frame a flow goes where a classical method takes it, written anew here in the form w_t = -u.grad w + ..., in 100 steps.
func TestFlowsObeyTheirEquation(t *testing.T) {
	withXLA(t)
	const n, viscosity = 32, 2e-3
	h, err := Flows(Flow{Count: 1, Frames: 4, Viscosity: viscosity, Side: n, Fine: n, Seed: 5})
	if err != nil {
		t.Fatal(err)
	}
	at := func(frame int) []float64 { return h.Values.Values[frame*n*n : (frame+1)*n*n] }
	off := func(viscosity, forcing float64) float64 {
		got, worst, size := nextFlow(at(2), n, viscosity, forcing), 0.0, 0.0
		for i, v := range at(3) {
			worst, size = math.Max(worst, math.Abs(v-got[i])), math.Max(size, math.Abs(v))
		}
		return worst / size
	}
	if v := off(viscosity, 0.1); v > 1e-6 {
		t.Errorf("a frame is off by %.1e", v)
	}
	if v := off(1.01*viscosity, 0.1); v < 1e-5 {
		t.Errorf("another viscosity passes, %.1e off: this test sees nothing", v)
	}
	if v := off(viscosity, 0.101); v < 1e-5 {
		t.Errorf("another forcing passes, %.1e off: this test sees nothing", v)
	}
}

// nextFlow is the vorticity a unit of time later.
func nextFlow(w []float64, n int, viscosity, forcing float64) []float64 {
	f := fourier.NewCmplxFFT(n)
	plane := func(values []complex128, transform func(dst, src []complex128) []complex128) []complex128 {
		out, column := slices.Clone(values), make([]complex128, n)
		for i := range n {
			copy(out[i*n:(i+1)*n], transform(nil, out[i*n:(i+1)*n]))
		}
		for j := range n {
			for i := range n {
				column[i] = out[i*n+j]
			}
			for i, v := range transform(nil, column) {
				out[i*n+j] = v
			}
		}
		return out
	}
	number := func(i int) float64 { return 2 * math.Pi * float64((i+n/2)%n-n/2) }
	keep := func(i int) bool { m := (i+n/2)%n - n/2; return 3*max(m, -m) < n }
	rate := func(modes []complex128) []complex128 {
		field := func(symbol func(k, l float64) complex128) []complex128 {
			c := make([]complex128, n*n)
			for i := range c {
				if keep(i/n) && keep(i%n) {
					c[i] = modes[i] * symbol(number(i/n), number(i%n)) / complex(float64(n*n), 0)
				}
			}
			return plane(c, f.Sequence)
		}
		stream := func(k, l float64) complex128 {
			if k == 0 && l == 0 {
				return 0
			}
			return complex(1/(k*k+l*l), 0)
		}
		u := field(func(k, l float64) complex128 { return complex(0, l) * stream(k, l) })
		v := field(func(k, l float64) complex128 { return complex(0, -k) * stream(k, l) })
		wx, wy := field(func(k, _ float64) complex128 { return complex(0, k) }), field(func(_, l float64) complex128 { return complex(0, l) })
		for i := range u {
			u[i] = u[i]*wx[i] + v[i]*wy[i]
		}
		product, out := plane(u, f.Coefficients), make([]complex128, n*n)
		for i := range out {
			k, l := number(i/n), number(i%n)
			out[i] = complex(-viscosity*(k*k+l*l), 0) * modes[i]
			if keep(i/n) && keep(i%n) {
				out[i] -= product[i]
			}
		}
		size := complex(forcing/2*float64(n*n), 0)
		out[n+1] += size * (1 - 1i)
		out[(n-1)*n+n-1] += size * (1 + 1i)
		return out
	}
	start := make([]complex128, n*n)
	for i, v := range w {
		start[i] = complex(v, 0)
	}
	modes := plane(start, f.Coefficients)
	rungeKutta(modes, 100, rate)
	out := make([]float64, n*n)
	for i, v := range plane(modes, f.Sequence) {
		out[i] = real(v) / float64(n*n)
	}
	return out
}

// A Side is points of the solver's grid; a finer solver changes little; few are the first of many.
func TestFlowsConverge(t *testing.T) {
	withXLA(t)
	flows := func(f Flow) Histories {
		f.Frames, f.Viscosity, f.Side = 3, 2e-3, 16
		h, err := Flows(f)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	cache := t.TempDir()
	coarse, fine := flows(Flow{Count: 2, Fine: 32}), flows(Flow{Count: 5, Fine: 48, Cache: cache})
	for i, v := range coarse.Values.Values {
		if off := math.Abs(v - fine.Values.Values[i]); off > 1e-4 {
			t.Fatalf("value %d differs by %.1e between 32 and 48 points", i, off)
		}
	}
	if again := flows(Flow{Count: 3, Fine: 48, Cache: cache}); !slices.Equal(again.Values.Values, fine.Values.Values[:3*3*256]) {
		t.Error("three from the cache aren't the first three of five")
	}
	onDisk, err := FlowsOnDisk(Flow{Count: 5, Frames: 3, Viscosity: 2e-3, Side: 16, Fine: 48, Cache: cache})
	if err != nil || onDisk.Check() != nil || onDisk.Values.Values != nil {
		t.Fatalf("%v, %v", onDisk, err)
	}
	_, last := onDisk.Split(3)
	if g, err := last.Run(1); err != nil || !slices.Equal(g.Values, fine.Values.Values[4*3*256:]) {
		t.Errorf("the last run on disk is %v, %v", g, err)
	}
	if math.Abs(coarse.Values.Values[0]-coarse.Values.Values[3*256]) < 1e-4 {
		t.Error("two runs are the same: this test sees nothing")
	}
}

func TestBadFlows(t *testing.T) {
	for _, c := range []struct {
		f    Flow
		says string
	}{
		{Flow{Count: -1}, "-1 samples"}, {Flow{Frames: 1}, "1 frames"}, {Flow{Side: 2}, "a side of 2"}, {Flow{Viscosity: -1}, "a viscosity of -1"},
		{Flow{Side: 64, Fine: 96}, "aren't a multiple"}, {Flow{Viscosity: math.Inf(1)}, "a viscosity of +Inf"},
	} {
		if _, err := Flows(c.f); err == nil || !strings.HasPrefix(err.Error(), "datasets: ") || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%+v: %v, want %q", c.f, err, c.says)
		}
	}
	if _, err := FlowsOnDisk(Flow{}); err == nil || !strings.Contains(err.Error(), "name one in Cache") {
		t.Errorf("no disk: %v", err)
	}
	withXLA(t)
	if _, err := Flows(Flow{Count: 1, Frames: 10, Side: 16, Fine: 16, Viscosity: 1e-4}); err == nil || !strings.Contains(err.Error(), "don't resolve history 0") {
		t.Errorf("too few points: %v", err)
	}
}

func ExampleFlows() {
	all, err := Flows(Flow{Count: 3, Frames: 12, Viscosity: 5e-3, Side: 16, Fine: 32, Seed: 1})
	if err != nil {
		panic(err)
	}
	pairs, err := all.Windows(10, 1)
	if err != nil {
		panic(err)
	}
	fmt.Println(pairs.Shapes())
	w, _ := all.Values.At(0, 11, 4, 4)
	fmt.Printf("%.4g\n", w)
	// Output:
	// [6 16 16 10] [6 16 16 1]
	// -0.2492
}

func BenchmarkFlows(b *testing.B) {
	withXLA(b)
	for b.Loop() {
		if _, err := Flows(Flow{Count: 4, Frames: 5}); err != nil {
			b.Fatal(err)
		}
	}
}
