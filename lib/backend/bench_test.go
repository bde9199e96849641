package backend_test

import (
	"fmt"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
)

// A workload is a graph with its arguments.
type workload struct {
	name  string
	graph func(x []*Node) *Node
	with  []any
}

// doubleGradient differentiates through a gradient: the size of the gradient of a layer, by the layer's input.
func doubleGradient() workload {
	side := operand{[]int{256, 256}, -0.1, 0.1}
	return workload{"256x256 double gradient, Float64", func(x []*Node) *Node {
		first := Gradient(ReduceAllSum(Tanh(MatMul(x[0], x[1]))), x[0])[0]
		return Gradient(ReduceAllSum(Square(first)), x[0])[0]
	}, []any{tensor(dtypes.Float64, side.values(0), side.dims), tensor(dtypes.Float64, side.values(1), side.dims)}}
}

// pinnStep is the gradient, by all weights, of the mean square of Burgers' residual u_t + u u_x - nu u_xx at some points: four
// layers of 64, derivatives by nested gradients. The gradients are added up to one number, so that nothing is copied out.
func pinnStep(points int) workload {
	w := workload{name: fmt.Sprintf("PINN step on %d points, Float32", points), graph: burgersStep}
	for i, o := range []operand{{[]int{points, 1}, -1, 1}, {[]int{points, 1}, 0, 1}, {[]int{2, 64}, -1, 1}, {[]int{64, 64}, -0.2, 0.2},
		{[]int{64, 64}, -0.2, 0.2}, {[]int{64, 64}, -0.2, 0.2}, {[]int{64, 1}, -0.2, 0.2}} {
		w.with = append(w.with, tensor(dtypes.Float32, o.values(i), o.dims))
	}
	return w
}

func burgersStep(in []*Node) *Node {
	x, t, layers := in[0], in[1], in[2:]
	u := Concatenate([]*Node{x, t}, 1)
	for i, w := range layers {
		u = MatMul(u, w)
		if i < len(layers)-1 {
			u = Tanh(u)
		}
	}
	slopes := Gradient(ReduceAllSum(u), x, t)
	ux, ut := slopes[0], slopes[1]
	uxx := Gradient(ReduceAllSum(ux), x)[0]
	residual := Sub(Add(ut, Mul(u, ux)), MulScalar(uxx, 0.01))
	var sum *Node
	for _, g := range Gradient(ReduceAllMean(Square(residual)), layers...) {
		s := ReduceAllSum(Square(g))
		if sum == nil {
			sum = s
		} else {
			sum = Add(sum, s)
		}
	}
	return sum
}

// roundTrip is a spectral derivative of 64 fields of 64 by 64.
func roundTrip() workload {
	field := operand{[]int{64, 64, 64}, -1, 1}
	return workload{"RealFFT and back, 64 x 64 x 64, Float32", func(x []*Node) *Node {
		return InverseRealFFT(MulScalar(RealFFT(x[0]), 0.5))
	}, []any{tensor(dtypes.Float32, field.values(0), field.dims)}}
}

// compiled gives a workload's execution, already compiled, its arguments where the engine wants them.
func (w workload) compiled(e compute.Backend) (run func() error, err error) {
	exec, err := NewExec(e, func(x []*Node) []*Node { return []*Node{w.graph(x)} })
	if err != nil {
		return nil, err
	}
	run = func() error {
		out, err := exec.Call(w.with...)
		if err != nil {
			return err
		}
		_, err = numbers(out[0]) // waits for the result
		out[0].MustFinalizeAll()
		return err
	}
	return run, run()
}

func BenchmarkBackends(b *testing.B) {
	for _, e := range engines(b) {
		for _, w := range []workload{doubleGradient(), pinnStep(2048), pinnStep(10_000)} {
			b.Run(e.name+"/"+w.name, func(b *testing.B) {
				run, err := w.compiled(e)
				if err != nil {
					b.Fatal(err)
				}
				for b.Loop() {
					if err := run(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
