package operator

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"sublunar/lib/backend"
	"sublunar/lib/internal/enginetest"
	"sublunar/lib/spectral"
)

var spectralCases = []struct{ points, modes []int }{
	{[]int{12}, []int{4}},
	{[]int{9}, []int{5}},
	{[]int{8, 10}, []int{3, 4}},
	{[]int{7, 6}, []int{4, 3}},
	{[]int{6, 5, 8}, []int{2, 3, 3}},
}

// Both routes are one function, and have one gradient.
func TestSpectralRoutes(t *testing.T) {
	all := engines(t)
	for _, c := range spectralCases {
		l := spectralLayer{modes: c.modes, length: 1}
		x := normal(1, slices.Concat(c.points, []int{2, 3})...)
		w := normal(2, append(l.counts(), 2, 3, 4)...)
		var first [][]float64
		for _, engine := range all {
			for _, route := range []spectral.Route{spectral.ByMatrix, spectral.ByFFT} {
				if route == spectral.ByFFT && engine.Name == "Go" {
					continue // it has none
				}
				l.route = route
				got := engine.Run(t, func(in []*Node) []*Node {
					y := l.apply(in[0], l.by(in[1]))
					loss := ReduceAllSum(Sin(y))
					g := Gradient(loss, in...)
					return []*Node{y, g[0], g[1]}
				}, x, w)
				if first == nil {
					first = got
					continue
				}
				for i, what := range []string{"values", "gradient by x", "gradient by the weights"} {
					if off := furthest(first[i], got[i]); !(off < 1e-12) {
						t.Errorf("%v points, %v modes, %s, route %d: %s apart by %.2g", c.points, c.modes, engine.Name, route, what, off)
					}
				}
			}
		}
	}
}

// With the identity for a matrix, modes below the cut come through, and those above are gone.
func TestSpectralLayerFilters(t *testing.T) {
	engine := engines(t)[0]
	const n, modes = 16, 4
	for k := range 8 {
		values := make([]float64, n*n)
		for i := range n {
			for j := range n {
				values[i*n+j] = math.Cos(2*math.Pi*float64(k)*float64(i-j)/n + 0.3)
			}
		}
		l := spectralLayer{modes: []int{modes, modes}, length: 1}
		x := tensors.FromFlatDataAndDimensions(values, n, n, 1, 1)
		got := engine.Run(t, func(in []*Node) []*Node { return []*Node{l.apply(in[0], func(z *Node) *Node { return z })} }, x)[0]
		want := values
		if k >= modes {
			want = make([]float64, n*n)
		}
		if off := furthest(got, want); !(off < 1e-13) {
			t.Errorf("wave %d through %d modes: off by %.2g", k, modes, off)
		}
	}
}

