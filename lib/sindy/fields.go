package sindy

import (
	"errors"
	"fmt"
	"iter"
	"math"
	"runtime"
	"slices"
	"strings"

	"sublunar/lib/derivative"
	"sublunar/lib/field"
)

// FitFields finds the partial differential equation of each field: u_t as a sum of the library's terms.
// The fields are the variables, on the same axes, the first of which is time; space axes are evenly
// spaced. Points that are missing are left out, with the test functions that reach them.
//
//	u, err := datasets.KdV(datasets.Field{})
//	found, err := sindy.Regression{Library: sindy.Derivatives(sindy.Polynomials(3), 3)}.FitFields(u)
func (r Regression) FitFields(fields ...field.Grid) (*Model, error) {
	p, err := r.poseFields(fields)
	if err != nil {
		return nil, err
	}
	return r.finish(p)
}

// most is the default for the number of test functions in all.
const most = 20_000

// poseFields weighs the fields with test functions.
func (r *Regression) poseFields(fields []field.Grid) (*posing, error) {
	p, err := r.fieldScope(fields)
	if err != nil {
		return nil, err
	}
	fields = slices.Clone(fields)
	for i, u := range fields {
		if fields[i].Values, err = values(u); err != nil {
			return nil, err
		}
	}
	if s, ok := r.Form.(Strong); ok {
		made, err := p.strongRows(fields, s)
		if err != nil {
			return nil, err
		}
		if r.Solver == nil {
			r.Solver = ofDerivatives(made.count)
		}
		return p, p.regressFields(made)
	}
	axes := fields[0].Axes
	widths, err := p.widths(fields)
	if err != nil {
		return nil, err
	}
	if p.ownChoice = r.Solver == nil; p.ownChoice {
		r.Solver = usual(news(widths))
	}
	for _, u := range fields {
		p.noise = append(p.noise, fieldNoise(u))
	}
	var parts []rows
	s := p.sweep(axes, widths)
	s.closed = func(columns [][]float64) error {
		parts = append(parts, p.rows(columns))
		return nil
	}
	workers := max(1, min(runtime.GOMAXPROCS(0), axes[0].Len()))
	var sweepers []*sweeper
	for range workers {
		sweepers = append(sweepers, s.sweeper())
	}
	points := len(fields[0].Values) / axes[0].Len()
	for from := 0; from < axes[0].Len(); from += workers {
		var frames [][][]float64
		for i := from; i < min(from+workers, axes[0].Len()); i++ {
			var x [][]float64
			for _, u := range fields {
				x = append(x, u.Values[i*points:(i+1)*points])
			}
			frames = append(frames, x)
		}
		if err := s.add(sweepers, frames); err != nil {
			return nil, err
		}
	}
	if w, ok := r.Form.(Weak); !ok || !w.Uncorrected {
		p.weighed = &weighed{fields, s}
	}
	return p, p.regressFields(p.joined(parts))
}

// regressFields poses the regressions, where the rows are enough.
func (p *posing) regressFields(made rows) error {
	if made.count < len(p.library)+1 {
		return fmt.Errorf("sindy: the fields make %d rows, too few for a library of %d terms; use more data, with fewer points missing, or a smaller library", made.count, len(p.library))
	}
	return p.regress(made)
}

// values are a field's, NaN where they are missing.
func values(u field.Grid) ([]float64, error) {
	for i, v := range u.Values {
		if math.IsInf(v, 0) && !u.IsMissing(i) {
			return nil, fmt.Errorf("sindy: %s is infinite at value %d; mend it, or make it NaN to leave it out", u.Name, i)
		}
	}
	if u.Missing == nil {
		return u.Values, nil
	}
	a, err := u.Array()
	return a.Values, err
}

