package sindy

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"sublunar/lib/sparse"
)

// Rational is the library of laws that are a quotient of sums,
//
//	x' = (sum of c_k numerator terms) / (sum of d_k denominator terms),
//
// as those of enzymes, of saturated growth, and of linkages of rods are. Multiplied out, such a law is a
// sparse sum in which x' stands in each of the denominator's terms. Each of those is tried on the left
// side, with the others on the right, and of the laws found the one that foretells x' best for its
// number of terms is taken (SINDy-PI: Kaheman, Kutz and Brunton 2020, doi:10.1098/rspa.2020.0279). The
// left one's coefficient is 1.
//
// It is for the Strong form, as x' stands in the terms, and asks for clean data or a method that
// smooths well; the two sums may share no factor.
func Rational(numerator, denominator Library) Library {
	l := Sum(numerator, denominator)
	l.rational = &quotient{numerator, denominator}
	return l
}

// A quotient is what a Rational library was made of.
type quotient struct{ numerator, denominator Library }

// split says which of the terms may stand above and below.
func (q *quotient) split(p *posing) (above, below []bool, err error) {
	if above, err = p.holds(q.numerator); err != nil {
		return nil, nil, err
	}
	below, err = p.holds(q.denominator)
	return above, below, err
}

// rational finds one equation.
func (r Regression) rational(p *posing, v int) (Equation, error) {
	if r.Library.consistent {
		return Equation{}, errors.New("sindy: Consistent doesn't know the units of a quotient's sums; leave it out of a Rational library")
	}
	above, below, err := r.Library.rational.split(p)
	if err != nil {
		return Equation{}, err
	}
	made := p.multipliedOut(v, above, below)
	gram := sparse.NewGram(made.terms, len(made.below))
	if err := gram.AddColumns(made.columns(made.terms, 0, made.count), made.sides(len(made.below), 0, made.count), nil); err != nil {
		return Equation{}, fmt.Errorf("sindy: a term overflows, or nearly: %w", err)
	}
	best, lowest := Equation{}, math.Inf(1)
	var failed error
	for side := range made.below {
		problem := &sparse.Problem{
			Gram: gram, Side: side, Names: made.names, Of: p.of(v), Allowed: made.allowed(side),
			Data: sparse.Rows{A: sparse.Stored(made.columns(made.terms, 0, made.count)), B: made.b[side*made.count:][:made.count]},
		}
		choice, err := r.Solver.Choose(problem)
		if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		f, err := leastSquares(problem.Data, choice.Columns)
		if err != nil {
			failed = errors.Join(failed, problem.Collinear(choice.Columns))
			continue
		}
		eq, score := made.equation(p, v, side, f)
		eq.Rounds, eq.Warnings = choice.Rounds, choice.Warnings
		if score < lowest {
			best, lowest = eq, score
		}
	}
	if math.IsInf(lowest, 1) {
		if failed == nil {
			failed = errors.New("each quotient found is infinite somewhere in the data; use a smaller library")
		}
		return Equation{}, fmt.Errorf("sindy: %s: %w", p.of(v), failed)
	}
	return best, nil
}

// multiplied are the rows of x' (sum of d_k terms) = sum of c_k terms: columns are the numerator's terms,
// then -x' times the denominator's, which are the left sides too.
type multiplied struct {
	rows
	above, below []int // terms of the library
	terms        int   // columns
	names        []string
	rate         []float64
}

func (p *posing) multipliedOut(v int, above, below []bool) multiplied {
	n := p.made.count
	m := multiplied{rows: rows{count: n}, rate: p.made.b[v*n : (v+1)*n]}
	names := p.names(v)
	column := make([]float64, n)
	data := p.columnsOf(p.made)
	for k, in := range above {
		if in {
			data.Column(k, column)
			m.above, m.a, m.names = append(m.above, k), append(m.a, column...), append(m.names, names[k])
		}
	}
	for k, in := range below {
		if in {
			data.Column(k, column)
			multiply(column, column, m.rate)
			m.b = append(m.b, column...)
			for i := range column {
				column[i] = -column[i]
			}
			m.below, m.a, m.names = append(m.below, k), append(m.a, column...), append(m.names, names[k]+" "+p.of(v))
		}
	}
	m.terms = len(m.above) + len(m.below)
	return m
}

// allowed are all columns but that of the left side.
func (m multiplied) allowed(side int) []bool {
	in := make([]bool, m.terms)
	for c := range in {
		in[c] = c != len(m.above)+side
	}
	return in
}

// equation reads a law off its coefficients, and scores it by what it leaves of x' itself, as the
// Bayesian information criterion does.
func (m multiplied) equation(p *posing, v, side int, f fit) (Equation, float64) {
	eq := Equation{
		Of: p.of(v), Terms: p.names(v), Rows: m.count, Freedom: f.freedom,
		Coefficients: make([]float64, len(p.library)), Errors: make([]float64, len(p.library)),
		Denominator: make([]float64, len(p.library)), DenominatorErrors: make([]float64, len(p.library)),
	}
	count := 0
	for c, value := range f.coefficients {
		if value == 0 {
			continue
		}
		count++
		if c < len(m.above) {
			eq.Coefficients[m.above[c]], eq.Errors[m.above[c]] = value, f.errors[c]
			continue
		}
		k := m.below[c-len(m.above)]
		eq.Denominator[k], eq.DenominatorErrors[k] = value, f.errors[c]
	}
	eq.Denominator[m.below[side]] = 1

	above, below := mat.NewVecDense(m.count, nil), mat.NewVecDense(m.count, nil)
	column := mat.NewVecDense(m.count, nil)
	data := p.columnsOf(p.made)
	for k := range p.library {
		if eq.Coefficients[k] == 0 && eq.Denominator[k] == 0 {
			continue
		}
		data.Column(k, column.RawVector().Data)
		above.AddScaledVec(above, eq.Coefficients[k], column)
		below.AddScaledVec(below, eq.Denominator[k], column)
	}
	left, total := 0.0, 0.0
	for i, rate := range m.rate {
		off := rate - above.AtVec(i)/below.AtVec(i)
		left += off * off
		total += rate * rate
	}
	if !(left <= math.MaxFloat64) || total == 0 {
		return eq, math.Inf(1)
	}
	eq.Residual = math.Sqrt(left / float64(max(1, f.freedom)))
	eq.Explained = 1 - left/total
	n := math.Min(independent, float64(m.count))
	return eq, n*math.Log(math.Max(left/total, derivativeFloor)) + float64(count)*math.Log(n)
}