// On a grid twice as fine the layer gives the same function, whatever the points' places: where both grids have a point, the same number.
// The error is that of the integrals: none on periodic grids, and of second order on others.
func TestSpectralLayerOnFinerGrids(t *testing.T) {
	engine := engines(t)[0]
	field := func(g Grid, n int) *tensors.Tensor {
		values := make([]float64, n)
		for j := range values {
			x := g.place(j, n)
			values[j] = math.Cos(2*math.Pi*x) + 0.5*math.Sin(4*math.Pi*x+1) // periodic, so that only the grid matters
			if g != Periodic {
				values[j] += x * x
			}
		}
		return tensors.FromFlatDataAndDimensions(values, n, 1, 1)
	}
	at := func(g Grid, length float64, n int) (places, values []float64) {
		l := spectralLayer{modes: []int{4}, grid: g, length: length}
		w := normal(5, append(l.counts(), 2, 1, 1)...)
		got := engine.Run(t, func(in []*Node) []*Node { return []*Node{l.apply(in[0], l.by(in[1]))} }, field(g, n), w)[0]
		for j := range n {
			places = append(places, g.place(j, n))
		}
		return places, got
	}
	apart := func(g Grid, length float64, coarse, fine int) float64 {
		most := 0.0
		p, v := at(g, length, coarse)
		q, w := at(g, length, fine)
		for i := range p {
			for j := range q {
				if math.Abs(p[i]-q[j]) < 1e-12 {
					most = math.Max(most, math.Abs(v[i]-w[j]))
				}
			}
		}
		return most
	}
	if off := apart(Periodic, 1, 16, 32); !(off < 1e-13) {
		t.Errorf("periodic grids of 16 and 32 points: apart by %.2g", off)
	}
	for _, g := range []Grid{Ends, Centres} {
		n := map[Grid][]int{Ends: {33, 65, 129}, Centres: {11, 33, 99}}[g]
		order := math.Log(apart(g, 1.25, n[0], n[1])/apart(g, 1.25, n[1], n[2])) / math.Log(float64(n[1])/float64(n[0]))
		if !(math.Abs(order-2) < 0.1) {
			t.Errorf("grids with %v: the difference falls with order %.2f; the integrals' is 2", g, order)
		}
	}
	if off := apart(Ends, 1.25, 16, 16*2-1); off > 0.05 {
		return
	}
	t.Error("a coarse grid with ends is as good as a fine one: this test sees nothing")
}

// The error of the integrals on a grid with ends falls as its step squared.
func TestWavesConverge(t *testing.T) {
	off := func(n int) float64 {
		a, _ := Ends.waves(n, 3, 1.25, true)
		values, err := backend.Numbers(a)
		if err != nil {
			t.Fatal(err)
		}
		got := 0.0 // mean over the axis of x^2 cos(2 pi x/1.25)
		for j := range n {
			x := Ends.place(j, n)
			got += values[2*n+j] * x * x
		}
		const k = 2 * math.Pi / 1.25
		want := math.Sin(k)/k + 2*math.Cos(k)/(k*k) - 2*math.Sin(k)/(k*k*k)
		return math.Abs(got - want)
	}
	if order := math.Log2(off(33) / off(65)); !(math.Abs(order-2) < 0.05) {
		t.Errorf("order %.3f; the trapezium rule's is 2", order)
	}
}

func BenchmarkSpectral(b *testing.B) {
	engine := enginetest.Fastest(b)
	for _, c := range []struct {
		batch, channels int
		points, modes   []int
	}{
		{16, 32, []int{64}, []int{16}}, {16, 32, []int{256}, []int{16}}, {16, 32, []int{1024}, []int{16}},
		{16, 32, []int{16, 16}, []int{8, 8}}, {16, 32, []int{64, 64}, []int{12, 12}}, {4, 32, []int{128, 128}, []int{12, 12}}, {2, 32, []int{256, 256}, []int{12, 12}},
	} {
		for _, route := range []spectral.Route{spectral.ByMatrix, spectral.ByFFT} {
			name := fmt.Sprintf("%dx%d %v by %s", c.batch, c.channels, c.points, []string{"", "FFT", "matrix"}[route])
			b.Run(name, func(b *testing.B) {
				l := spectralLayer{modes: c.modes, length: 1, route: route}
				exec, err := NewExec(engine.Backend, func(in []*Node) []*Node {
					x, w := ConvertDType(in[0], dtypes.Float32), ConvertDType(in[1], dtypes.Float32)
					y := l.apply(x, l.by(w))
					return Gradient(ReduceAllSum(Square(y)), x, w)
				})
				if err != nil {
					b.Fatal(err)
				}
				x := normal(1, slices.Concat(c.points, []int{c.batch, c.channels})...)
				w := normal(2, append(l.counts(), 2, c.channels, c.channels)...)
				if _, err := exec.Call(x, w); err != nil {
					b.Fatal(err)
				}
				for b.Loop() {
					out, err := exec.Call(x, w)
					if err != nil {
						b.Fatal(err)
					}
					for _, t := range out {
						t.MustFinalizeAll()
					}
				}
			})
		}
	}
}
