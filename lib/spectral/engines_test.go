package spectral_test

import (
	"math"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"

	"sublunar/lib/internal/enginetest"
	"sublunar/lib/spectral"
)

// A way is a backend and a route on it.
type way struct {
	name string
	enginetest.Engine
	route spectral.Route
}

// ways are pure Go by matrices, and XLA by both routes where its plugin is there.
func ways(t testing.TB) []way {
	t.Helper()
	all := []way{}
	for _, e := range enginetest.All(t) {
		if e.Name == "Go" {
			all = append(all, way{e.Name, e, spectral.Auto})
			continue
		}
		all = append(all, way{e.Name + " by matrices", e, spectral.ByMatrix}, way{e.Name + " by FFT", e, spectral.ByFFT})
	}
	return all
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
