package optim

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"sublunar/lib/field"
)

// Stop says when to end. The zero value goes on for 1000 steps or until no step lowers the objective.
type Stop struct {
	// MaxSteps is the largest number of steps. Default 1000.
	MaxSteps int
	// Gradient ends when no component of the gradient is larger. Default 0: only at an exact 0.
	Gradient float64
	// Target ends when the objective is as small. Default: no target, negative infinity; 0 means none
	// too, for a sum of squares can't be met exactly.
	Target float64
	// Decrease ends when the best value of the last Window steps is not below the best before them by
	// this share of it. Default 0: never for that reason. Good values: 1e-3 for a Window of 100.
	Decrease float64
	// Window is the number of steps over which Decrease is judged. Default 20.
	Window int
	// Time is the largest number of seconds. Default 0: no limit.
	Time float64
	// Observe is called after each step with the objective ("objective") and ends the work by an error.
	// Nil for nobody.
	Observe func(field.Progress) error
}

// A Result is where a method ended.
type Result struct {
	// X is the last point, F the objective there, and Gradient the largest component of its gradient in
	// size.
	X        []float64
	F        float64
	Gradient float64
	Status   Status
	Stats    Stats
}

// String says how it ended.
func (r Result) String() string {
	return fmt.Sprintf("objective %.6g, gradient %.3g after %d steps, %d evaluations, %.3g s: %v",
		r.F, r.Gradient, r.Stats.Steps, r.Stats.Evaluations, r.Stats.Seconds, r.Status)
}

// Minimise makes an objective small from a start. Its error is of settings, of a start where the
// objective isn't finite, or of the objective; Observe's ends it with Status Stopped and that error.
// With an error the Result is that of the last good step, if X is not nil.
func Minimise(o Objective, start []float64, m Method, stop Stop) (Result, error) {
	if m == nil {
		return Result{}, errors.New("optim: no method: give one, such as optim.LBFGS{}")
	}
	run, err := m.Start(o, start)
	if err != nil {
		return Result{}, err
	}
	return Drive(run, stop)
}

// Drive takes a run onward until one of the reasons to stop, as Minimise does; call it again to go on.
// Steps and Time count from the call.
func Drive(run Run, stop Stop) (Result, error) {
	stop, err := stop.filled()
	if err != nil {
		return Result{}, err
	}
	if math.IsNaN(run.F()) {
		if err := run.Refresh(); err != nil {
			return Result{Status: Failed, Stats: run.Stats()}, err
		}
	}
	d := driver{run: run, stop: stop, best: run.F(), begun: run.Stats()}
	status, err := d.drive()
	r := Result{X: slices.Clone(run.X()), F: run.F(), Gradient: math.NaN(), Status: status}
	if status != Failed {
		var failed error
		if r.Gradient, failed = run.Gradient(); failed != nil {
			r.Status, err = Failed, failed
		}
	}
	r.Stats = run.Stats()
	return r, err
}

func (s Stop) filled() (Stop, error) {
	if s.MaxSteps == 0 {
		s.MaxSteps = 1000
	}
	if s.Window == 0 {
		s.Window = 20
	}
	if s.Target == 0 {
		s.Target = math.Inf(-1)
	}
	switch {
	case s.MaxSteps < 0:
		return s, fmt.Errorf("optim: at most %d steps; give 1 or more", s.MaxSteps)
	case !(s.Gradient >= 0):
		return s, fmt.Errorf("optim: a gradient of %v to stop at; give 0 or more", s.Gradient)
	case math.IsNaN(s.Target):
		return s, errors.New("optim: a target of NaN; give a number")
	case !(s.Decrease >= 0 && s.Decrease < 1):
		return s, fmt.Errorf("optim: a decrease of %v to stop at; give a share from 0 to 1", s.Decrease)
	case s.Window < 0:
		return s, fmt.Errorf("optim: a window of %d steps; give 1 or more", s.Window)
	case !(s.Time >= 0):
		return s, fmt.Errorf("optim: at most %v seconds; give 0 for no limit or more", s.Time)
	}
	return s, nil
}

// driver steps a run.
type driver struct {
	run   Run
	stop  Stop
	best  float64
	begun Stats
	bests []float64 // the best value after each of the last Window steps
}

func (d *driver) drive() (Status, error) {
	for {
		if status, err := d.ended(); status != Running || err != nil {
			return status, err
		}
		err := d.run.Step()
		if errors.Is(err, ErrStalled) {
			return Stalled, nil
		}
		if err != nil {
			return Failed, err
		}
		d.best = min(d.best, d.run.F())
		if err := d.observe(); err != nil {
			return Stopped, err
		}
	}
}

// ended says whether to stop before a step.
func (d *driver) ended() (Status, error) {
	if d.run.F() <= d.stop.Target {
		return Target, nil
	}
	// The gradient may cost an evaluation: a method that steps without it isn't asked unless that matters.
	if d.stop.Gradient > 0 {
		gradient, err := d.run.Gradient()
		if err != nil {
			return Failed, err
		}
		if gradient <= d.stop.Gradient {
			return SmallGradient, nil
		}
	}
	stats := d.run.Stats()
	if stats.Steps-d.begun.Steps >= d.stop.MaxSteps {
		return OutOfSteps, nil
	}
	if d.stop.Time > 0 && stats.Seconds-d.begun.Seconds >= d.stop.Time {
		return OutOfTime, nil
	}
	if d.stop.Decrease > 0 {
		d.bests = append(d.bests, d.best)
		if n := len(d.bests); n > d.stop.Window {
			before := d.bests[n-1-d.stop.Window]
			if before-d.best <= d.stop.Decrease*math.Abs(before) {
				return SmallDecrease, nil
			}
		}
	}
	return Running, nil
}

func (d *driver) observe() error {
	if d.stop.Observe == nil {
		return nil
	}
	return d.stop.Observe(field.Progress{
		Step: d.run.Stats().Steps - d.begun.Steps, Total: d.stop.MaxSteps,
		Values: []field.Value{{Name: "objective", Value: d.run.F()}},
	})
}
