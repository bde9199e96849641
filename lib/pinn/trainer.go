package pinn

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"sublunar/lib/backend"
	"sublunar/lib/field"
	"sublunar/lib/network"
	"sublunar/lib/optim"
)

// Solve fits a network to the problem. With an error from Observe, and where the method finds no way on, the solution so far is
// usable, and its Status says why it ended.
func (p Problem) Solve(n network.Network, t Training) (*Solution, error) {
	tr, err := newTrainer(p, n, t)
	if err != nil {
		return nil, err
	}
	defer tr.close()
	return tr.solve()
}

// A trainer is a fit on its way.
type trainer struct {
	Training
	problem   Problem
	objective *objective
	parts     int // groups that are equations; they come first
	run       optim.Run
	heldOut   float64 // root mean square of the equations' residuals between the points; NaN where it wasn't worked out
	watched   []field.Value
	best      best
	rounds    int // how often the points have been moved
}

func newTrainer(p Problem, n network.Network, t Training) (*trainer, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	engine, err := backend.New()
	if err != nil {
		return nil, err
	}
	s, err := newShape(engine, p, n)
	if err != nil {
		return nil, err
	}
	tr := &trainer{problem: p, heldOut: math.NaN()}
	if tr.Training, err = t.filled(s.len()); err != nil {
		return nil, err
	}
	tr.objective = &objective{engine: engine, shape: s, kind: tr.Precision, block: tr.Block, batch: tr.Batch, views: &views{of: map[string]*group{}}}
	for _, lay := range []func() error{tr.layEquations, tr.layConditions, tr.layData} {
		if err := lay(); err != nil {
			tr.close()
			return nil, err
		}
	}
	if soap, ok := tr.Method.(optim.SOAP); ok && soap.Shapes == nil {
		soap.Shapes = s.shapes()
		tr.Method = soap
	}
	tr.weigh()
	return tr, nil
}

func (tr *trainer) close() {
	for _, g := range tr.objective.groups {
		g.close()
	}
}

func (tr *trainer) solve() (*Solution, error) {
	start := tr.Start
	if start == nil {
		start = tr.objective.shape.start(tr.Seed)
	}
	if _, err := tr.hold(start); err != nil {
		return nil, err
	}
	var err error
	if tr.run, err = tr.Method.Start(tr.objective, start); err != nil {
		return nil, err
	}
	if err := tr.run.Refresh(); err != nil {
		return nil, tr.explain(start, err)
	}
	status, err := tr.drive()
	s, failed := tr.solution(status)
	if err == nil {
		err = failed
	}
	return s, err
}

// drive goes on in rounds of Every steps; between them the points and the weights may change.
func (tr *trainer) drive() (optim.Status, error) {
	stalled := false
	for {
		left := tr.Steps - tr.run.Stats().Steps
		if left <= 0 {
			return optim.OutOfSteps, nil
		}
		stop := optim.Stop{MaxSteps: min(tr.Every, left), Observe: tr.observe}
		if tr.Time > 0 {
			if stop.Time = tr.Time.Seconds() - tr.run.Stats().Seconds; stop.Time <= 0 {
				return optim.OutOfTime, nil
			}
		}
		result, err := optim.Drive(tr.run, stop)
		if err != nil {
			if result.Status == optim.Stopped {
				return optim.Stopped, err
			}
			return result.Status, err
		}
		changed, err := tr.change()
		if err != nil {
			return optim.Failed, err
		}
		switch {
		case tr.Target > 0 && tr.heldOut <= tr.Target:
			return optim.Target, nil
		case result.Status == optim.OutOfTime:
			return optim.OutOfTime, nil
		case result.Status == optim.Stalled && (stalled || !changed):
			return optim.Stalled, nil // twice in a row, on different points
		}
		stalled = result.Status == optim.Stalled
	}
}

// change asks Adapt and Weigh, and says whether anything changed.
func (tr *trainer) change() (bool, error) {
	if err := tr.compare(); err != nil {
		return false, err
	}
	if err := tr.remember(); err != nil {
		return false, err
	}
	if tr.Watch != nil {
		var err error
		if tr.watched, err = tr.Watch(tr.sketch(optim.Running)); err != nil {
			return false, err
		}
	}
	moved, err := tr.Adapt.adapt(tr)
	if err != nil {
		return false, err
	}
	if moved {
		for _, t := range tr.objective.terms[:tr.equations()] {
			t.attention = nil // it was that of other points
		}
	}
	weighed := false
	if tr.Weigh != nil {
		if weighed, err = tr.Weigh.weigh(tr); err != nil {
			return false, err
		}
	}
	relaxed, err := tr.hold(tr.run.X())
	if err != nil {
		return false, err
	}
	if moved || weighed || relaxed {
		tr.rounds++
		tr.weigh()
		return true, tr.run.Refresh()
	}
	return false, nil
}

// sketch is the solution so far, without what is left of its terms.
func (tr *trainer) sketch(status optim.Status) *Solution {
	theta := tr.run.X()
	if tr.best.theta != nil {
		theta = tr.best.theta
	}
	return &Solution{Parameters: slices.Clone(theta), Status: status, Stats: tr.run.Stats(), objective: tr.objective, Points: tr.Points}
}

// equations is how many terms are equations; they come first.
func (tr *trainer) equations() int {
	n := 0
	for _, t := range tr.objective.terms {
		if t.kind == "equation" {
			n++
		}
	}
	return n
}

func (tr *trainer) observe(field.Progress) error {
	if tr.Observe == nil {
		return nil
	}
	values := []field.Value{{Name: "loss", Value: tr.run.F()}}
	if !math.IsNaN(tr.heldOut) {
		values = append(values, field.Value{Name: "residual between the points", Value: tr.heldOut})
	}
	for i := range tr.problem.Constants {
		v, _ := tr.objective.shape.constant(i, tr.run.X())
		values = append(values, field.Value{Name: tr.problem.Constants[i].Name, Value: v})
	}
	values = append(values, tr.watched...)
	return tr.Observe(field.Progress{Step: tr.run.Stats().Steps, Total: tr.Steps, Values: values})
}

// explain looks for the term whose residual isn't finite where the fit couldn't begin.
func (tr *trainer) explain(theta []float64, cause error) error {
	for _, t := range tr.objective.terms {
		r, err := tr.objective.residuals(t.group, theta)
		if err != nil {
			return err
		}
		k, d := len(t.group.residuals), len(t.group.shape.axes)
		for i := range t.group.points.n {
			if v := r[i*k+t.column]; math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Errorf("pinn: the residual of %q is %g at %.6g before anything was fitted; "+
					"look for a division by 0, a root or a logarithm of a negative number there", t.name, v, t.group.points.x[i*d:(i+1)*d])
			}
		}
	}
	return errors.Join(errors.New("pinn: the fit could not begin"), cause)
}
