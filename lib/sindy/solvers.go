package sindy

import (
	"errors"
	"fmt"
	"sort"
	"strings"

	"sublunar/lib/sparse"
)

// A Solver chooses the terms of an equation: STLSQ, Backward, Subset, These, or one's own. The
// coefficients are then the least-squares ones on the terms chosen.
type Solver = sparse.Solver

// The solvers of sublunar/lib/sparse, by their names here.
type (
	STLSQ    = sparse.STLSQ
	Backward = sparse.Backward
	Subset   = sparse.Subset
	SSR      = sparse.SSR
	FROLS    = sparse.FROLS
	SR3      = sparse.SR3
	Ridge    = sparse.Ridge
	MSTLSQ   = sparse.MSTLSQ
)

// These chooses the terms that a known law has, by equation: These{"x'": {"x", "x y"}}. An equation
// that isn't named is x' = 0.
type These map[string][]string

// Choose finds the terms by their names.
func (s These) Choose(p *sparse.Problem) (sparse.Choice, error) {
	chosen := make([]bool, p.Columns)
	for _, wanted := range s[p.Of] {
		k := indexOfTerm(p.Names, wanted)
		if k < 0 {
			return sparse.Choice{}, fmt.Errorf("the library has no term %q for %s; it has %s", wanted, p.Of, strings.Join(p.Names, ", "))
		}
		chosen[k] = true
	}
	return sparse.Choice{Columns: chosen, Rounds: 1}, nil
}

// check refuses equations that the data don't have.
func (s These) check(names []string) error {
	if len(s) == 0 {
		return errors.New("sindy: These names no equation; give each its terms, as in These{\"x'\": {\"x\", \"x y\"}}")
	}
	for of := range s {
		if indexOfTerm(primed(names), of) < 0 {
			return fmt.Errorf("sindy: there is no equation %q; there is %s", of, strings.Join(primed(names), ", "))
		}
	}
	return nil
}

// primed are the left sides: "x'" for "x".
func primed(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = n + "'"
	}
	return out
}

// indexOfTerm finds a term by its name, its factors in any order; -1 where there is none.
func indexOfTerm(names []string, wanted string) int {
	for k, name := range names {
		if name == wanted || inOrder(name) == inOrder(wanted) {
			return k
		}
	}
	return -1
}

func inOrder(term string) string {
	factors := strings.Fields(term)
	sort.Strings(factors)
	return strings.Join(factors, " ")
}
