package datasets

import (
	"fmt"
	"math"
	"math/cmplx"

	"gonum.org/v1/gonum/dsp/fourier"

	"sublunar/lib/backend"
	"sublunar/lib/field"
	"sublunar/lib/pde"
)

// A fieldLaw is an equation with an initial state, and how they are solved.
type fieldLaw struct {
	equation pde.Equation
	initial  []field.Grid // on the solver's grid
	times    field.Axis
	step     float64
	// lead is how long the state evolves before the first frame.
	lead float64
	// every so many-th point of the solver's grid is kept.
	every int
	// carrying is the share of the solver's modes that carry the solution: 2/3 where products are dealiased, else 1.
	carrying     float64
	coefficients map[string]map[string]float64
}

// evolve solves a law, checks that the grid resolved it, thins the grid, and adds the noise.
func (f Field) evolve(of func(Field) fieldLaw) (Evolution, error) {
	if err := f.check(); err != nil {
		return Evolution{}, err
	}
	l := of(f)
	engine, err := backend.New()
	if err != nil {
		return Evolution{}, fmt.Errorf("datasets: %w", err)
	}
	if l.lead > 0 {
		end := field.Axis{Name: "t", Values: []float64{-l.lead, 0}}
		run, err := pde.Solve(engine, l.equation, l.initial, end, pde.Settings{Step: l.step})
		if err != nil {
			return Evolution{}, fmt.Errorf("datasets: %w", err)
		}
		for i, g := range run {
			l.initial[i].Values = g.Values[len(g.Values)/2:]
		}
	}
	run, stopped := pde.Solve(engine, l.equation, l.initial, l.times, pde.Settings{Step: l.step, Observe: f.Observe})
	if len(run) == 0 {
		return Evolution{}, fmt.Errorf("datasets: %w", stopped)
	}
	e := Evolution{Coefficients: l.coefficients}
	for _, g := range run {
		if tail := unresolved(g, l.carrying); stopped == nil && tail > 1e-8 {
			n := g.Axes[1].Len() / l.every
			return Evolution{}, fmt.Errorf("datasets: %d points don't resolve this solution (its finest modes have %.0e of the largest); give more Points, or 0 for the default", n, tail)
		}
		e.Fields = append(e.Fields, thin(g, l.every))
	}
	f.disturb(e.Fields)
	if stopped != nil {
		return e, fmt.Errorf("datasets: %w", stopped)
	}
	return e, nil
}

// unresolved is the size of the finest modes that carry a solution over that of the largest, along the last axis and over some
// lines of the later frames. The first are left out: an initial state that is a little rough smoothes itself.
func unresolved(g field.Grid, carrying float64) float64 {
	n := g.Axes[len(g.Axes)-1].Len()
	transform := fourier.NewFFT(n)
	lines := len(g.Values) / n
	top := int(carrying * float64(n/2))
	largest, finest := 0.0, 0.0
	for i := range min(lines, 64) {
		line := lines - 1 - i*(lines/2)/64
		for m, c := range transform.Coefficients(nil, g.Values[line*n:(line+1)*n]) {
			size := cmplx.Abs(c)
			largest = math.Max(largest, size)
			if m >= top*9/10 && m < top {
				finest = math.Max(finest, size)
			}
		}
	}
	if largest == 0 {
		return 0
	}
	return finest / largest
}

// thin keeps every so many-th point along the space axes.
func thin(g field.Grid, every int) field.Grid {
	if every == 1 {
		return g
	}
	out := field.Grid{Name: g.Name, Unit: g.Unit, Axes: []field.Axis{g.Axes[0]}}
	for _, a := range g.Axes[1:] {
		kept := field.Axis{Name: a.Name, Unit: a.Unit}
		for i := 0; i < a.Len(); i += every {
			kept.Values = append(kept.Values, a.Values[i])
		}
		out.Axes = append(out.Axes, kept)
	}
	shape := g.Shape()
	for i, v := range g.Values {
		kept := true
		for a := len(shape) - 1; a > 0; a-- {
			kept = kept && i%shape[a]%every == 0
			i /= shape[a]
		}
		if kept {
			out.Values = append(out.Values, v)
		}
	}
	return out
}

// images sums f over the periodic images of a point, so that what decays on the line is smooth on the circle.
func images(f func(x float64) float64, x, length float64) float64 {
	sum := 0.0
	for m := -8.0; m <= 8; m++ {
		sum += f(x + m*length)
	}
	return sum
}
