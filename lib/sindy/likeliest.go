package sindy

import (
	"math"
	"slices"
)

// likeliest finds a noisy field's equation by its misfit; false where that can't be told, for some rows
// are missing, or the library is too large for its covariances.
func (p *posing) likeliest(v int, plain Equation) (Equation, bool) {
	const largest = 300 // terms
	if len(p.library) > largest {
		return plain, false
	}
	if p.whites == nil {
		if p.whites = p.white(); p.whites == nil {
			return plain, false
		}
	}
	w, problem := p.whites[v], p.problems[v]
	allowed := problem.Allowed
	if allowed == nil {
		allowed = slices.Repeat([]bool{true}, problem.Columns)
	}
	law, spread, warnings, ok := w.search(allowed)
	if !ok {
		return plain, false
	}
	eq := plain
	eq.Coefficients, eq.Errors = make([]float64, problem.Columns), make([]float64, problem.Columns)
	for i, k := range law.columns {
		eq.Coefficients[k], eq.Errors[k] = law.c[i], law.errors[i]*spread
	}
	eq.Freedom, eq.Warnings = w.count-len(law.columns), warnings
	left := problem.Left(eq.Coefficients)
	eq.Residual = math.Sqrt(left / math.Max(1, problem.Rows-float64(len(law.columns))))
	if all := problem.BB[problem.Side]; all > 0 {
		eq.Explained = 1 - left/all
	}
	return eq, true
}
