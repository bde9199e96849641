package pde

import (
	"fmt"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"sublunar/lib/field"
	"sublunar/lib/spectral"
)

// A run is a state on its way: the parts of its components' spectra.
type run struct {
	engine   compute.Backend
	equation Equation
	box      spectral.Box
	state    []*tensors.Tensor
	view     *Exec             // from the state to its fields
	compiled map[float64]*Exec // so many steps on, by the length of one
}

func start(engine compute.Backend, e Equation, box spectral.Box, initial []field.Grid) (*run, error) {
	if err := e.Check(box); err != nil {
		return nil, err
	}
	grids := make([]*tensors.Tensor, len(initial))
	for i, g := range initial {
		grids[i] = tensor(g)
	}
	state, err := CallOnceN(engine, func(x []*Node) []*Node { return parts(components(e, box, x)) }, arguments(grids)...)
	if err != nil {
		return nil, plain(err)
	}
	view, err := NewExec(engine, func(x []*Node) []*Node { return fieldsOf(e, box, whole(x)) })
	if err != nil {
		return nil, plain(err)
	}
	return &run{engine: engine, equation: e, box: box, state: state, view: view, compiled: map[float64]*Exec{}}, nil
}

// advance goes on by a span of time in equal steps, and gives the fields there.
func (r *run) advance(span float64, steps int) ([][]float64, error) {
	exec, err := r.stepping(span / float64(steps))
	if err != nil {
		return nil, err
	}
	state, err := exec.Call(append([]any{float64(steps)}, arguments(r.state)...)...)
	if err != nil {
		return nil, plain(err)
	}
	finalize(r.state)
	r.state = state
	return r.fields()
}

// fields of the state.
func (r *run) fields() ([][]float64, error) {
	out, err := r.view.Call(arguments(r.state)...)
	if err != nil {
		return nil, plain(err)
	}
	fields := make([][]float64, len(out))
	for i, t := range out {
		if fields[i], err = tensors.CopyFlatData[float64](t); err != nil {
			return nil, plain(err)
		}
		t.MustFinalizeAll()
	}
	return fields, nil
}

func arguments(state []*tensors.Tensor) []any {
	args := make([]any, len(state))
	for i, t := range state {
		args[i] = t
	}
	return args
}

// stepping compiles, once for each length of step: the number of steps and the state give the state after them. Nothing follows the
// loop in its graph: GoMLX keeps one node for each scalar constant, and one made inside the loop can't be used outside.
func (r *run) stepping(step float64) (*Exec, error) {
	if exec, ok := r.compiled[step]; ok {
		return exec, nil
	}
	stepper, err := NewStepper(r.equation, r.box, step)
	if err != nil {
		return nil, err
	}
	exec, err := NewExec(r.engine, func(x []*Node) []*Node {
		return repeat(x[0], x[1:], func(state []*Node) []*Node { return parts(stepper.Advance(whole(state))) })
	})
	if err != nil {
		return nil, plain(err)
	}
	r.compiled[step] = exec
	return exec, nil
}

// repeat applies body a number of times, which is known only when the graph runs. It has no gradient.
func repeat(times *Node, state []*Node, body func([]*Node) []*Node) []*Node {
	return loop(append([]*Node{times}, state...),
		func(state []*Node) *Node {
			none := ConstTensor(state[0].Graph(), tensors.FromScalar(0.0)) // its own: the body may have another 0
			return GreaterThan(state[0], none)
		},
		func(state []*Node) []*Node { return append([]*Node{AddScalar(state[0], -1)}, body(state[1:])...) })[1:]
}

// loop applies next to a state as long as there is more to do. It has no gradient. What the two take from outside must be in the state.
func loop(state []*Node, more func([]*Node) *Node, next func([]*Node) []*Node) []*Node {
	closure := func(f func(state []*Node) []*Node) *Function {
		return NewClosure(state[0].Graph(), func(g *Graph) []*Node {
			inside := make([]*Node, len(state))
			for i, s := range state {
				inside[i] = Parameter(g, fmt.Sprintf("state%d", i), s.Shape())
			}
			return f(inside)
		})
	}
	return While(closure(func(state []*Node) []*Node { return []*Node{more(state)} }), closure(next), state...)
}

// parts lays out spectra as nodes, and whole puts them together again.
func parts(v []spectral.Spectrum) []*Node {
	var nodes []*Node
	for _, s := range v {
		nodes = append(nodes, s.Re, s.Im)
	}
	return nodes
}

func whole(nodes []*Node) []spectral.Spectrum {
	v := make([]spectral.Spectrum, len(nodes)/2)
	for i := range v {
		v[i] = spectral.Spectrum{Re: nodes[2*i], Im: nodes[2*i+1]}
	}
	return v
}

// close gives the compiled graphs and the state back.
func (r *run) close() {
	r.view.Finalize()
	for _, exec := range r.compiled {
		exec.Finalize()
	}
	finalize(r.state)
}
