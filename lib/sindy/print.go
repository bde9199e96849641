package sindy

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/gonum/stat/distuv"
)

// String writes the equations, each coefficient with the half-width of its 95% interval.
func (m *Model) String() string {
	var b strings.Builder
	for _, eq := range m.Equations {
		fmt.Fprintln(&b, eq)
	}
	fmt.Fprintf(&b, "(%s; ± is a 95%% interval, given these terms)", m.units())
	for _, eq := range m.Equations {
		for _, w := range eq.Warnings {
			b.WriteString("\n! " + w)
		}
	}
	return b.String()
}

// units says what the numbers are in.
func (m *Model) units() string {
	name := func(n, unit string) string {
		if unit == "" {
			return n + " without a unit"
		}
		return n + " in " + unit
	}
	parts := []string{name(m.Time.Name, m.Time.Unit)}
	for v, n := range m.Variables {
		parts = append(parts, name(n, m.Units[v]))
	}
	return strings.Join(parts, ", ")
}

// String is the equation in a line: "x' = -(10.02 ± 0.03) x + (10.01 ± 0.03) y".
func (e Equation) String() string {
	right := e.sum(e.Coefficients, e.Errors)
	if e.Denominator != nil {
		if below := e.sum(e.Denominator, e.DenominatorErrors); below != "1" {
			right = "[" + right + "] / [" + below + "]"
		}
	}
	return e.Of + " = " + right
}

// sum writes terms with their coefficients.
func (e Equation) sum(coefficients, errors []float64) string {
	var b strings.Builder
	for k, c := range coefficients {
		if c == 0 {
			continue
		}
		switch {
		case b.Len() > 0 && c < 0:
			b.WriteString(" - ")
		case b.Len() > 0:
			b.WriteString(" + ")
		case c < 0:
			b.WriteString("-")
		}
		number := withInterval(math.Abs(c), e.interval95()*errors[k])
		switch {
		case e.Terms[k] == "1":
			b.WriteString(number)
		case c == 1 && errors[k] == 0: // by definition
			b.WriteString(e.Terms[k])
		default:
			b.WriteString(number + " " + e.Terms[k])
		}
	}
	if b.Len() == 0 {
		return "0"
	}
	return b.String()
}

// interval is the half-width of a coefficient's 95% interval: Student's t, as the residual's size
// is itself estimated.
func (e Equation) interval(k int) float64 {
	return e.interval95() * e.Errors[k]
}

// interval95 is how many standard errors the half-width is.
func (e Equation) interval95() float64 {
	if e.Freedom < 1 {
		return math.NaN()
	}
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(e.Freedom)}.Quantile(0.975)
}

// withInterval shows a number to the digit that its interval's second one stands at.
func withInterval(c, half float64) string {
	if math.IsNaN(half) || math.IsInf(half, 0) {
		return strconv.FormatFloat(c, 'g', 4, 64)
	}
	if half <= 1e-8*c {
		return strconv.FormatFloat(c, 'g', 7, 64) // exact, as far as the digits go
	}
	if half <= 1e-4*c {
		return "(" + strconv.FormatFloat(c, 'g', 6, 64) + " ± " + strconv.FormatFloat(half, 'g', 2, 64) + ")"
	}
	digits := max(0, 1-int(math.Floor(math.Log10(half))))
	return fmt.Sprintf("(%.*f ± %.*f)", digits, c, digits, half)
}
