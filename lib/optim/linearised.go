package optim

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// linearised is a run whose steps come from equations at x, the objective's as if its residuals were linear.
type linearised struct {
	state
	system   system
	formed   bool // the system is of x
	p        []float64
	xt       []float64 // a trial point
	diagonal []float64
}

// begin makes room, and chooses how to solve.
func (r *linearised) begin(s state, l linear) error {
	n := len(s.x)
	r.state, r.p, r.xt, r.diagonal = s, make([]float64, n), make([]float64, n), make([]float64, n)
	l.stats = &r.stats
	var err error
	r.system, err = newSystem(s.o, l)
	return err
}

// refresh evaluates the objective, and forms its equations in the method's way.
func (r *linearised) refresh(form func() error) error {
	f, err := r.value(r.x, nil)
	if err != nil {
		return err
	}
	clear(r.g)
	if err := r.settle(f); err != nil {
		return err
	}
	return form()
}

// form the equations at x. The value stays that of Evaluate, which trial points are compared with.
func (r *linearised) form() error {
	r.formed, r.slope = false, false
	if err := r.system.form(r.x, r.g); err != nil {
		return err
	}
	r.stats.Jacobians++
	r.system.diagonal(r.diagonal)
	if err := checkSystem(r.g, r.diagonal); err != nil {
		return err
	}
	r.formed, r.slope = true, true
	return nil
}

// prepare a step: equations at x, where the gradient isn't 0.
func (r *linearised) prepare(form func() error) error {
	var err error
	if !r.ready {
		err = r.refresh(form)
	} else if !r.formed {
		err = form()
	}
	if err == nil && floats.Norm(r.g, math.Inf(1)) == 0 {
		err = ErrStalled
	}
	return err
}

// take the trial point, where the objective is f.
func (r *linearised) take(f float64) {
	r.x, r.xt, r.f = r.xt, r.x, f
	r.stats.Steps++
	r.formed, r.slope = false, false
}
