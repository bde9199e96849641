package assimilation

import (
	"fmt"
	"math"

	"sublunar/lib/parallel"
)

// A Model advances states in time.
type Model interface {
	// Advance takes each member, a state, in place from one time to another. Members come as a batch, so that a model may run them as
	// one on an accelerator.
	Advance(members [][]float64, from, to float64) error
}

// Each is a model that advances one state; members run side by side on the processor's cores. It must be safe to call so.
type Each func(state []float64, from, to float64) error

// Advance runs the members.
func (f Each) Advance(members [][]float64, from, to float64) error {
	return parallel.Each(len(members), func(i int) error {
		if err := f(members[i], from, to); err != nil {
			return fmt.Errorf("member %d: %w", i, err)
		}
		return nil
	})
}

// A Differentiable model knows how small changes of its state grow.
type Differentiable interface {
	Model
	// Tangent takes v, a small change of a state, in place from one time to another. state is that at the first time, and is kept.
	Tangent(state, v []float64, from, to float64) error
	// Adjoint takes w, a derivative by the state at the second time, in place to that by the state at the first: the transpose of
	// Tangent. state is that at the first time, and is kept.
	Adjoint(state, w []float64, from, to float64) error
}

// A Sequence is observations of what a model is believed to follow, in the order of their times.
type Sequence struct {
	Model Model
	// Start is the time of the states that a method begins with.
	Start float64
	// Records of what was observed, at Start or later; several may be of one time.
	Records []Observations
	// Watch sees each stage. Nil for nobody. An error returned ends the work, and comes back beside the states as they stand.
	Watch func(Step) error
}

// A Method takes in a sequence, from states that stand for what is believed at its start, and gives those at its last record.
type Method interface {
	Run(s Sequence, initial [][]float64) ([][]float64, error)
}

// Stage says what was just done.
type Stage int

const (
	// Forecast is before the record was taken in.
	Forecast Stage = iota
	// Analysis is after it.
	Analysis
	// Smoothed is a past analysis that later records have improved, as it is given up.
	Smoothed
)

// String is the stage's name.
func (s Stage) String() string { return [...]string{"forecast", "analysis", "smoothed"}[s] }

// A Step is what a method believes at a record's time.
type Step struct {
	Stage Stage
	// Index of the record, and its time.
	Index int
	Time  float64
	// Members of the ensemble, one for methods that carry one state. They belong to the method: copy what must last, and change nothing.
	Members [][]float64
	// Consistency, of an ensemble's analysis, is the mean of d²/(s² + r²) over the values observed, with d how far the forecast's mean was
	// off, s its spread there and r the observation's own deviation. It should be about 1: where there is no truth to compare with, far
	// above 1 says that the ensemble is too sure of itself. NaN where it isn't known.
	Consistency float64
}

func (s Sequence) watch(step Step) error {
	if s.Watch == nil {
		return nil
	}
	return s.Watch(step)
}

// check says what is wrong with a sequence and the states to begin with.
func (s Sequence) check(initial [][]float64, least int) error {
	if s.Model == nil {
		return fmt.Errorf("assimilation: no model; give one")
	}
	if err := checkMembers(initial, least); err != nil {
		return err
	}
	last := s.Start
	for k, r := range s.Records {
		if !(r.Time >= last) || math.IsInf(r.Time, 0) {
			return fmt.Errorf("assimilation: record %d is of time %g, after %g; sort records by time, none before Start", k, r.Time, last)
		}
		if err := r.check(); err != nil {
			return fmt.Errorf("%w (record %d)", err, k)
		}
		last = r.Time
	}
	return nil
}

func checkMembers(members [][]float64, least int) error {
	if len(members) < least {
		return fmt.Errorf("assimilation: %d members; give %d or more", len(members), least)
	}
	for i, x := range members {
		if len(x) != len(members[0]) || len(x) == 0 {
			return fmt.Errorf("assimilation: member %d has %d components and the first %d; give all the same number, 1 or more", i, len(x), len(members[0]))
		}
	}
	return finite(members, math.NaN())
}

// finite says which member isn't, at a time.
func finite(members [][]float64, time float64) error {
	for i, x := range members {
		for c, v := range x {
			if v-v != 0 { // NaN or infinite
				if math.IsNaN(time) {
					return fmt.Errorf("assimilation: component %d of member %d is %g; begin with finite numbers", c, i, v)
				}
				return fmt.Errorf("assimilation: component %d of member %d is %g at time %g: the model doesn't hold from where the analysis put it; widen the errors of observations, inflate or localise", c, i, v, time)
			}
		}
	}
	return nil
}

// advance to a record's time.
func (s Sequence) advance(members [][]float64, from, to float64) error {
	if to == from {
		return nil
	}
	if err := s.Model.Advance(members, from, to); err != nil {
		return fmt.Errorf("assimilation: from time %g to %g: %w", from, to, err)
	}
	return finite(members, to)
}

func copied(members [][]float64) [][]float64 {
	if len(members) == 0 {
		return nil
	}
	n := len(members[0])
	all := make([]float64, len(members)*n)
	out := make([][]float64, len(members))
	for i, x := range members {
		out[i] = all[i*n : (i+1)*n : (i+1)*n]
		copy(out[i], x)
	}
	return out
}
