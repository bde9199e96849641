package operator

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"

	"sublunar/lib/field"
	"sublunar/lib/internal/enginetest"
)

// engines are pure Go, and XLA where its plugin is there, whatever the fits of these tests run on.
func engines(t testing.TB) []enginetest.Engine {
	t.Helper()
	return enginetest.All(t)
}

// normal numbers.
func normal(seed uint64, dims ...int) *tensors.Tensor {
	r := rand.New(rand.NewPCG(seed, 1))
	n := 1
	for _, d := range dims {
		n *= d
	}
	values := make([]float64, n)
	for i := range values {
		values[i] = r.NormFloat64()
	}
	return tensors.FromFlatDataAndDimensions(values, dims...)
}

// furthest is the largest difference.
func furthest(a, b []float64) float64 {
	if len(a) != len(b) {
		return math.Inf(1)
	}
	most := 0.0
	for i := range a {
		most = math.Max(most, math.Abs(a[i]-b[i]))
	}
	return most
}

// heat are fields on n points of a periodic axis, sums of a few waves, and what diffusion makes of them: the wave k falls by exp(-k^2/20).
func heat(samples, n int, grid Grid, seed uint64) field.Samples {
	s := field.Samples{X: field.NewArray(samples, n), Y: field.NewArray(samples, n)}
	for i := range samples {
		r := rand.New(rand.NewPCG(seed, uint64(i)))
		for k := 1.0; k <= 3; k++ {
			a, b := r.NormFloat64(), r.NormFloat64()
			for j := range n {
				sin, cos := math.Sincos(2 * math.Pi * k * grid.place(j, n))
				s.X.Values[i*n+j] += a*cos + b*sin
				s.Y.Values[i*n+j] += (a*cos + b*sin) * math.Exp(-k*k/20)
			}
		}
	}
	return s
}
