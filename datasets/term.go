package datasets

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// A term is a product of powers of the variables and of functions of one of them.
type term struct {
	name   string
	powers []int // of each variable
	calls  []call
}

// A call is a function of one variable times a factor: cos(2 x).
type call struct {
	function string
	factor   float64
	variable int
}

// functions are those that a term may hold.
var functions = map[string]func(float64) float64{"sin": math.Sin, "cos": math.Cos, "exp": math.Exp}

func (t term) degree() (d int) {
	for _, p := range t.powers {
		d += p
	}
	return d
}

// compareTerms puts terms in the order of a polynomial library: by degree, then x^2, x y, y^2;
// functions last.
func compareTerms(a, b term) int {
	return cmp.Or(
		cmp.Compare(len(a.calls), len(b.calls)),
		cmp.Compare(a.degree(), b.degree()),
		slices.Compare(b.powers, a.powers),
	)
}

// compareCalls puts functions in the order of their variables.
func compareCalls(a, b call) int {
	return cmp.Or(
		cmp.Compare(a.variable, b.variable),
		cmp.Compare(a.factor, b.factor),
		cmp.Compare(a.function, b.function),
	)
}

// parseTerm reads a term such as "1", "x^2 y" or "x sin(2 y)". Only one way of writing a product is
// accepted, so that two names are the same term only where they are the same text.
func parseTerm(written string, names []string) (term, error) {
	t := term{name: written, powers: make([]int, len(names))}
	if written == "1" {
		return t, nil
	}
	last := -1
	for _, factor := range splitFactors(written) {
		if open := strings.IndexByte(factor, '('); open >= 0 {
			c, err := parseCall(factor, open, names)
			if err != nil {
				return term{}, err
			}
			if n := len(t.calls); n > 0 && compareCalls(t.calls[n-1], c) >= 0 {
				return term{}, fmt.Errorf("the term %q: write each function once, those of %s first", written, names[min(c.variable, t.calls[n-1].variable)])
			}
			t.calls = append(t.calls, c)
			continue
		}
		name, power, err := parsePower(factor)
		if err != nil {
			return term{}, err
		}
		v := slices.Index(names, name)
		switch {
		case v < 0:
			return term{}, fmt.Errorf("the term %q: %q is none of %s", written, name, strings.Join(names, ", "))
		case v <= last || len(t.calls) > 0:
			return term{}, fmt.Errorf("the term %q: write each variable once, in the order %s, before any function", written, strings.Join(names, ", "))
		}
		t.powers[v], last = power, v
	}
	return t, nil
}

// splitFactors cuts at the blanks that stand outside parentheses.
func splitFactors(written string) (factors []string) {
	depth, from := 0, 0
	for i, r := range written {
		switch {
		case r == '(':
			depth++
		case r == ')':
			depth--
		case r == ' ' && depth == 0:
			factors = append(factors, written[from:i])
			from = i + 1
		}
	}
	return append(factors, written[from:])
}

// parsePower reads "x" or "x^3".
func parsePower(factor string) (name string, power int, err error) {
	name, exponent, raised := strings.Cut(factor, "^")
	if !raised {
		return name, 1, nil
	}
	power, err = strconv.Atoi(exponent)
	const most = 20
	if err != nil || power < 2 || power > most || strconv.Itoa(power) != exponent {
		return "", 0, fmt.Errorf("the factor %q: give a power of 2 to %d", factor, most)
	}
	return name, power, nil
}

// parseCall reads "sin(x)" or "cos(2 x)", whose parenthesis opens at a place.
func parseCall(factor string, open int, names []string) (call, error) {
	c := call{function: factor[:open], factor: 1}
	if functions[c.function] == nil {
		return call{}, fmt.Errorf("the factor %q: there is no function %q here, only sin, cos and exp", factor, c.function)
	}
	argument, closed := strings.CutSuffix(factor[open+1:], ")")
	if number, name, scaled := strings.Cut(argument, " "); scaled {
		f, err := strconv.ParseFloat(number, 64)
		if err != nil || !finite(f) || f == 0 || f == 1 || strconv.FormatFloat(f, 'g', -1, 64) != number {
			return call{}, fmt.Errorf("the factor %q: %q is no number as it is written here; write cos(x), cos(2 x) or cos(0.5 x)", factor, number)
		}
		c.factor, argument = f, name
	}
	c.variable = slices.Index(names, argument)
	if c.variable < 0 || !closed {
		return call{}, fmt.Errorf("the factor %q: write sin(x) or sin(2 x), with x one of %s", factor, strings.Join(names, ", "))
	}
	return c, nil
}

// checkNames refuses names that can't stand in a term.
func checkNames(names []string) error {
	for i, n := range names {
		if _, err := strconv.ParseFloat(n, 64); n == "" || err == nil || strings.ContainsAny(n, " ^()'") {
			return fmt.Errorf("the name %q can't stand in a term; use letters", n)
		}
		if n == "time" {
			return fmt.Errorf("the name %q is the axis's; use another", n)
		}
		if slices.Contains(names[:i], n) {
			return fmt.Errorf("the name %q comes twice; rename one", n)
		}
	}
	if len(names) == 0 {
		return fmt.Errorf("there are no variables; name at least one")
	}
	return nil
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
