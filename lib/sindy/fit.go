package sindy

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/gonum/mat"

	"sublunar/lib/field"
)

// Fit finds the equation of each column of the data: which of the library's terms stand in it, and
// with what coefficients.
func Fit(data field.Series, library Library, solver Solver) (*Model, error) {
	return Regression{Library: library, Solver: solver}.Fit(data)
}

// A Regression is all that Fit may be told. The zero value of each field but Library works.
type Regression struct {
	// Library of the terms that may stand in an equation.
	Library Library
	// Solver that chooses among them. Default STLSQ{}.
	Solver Solver
	// Integral makes the rows.
	Integral Integral
}

// Fit finds the equation of each column of the data. Their names must be distinct; a name with a
// blank is allowed where the library has no products.
func (r Regression) Fit(data field.Series) (*Model, error) {
	p, err := r.pose(data)
	if err != nil {
		return nil, err
	}
	m := p.model
	for _, reg := range p.equations {
		eq, err := r.solve(reg)
		if err != nil {
			return nil, err
		}
		m.Equations = append(m.Equations, eq)
	}
	return &m, nil
}

// solve chooses the terms of one equation and fits them.
func (r Regression) solve(reg regression) (Equation, error) {
	chosen, rounds, err := r.Solver.choose(reg)
	if err != nil {
		return Equation{}, err
	}
	f, err := leastSquares(reg.a, reg.b, chosen)
	if err != nil {
		return Equation{}, reg.collinear(chosen)
	}
	explained := 0.0
	if total := mat.Norm(reg.b, 2); total > 0 {
		left := f.residual * math.Sqrt(float64(max(f.freedom, 0)))
		explained = 1 - left*left/(total*total)
	}
	rows, _ := reg.a.Dims()
	return Equation{
		Of: reg.of, Terms: reg.names, Coefficients: f.coefficients, Errors: f.errors,
		Rows: rows, Freedom: f.freedom, Residual: f.residual, Explained: explained, Rounds: rounds,
	}, nil
}

// A posed problem is the data in rows, and the model with no equations yet.
type posed struct {
	model     Model
	equations []regression
}

// pose checks the data and makes the rows of each equation.
func (r *Regression) pose(data field.Series) (posed, error) {
	if r.Solver == nil {
		r.Solver = STLSQ{}
	}
	if r.Integral.Span == 0 {
		r.Integral.Span = 1
	}
	if r.Integral.Points == 0 {
		r.Integral.Points = 4
	}
	if r.Integral.Span < 0 || r.Integral.Points != 2 && r.Integral.Points != 4 {
		return posed{}, fmt.Errorf("sindy: an integral over %d intervals with %d points; give 1 or more intervals, and 2 or 4 points", r.Integral.Span, r.Integral.Points)
	}
	x, err := states(data, r.Library.perCapita)
	if err != nil {
		return posed{}, err
	}
	names := data.Names()
	if s, ok := r.Solver.(These); ok {
		if err := s.check(names); err != nil {
			return posed{}, err
		}
	}
	terms, err := r.Library.terms(len(names))
	if err != nil {
		return posed{}, err
	}
	rows := (len(x) - 1) / r.Integral.Span
	if _, known := r.Solver.(These); rows < 3 || !known && rows < len(terms)+1 {
		return posed{}, fmt.Errorf("sindy: %d samples make %d rows, too few for a library of %d terms (one more row than terms, and 3 at least); use more data, a smaller library or a shorter span",
			len(x), rows, len(terms))
	}
	a, change := r.Integral.rows(terms, data.Axis.Values, x, r.Library.perCapita)
	if !finite(a) {
		return posed{}, errors.New("sindy: a term overflows; lower the degree, or give the data in larger units")
	}

	p := posed{model: Model{Variables: names, Library: terms, PerCapita: r.Library.perCapita}}
	p.model.Time = label{data.Axis.Name, data.Axis.Unit}.axis()
	for v, c := range data.Columns {
		p.model.Units = append(p.model.Units, c.Unit)
		p.equations = append(p.equations, regression{a: a, b: change[v], names: p.model.termNames(v), of: c.Name + "'"})
	}
	return p, nil
}

// label is a name and a unit.
type label struct{ name, unit string }

// axis is the label as an axis with no values.
func (l label) axis() field.Axis { return field.Axis{Name: l.name, Unit: l.unit} }

// states checks the data and lays it out by time: of shape [samples][variables].
func states(data field.Series, positive bool) ([][]float64, error) {
	if err := data.Check(); err != nil {
		return nil, fmt.Errorf("sindy: %w", err)
	}
	if len(data.Columns) == 0 {
		return nil, errors.New("sindy: the data have no columns; give at least one quantity over time")
	}
	times := data.Axis.Values
	if len(times) > 1 && times[1] < times[0] {
		return nil, fmt.Errorf("sindy: the axis %q descends; give the data from the earliest time on", data.Axis.Name)
	}
	x := make([][]float64, len(times))
	for i := range x {
		x[i] = make([]float64, len(data.Columns))
		for v, c := range data.Columns {
			value := c.Values[i]
			switch {
			case c.IsMissing(i):
				return nil, fmt.Errorf("sindy: %s is missing at %s %g; take a window without gaps (Series.Window), or fill them", c.Name, data.Axis.Name, times[i])
			case math.IsInf(value, 0):
				return nil, fmt.Errorf("sindy: %s is infinite at %s %g; mend or leave out that sample", c.Name, data.Axis.Name, times[i])
			case positive && value <= 0:
				return nil, fmt.Errorf("sindy: %s is %g at %s %g, but a growth rate needs positive numbers; use Polynomials without PerCapita, or leave out that sample", c.Name, value, data.Axis.Name, times[i])
			}
			x[i][v] = value
		}
	}
	for _, c := range data.Columns {
		if strings.TrimSpace(c.Name) == "" {
			return nil, errors.New("sindy: a column has no name; its equation needs one")
		}
	}
	return x, nil
}

func finite(a *mat.Dense) bool {
	for _, v := range a.RawMatrix().Data {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}
