package pinn

import (
	"fmt"
	"slices"
	"sort"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/field"
	"sublunar/lib/jet"
	"sublunar/lib/network"
)

// Frozen is a field of the solution at coordinates, inside the graph of another problem, with its parameters as they are: where a
// window of time begins, it is what the window before ended with.
//
//	Exactly: func(x pinn.Coordinates, n jet.Jet) jet.Jet {
//		return jet.Add(before.Frozen("u", x.With("t", from)), jet.Mul(jet.AddScalar(x.Of("t"), -from), n))
//	}
func (s *Solution) Frozen(of string, x Coordinates) jet.Jet {
	shape := s.objective.shape
	theta := ConstAs(x.in.Value(), s.Parameters)
	return shape.build(network.NewTape(theta), x.in)[of]
}

// Marched is solutions in windows of time, one after another.
type Marched struct {
	// Axis of time, and the bounds of the windows: one more than there are.
	Axis   string
	Bounds []float64
	// Windows are the solutions, the earliest first.
	Windows []*Solution
}

// March solves a problem in windows of time, each from where the one before ended: in a short window a network has less to learn. The
// function states the window's problem, on a domain whose time runs from from to to; before is nil in the first. Each fit starts with
// the parameters of the last. Where one fails, the windows before it come with the error.
func March(axis string, bounds []float64, n network.Network, t Training, window func(from, to float64, before *Solution) Problem) (*Marched, error) {
	if len(bounds) < 2 || !sort.Float64sAreSorted(bounds) {
		return nil, fmt.Errorf("pinn: windows with bounds %.6g; give at least two, ascending", bounds)
	}
	m := &Marched{Axis: axis, Bounds: bounds}
	var before *Solution
	for i := range len(bounds) - 1 {
		solved, err := window(bounds[i], bounds[i+1], before).Solve(n, t)
		if solved != nil {
			m.Windows = append(m.Windows, solved)
		}
		if err != nil {
			return m, fmt.Errorf("pinn: the window of %s from %.6g to %.6g: %w", axis, bounds[i], bounds[i+1], err)
		}
		before, t.Start = solved, solved.Parameters
	}
	return m, nil
}

// At gives a field, or a derivative of it, at points, row-major [n, axes] in the domain's order, each from its window.
func (m *Marched) At(of string, x []float64, by ...string) ([]float64, error) {
	shape := m.Windows[0].objective.shape
	d, axis := len(shape.axes), slices.Index(shape.axes, m.Axis)
	if axis < 0 || len(x)%d != 0 {
		return nil, fmt.Errorf("pinn: %d coordinates aren't points of %d axes with %q among them", len(x), d, m.Axis)
	}
	rows := make([][]int, len(m.Windows))
	for i := range len(x) / d {
		w := sort.SearchFloat64s(m.Bounds[1:len(m.Windows)], x[i*d+axis])
		rows[w] = append(rows[w], i)
	}
	all := make([]float64, len(x)/d)
	for w, list := range rows {
		if len(list) == 0 {
			continue
		}
		var part []float64
		for _, i := range list {
			part = append(part, x[i*d:(i+1)*d]...)
		}
		v, err := m.Windows[w].At(of, part, by...)
		if err != nil {
			return nil, err
		}
		for k, i := range list {
			all[i] = v[k]
		}
	}
	return all, nil
}

// On gives a field on a grid of the domain's axes, in any order.
func (m *Marched) On(of string, axes []field.Axis, by ...string) (field.Grid, error) {
	return grid(m.Windows[0], of, axes, by, m.At)
}
