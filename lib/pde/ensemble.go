package pde

import (
	"fmt"
	"math"
	"slices"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"sublunar/lib/field"
	"sublunar/lib/spectral"
)

// An Ensemble takes many states of one equation along together: its arrays have the states as their first axis, then the box's axes. It is
// compiled once, so that one lot of states after another costs no more than its steps. All lots should hold as many states.
//
//	e, err := pde.NewEnsemble(engine, pde.Burgers{Viscosity: 0.1}, spectral.Box{Points: []int{256}}, 0.01)
//	defer e.Close()
//	err = e.Start(u0)       // [states, x]
//	err = e.Advance(100)
//	u, err := e.Fields()    // u[0] is [states, x], a unit of time later
type Ensemble struct {
	equation             Equation
	box                  spectral.Box
	forward, steps, view *Exec
	state                []*tensors.Tensor
}

// NewEnsemble prepares steps of one length.
func NewEnsemble(engine compute.Backend, e Equation, box spectral.Box, step float64) (*Ensemble, error) {
	stepper, err := NewStepper(e, box, step)
	if err != nil {
		return nil, err
	}
	m := &Ensemble{equation: e, box: box}
	for _, part := range []struct {
		exec  **Exec
		build func(x []*Node) []*Node
	}{
		{&m.forward, func(x []*Node) []*Node { return parts(components(e, box, x)) }},
		{&m.steps, func(x []*Node) []*Node {
			return repeat(x[0], x[1:], func(state []*Node) []*Node { return parts(stepper.Advance(whole(state))) })
		}},
		{&m.view, func(x []*Node) []*Node { return fieldsOf(e, box, whole(x)) }},
	} {
		if *part.exec, err = NewExec(engine, part.build); err != nil {
			m.Close()
			return nil, plain(err)
		}
	}
	return m, nil
}

// Start takes the states to go on from, an array [states, points...] for each field of the equation.
func (m *Ensemble) Start(fields ...field.Array) error {
	names := m.equation.Fields()
	if len(fields) != len(names) {
		return fmt.Errorf("pde: %d fields were given; the equation has %d (%q)", len(fields), len(names), names)
	}
	grids := make([]*tensors.Tensor, len(fields))
	for i, f := range fields {
		if err := f.Check(); err != nil {
			return fmt.Errorf("pde: %w", err)
		}
		if len(f.Shape) != len(m.box.Points)+1 || !slices.Equal(f.Shape[1:], m.box.Points) || !slices.Equal(f.Shape, fields[0].Shape) || f.Shape[0] == 0 {
			return fmt.Errorf("pde: %q has the shape %v; give [states, points...] with points %v, and as many states of each field", names[i], f.Shape, m.box.Points)
		}
		for at, v := range f.Values {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Errorf("pde: value %d of %q is %g; a state needs a number at each point", at, names[i], v)
			}
		}
		grids[i] = tensors.FromFlatDataAndDimensions(f.Values, f.Shape...)
	}
	return m.next(m.forward, arguments(grids))
}

// Advance goes on by a number of steps.
func (m *Ensemble) Advance(steps int) error {
	if m.state == nil {
		return fmt.Errorf("pde: there are no states to take along; Start with some")
	}
	if steps < 0 {
		return fmt.Errorf("pde: %d steps; give 0 or more", steps)
	}
	return m.next(m.steps, append([]any{float64(steps)}, arguments(m.state)...))
}

// next replaces the state by the result of a graph.
func (m *Ensemble) next(exec *Exec, with []any) error {
	state, err := exec.Call(with...)
	if err != nil {
		return plain(err)
	}
	m.drop()
	m.state = state
	return nil
}

// Fields are the states now, an array [states, points...] for each field. What has left the finite numbers is an error.
func (m *Ensemble) Fields() ([]field.Array, error) {
	if m.state == nil {
		return nil, fmt.Errorf("pde: there are no states; Start with some")
	}
	out, err := m.view.Call(arguments(m.state)...)
	if err != nil {
		return nil, plain(err)
	}
	fields := make([]field.Array, len(out))
	for i, t := range out {
		fields[i].Shape = slices.Clone(t.Shape().Dimensions)
		fields[i].Values, err = tensors.CopyFlatData[float64](t)
		t.MustFinalizeAll()
		if err != nil {
			return nil, plain(err)
		}
		for _, v := range fields[i].Values {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return nil, fmt.Errorf("pde: %q left the finite numbers; take a shorter step, or more points", m.equation.Fields()[i])
			}
		}
	}
	return fields, nil
}

func (m *Ensemble) drop() {
	finalize(m.state)
	m.state = nil
}

// Close gives the compiled graphs and the states back.
func (m *Ensemble) Close() {
	m.drop()
	for _, exec := range []*Exec{m.forward, m.steps, m.view} {
		if exec != nil {
			exec.Finalize()
		}
	}
}
