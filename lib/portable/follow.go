package portable

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"sublunar/lib/field"
	"sublunar/lib/ode"
)

// Follow follows equations from a start, one value for each variable, that holds at the first of the times. The result is [times, variables]; of a
// map each time is a step. Times ascend.
func (m *Model) Follow(start, times []float64) (field.Array, error) {
	n := len(m.Inputs)
	if m.Kind != Equations {
		return field.Array{}, fmt.Errorf("this is an %s, which gives numbers for an array, by Predict; it can't be followed", m.Kind)
	}
	if len(start) != n {
		return field.Array{}, fmt.Errorf("a start of %d values; give one for each of %v", len(start), names(m.Inputs))
	}
	for v, x := range start {
		if math.IsNaN(x) || math.IsInf(x, 0) || m.Logs && x <= 0 {
			return field.Array{}, fmt.Errorf("%s starts at %g; give a finite number%s", m.Inputs[v].Name, x, map[bool]string{true: " above 0"}[m.Logs])
		}
	}
	if !slices.IsSorted(times) {
		return field.Array{}, errors.New("the times don't ascend; put them in order")
	}
	path, err := m.path(start, times)
	if err != nil {
		return field.Array{}, err
	}
	out := field.Array{Shape: []int{len(times), n}}
	for _, x := range path {
		out.Values = append(out.Values, x...)
	}
	return out, nil
}

// path is a state a time.
func (m *Model) path(start, times []float64) ([][]float64, error) {
	p := m.machines[0]
	if m.Map {
		path := [][]float64{slices.Clone(start)}
		for len(path) < len(times) {
			next := p.run(path[len(path)-1])[0]
			for v, x := range next {
				if math.IsNaN(x) || math.IsInf(x, 0) {
					return nil, fmt.Errorf("%s leaves all bounds at step %d", m.Inputs[v].Name, len(path))
				}
			}
			path = append(path, next)
		}
		return path[:len(times)], nil
	}
	apply := func(x []float64, f func(float64) float64) []float64 {
		out := slices.Clone(x)
		for i := range out {
			if m.Logs {
				out[i] = f(out[i])
			}
		}
		return out
	}
	path, err := ode.Solve(func(_ float64, x, dx []float64) { copy(dx, p.run(x)[0]) }, apply(start, math.Log), times, ode.Tolerance{})
	if err != nil {
		return nil, err
	}
	for i := range path {
		path[i] = apply(path[i], math.Exp)
	}
	return path, nil
}
