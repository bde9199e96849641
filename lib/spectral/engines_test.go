package spectral_test

import (
	"math"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"sublunar/lib/backend"
	"sublunar/lib/spectral"
)

// A way is a backend and a route on it.
type way struct {
	name   string
	engine compute.Backend
	route  spectral.Route
}

// ways are pure Go by matrices, and XLA by both routes where its plugin is there.
func ways(t testing.TB) []way {
	t.Helper()
	pure, err := compute.NewWithConfig("go:ops_sequential")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pure.Finalize)
	all := []way{{"Go", pure, spectral.Auto}}
	chosen, err := backend.New()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(backend.Name(), "xla") {
		t.Logf("without XLA: %s", backend.Why())
		return all
	}
	return append(all, way{"XLA by matrices", chosen, spectral.ByMatrix}, way{"XLA by FFT", chosen, spectral.ByFFT})
}

// run evaluates a graph and gives its results flat.
func (w way) run(t testing.TB, f func(x []*Node) []*Node, with ...*tensors.Tensor) [][]float64 {
	t.Helper()
	e, err := NewExec(w.engine, f)
	if err != nil {
		t.Fatal(err)
	}
	args := make([]any, len(with))
	for i := range with { // copies, for a tensor stays with the backend that first used it
		own, err := with[i].LocalClone()
		if err != nil {
			t.Fatal(err)
		}
		args[i] = own
	}
	results, err := e.Call(args...)
	if err != nil {
		t.Fatalf("%s: %v", w.name, err)
	}
	flat := make([][]float64, len(results))
	for i, r := range results {
		if flat[i], err = numbers(r); err != nil {
			t.Fatal(err)
		}
	}
	return flat
}

func numbers(t *tensors.Tensor) ([]float64, error) {
	if narrow, err := tensors.CopyFlatData[float32](t); err == nil {
		wide := make([]float64, len(narrow))
		for i, v := range narrow {
			wide[i] = float64(v)
		}
		return wide, nil
	}
	return tensors.CopyFlatData[float64](t)
}

// spread fills a tensor with values in [-1, 1], no two alike, and none of a symmetry that could hide an error.
func spread(salt int, dims ...int) *tensors.Tensor {
	n := 1
	for _, d := range dims {
		n *= d
	}
	v := make([]float64, n)
	for i := range v {
		_, fraction := math.Modf((float64(i)+0.5)*0.6180339887498949 + 0.37*float64(salt))
		v[i] = 2*fraction - 1
	}
	return tensors.FromFlatDataAndDimensions(v, dims...)
}

// distance is the largest difference over the largest value.
func distance(a, b []float64) float64 {
	if len(a) != len(b) {
		return math.Inf(1)
	}
	worst, size := 0.0, 1e-300
	for i := range a {
		worst = math.Max(worst, math.Abs(a[i]-b[i]))
		size = math.Max(size, math.Abs(b[i]))
		if math.IsNaN(a[i]) {
			return math.Inf(1)
		}
	}
	return worst / size
}
