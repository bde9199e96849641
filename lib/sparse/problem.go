package sparse

import (
	"errors"
	"fmt"
	"math"
	"strings"
)

// A Problem is one left side of a Gram, ready to be solved.
type Problem struct {
	*Gram
	// Side is which left side.
	Side int
	// Allowed are the columns that may be chosen; nil for all.
	Allowed []bool
	// Names of the columns and Of of the left side, for errors. Nil for numbers.
	Names []string
	Of    string
	// Parts are Grams that sum to Gram, of rows that don't share data: what cross-validation leaves
	// out in turn. Nil for none.
	Parts []*Gram
	// Data are the rows themselves, for a QR where the Gram's rounding is too much. Nil where they
	// aren't at hand.
	Data Rows
	// Doubtful says that some choice of columns had a Gram with few digits left: the library holds terms
	// that are nearly sums of others.
	Doubtful bool

	scale  []float64 // the columns' lengths
	scaled []float64 // A'A of columns of length 1
	ab     []float64 // A'b likewise, over the length of b
	work   workspace
}

// A Solver chooses the columns of a problem.
type Solver interface {
	Choose(p *Problem) (Choice, error)
}

// A Choice of columns.
type Choice struct {
	Columns []bool
	// Rounds that the solver took.
	Rounds int
	// Warnings of what the choice rests on.
	Warnings []string
}

// A Fit is a least-squares solution on chosen columns.
type Fit struct {
	// Coefficients and their standard errors for each column, 0 where it isn't chosen.
	Coefficients, Errors []float64
	// Residual is the standard deviation of what is left of a row, and Freedom rows less chosen
	// columns.
	Residual float64
	Freedom  int
}

// ErrCollinear is in the error of a fit whose columns the rows can't tell apart.
var ErrCollinear = errors.New("collinear")

// Check says what keeps a problem from being solved.
func (p *Problem) Check() error {
	switch {
	case p.Gram == nil || p.Columns == 0 || p.Rows == 0:
		return errors.New("sparse: a problem with no rows or no columns; add rows to its Gram")
	case p.Side < 0 || p.Side >= p.Sides:
		return fmt.Errorf("sparse: left side %d of %d; count from 0", p.Side, p.Sides)
	case p.Allowed != nil && len(p.Allowed) != p.Columns:
		return fmt.Errorf("sparse: %d columns are allowed or not, of %d; say so of each", len(p.Allowed), p.Columns)
	case !(p.BB[p.Side] >= 0) || math.IsInf(p.BB[p.Side], 1):
		return fmt.Errorf("sparse: the left side's square is %v; leave out rows that aren't finite", p.BB[p.Side])
	}
	return nil
}

// ready scales the columns and the left side to length 1.
func (p *Problem) ready() {
	if p.scale != nil {
		return
	}
	n := p.Columns
	p.scale, p.scaled, p.ab = make([]float64, n), make([]float64, n*n), make([]float64, n)
	for k := range n {
		p.scale[k] = math.Sqrt(p.AA[k*n+k])
	}
	length := p.length()
	for j := range n {
		if p.scale[j] == 0 {
			continue
		}
		for k := range n {
			if p.scale[k] > 0 {
				p.scaled[j*n+k] = p.AA[j*n+k] / (p.scale[j] * p.scale[k])
			}
		}
		if length > 0 {
			p.ab[j] = p.AB[p.Side*n+j] / (p.scale[j] * length)
		}
	}
}

// length of the left side.
func (p *Problem) length() float64 { return math.Sqrt(p.BB[p.Side]) }

// usable lists the columns that may be chosen; one of length 0 never may.
func (p *Problem) usable() []int {
	p.ready()
	var columns []int
	for k := range p.Columns {
		if (p.Allowed == nil || p.Allowed[k]) && p.scale[k] > 0 {
			columns = append(columns, k)
		}
	}
	return columns
}

// chosen is a list of columns as a Choice has it.
func (p *Problem) chosen(columns []int) []bool {
	out := make([]bool, p.Columns)
	for _, k := range columns {
		out[k] = true
	}
	return out
}

// Collinear is the error for a choice of columns that the rows can't tell apart.
func (p *Problem) Collinear(chosen []bool) error {
	var columns []int
	for k, in := range chosen {
		if in {
			columns = append(columns, k)
		}
	}
	return p.collinear(columns)
}

// collinear is the error for columns that the rows can't tell apart.
func (p *Problem) collinear(columns []int) error {
	var names []string
	for _, k := range columns {
		names = append(names, p.name(k))
	}
	return fmt.Errorf("%s: %.0f rows of data can't tell the terms %s apart (%w); use a smaller library, more data, or data that vary more",
		p.of(), p.Rows, strings.Join(names, ", "), ErrCollinear)
}

func (p *Problem) name(column int) string {
	if column < len(p.Names) {
		return p.Names[column]
	}
	return fmt.Sprint("column ", column)
}

func (p *Problem) of() string {
	if p.Of != "" {
		return p.Of
	}
	return fmt.Sprint("left side ", p.Side)
}

// Fit solves for the chosen columns.
func (p *Problem) Fit(chosen []bool) (Fit, error) {
	if err := p.Check(); err != nil {
		return Fit{}, err
	}
	p.ready()
	f := Fit{Coefficients: make([]float64, p.Columns), Errors: make([]float64, p.Columns)}
	var columns []int
	for k, in := range chosen {
		if in {
			columns = append(columns, k)
		}
	}
	f.Freedom = int(p.Rows) - len(columns)
	if f.Freedom < 0 || !p.work.factorize(p, columns) {
		return f, p.collinear(columns)
	}
	c := p.work.solve(p, columns)
	left := p.BB[p.Side] * math.Max(0, 1-p.work.explained)
	if f.Freedom > 0 {
		f.Residual = math.Sqrt(left / float64(f.Freedom))
	}
	variances := p.work.inverseDiagonal(len(columns))
	for i, k := range columns {
		f.Coefficients[k] = c[i] * p.length() / p.scale[k]
		f.Errors[k] = f.Residual * math.Sqrt(variances[i]) / p.scale[k]
	}
	return f, nil
}

// Left is the sum of squares that coefficients leave of the left side: |b - A c|^2, of all columns.
func (p *Problem) Left(c []float64) float64 {
	left := p.BB[p.Side]
	for j, cj := range c {
		if cj == 0 {
			continue
		}
		left -= 2 * cj * p.AB[p.Side*p.Columns+j]
		for k, ck := range c {
			left += cj * ck * p.AA[j*p.Columns+k]
		}
	}
	return math.Max(0, left)
}
