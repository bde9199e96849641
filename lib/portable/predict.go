package portable

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"

	"sublunar/lib/field"
)

// Predict gives an operator's fields for those of x, [samples, points...] or [samples, points..., channels], or a solution's fields at points
// [n, axes], as [n, fields]. Samples go through side by side.
func (m *Model) Predict(x field.Array) (field.Array, error) {
	if err := x.Check(); err != nil {
		return field.Array{}, err
	}
	for i, v := range x.Values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return field.Array{}, fmt.Errorf("value %d is %g; fill or leave out what is missing", i, v)
		}
	}
	switch m.Kind {
	case Operator:
		return m.fields(x)
	case Solution:
		return m.points(x)
	}
	return field.Array{}, fmt.Errorf("equations are followed from a start, by Follow; they don't map an array")
}

// fields of an operator.
func (m *Model) fields(x field.Array) (field.Array, error) {
	var p *machine
	inputs, outputs := len(m.Inputs), len(m.Outputs)
	for _, each := range m.machines {
		points := each.Inputs[0][1 : len(each.Inputs[0])-1]
		bare := inputs == 1 && len(x.Shape) == len(points)+1
		if (bare || len(x.Shape) == len(points)+2 && x.Shape[len(points)+1] == inputs) && slices.Equal(x.Shape[1:1+len(points)], points) {
			p = each
		}
	}
	if p == nil {
		return field.Array{}, fmt.Errorf("x has the shape %v; this model takes [samples, points, channels] with %s points and %d channels: export it for other grids, by giving Export samples on them",
			x.Shape, m.grids(), inputs)
	}
	points := p.Inputs[0][1 : len(p.Inputs[0])-1]
	out := field.Array{Shape: slices.Concat(x.Shape[:1], points)}
	if len(x.Shape) > 1+len(points) || outputs > 1 {
		out.Shape = append(out.Shape, outputs)
	}
	in, each := size(points)*inputs, size(points)*outputs
	out.Values = make([]float64, x.Len()*each)
	side(x.Len(), func(i int) { copy(out.Values[i*each:(i+1)*each], p.run(x.Values[i*in : (i+1)*in])[0]) })
	return out, nil
}

// points of a solution go through in blocks, the last one filled up with copies of a point.
func (m *Model) points(x field.Array) (field.Array, error) {
	d, o, p := len(m.Inputs), len(m.Outputs), m.machines[0]
	if len(x.Shape) != 2 || x.Shape[1] != d {
		return field.Array{}, fmt.Errorf("points of shape %v; give [n, %d]: %s", x.Shape, d, names(m.Inputs))
	}
	n, block := x.Shape[0], p.Inputs[0][0]
	out := field.NewArray(n, o)
	side((n+block-1)/block, func(i int) {
		from, to := i*block, min((i+1)*block, n)
		in := make([]float64, block*d)
		at := copy(in, x.Values[from*d:to*d])
		for at < len(in) {
			at += copy(in[at:], in[:d])
		}
		copy(out.Values[from*o:to*o], p.run(in)[0])
	})
	return out, nil
}

// side does n things side by side.
func side(n int, do func(i int)) {
	if n == 1 {
		do(0)
		return
	}
	next := make(chan int)
	var wait sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wait.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wait.Wait()
}

// names of quantities, in order.
func names(of []Quantity) []string {
	var all []string
	for _, q := range of {
		all = append(all, q.Name)
	}
	return all
}