// fieldScope checks the fields and lists the library.
func (r *Regression) fieldScope(fields []field.Grid) (*posing, error) {
	if len(fields) == 0 {
		return nil, errors.New("sindy: no data; give FitFields at least one grid")
	}
	first := fields[0]
	var names, units []string
	for _, u := range fields {
		if err := u.Check(); err != nil {
			return nil, fmt.Errorf("sindy: %w", err)
		}
		if len(u.Axes) != len(first.Axes) || !slices.EqualFunc(u.Axes, first.Axes, func(a, b field.Axis) bool { return slices.Equal(a.Values, b.Values) }) {
			return nil, fmt.Errorf("sindy: the fields %s and %s are on other axes; bring them onto the same points", first.Name, u.Name)
		}
		names, units = append(names, u.Name), append(units, u.Unit)
	}
	if len(first.Axes) < 2 {
		return nil, fmt.Errorf("sindy: %s has %d axes; a field has time first, then one to three space axes (for time alone there is Fit)", first.Name, len(first.Axes))
	}
	time := first.Axes[0]
	switch {
	case time.Len() < fewest:
		return nil, fmt.Errorf("sindy: %d points along %q are too few for test functions; give %d or more", time.Len(), time.Name, fewest)
	case time.Values[1] < time.Values[0]:
		return nil, fmt.Errorf("sindy: the axis %q descends; the first axis is time, from the earliest on", time.Name)
	}
	return r.gridScope(names, units, time, first.Axes[1:])
}

// fewest points along an axis.
const fewest = 10

// gridScope lists the library for variables on space axes.
func (r *Regression) gridScope(names, units []string, time field.Axis, space []field.Axis) (*posing, error) {
	p := &posing{scope: scope{variables: names}, units: units, time: field.Axis{Name: time.Name, Unit: time.Unit}, equations: len(names)}
	if slices.ContainsFunc(names, func(n string) bool { return strings.TrimSpace(n) == "" }) {
		return nil, errors.New("sindy: a grid has no name; its equation needs one")
	}
	for _, a := range space {
		switch err := a.Check(); {
		case err != nil:
			return nil, fmt.Errorf("sindy: %w", err)
		case a.Len() < fewest:
			return nil, fmt.Errorf("sindy: %d points along %q are too few for test functions; give %d or more", a.Len(), a.Name, fewest)
		case !a.Even():
			return nil, fmt.Errorf("sindy: the axis %q is uneven; bring the fields onto evenly spaced points", a.Name)
		}
		p.axes, p.axisUnits = append(p.axes, a.Name), append(p.axisUnits, a.Unit)
	}
	var err error
	if p.library, err = r.Library.terms(p.scope); err != nil {
		return nil, err
	}
	if p.allowed, err = r.Library.allowed(p); err != nil {
		return nil, err
	}
	switch r.Form.(type) {
	case nil, Weak, Strong:
	default:
		return nil, errors.New("sindy: fields are fitted in the Weak form or the Strong one; leave the Form out for Weak")
	}
	if r.Library.rational != nil {
		return nil, errors.New("sindy: Rational is for series; take a field's points as runs of their own, or use another library")
	}
	_, strong := r.Form.(Strong)
	if p.perCapita = r.Library.perCapita; p.perCapita {
		return nil, errors.New("sindy: PerCapita is for series; a field's growth rates need their logarithms as fields")
	}
	for _, t := range p.library {
		if len(t.Times) > 0 && !strong {
			return nil, fmt.Errorf("sindy: the term %s multiplies a derivative, which can't be integrated by parts; use Derivatives of products, (u^2)_x for u u_x, or the Form Strong{}", p.name(t))
		}
	}
	return p, nil
}

// news is how much of its own a row of a field brings. Test functions that are Gaussians of a deviation
// s, every d along an axis, have correlations exp(-k^2 d^2 / 4 s^2), which sum to sqrt(4 pi) s / d.
func news(widths []width) float64 {
	own := 1.0
	for _, w := range widths {
		own *= math.Min(1, w.stride/(math.Sqrt(4*math.Pi)*w.deviation()))
	}
	return own
}

