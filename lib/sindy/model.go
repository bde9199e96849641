package sindy

import (
	"math"

	"sublunar/lib/field"
)

// A Model is a set of equations, one for each variable.
type Model struct {
	// Variables and their units, in the data's order.
	Variables, Units []string
	// Time is the data's axis, without values.
	Time field.Axis
	// Space has the names of the space axes, for a law of fields.
	Space []string
	// Library of the terms of which a right side is made. Where PerCapita is set, the sum is
	// multiplied by the equation's own variable.
	Library   []Term
	PerCapita bool
	// Map says that the left sides are the next sample's, not rates.
	Map       bool
	Equations []Equation
}

// An Equation is one line: a variable's rate of change as a sum of terms.
type Equation struct {
	// Of is the left side: "x'".
	Of string
	// Terms are the names of the library's terms as they stand in this equation.
	Terms []string
	// Coefficients of the terms, 0 where one was dropped, and their standard errors given the
	// terms chosen. The choice itself is uncertain too: see Bootstrap.
	Coefficients, Errors []float64
	// Denominator has the coefficients of the terms by whose sum the others are divided, for a Rational
	// library, and their standard errors; that of the term whose coefficient is 1 is 0. Nil for none.
	Denominator, DenominatorErrors []float64
	// Rows of data, and rows less terms.
	Rows, Freedom int
	// Residual is the standard deviation of what the equation leaves of a row: of x over one span,
	// or of ln x.
	Residual float64
	// Explained is the share of the rows' sum of squares that it explains.
	Explained float64
	// Rounds that the solver took.
	Rounds int
	// Warnings of what the choice of terms rests on.
	Warnings []string
}

// Count is the number of terms in the equation, those of a denominator among them.
func (e Equation) Count() int {
	n := 0
	for _, c := range e.Coefficients {
		if c != 0 {
			n++
		}
	}
	for _, c := range e.Denominator {
		if c != 0 {
			n++
		}
	}
	return n
}

// Coefficient is the factor before a term: Coefficient("x'", "x y"). The factors of the term may
// stand in any order. It is 0 for a term that was dropped, and NaN for an equation or a term that
// the model doesn't know, which no claim holds for.
func (m *Model) Coefficient(of, term string) float64 {
	_, k, eq := m.find(of, term)
	if eq == nil {
		return math.NaN()
	}
	return eq.Coefficients[k]
}

// Interval is the half-width of a coefficient's 95% interval, given the terms chosen; NaN where
// Coefficient is, and where there is no row to spare.
func (m *Model) Interval(of, term string) float64 {
	_, k, eq := m.find(of, term)
	if eq == nil {
		return math.NaN()
	}
	return eq.interval(k)
}

func (m *Model) find(of, term string) (v, k int, eq *Equation) {
	for v := range m.Equations {
		eq := &m.Equations[v]
		if eq.Of == of {
			if k := indexOfTerm(eq.Terms, term); k >= 0 {
				return v, k, eq
			}
		}
	}
	return 0, 0, nil
}

// Rate is the time derivative of a state, one value for each variable.
func (m *Model) Rate(x []float64) []float64 {
	dx := make([]float64, len(x))
	m.growth(x, dx)
	if m.PerCapita {
		for v := range dx {
			dx[v] *= x[v]
		}
	}
	return dx
}

// growth writes the sums of terms: x', or (ln x)' where the model is per capita.
func (m *Model) growth(x, dx []float64) {
	clear(dx)
	for k, t := range m.Library {
		value, known := 0.0, false
		for v := range dx {
			if c := m.Equations[v].Coefficients[k]; c != 0 {
				if !known {
					value, known = t.At(x), true
				}
				dx[v] += c * value
			}
		}
	}
	for v := range dx {
		if m.Equations[v].Denominator != nil {
			dx[v] /= m.sum(m.Equations[v].Denominator, x)
		}
	}
}

// sum is that of the library's terms with some coefficients.
func (m *Model) sum(coefficients, x []float64) float64 {
	sum := 0.0
	for k, c := range coefficients {
		if c != 0 {
			sum += c * m.Library[k].At(x)
		}
	}
	return sum
}
