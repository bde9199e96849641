package sindy

import (
	"errors"
	"fmt"
	"slices"
)

// A Library says which terms may stand in an equation. Polynomials, Fourier, Functions and Custom make
// one; Sum, Product, Only, Derivatives, PerEquation and PerCapita make one of others.
type Library struct {
	// list gives the terms, in an order that doesn't change.
	list      func(scope) ([]Term, error)
	perCapita bool
	// equations holds the libraries of equations that have their own.
	equations map[string]Library
	rational  *quotient
	// consistent libraries leave out what units forbid, given the units of constants.
	consistent bool
	constants  []string
}

// Polynomials are all products of the variables up to a degree, the constant included: for x and y
// and degree 2 these are 1, x, y, x^2, x y, y^2. Good values: 1 to 3; with n variables there are
// (n+degree)! / (n! degree!) of them.
func Polynomials(degree int) Library {
	return Library{list: func(s scope) ([]Term, error) { return monomials(len(s.variables), degree) }}
}

// Constant is the library of the term 1 alone, to add to others.
func Constant() Library { return Polynomials(0) }

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

// monomials lists the products of a number of variables, by degree.
func monomials(variables, degree int) ([]Term, error) {
	if degree < 0 {
		return nil, fmt.Errorf("sindy: polynomials of degree %d; give 0 or more", degree)
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
	for d := range degree + 1 {
		if !fill(0, d) {
			return nil, fmt.Errorf("sindy: %d variables to degree %d make more than %d terms; lower the degree", variables, degree, maxTerms)
		}
	}
	return all, nil
}

// terms lists the library, each term once.
func (l Library) terms(s scope) ([]Term, error) {
	if l.list == nil {
		return nil, errors.New("sindy: no library; give one, such as Polynomials(2)")
	}
	all, err := l.list(s)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	all = slices.DeleteFunc(all, func(t Term) bool {
		name := s.name(t)
		again := seen[name]
		seen[name] = true
		return again
	})
	if len(all) > maxTerms {
		return nil, fmt.Errorf("sindy: the library has %d terms, more than %d; lower the degree, or leave out a factor", len(all), maxTerms)
	}
	if !l.perCapita && !slices.ContainsFunc(all, func(t Term) bool { return !t.isConstant() }) {
		return nil, errors.New("sindy: the library holds only the constant; use Polynomials(1) or more")
	}
	return all, nil
}