// widths chooses test functions along each axis from the fields' spectra.
func (p *posing) widths(fields []field.Grid) ([]width, error) {
	axes := fields[0].Axes
	var widths []width
	for i, a := range axes {
		orders := 1
		if i > 0 {
			orders = p.orders(i - 1)
		}
		s := newSpectrum(a.Len())
		for _, u := range fields {
			for line := range linesOf(u, i, 200) {
				s.add(standard(line))
			}
		}
		spacing := math.Abs(a.Values[a.Len()-1]-a.Values[0]) / float64(a.Len()-1)
		w := widthFor(a.Len(), spacing, s.corner(), orders)
		w.stride = w.deviation()
		widths = append(widths, w)
	}
	// So many test functions, evenly fewer along each axis.
	count := 1.0
	for i, a := range axes {
		count *= (math.Abs(a.Values[a.Len()-1]-a.Values[0])-2*widths[i].radius)/widths[i].stride + 1
	}
	if count > most {
		for i := range widths {
			widths[i].stride *= math.Pow(count/most, 1/float64(len(widths)))
		}
	}
	return widths, nil
}

// linesOf are about so many of a grid's lines along an axis, spread over the grid: those with no value
// missing.
// A line is good until the next one.
func linesOf(u field.Grid, axis, enough int) iter.Seq[[]float64] {
	inner := 1
	for _, a := range u.Axes[axis+1:] {
		inner *= a.Len()
	}
	n := u.Axes[axis].Len()
	lines := len(u.Values) / n
	values := make([]float64, n)
	return func(yield func([]float64) bool) {
		for l := 0; l < lines; l += max(1, lines/enough) {
			from := l/inner*inner*n + l%inner
			for i := range values {
				values[i] = u.Values[from+i*inner]
			}
			if finite(values) && !yield(values) {
				return
			}
		}
	}
}

// fieldNoise estimates the deviation of a field's white noise: the least of the estimates along the
// axes, for along one of them the field itself may be rough.
func fieldNoise(u field.Grid) float64 {
	least := math.Inf(1)
	for i, a := range u.Axes {
		var each []float64
		for line := range linesOf(u, i, 40) {
			each = append(each, derivative.Noise(a.Values, line))
		}
		if len(each) > 0 {
			least = math.Min(least, median(each))
		}
	}
	if math.IsInf(least, 1) {
		return 0
	}
	return least
}

// sweep makes the columns of the library's terms, then those of the left sides.
func (p *posing) sweep(axes []field.Axis, widths []width) *sweep {
	s := &sweep{products: &p.products}
	for i, a := range axes {
		if i == 0 {
			s.time = widths[i].place(a.Values, a.Even(), 1)
			continue
		}
		s.shape, s.tests = append(s.shape, a.Len()), append(s.tests, widths[i].place(a.Values, true, p.orders(i-1)))
	}
	p.products.variables = len(p.variables)
	for _, t := range p.library {
		s.column(p.products.slot(Term{Powers: t.Powers, Functions: t.Functions}), t.Orders, 0)
	}
	for v := range p.variables {
		s.column(p.products.slot(variable(v, len(p.variables))), nil, 1)
	}
	variances := make([]float64, len(p.noise))
	for v, deviation := range p.noise {
		variances[v] = deviation * deviation
	}
	s.unbias = p.products.unbias(variances)
	s.ready()
	return s
}

// rows are the finished columns laid out in rows, those that a missing point reaches left out.
func (p *posing) rows(columns [][]float64) rows {
	var present []int
	for q := range columns[0] {
		if !slices.ContainsFunc(columns, func(c []float64) bool { return math.IsNaN(c[q]) }) {
			present = append(present, q)
		}
	}
	out := rows{count: len(present)}
	for c, column := range columns {
		to := &out.a
		if c >= len(p.library) {
			to = &out.b
		}
		for _, q := range present {
			*to = append(*to, column[q])
		}
	}
	return out
}
