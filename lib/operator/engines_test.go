package operator

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"sublunar/lib/backend"
	"sublunar/lib/field"
)

type named struct {
	name string
	compute.Backend
}

// engines are pure Go, and XLA where its plugin is there: the last is the fastest.
func engines(t testing.TB) []named {
	t.Helper()
	pure, err := compute.NewWithConfig("go:ops_sequential")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pure.Finalize)
	all := []named{{"Go", pure}}
	if ours {
		t.Setenv("GOMLX_BACKEND", "")
	}
	chosen, err := backend.New()
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasPrefix(backend.Name(), "xla") {
		return append(all, named{"XLA", chosen})
	}
	t.Logf("without XLA: %s", backend.Why())
	return all
}

// run builds a graph of float64 arrays, and gives its results.
func run(t testing.TB, engine compute.Backend, f func(in []*Node) []*Node, in ...*tensors.Tensor) [][]float64 {
	t.Helper()
	args := make([]any, len(in))
	for i, v := range in {
		copied, err := v.LocalClone() // a tensor stays with the engine that saw it first
		if err != nil {
			t.Fatal(err)
		}
		args[i] = copied
	}
	out, err := CallOnceN(engine, f, args...)
	if err != nil {
		t.Fatal(err)
	}
	all := make([][]float64, len(out))
	for i, v := range out {
		if all[i], err = numbers(v); err != nil {
			t.Fatal(err)
		}
	}
	return all
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
