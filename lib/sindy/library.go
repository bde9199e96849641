package sindy

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A Library says which terms may stand in an equation.
type Library struct {
	degree    int
	perCapita bool
}

// Polynomials are all products of the variables up to a degree, the constant included: for x and y
// and degree 2 these are 1, x, y, x^2, x y, y^2. Good values: 1 to 3; with n variables there are
// (n+degree)! / (n! degree!) of them.
func Polynomials(degree int) Library { return Library{degree: degree} }

// PerCapita makes a library of growth rates, for quantities that are positive and breed: each
// variable's equation is
//
//	(ln x)' = sum of c_k terms_k,   so   x' = sum of c_k x terms_k.
//
// What is 0 then stays 0, and noise that is a part of x, as in counts and catches, has the same size
// throughout in ln x. PerCapita(Polynomials(1)) holds the laws of Lotka and Volterra, logistic growth
// and competition.
func PerCapita(l Library) Library {
	l.perCapita = true
	return l
}

// maxTerms bounds a library: beyond it the rows of any data here are too few, and the memory grows.
const maxTerms = 5000

// terms lists the library for a number of variables, by degree.
func (l Library) terms(variables int) ([]Term, error) {
	if l.degree < 0 {
		return nil, fmt.Errorf("sindy: polynomials of degree %d; give 0 or more", l.degree)
	}
	if l.degree == 0 && !l.perCapita {
		return nil, errors.New("sindy: a library of degree 0 holds only the constant; use Polynomials(1) or more")
	}
	var all []Term
	powers := make([]int, variables)
	var fill func(from, left int) bool
	fill = func(from, left int) bool {
		if left == 0 {
			all = append(all, Term{Powers: slices.Clone(powers)})
			return len(all) <= maxTerms
		}
		for v := from; v < variables; v++ {
			powers[v]++
			ok := fill(v, left-1)
			powers[v]--
			if !ok {
				return false
			}
		}
		return true
	}
	for d := range l.degree + 1 {
		if !fill(0, d) {
			return nil, fmt.Errorf("sindy: %d variables to degree %d make more than %d terms; lower the degree", variables, l.degree, maxTerms)
		}
	}
	return all, nil
}

// A Term is a product of powers of the variables.
type Term struct {
	// Powers of each variable: [1, 2] is x y^2.
	Powers []int
}

// At is the term's value at a state.
func (t Term) At(x []float64) float64 {
	v := 1.0
	for i, p := range t.Powers {
		for range p {
			v *= x[i]
		}
	}
	return v
}

// times is the term multiplied by one variable.
func (t Term) times(variable int) Term {
	p := slices.Clone(t.Powers)
	p[variable]++
	return Term{p}
}

// name writes the term with the variables' names: "1", "x", "x^2", "x y".
func (t Term) name(names []string) string {
	var parts []string
	for i, p := range t.Powers {
		switch {
		case p == 1:
			parts = append(parts, names[i])
		case p > 1:
			parts = append(parts, fmt.Sprintf("%s^%d", names[i], p))
		}
	}
	if parts == nil {
		return "1"
	}
	return strings.Join(parts, " ")
}
