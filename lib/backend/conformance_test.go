package backend_test

import (
	"fmt"
	"math"
	"os"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// A row of the conformance suite is an operation with its inputs, and what is known of its result.
type row struct {
	name  string
	in    []operand
	build func(x []*Node) *Node
	want  func(x [][]float64) []float64 // the same in plain Go; nil where that is no simpler than what it would check
	slope slopeKind
	terms int // how many values a result sums; 0 means 1
}

type slopeKind int

const (
	smooth      slopeKind = iota // the gradient is compared, also with finite differences
	flat                         // the gradient is zero, or has no use
	lacking                      // GoMLX has no gradient, and says so
	lackingInGo                  // only XLA computes the gradient
	wrong                        // GoMLX's gradient is wrong: nothing of ours may use it
)

// An operand is filled with values spread over [low, high], the same at each run, no two alike.
type operand struct {
	dims      []int
	low, high float64
}

func (o operand) values(salt int) []float64 {
	size := 1
	for _, d := range o.dims {
		size *= d
	}
	v := make([]float64, size)
	for i := range v {
		_, fraction := math.Modf((float64(i)+0.5)*0.6180339887498949 + 0.37*float64(salt))
		v[i] = o.low + (o.high-o.low)*fraction
	}
	return v
}

func (r row) values() [][]float64 {
	x := make([][]float64, len(r.in))
	for i, o := range r.in {
		x[i] = o.values(i)
	}
	return x
}

// A result is what an operation gave, and the gradient of a weighted sum of it, for each input.
type result struct {
	value  []float64
	slopes [][]float64
}

// evaluate runs a row on an engine. Weights that differ from value to value see errors that a plain sum would let cancel.
func (r row) evaluate(engine compute.Backend, dtype dtypes.DType, x [][]float64) (out result, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%v", p)
		}
	}()
	exec, err := NewExec(engine, func(in []*Node) []*Node {
		y := r.build(in)
		if r.slope == flat {
			return []*Node{y}
		}
		loss := ReduceAllSum(Mul(y, weights(y)))
		return append([]*Node{y}, Gradient(loss, in...)...)
	})
	if err != nil {
		return out, err
	}
	arguments := make([]any, len(x))
	for i, v := range x {
		arguments[i] = tensor(dtype, v, r.in[i].dims)
	}
	results, err := exec.Call(arguments...)
	if err != nil {
		return out, err
	}
	exec.Finalize() // not deferred: after a panic that is no error, Finalize of GoMLX v0.28.3 waits for ever
	out.value, err = numbers(results[0])
	for _, t := range results[1:] {
		slope, failed := numbers(t)
		if failed != nil {
			return out, failed
		}
		out.slopes = append(out.slopes, slope)
	}
	return out, err
}

func weights(y *Node) *Node {
	w := make([]float64, y.Shape().Size())
	for i := range w {
		w[i] = math.Cos(1.3*float64(i) + 0.4)
	}
	return ConstTensor(y.Graph(), tensor(y.DType(), w, y.Shape().Dimensions))
}

func tensor(dtype dtypes.DType, v []float64, dims []int) *tensors.Tensor {
	if dtype == dtypes.Float64 {
		return tensors.FromFlatDataAndDimensions(v, dims...)
	}
	narrow := make([]float32, len(v))
	for i := range v {
		narrow[i] = float32(v[i])
	}
	return tensors.FromFlatDataAndDimensions(narrow, dims...)
}

func numbers(t *tensors.Tensor) ([]float64, error) {
	if t.DType() == dtypes.Float64 {
		return tensors.CopyFlatData[float64](t)
	}
	narrow, err := tensors.CopyFlatData[float32](t)
	if err != nil {
		return nil, err
	}
	v := make([]float64, len(narrow))
	for i := range narrow {
		v[i] = float64(narrow[i])
	}
	return v, nil
}

// An engine under test; the first is pure Go.
type engine struct {
	name string
	compute.Backend
}

// engines gives pure Go, and XLA where there is a plugin: the one that SUBLUNAR_CONFORM_PLUGIN names, else set-up's.
func engines(t testing.TB) []engine {
	t.Helper()
	configurations := [][2]string{{"Go", "go:ops_sequential"}}
	plugin := os.Getenv("SUBLUNAR_CONFORM_PLUGIN")
	if plugin == "" {
		var why error
		if plugin, why = setUp(); why != nil {
			t.Logf("without XLA: %v", why)
		}
	}
	if plugin != "" {
		configurations = append(configurations, [2]string{"XLA", "xla:" + plugin})
	}
	var found []engine
	for _, c := range configurations {
		b, err := compute.NewWithConfig(c[1])
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(b.Finalize)
		found = append(found, engine{c[0], b})
	}
	return found
}
