package sindy

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"sublunar/lib/field"
)

// Evolving sets Evolve.
type Evolving struct {
	// Tolerance of a step: the root mean square of its error, as a part of the fields' own. Default 1e-6.
	Tolerance float64
	// Steps at most. Default 1,000,000.
	Steps int
	// Observe, if given, is called after each of the times; an error from it ends the work there.
	Observe func(field.Progress) error
}

// Evolve follows a law of fields from a first frame of each variable, in the model's order, over the model's
// space axes, to the times. The domain is periodic: the point after an axis's last is its first.
//
// Derivatives are those of the Fourier modes. Linear terms with derivatives of an equation's own variable
// are solved exactly and the rest by the fourth-order exponential Runge-Kutta method (Cox and Matthews
// 2002, doi:10.1006/jcph.2002.6995, in the form of Kassam and Trefethen 2005,
// doi:10.1137/S1064827502410633), with steps halved and doubled so that two halves agree with the whole.
func (m *Model) Evolve(first []field.Grid, times field.Axis, e Evolving) ([]field.Grid, error) {
	if e.Tolerance == 0 {
		e.Tolerance = 1e-6
	}
	if e.Steps == 0 {
		e.Steps = 1_000_000
	}
	w, err := m.evolver(first, times, e)
	if err != nil {
		return nil, err
	}
	var out []field.Grid
	for v, g := range first {
		out = append(out, field.Grid{Name: m.Variables[v], Unit: m.Units[v], Axes: append([]field.Axis{times}, g.Axes...)})
	}
	state := w.spectra(first)
	for i := range times.Values {
		if i > 0 {
			if state, err = w.interval(state, times.Values[i]-times.Values[i-1]); err != nil {
				return nil, fmt.Errorf("sindy: at %s %g: %w", times.Name, times.Values[i-1], err)
			}
		}
		for v := range out {
			out[v].Values = append(out[v].Values, w.physical(state[v])...)
		}
		if e.Observe != nil {
			if err := e.Observe(field.Progress{Step: i + 1, Total: times.Len()}); err != nil {
				for v := range out {
					out[v].Axes[0].Values = times.Values[:i+1]
				}
				return out, nil
			}
		}
	}
	return out, nil
}

// An evolver holds what a law needs to be followed on a grid.
type evolver struct {
	*transformer
	settings Evolving
	products tabulator
	linear   [][]complex128 // of each equation, by mode
	parts    [][]drive      // of each equation, the rest
	steps    map[float64][]step
	halvings int // of the interval between times
	taken    int
}

// A drive is a term that isn't solved exactly.
type drive struct {
	term        Term
	coefficient float64
	slot        int // of its product
	symbol      []complex128
}

func (m *Model) evolver(first []field.Grid, times field.Axis, e Evolving) (*evolver, error) {
	switch {
	case len(m.Space) == 0:
		return nil, errors.New("sindy: Evolve is for laws of fields; Simulate follows those of series")
	case !(e.Tolerance > 0) || e.Steps < 1:
		return nil, fmt.Errorf("sindy: a tolerance of %v in %d steps; give positive numbers, or 0 for the defaults", e.Tolerance, e.Steps)
	case len(first) != len(m.Variables):
		return nil, fmt.Errorf("sindy: first frames of %d fields for a law of %d; give one each, in the order %v", len(first), len(m.Variables), m.Variables)
	}
	if err := times.Check(); err != nil {
		return nil, fmt.Errorf("sindy: %w", err)
	}
	if times.Len() > 1 && times.Values[1] < times.Values[0] {
		return nil, fmt.Errorf("sindy: the axis %q descends; a law is followed forward in time", times.Name)
	}
	for _, g := range first {
		if err := g.Check(); err != nil {
			return nil, fmt.Errorf("sindy: %w", err)
		}
		if len(g.Axes) != len(m.Space) || !slices.EqualFunc(g.Axes, first[0].Axes, func(a, b field.Axis) bool { return slices.Equal(a.Values, b.Values) }) {
			return nil, fmt.Errorf("sindy: a first frame lies on other axes than the law's %v, or than the other frames; give a frame of each field on the same points, with no time axis", m.Space)
		}
		if !finite(g.Values) || g.CountMissing() > 0 {
			return nil, fmt.Errorf("sindy: the first frame of %s holds missing or infinite values; fill them", g.Name)
		}
		for i, a := range g.Axes {
			if a.Name != m.Space[i] || a.Len() < 4 || !a.Even() || a.Values[1] < a.Values[0] {
				return nil, fmt.Errorf("sindy: the axis %q won't do for the law's %q; give 4 evenly spaced points or more, ascending", a.Name, m.Space[i])
			}
		}
	}
	w := &evolver{transformer: newTransformer(first[0].Axes), settings: e, products: tabulator{variables: len(m.Variables)}, steps: map[float64][]step{}}
	for v, eq := range m.Equations {
		w.linear, w.parts = append(w.linear, make([]complex128, w.points)), append(w.parts, nil)
		for k, c := range eq.Coefficients {
			if c == 0 {
				continue
			}
			t := m.Library[k]
			d := drive{term: t, coefficient: c, symbol: w.symbol(t.Orders)}
			d.slot = w.products.slot(Term{Powers: t.Powers, Functions: t.Functions})
			own := variable(v, len(m.Variables))
			if len(t.Times) == 0 && len(t.Functions) == 0 && slices.Equal(t.Powers, own.Powers) {
				for q, s := range d.symbol {
					w.linear[v][q] += complex(c, 0) * s
				}
				continue
			}
			w.parts[v] = append(w.parts[v], d)
		}
	}
	return w, nil
}

