package pinn

import (
	"fmt"
	"math"
	"sync"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"gonum.org/v1/gonum/floats"

	"sublunar/lib/backend"
	"sublunar/lib/network"
)

// A task is something worked out of a block of points.
type task int

const (
	values    task = iota // residuals [batch, residuals], not scaled
	cost                  // half the sum of squares of the scaled residuals
	gradients             // the same, and its gradient
	normals               // the same, and J'J
	scaled                // the scaled residuals
	rows                  // the same, and J
	bends                 // J' of the second difference of the scaled residuals, between parameters ahead and behind
)

// graph of a task on a block.
func (g *group) graph(what task) func(in []*Node) []*Node {
	return func(in []*Node) []*Node {
		b := g.batch(in)
		t := network.NewTape(b.theta)
		residuals := g.build(t, b)
		if what == bends {
			ahead, behind := g.build(network.NewTape(in[len(in)-2]), b), g.build(network.NewTape(in[len(in)-1]), b)
			var sum *Node
			for i, r := range residuals {
				s := Slice(b.scale, AxisRange(), AxisRange(i, i+1))
				second := Mul(Square(s), Sub(Add(ahead[i], behind[i]), MulScalar(r, 2)))
				second = Where(GreaterThan(s, ZerosLike(s)), second, ZerosLike(second))
				if r = ReduceAllSum(Mul(r, StopGradient(second))); sum == nil {
					sum = r
				} else {
					sum = Add(sum, r)
				}
			}
			return []*Node{Gradient(sum, b.theta)[0]}
		}
		if what == values {
			return []*Node{Concatenate(residuals, 1)}
		}
		// One column for each residual, one below the other: [residuals * batch, 1].
		var column, jacobian []*Node
		for i, r := range residuals {
			s := Slice(b.scale, AxisRange(), AxisRange(i, i+1))
			// A point that fills a block up has scale 0, and whatever its residual is, it must not count.
			r = Where(GreaterThan(s, ZerosLike(s)), Mul(r, s), ZerosLike(r))
			column = append(column, r)
			if what == normals || what == rows {
				jacobian = append(jacobian, t.Rows(r))
			}
		}
		r := Concatenate(column, 0)
		half := MulScalar(ReduceAllSum(Square(r)), 0.5)
		switch what {
		case gradients:
			return []*Node{half, Gradient(half, b.theta)[0]}
		case normals:
			j := Concatenate(jacobian, 0)
			out := []*Node{half, DotGeneral(r, []int{0}, nil, j, []int{0}, nil)} // [1, parameters]
			for _, p := range panels(j.Shape().Dimensions[1]) {
				out = append(out, DotGeneral(Slice(j, AxisRange(), AxisRange(p.from, p.to)), []int{0}, nil,
					Slice(j, AxisRange(), AxisRangeToEnd(p.from)), []int{0}, nil)) // [rows, columns from the diagonal on]
			}
			return out
		case scaled:
			return []*Node{r}
		case rows:
			return []*Node{r, Concatenate(jacobian, 0)}
		}
		return []*Node{half}
	}
}

// A panel is some rows of the upper half of J'J, from the first one's place on the diagonal. Panels leave most of the lower half, which is
// the same, unmultiplied: with 8 of them 9/16 of the work is left.
type panel struct{ from, to int }

func panels(n int) []panel {
	count := min(max(n/100, 1), 8)
	all := make([]panel, count)
	for k := range all {
		all[k] = panel{k * n / count, (k + 1) * n / count}
	}
	return all
}

// executions are a group's graphs. Copies of a group, laid over other points, share them.
type executions struct {
	mu sync.Mutex
	of map[task]*Exec
}

// exec compiles a task, once.
func (g *group) exec(engine compute.Backend, what task) (*Exec, error) {
	g.compiled.mu.Lock()
	defer g.compiled.mu.Unlock()
	if e, ok := g.compiled.of[what]; ok {
		return e, nil
	}
	e, err := NewExec(engine, g.graph(what))
	if err != nil {
		return nil, fmt.Errorf("pinn: %s: %w", g.title(), backend.FirstLine(err))
	}
	e.SetMaxCache(-1)
	g.compiled.of[what] = e
	return e, nil
}

// call works a task out of a piece, filled up to its size with copies of the last point, which don't count.
func (g *group) call(e *Exec, kind dtypes.DType, theta []float64, p piece, more ...[]float64) ([]*tensors.Tensor, error) {
	d, m, k := len(g.shape.axes), len(g.funcs), len(g.residuals)
	cut := func(of []float64, width int, fill bool) *tensors.Tensor {
		block := make([]float64, p.size*width)
		n := copy(block, of[p.from*width:p.to*width])
		for fill && n > 0 && n < len(block) {
			n += copy(block[n:], of[(p.to-1)*width:p.to*width])
		}
		if !fill && p.share < 1 {
			floats.Scale(1/math.Sqrt(p.share), block)
		}
		return backend.Tensor(kind, block, p.size, width)
	}
	args := []any{backend.Tensor(kind, theta, len(theta)), cut(g.points.x, d, true), cut(g.points.scale, k, false)}
	if m > 0 {
		args = append(args, cut(g.points.given, m, true))
	}
	if g.normals {
		args = append(args, cut(g.points.normals, d, true))
	}
	for _, v := range more {
		args = append(args, backend.Tensor(kind, v, len(v)))
	}
	out, err := e.Call(args...)
	if err != nil {
		return nil, fmt.Errorf("pinn: %s: %w", g.title(), backend.FirstLine(err))
	}
	return out, nil
}

// read copies a tensor's numbers, and frees it.
func read(t *tensors.Tensor) ([]float64, error) {
	defer t.MustFinalizeAll()
	return backend.Numbers(t)
}
