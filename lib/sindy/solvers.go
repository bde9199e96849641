package sindy

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"

	"gonum.org/v1/gonum/mat"
)

// A Solver chooses the terms of an equation: STLSQ, Backward or These. The coefficients are then
// the least-squares ones on the terms chosen.
type Solver interface {
	// choose returns which columns stand in the equation, and after how many rounds.
	choose(r regression) (chosen []bool, rounds int, err error)
}

// A regression is one equation in rows: a c = b.
type regression struct {
	a     *mat.Dense
	b     *mat.VecDense
	names []string // of the terms, as they stand in this equation
	of    string   // "x'"
	// allowed are the terms that this equation's library has; nil for all.
	allowed []bool
}

func (r regression) all() []bool {
	if r.allowed != nil {
		return slices.Clone(r.allowed)
	}
	chosen := make([]bool, len(r.names))
	for k := range chosen {
		chosen[k] = true
	}
	return chosen
}

// collinear is the error for a set of terms that the data can't tell apart.
func (r regression) collinear(chosen []bool) error {
	var names []string
	for k, in := range chosen {
		if in {
			names = append(names, r.names[k])
		}
	}
	rows, _ := r.a.Dims()
	return fmt.Errorf("sindy: %s: %d rows of data can't tell the terms %s apart; use a smaller library, more data, or data that vary more",
		r.of, rows, strings.Join(names, ", "))
}

// STLSQ is sequentially thresholded least squares (Brunton, Proctor and Kutz 2016,
// doi:10.1073/pnas.1517384113): fit all terms, drop the small ones, and fit again until none is small.
//
// Small is judged by what a term contributes, not by its coefficient: the root mean square of the
// term, times its coefficient, over that of the equation's left side. So the units don't matter.
type STLSQ struct {
	// Threshold is the least share of the left side that a term must contribute. Default 0.1. Good
	// values: 0.01 for clean data, 0.3 for data as noisy as counts of animals.
	Threshold float64
}

func (s STLSQ) choose(r regression) ([]bool, int, error) {
	threshold := s.Threshold
	if threshold == 0 {
		threshold = 0.1
	}
	if math.IsNaN(threshold) || threshold < 0 || math.IsInf(threshold, 0) {
		return nil, 0, fmt.Errorf("sindy: a threshold of %v; give a positive number, such as 0.1", s.Threshold)
	}
	whole := rms(r.b)
	chosen := r.all()
	for round := 1; ; round++ {
		f, err := leastSquares(r.a, r.b, chosen)
		if err != nil {
			return nil, round, r.collinear(chosen)
		}
		small := false
		for k := range chosen {
			if chosen[k] && math.Abs(f.coefficients[k])*rms(r.a.ColView(k)) < threshold*whole {
				chosen[k] = false
				small = true
			}
		}
		if !small {
			return chosen, round, nil // after at most as many rounds as there are terms
		}
	}
}

// Backward drops the least certain term, one at a time, until each coefficient that is left is
// several times its standard error. Where terms are nearly alike, each may look large beside
// another that cancels it: STLSQ keeps such pairs, Backward doesn't.
type Backward struct {
	// Times is how many standard errors a coefficient must be. Default 2.
	Times float64
}

func (s Backward) choose(r regression) ([]bool, int, error) {
	times := s.Times
	if times == 0 {
		times = 2
	}
	if math.IsNaN(times) || times < 0 || math.IsInf(times, 0) {
		return nil, 0, fmt.Errorf("sindy: terms of %v standard errors; give a positive number, such as 2", s.Times)
	}
	chosen := r.all()
	for round := 1; ; round++ {
		f, err := leastSquares(r.a, r.b, chosen)
		if err != nil || f.freedom < 1 {
			return nil, round, r.collinear(chosen)
		}
		worst, least := -1, times
		for k := range chosen {
			if !chosen[k] || f.errors[k] == 0 {
				continue
			}
			if t := math.Abs(f.coefficients[k]) / f.errors[k]; t < least {
				worst, least = k, t
			}
		}
		if worst < 0 {
			return chosen, round, nil
		}
		chosen[worst] = false
	}
}

// These chooses the terms that a known law has, by equation: These{"x'": {"x", "x y"}}. An equation
// that isn't named is x' = 0.
type These map[string][]string

func (s These) choose(r regression) ([]bool, int, error) {
	chosen := make([]bool, len(r.names))
	for _, wanted := range s[r.of] {
		k := indexOfTerm(r.names, wanted)
		if k < 0 {
			return nil, 0, fmt.Errorf("sindy: the library has no term %q for %s; it has %s", wanted, r.of, strings.Join(r.names, ", "))
		}
		chosen[k] = true
	}
	return chosen, 1, nil
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
