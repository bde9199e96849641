package sindy

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// sized finds one equation whose coefficients have the sizes asked for: a term whose coefficient is
// furthest off them is taken out of the library, until none is off.
func (r Regression) sized(p *posing, v int) (Equation, error) {
	for {
		eq, err := r.equation(p, v)
		if err != nil || r.Sizes == [2]float64{} {
			return eq, err
		}
		worst, furthest := -1, 0.0
		for k, c := range eq.Coefficients {
			if off := r.off(c); c != 0 && off > furthest {
				worst, furthest = k, off
			}
		}
		if worst < 0 {
			return eq, nil
		}
		problem := *p.problems[v]
		if problem.Allowed = slices.Clone(problem.Allowed); problem.Allowed == nil {
			problem.Allowed = slices.Repeat([]bool{true}, problem.Columns)
		}
		problem.Allowed[worst] = false
		p.problems[v] = &problem
	}
}

// off is the logarithm of how far a coefficient is outside the sizes.
func (r Regression) off(c float64) float64 {
	off := math.Log(r.Sizes[0] / math.Abs(c))
	if r.Sizes[1] > 0 {
		off = math.Max(off, math.Log(math.Abs(c)/r.Sizes[1]))
	}
	return off
}

// checkSizes refuses sizes that can't be kept to.
func (r Regression) checkSizes() error {
	low, high := r.Sizes[0], r.Sizes[1]
	switch {
	case r.Sizes == [2]float64{}:
		return nil
	case !(low >= 0) || !(high >= 0) || high > 0 && high <= low || math.IsInf(low, 1):
		return fmt.Errorf("sindy: coefficients of sizes from %v to %v; give 0 or more, and then a larger one, or 0 for no bound", low, high)
	case r.Constraints != nil || r.Trapped || r.Library.rational != nil:
		return errors.New("sindy: Sizes go with neither Constraints, Trapped nor Rational; leave one of them out")
	}
	if _, told := r.Solver.(These); told {
		return errors.New("sindy: Sizes choose among terms, but These has chosen; leave one of them out")
	}
	return nil
}
