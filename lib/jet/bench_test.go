package jet_test

import (
	"fmt"
	"testing"

	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/backend"
	"sublunar/lib/internal/enginetest"
	"sublunar/lib/jet"
)

// A route is a way to the Laplacian (order 2) or the biharmonic (order 4) of a network without biases, [batch, 1], from columns x.
type route func(order int, x, layers []*Node) *Node

func total(nodes []*Node) *Node {
	sum := nodes[0]
	for _, n := range nodes[1:] {
		sum = Add(sum, n)
	}
	return sum
}

func byNesting(order int, x, layers []*Node) *Node {
	var first []*Node
	for i, column := range x {
		unit := make([]float64, len(x))
		unit[i] = 1
		row := MatMul(Reshape(ConstAs(column, unit), 1, len(x)), layers[0]) // a slice's gradient has no gradient
		first = append(first, Mul(column, row))
	}
	u := total(first)
	for _, w := range layers[1:] {
		u = MatMul(Tanh(u), w)
	}
	for ; order > 0; order -= 2 {
		var seconds []*Node
		for i, slope := range Gradient(ReduceAllSum(u), x...) {
			seconds = append(seconds, Gradient(ReduceAllSum(slope), x[i])[0])
		}
		u = total(seconds)
	}
	return u
}

func byJets(collapsed bool) route {
	return func(order int, x, layers []*Node) *Node {
		d := len(x)
		var wanted [][]int
		for i := range d {
			for k := range d {
				if !collapsed {
					wanted = append(wanted, []int{i, i, k, k}[4-order:])
				}
			}
		}
		s, err := jet.Of(d, wanted...)
		switch {
		case err != nil:
		case collapsed && order == 2:
			s, err = s.WithLaplacian()
		case collapsed:
			s, err = s.WithBiharmonic()
		}
		if err != nil {
			panic(err)
		}
		points := x[0]
		if d > 1 {
			points = Concatenate(x, 1)
		}
		u := s.Inputs(points)
		for i, w := range layers {
			if i > 0 {
				u = jet.Tanh(u)
			}
			u = jet.Dense(u, w, nil)
		}
		if order == 2 {
			return u.Laplacian()
		}
		return u.Biharmonic()
	}
}

// workload is the mean square of an operator of a network of four layers of 64, or with it the gradient by its weights, reduced to one
// number so that nothing is copied out.
func workload(b *testing.B, engine enginetest.Engine, dtype dtypes.DType, batch, d, order int, gradient bool, by route) func() {
	exec, err := NewExec(engine.Backend, func(in []*Node) *Node {
		loss := ReduceAllMean(Square(by(order, in[:d], in[d:])))
		if gradient {
			for _, g := range Gradient(loss, in[d:]...) {
				loss = Add(loss, ReduceAllSum(Square(g)))
			}
		}
		return loss
	})
	if err != nil {
		b.Fatal(err)
	}
	var in []any
	add := func(scale float64, dims ...int) {
		v := uniform(uint64(len(in)), -scale, scale, dims...)
		if dtype == dtypes.Float32 {
			v = single(v)
		}
		in = append(in, v)
	}
	for range d {
		add(1, batch, 1)
	}
	for _, side := range [][2]int{{d, 64}, {64, 64}, {64, 64}, {64, 64}, {64, 1}} {
		add(0.3, side[0], side[1])
	}
	return func() {
		out, err := exec.Call(in...)
		if err == nil {
			_, err = backend.Numbers(out[0]) // waits for the result
		}
		if err != nil {
			b.Fatal(err)
		}
		out[0].MustFinalizeAll()
	}
}

// BenchmarkOperators is the Laplacian and the biharmonic in one to three dimensions, at 2,048 points, by jets that collapse them, by
// jets of each derivative, and by nested gradients: forward, and with the gradient by the weights.
func BenchmarkOperators(b *testing.B) {
	engine := enginetest.Fastest(b)
	for _, order := range []int{2, 4} {
		for d := 1; d <= 3; d++ {
			for _, gradient := range []bool{false, true} {
				for _, r := range []struct {
					name string
					by   route
				}{{"collapsed", byJets(true)}, {"jets", byJets(false)}, {"nested", byNesting}} {
					what := "forward"
					if gradient {
						what = "gradient"
					}
					b.Run(fmt.Sprintf("order %d/%dD/%s/%s", order, d, what, r.name), func(b *testing.B) {
						const batch = 2048
						call := workload(b, engine, dtypes.Float32, batch, d, order, gradient, r.by)
						call()
						for b.Loop() {
							call()
						}
						b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*batch), "us/point")
					})
				}
			}
		}
	}
}

// BenchmarkSet is what a Set costs to make: once, before any graph.
func BenchmarkSet(b *testing.B) {
	for b.Loop() {
		s, err := jet.Of(3)
		if err == nil {
			_, err = s.WithBiharmonic()
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}