// rest is what the linear terms leave of the rates, in modes. Modes above two thirds of the highest are
// dropped: products of two would else come back as others.
func (w *evolver) rest(state [][]complex128) [][]complex128 {
	x := make([][]float64, len(state))
	for v := range state {
		x[v] = w.physical(state[v])
	}
	out := make([][]complex128, len(state))
	known := map[int][]complex128{} // products in modes
	for v := range out {
		out[v] = make([]complex128, w.points)
		for _, d := range w.parts[v] {
			modes := known[d.slot]
			if len(d.term.Times) > 0 || modes == nil {
				values := make([]float64, w.points)
				w.products.column(d.slot, x, values)
				modes = w.modes(values)
				if len(d.term.Times) > 0 {
					modes = w.multiplied(d, modes, x)
				} else {
					known[d.slot] = modes
				}
			}
			for q, s := range d.symbol {
				if len(d.term.Times) > 0 {
					s = 1 // its derivative is within the product
				}
				if w.kept[q] {
					out[v][q] += complex(d.coefficient, 0) * s * modes[q]
				}
			}
		}
	}
	return out
}

// multiplied is a term with further factors, each with derivatives of its own, in modes.
func (w *evolver) multiplied(d drive, modes []complex128, x [][]float64) []complex128 {
	values := w.derived(modes, d.symbol)
	for _, f := range d.term.Times {
		factor := make([]float64, w.points)
		w.products.column(w.products.slot(Term{Powers: f.Powers, Functions: f.Functions}), x, factor)
		own := drive{term: f, symbol: w.symbol(f.Orders)}
		multiply(values, values, w.physical(w.multiplied(own, w.modes(factor), x)))
	}
	return w.modes(values)
}

// derived is a derivative at the points.
func (w *evolver) derived(modes, symbol []complex128) []float64 {
	changed := make([]complex128, len(modes))
	for q, m := range modes {
		changed[q] = symbol[q] * m
	}
	return w.physical(changed)
}

// interval follows the state over a time, in 2^halvings steps or more.
func (w *evolver) interval(state [][]complex128, span float64) ([][]complex128, error) {
	at := 0 // in steps of span / 2^halvings
	for {
		if at == 1<<w.halvings {
			return state, nil
		}
		if w.taken++; w.taken > w.settings.Steps {
			return nil, fmt.Errorf("%d steps aren't enough; give more, or a larger Tolerance", w.settings.Steps)
		}
		h := span / float64(int(1)<<w.halvings)
		whole := w.advance(state, h)
		halves := w.advance(w.advance(state, h/2), h/2)
		off := w.apart(whole, halves)
		switch {
		case off <= w.settings.Tolerance:
			state, at = halves, at+1
			if off < w.settings.Tolerance/64 && at%2 == 0 && w.halvings > 0 {
				at, w.halvings = at/2, w.halvings-1
			}
		case w.halvings >= 30:
			return nil, errors.New("the law can't be followed further: the solution grows without bound, or its shortest waves do; the terms found may be unstable")
		default:
			at, w.halvings = 2*at, w.halvings+1
		}
	}
}

// apart is the difference of two states as a part of their size; NaN where one isn't finite.
func (w *evolver) apart(a, b [][]complex128) float64 {
	var difference, size float64
	for v := range a {
		for q, x := range a[v] {
			d := x - b[v][q]
			difference += real(d)*real(d) + imag(d)*imag(d)
			size += real(x)*real(x) + imag(x)*imag(x)
		}
	}
	if size == 0 {
		return math.Sqrt(difference)
	}
	return math.Sqrt(difference / size)
}
