package ode

import (
	"errors"
	"fmt"
	"math"
)

// A Rate writes the time derivative of x into dx.
type Rate func(t float64, x, dx []float64)

// Tolerance is how far a step may be off, for each component: Absolute + Relative |x|.
type Tolerance struct {
	// Default 1e-9 and 1e-8. Good values of Relative: 1e-6 for a sketch to 1e-12 for data that stand
	// for the exact solution; below 1e-14 is less than rounding. Absolute: what is nothing in the
	// units of x.
	Absolute, Relative float64
	// Steps is the greatest number of steps, taken or refused. Default 100000.
	Steps int
}

// ErrUnbounded is returned when the solution leaves all bounds before the last time.
var ErrUnbounded = errors.New("ode: the solution grows without bound")

// Solve returns the state at each of the times, of shape [times][components]; the first is x0. The
// times ascend or descend.
func Solve(f Rate, x0, times []float64, tol Tolerance) ([][]float64, error) {
	tol, err := tol.withDefaults()
	if err != nil {
		return nil, err
	}
	for c, x := range x0 {
		if !finite(x) {
			return nil, fmt.Errorf("ode: component %d starts at %g; give a finite number", c, x)
		}
	}
	for i, t := range times {
		if !finite(t) {
			return nil, fmt.Errorf("ode: time %d is %g; give a finite number", i, t)
		}
	}
	out := make([][]float64, len(times))
	if len(times) == 0 {
		return out, nil
	}
	s := newStepper(f, times[0], x0, tol)
	n := len(x0)
	all := make([]float64, len(times)*n)
	for i, t := range times {
		if err := s.to(t); err != nil {
			return nil, err
		}
		out[i] = all[i*n : (i+1)*n : (i+1)*n]
		copy(out[i], s.x)
	}
	return out, nil
}

func (tol Tolerance) withDefaults() (Tolerance, error) {
	if !(tol.Absolute >= 0 && tol.Relative >= 0 && tol.Steps >= 0) {
		return tol, fmt.Errorf("ode: tolerances %g and %g with %d steps; none may be negative, and 0 means the default", tol.Absolute, tol.Relative, tol.Steps)
	}
	if tol.Absolute == 0 {
		tol.Absolute = 1e-9
	}
	if tol.Relative == 0 {
		tol.Relative = 1e-8
	}
	if tol.Steps == 0 {
		tol.Steps = 100_000
	}
	return tol, nil
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
