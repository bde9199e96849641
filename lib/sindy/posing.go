package sindy

import (
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"

	"sublunar/lib/field"
	"sublunar/lib/sparse"
)

// A posing is a problem on its way from data to rows.
type posing struct {
	scope
	units     []string
	time      field.Axis
	axisUnits []string
	mapping   bool // the left sides are the next sample's
	equations int  // the first variables have one each
	library   []Term
	allowed   [][]bool // of each equation, the terms that its own library has; nil for all
	perCapita bool
	products  tabulator
	slots     []int  // of each term's product in the table, -1 for 1
	wide      *width // of the test functions, once chosen
	problems  []*sparse.Problem
	made      rows
	weighed   *weighed // for fields in the weak form
	ownChoice bool     // the solver was left out
	whites    []*whiteField

	runs   []run
	noise  []float64   // the deviation of each variable's, of ln x where per capita; nil where not corrected
	unbias unbias      // what the noise adds to the products
	tested []testedRun // the runs with their test functions
}

// pose checks the data and makes the rows of each equation.
func (r *Regression) pose(data []field.Series) (*posing, error) {
	p, err := r.scope(data)
	if err != nil {
		return nil, err
	}
	if p.runs, err = runs(data, p.variables, p.perCapita); err != nil {
		return nil, err
	}
	if err := p.vary(); err != nil {
		return nil, err
	}
	samples := 0
	for _, run := range p.runs {
		samples += run.len()
	}
	if r.Form == nil {
		r.Form = Integral{}
		if samples >= 200 {
			r.Form = Weak{}
		}
	}
	_, strong := r.Form.(Strong)
	switch {
	case r.Library.rational != nil && !strong:
		return nil, errors.New("sindy: a Rational library needs the Form Strong{}, with a method that suits the noise")
	case r.Solver == nil && strong:
		samples := 0
		for _, s := range data {
			samples += s.Len()
		}
		r.Solver = ofDerivatives(samples)
	case r.Solver == nil:
		r.Solver = usual(ownNews)
	}
	var parts []rows
	for _, run := range p.runs {
		part, err := r.Form.rows(p, run)
		if err != nil {
			return nil, err
		}
		parts = append(parts, part)
	}
	made := p.joined(parts)
	if _, known := r.Solver.(These); made.count < 3 || !known && made.count < len(p.library)+1 {
		return nil, fmt.Errorf("sindy: %d samples make %d rows, too few for a library of %d terms (one more row than terms, and 3 at least); use more data, a smaller library or a shorter span",
			samples, made.count, len(p.library))
	}
	return p, p.regress(made)
}

// scope reads the names off the data and lists the library.
func (r *Regression) scope(data []field.Series) (*posing, error) {
	if len(data) == 0 {
		return nil, errors.New("sindy: no data; give Fit at least one series")
	}
	first := data[0]
	if err := first.Check(); err != nil {
		return nil, fmt.Errorf("sindy: %w", err)
	}
	if err := named(first); err != nil {
		return nil, err
	}
	p := &posing{time: field.Axis{Name: first.Axis.Name, Unit: first.Axis.Unit}, perCapita: r.Library.perCapita}
	for _, input := range r.Inputs {
		if !slices.Contains(first.Names(), input) {
			return nil, fmt.Errorf("sindy: there is no input %q; the columns are %s", input, strings.Join(first.Names(), ", "))
		}
	}
	for _, inputs := range []bool{false, true} {
		for _, c := range first.Columns {
			if slices.Contains(r.Inputs, c.Name) == inputs {
				p.variables, p.units = append(p.variables, c.Name), append(p.units, c.Unit)
			}
		}
		if !inputs {
			p.equations = len(p.variables)
		}
	}
	if p.equations == 0 {
		return nil, errors.New("sindy: all columns are inputs; leave at least one to find an equation of")
	}
	if s, ok := r.Solver.(These); ok {
		if err := s.check(p.variables[:p.equations]); err != nil {
			return nil, err
		}
	}
	var err error
	if p.library, err = r.Library.terms(p.scope); err != nil {
		return nil, err
	}
	_, p.mapping = r.Form.(Map)
	if p.allowed, err = r.Library.allowed(p); err != nil {
		return nil, err
	}
	p.products.variables = len(p.variables)
	for _, t := range p.library {
		t.Orders, t.Times = nil, nil
		p.slots = append(p.slots, p.products.slot(t))
	}
	return p, nil
}

// left is what is differentiated in an equation: x, or ln x.
func (p *posing) left(r run, v int) []float64 {
	if !p.perCapita {
		return r.x[v]
	}
	return logs(r.x[v])
}

func logs(values []float64) []float64 {
	out := make([]float64, len(values))
	for i, x := range values {
		out[i] = math.Log(x)
	}
	return out
}

// regress sums the rows' Grams, and poses one regression for each equation.
func (p *posing) regress(made rows) error {
	p.made = made
	grams, whole, err := p.gramsOf(made, p.equations)
	if err != nil {
		return err
	}
	for v := range p.equations {
		p.problems = append(p.problems, &sparse.Problem{
			Gram: whole, Side: v, Parts: grams, Data: sparse.Rows{A: p.columnsOf(made), B: made.b[v*made.count : (v+1)*made.count]},
			Allowed: p.allows(v), Names: p.names(v), Of: p.of(v),
		})
	}
	return nil
}

// gramsOf are the Grams of stretches of rows, and that of all.
func (p *posing) gramsOf(made rows, sides int) (parts []*sparse.Gram, whole *sparse.Gram, err error) {
	var same []int
	if made.x != nil {
		same = p.alike()
	}
	stretches := min(made.count, mostParts)
	parts = make([]*sparse.Gram, stretches)
	failed := make([]error, stretches)
	workers := min(stretches, runtime.GOMAXPROCS(0))
	parallel(workers, func(w int) {
		var some stretch
		for i := w; i < stretches; i += workers {
			from, to := i*made.count/stretches, (i+1)*made.count/stretches
			parts[i] = sparse.NewGram(len(p.library), sides)
			failed[i] = parts[i].AddColumns(some.columns(p, made, from, to), made.sides(sides, from, to), same)
		}
	})
	if err := errors.Join(failed...); err != nil {
		return nil, nil, fmt.Errorf("sindy: a term overflows, or nearly: %w", err)
	}
	if whole, err = sparse.Sum(parts...); err != nil {
		return nil, nil, fmt.Errorf("sindy: %w", err)
	}
	return parts, whole, nil
}

// mostParts is into how many stretches rows are cut at most, for cross-validation and bootstrap.
const mostParts = 50

// of is the left side of an equation.
func (p *posing) of(v int) string {
	if p.axes != nil {
		return p.variables[v] + "_" + p.time.Name
	}
	return p.variables[v] + "'"
}

func (p *posing) allows(v int) []bool {
	if p.allowed == nil {
		return nil
	}
	return p.allowed[v]
}

// names are the library's terms as they stand in a variable's equation.
func (p *posing) names(v int) []string {
	names := make([]string, len(p.library))
	for k, t := range p.library {
		if p.perCapita {
			t = t.times(variable(v, len(p.variables)))
		}
		names[k] = p.name(t)
	}
	return names
}

// model is the model with no equations yet.
func (p *posing) model() *Model {
	return &Model{Variables: p.variables, Units: p.units, Time: p.time, Space: p.axes, Library: p.library, PerCapita: p.perCapita}
}

func finite(values []float64) bool {
	for _, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}
