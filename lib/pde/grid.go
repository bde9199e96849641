package pde

import (
	"fmt"
	"math"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"sublunar/lib/backend"
	"sublunar/lib/field"
	"sublunar/lib/spectral"
)

// Periodic is an axis of n even steps from lo to hi. hi itself is left out: it is lo again.
func Periodic(name, unit string, lo, hi float64, n int) field.Axis {
	axis := field.Linspace(name, unit, lo, hi, n+1)
	axis.Values = axis.Values[:max(n, 0)]
	return axis
}

// Sample is a grid of the values of f at the points of axes; f gets one coordinate for each axis.
func Sample(name string, f func(x ...float64) float64, axes ...field.Axis) field.Grid {
	g := field.Grid{Name: name, Axes: axes}
	x := make([]float64, len(axes))
	var fill func(axis int)
	fill = func(axis int) {
		if axis == len(axes) {
			g.Values = append(g.Values, f(x...))
			return
		}
		for _, v := range axes[axis].Values {
			x[axis] = v
			fill(axis + 1)
		}
	}
	fill(0)
	return g
}

// boxOf is the periodic box of a grid's axes.
func boxOf(axes []field.Axis) (spectral.Box, error) {
	var box spectral.Box
	for _, a := range axes {
		if err := a.Check(); err != nil {
			return box, fmt.Errorf("pde: %w", err)
		}
		n := a.Len()
		if n < 3 || !a.Even() || a.Values[1] < a.Values[0] {
			return box, fmt.Errorf("pde: axis %q (%s) must ascend in even steps, 3 or more; pde.Periodic makes such an axis", a.Name, a)
		}
		box.Points = append(box.Points, n)
		box.Lengths = append(box.Lengths, (a.Values[n-1]-a.Values[0])*float64(n)/float64(n-1))
	}
	if err := box.Check(); err != nil {
		return box, fmt.Errorf("pde: %w", err)
	}
	return box, nil
}

// sound checks that a grid is whole and finite.
func sound(g field.Grid) error {
	if err := g.Check(); err != nil {
		return fmt.Errorf("pde: %w", err)
	}
	for i, v := range g.Values {
		if g.IsMissing(i) || math.IsInf(v, 0) {
			return fmt.Errorf("pde: value %d of %q is missing or not finite; a state needs a number at each point", i, g.Name)
		}
	}
	return nil
}

// together checks the fields of a state, which share their axes, and gives their box.
func together(e Equation, state []field.Grid) (spectral.Box, error) {
	names := e.Fields()
	if len(state) != len(names) {
		return spectral.Box{}, fmt.Errorf("pde: %d fields were given; the equation has %d (%q)", len(state), len(names), names)
	}
	for _, g := range state {
		if err := sound(g); err != nil {
			return spectral.Box{}, err
		}
		for a, axis := range g.Axes {
			if len(g.Axes) != len(state[0].Axes) || !same(axis.Values, state[0].Axes[a].Values) {
				return spectral.Box{}, fmt.Errorf("pde: %q and %q lie on different axes; give all fields of a state on the same", g.Name, state[0].Name)
			}
		}
	}
	return boxOf(state[0].Axes)
}

func same(a, b []float64) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func tensor(g field.Grid) *tensors.Tensor {
	return tensors.FromFlatDataAndDimensions(g.Values, g.Shape()...)
}

// evaluate runs a graph once on a grid's values.
func evaluate(engine compute.Backend, f func(x *Node) []*Node, g field.Grid) ([][]float64, error) {
	out, err := CallOnceN(engine, f, tensor(g))
	if err != nil {
		return nil, plain(err)
	}
	values := make([][]float64, len(out))
	for i, t := range out {
		if values[i], err = tensors.CopyFlatData[float64](t); err != nil {
			return nil, plain(err)
		}
	}
	return values, nil
}

// plain says an error of GoMLX's as ours, without its stack.
func plain(err error) error { return fmt.Errorf("pde: %w", backend.FirstLine(err)) }
