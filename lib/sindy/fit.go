package sindy

import (
	"errors"
	"fmt"

	"sublunar/lib/field"
	"sublunar/lib/sparse"
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
	// Solver that chooses among them. Default Subset, with Information that counts how much
	// of its samples a row shares with others; for the Strong form with a Floor too; and for noisy fields
	// in the Weak form the law to which the data are nearest, of few terms.
	Solver Solver
	// Form makes the rows. Default Weak{} where the data have 200 samples or more, else Integral{};
	// Strong{} for Rational libraries must be asked for, with its method.
	Form Form
	// Inputs are the columns that drive the others and have no equation: a control, a forcing.
	Inputs []string
	// Constraints that the coefficients of all equations together must keep, with the solver STLSQ.
	Constraints []Constraint
	// Trapped adds those of EnergyPreserving, and asks for a model that has a TrappingRegion: one whose
	// solutions stay bounded. For polynomials of degree 2, with the solver STLSQ.
	Trapped bool
	// Sizes are the smallest and the largest size that a coefficient may have, where the data's units make
	// that known: [0.01, 100] for laws whose coefficients are of order 1, as most in textbooks are. Of
	// noisy data that can't tell terms apart it is much to know. A largest of 0 is no bound. Default: all
	// sizes.
	Sizes [2]float64
}

// Fit finds the equation of each column of the data, which may be several runs of the same columns.
// Samples may be uneven in time; missing ones are left out, and long gaps bridged by no row. The names
// must be distinct; a name with a blank is allowed where the library has no products.
func (r Regression) Fit(data ...field.Series) (*Model, error) {
	p, err := r.pose(data)
	if err != nil {
		return nil, err
	}
	return r.finish(p)
}

// finish solves the regressions of a posed problem.
func (r Regression) finish(p *posing) (*Model, error) {
	m := p.model()
	m.Map = p.mapping
	if err := r.checkSizes(); err != nil {
		return nil, err
	}
	if r.Constraints != nil || r.Trapped {
		if r.Library.rational != nil {
			return nil, errors.New("sindy: Constraints aren't for Rational libraries; leave one of them out")
		}
		return r.constrained(p)
	}
	for v := range p.problems {
		if r.Library.rational != nil {
			eq, err := r.rational(p, v)
			if err != nil {
				return nil, err
			}
			m.Equations = append(m.Equations, eq)
			continue
		}
		eq, err := r.sized(p, v)
		if err != nil {
			return nil, err
		}
		if eq.Count() == 0 && eq.Residual > 0 {
			eq.Warnings = append(eq.Warnings, fmt.Sprintf("%s: no term was chosen; the solver's settings may ask for too much, or the library or the data hold too little", eq.Of))
		}
		m.Equations = append(m.Equations, eq)
	}
	return m, nil
}

// equation finds one equation, with what can be known of the noise.
func (r Regression) equation(p *posing, v int) (Equation, error) {
	eq, err := r.solve(p.problems[v])
	switch {
	case err != nil:
		return eq, err
	case p.tested != nil && p.noisy():
		return r.whiten(p, v, eq)
	case p.weighed != nil && p.noisyFields():
		if p.ownChoice {
			if found, ok := p.likeliest(v, eq); ok {
				return found, nil
			}
		}
		return p.undiluted(v, eq, p.dilutedBy(eq)), nil
	}
	return eq, nil
}

// solve chooses the terms of one equation and fits them.
func (r Regression) solve(p *sparse.Problem) (Equation, error) {
	choice, err := r.Solver.Choose(p)
	if err != nil {
		return Equation{}, fmt.Errorf("sindy: %w", err)
	}
	f, err := fitOf(p, choice.Columns)
	if err != nil {
		return Equation{}, fmt.Errorf("sindy: %w", p.Collinear(choice.Columns))
	}
	if digits := p.Digits(choice.Columns); digits < 11 {
		choice.Warnings = append(choice.Warnings, fmt.Sprintf("%s: the terms chosen are nearly sums of each other, and their coefficients keep about %d digits; use data that vary more, or a smaller library", p.Of, digits))
	}
	explained := 0.0
	if total := p.BB[p.Side]; total > 0 {
		explained = 1 - f.residual*f.residual*float64(max(f.freedom, 0))/total
	}
	return Equation{
		Of: p.Of, Terms: p.Names, Coefficients: f.coefficients, Errors: f.errors,
		Rows: int(p.Rows), Freedom: f.freedom, Residual: f.residual, Explained: explained, Rounds: choice.Rounds, Warnings: choice.Warnings,
	}, nil
}

// fitOf solves for the chosen terms: by QR where the rows are at hand, which keeps all digits, else from
// the Gram matrix.
func fitOf(p *sparse.Problem, chosen []bool) (fit, error) {
	if p.Data.A != nil {
		return leastSquares(p.Data, chosen)
	}
	f, err := p.Fit(chosen)
	return fit{f.Coefficients, f.Errors, f.Residual, f.Freedom}, err
}

// usual is the default solver, given how much of its own news a row brings.
func usual(news float64) Solver { return Subset{By: sparse.Information{PerRow: news}} }

// ownNews is the news of a series' row: neighbours share about half of their samples.
const ownNews = 0.5
