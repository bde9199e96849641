package assimilation

import "fmt"

// An Operator says what would be observed of a state.
type Operator interface {
	// See sets seen [observations] to what would be observed of a state, without errors. It must be safe to call side by side.
	See(state, seen []float64) error
}

// DifferentiableOperator knows how small changes of a state would be observed. [Window] needs it.
type DifferentiableOperator interface {
	Operator
	// Tangent sets seen to what a small change v of a state would change of what is observed.
	Tangent(state, v, seen []float64) error
	// Adjoint adds to w [state] the transpose of Tangent times seen.
	Adjoint(state, seen, w []float64) error
}

// See is an operator that is a function.
type See func(state, seen []float64) error

// See calls it.
func (f See) See(state, seen []float64) error { return f(state, seen) }

// Elements are observations of single components of a state, by their numbers.
type Elements []int

// All are the numbers 0 ... n-1: everything is observed.
func All(n int) Elements {
	e := make(Elements, n)
	for i := range e {
		e[i] = i
	}
	return e
}

// See picks the components.
func (e Elements) See(state, seen []float64) error {
	if len(seen) != len(e) {
		return fmt.Errorf("assimilation: %d values of %d components observed; give one value for each", len(seen), len(e))
	}
	for k, i := range e {
		if i < 0 || i >= len(state) {
			return fmt.Errorf("assimilation: component %d observed of a state of %d; give 0 to %d", i, len(state), len(state)-1)
		}
		seen[k] = state[i]
	}
	return nil
}

// Tangent picks the components of the change.
func (e Elements) Tangent(_, v, seen []float64) error { return e.See(v, seen) }

// Adjoint puts values back in their places.
func (e Elements) Adjoint(_, seen, w []float64) error {
	for k, i := range e {
		w[i] += seen[k]
	}
	return nil
}
