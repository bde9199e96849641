package jet_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/tensors"

	"sublunar/lib/backend"
	"sublunar/lib/internal/enginetest"
	"sublunar/lib/jet"
)

// on runs a test on each engine.
func on(t *testing.T, f func(t *testing.T, engine enginetest.Engine)) {
	for _, e := range enginetest.All(t) {
		t.Run(e.Name, func(t *testing.T) { f(t, e) })
	}
}

// uniform numbers between lo and hi, of a shape, the same for a seed.
func uniform(seed uint64, lo, hi float64, dims ...int) *tensors.Tensor {
	random := rand.New(rand.NewPCG(seed, 0))
	n := 1
	for _, d := range dims {
		n *= d
	}
	values := make([]float64, n)
	for i := range values {
		values[i] = lo + (hi-lo)*random.Float64()
	}
	return tensors.FromFlatDataAndDimensions(values, dims...)
}

func fromValues(values []float64, dims ...int) *tensors.Tensor {
	return tensors.FromFlatDataAndDimensions(values, dims...)
}

// single is a tensor in Float32.
func single(v *tensors.Tensor) *tensors.Tensor {
	values, err := backend.Numbers(v)
	if err != nil {
		panic(err)
	}
	return backend.Tensor(dtypes.Float32, values, v.Shape().Dimensions...)
}

// distance is the largest difference over the largest value, or over 1 where all are smaller.
func distance(a, b []float64) float64 {
	if len(a) != len(b) {
		return math.Inf(1)
	}
	worst, size := 0.0, 1.0
	for i := range a {
		if math.IsNaN(a[i]) || math.IsNaN(b[i]) {
			return math.Inf(1)
		}
		worst = math.Max(worst, math.Abs(a[i]-b[i]))
		size = math.Max(size, math.Abs(b[i]))
	}
	return worst / size
}

func sound(t testing.TB) func(s *jet.Set, err error) *jet.Set {
	return func(s *jet.Set, err error) *jet.Set {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
}

// lists are the partial derivatives of an order by some of axes variables, each once.
func lists(axes, order int) [][]int {
	if order == 0 {
		return [][]int{{}}
	}
	var all [][]int
	for _, shorter := range lists(axes, order-1) {
		from := 0
		if len(shorter) > 0 {
			from = shorter[len(shorter)-1]
		}
		for a := from; a < axes; a++ {
			all = append(all, append(append([]int(nil), shorter...), a))
		}
	}
	return all
}
