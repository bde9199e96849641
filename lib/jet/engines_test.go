package jet_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"sublunar/lib/backend"
	"sublunar/lib/jet"
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

func fastest(t testing.TB) named { all := engines(t); return all[len(all)-1] }

// on runs a test on each engine.
func on(t *testing.T, f func(t *testing.T, engine named)) {
	for _, e := range engines(t) {
		t.Run(e.name, func(t *testing.T) { f(t, e) })
	}
}

// run evaluates a graph of some arguments, and gives the values of each of its results.
func run(t testing.TB, engine named, f func(in []*Node) []*Node, in ...*tensors.Tensor) [][]float64 {
	t.Helper()
	args := make([]any, len(in))
	for i, v := range in {
		args[i] = v
	}
	out, err := CallOnceN(engine.Backend, f, args...)
	if err != nil {
		t.Fatalf("%s", strings.SplitN(err.Error(), "\n", 2)[0])
	}
	values := make([][]float64, len(out))
	for i, v := range out {
		if values[i], err = numbers(v); err != nil {
			t.Fatal(err)
		}
	}
	return values
}

func numbers(v *tensors.Tensor) ([]float64, error) {
	if v.DType().Size() == 8 {
		return tensors.CopyFlatData[float64](v)
	}
	single, err := tensors.CopyFlatData[float32](v)
	values := make([]float64, len(single))
	for i, x := range single {
		values[i] = float64(x)
	}
	return values, err
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
	values, err := numbers(v)
	if err != nil {
		panic(err)
	}
	rounded := make([]float32, len(values))
	for i, x := range values {
		rounded[i] = float32(x)
	}
	return tensors.FromFlatDataAndDimensions(rounded, v.Shape().Dimensions...)
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
