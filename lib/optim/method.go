package optim

import (
	"encoding"
	"errors"
)

// A Method is the settings of an optimiser. The zero value of each works.
type Method interface {
	// Start checks the settings and the sizes, and gives a run at a copy of x. It evaluates nothing.
	Start(o Objective, x []float64) (Run, error)
}

// A Run is a method at work on an objective.
//
// Its state can be saved and put back: a run that was started with the same method on the same objective
// and then given the bytes goes on bit for bit as the saved one would have.
type Run interface {
	// Step moves X by one accepted step; the first evaluates the start as well. [ErrStalled] says that no
	// step could be found that lowers the objective.
	Step() error
	// Refresh evaluates the objective at X again, after it was changed: other points or weights. What the
	// method has learnt of curvature is kept.
	Refresh() error
	// X is the current point. It is the run's own: read it, or copy it.
	X() []float64
	// F is the objective at X, NaN before the first evaluation.
	F() float64
	// Gradient is the largest component of the gradient at X in size, NaN before the first evaluation. A
	// method that hasn't got it asks the objective for it.
	Gradient() (float64, error)
	// Stats is what the run has cost so far.
	Stats() Stats

	encoding.BinaryMarshaler
	encoding.BinaryUnmarshaler
}

// ErrStalled is the error of a Step that found no step that lowers the objective: at a minimum to
// rounding, or where values and gradients disagree.
var ErrStalled = errors.New("optim: no step lowers the objective: it is at a minimum to rounding, or its gradient is not that of its values")

// Stats is what a run costs.
type Stats struct {
	// Steps accepted.
	Steps int
	// Evaluations of the objective, with a gradient or without.
	Evaluations int
	// Jacobians or normal matrices formed.
	Jacobians int
	// Products of J'J with a vector, where no matrix is formed.
	Products int
	// Seconds in Step and Refresh.
	Seconds float64
}

// Resume gives a run that goes on from the state that another saved: the same method, on the same
// objective.
func Resume(o Objective, m Method, saved []byte) (Run, error) {
	if o == nil {
		return nil, errNoObjective
	}
	run, err := m.Start(o, make([]float64, o.Len()))
	if err != nil {
		return nil, err
	}
	return run, run.UnmarshalBinary(saved)
}
