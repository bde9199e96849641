package sindy

import (
	"errors"
	"fmt"
	"math"

	"sublunar/lib/field"
	"sublunar/lib/ode"
)

// Simulate integrates the model from a state, one value for each variable, that it has at the first
// of the times. The times ascend; make them with field.Linspace for a smooth curve.
func (m *Model) Simulate(initial []float64, times field.Axis) (field.Series, error) {
	if err := times.Check(); err != nil {
		return field.Series{}, fmt.Errorf("sindy: %w", err)
	}
	x, err := m.path(initial, times.Values, ode.Tolerance{})
	if err != nil {
		return field.Series{}, err
	}
	return m.series(times, x), nil
}

// series lays states out as columns.
func (m *Model) series(times field.Axis, x [][]float64) field.Series {
	s := field.Series{Axis: times}
	for v, name := range m.Variables {
		c := field.Column{Name: name, Unit: m.Units[v], Values: make([]float64, len(x))}
		for i := range x {
			c.Values[i] = x[i][v]
		}
		s.Columns = append(s.Columns, c)
	}
	return s
}

// path is the states at the times, of shape [times][variables]. A per-capita model is integrated in
// the logarithms: there its rates are tame, and nothing becomes negative by rounding.
func (m *Model) path(initial, times []float64, tol ode.Tolerance) ([][]float64, error) {
	if m.Space != nil {
		return nil, errors.New("sindy: a law of fields can't be followed from a few numbers; Evolve follows such laws from a frame")
	}
	if len(initial) != len(m.Variables) || len(m.Equations) != len(m.Variables) {
		return nil, fmt.Errorf("sindy: a start of %d values for a model of %d variables; give one each", len(initial), len(m.Variables))
	}
	start := make([]float64, len(initial))
	for v, x := range initial {
		switch {
		case math.IsNaN(x) || math.IsInf(x, 0):
			return nil, fmt.Errorf("sindy: the start of %s is %v; give a finite number", m.Variables[v], x)
		case m.PerCapita && x <= 0:
			return nil, fmt.Errorf("sindy: the start of %s is %g, but a growth rate needs a positive number", m.Variables[v], x)
		case m.PerCapita:
			x = math.Log(x)
		}
		start[v] = x
	}
	if m.Map {
		return m.steps(initial, len(times))
	}
	state := make([]float64, len(initial))
	rate := func(_ float64, x, dx []float64) { m.growth(x, dx) }
	if m.PerCapita {
		rate = func(_ float64, logs, dx []float64) {
			for v := range logs {
				state[v] = math.Exp(logs[v])
			}
			m.growth(state, dx)
		}
	}
	x, err := ode.Solve(rate, start, times, tol)
	if errors.Is(err, ode.ErrUnbounded) {
		return nil, fmt.Errorf("sindy: the model can't be followed to the end: %w; the equations found may be unstable", err)
	}
	if err != nil {
		return nil, fmt.Errorf("sindy: %w", err)
	}
	if m.PerCapita {
		for i := range x {
			for v := range x[i] {
				x[i][v] = math.Exp(x[i][v])
			}
		}
	}
	return x, nil
}

// steps are a map's states, one after another: of the times only the number counts.
func (m *Model) steps(initial []float64, count int) ([][]float64, error) {
	x := [][]float64{append([]float64(nil), initial...)}
	for len(x) < count {
		last := x[len(x)-1]
		next := make([]float64, len(last))
		m.growth(last, next)
		for v := range next {
			if m.PerCapita {
				next[v] = last[v] * math.Exp(next[v])
			}
			if math.IsNaN(next[v]) || math.IsInf(next[v], 0) {
				return nil, fmt.Errorf("sindy: the map can't be followed to the end: %s leaves all bounds at step %d; the equations found may be unstable", m.Variables[v], len(x))
			}
		}
		x = append(x, next)
	}
	return x, nil
}
