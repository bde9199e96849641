package optim

import (
	"fmt"

	"gonum.org/v1/gonum/floats"
)

// bend finds the second-order correction of a step: with v the first-order step, r” the second
// derivative of the residuals along it,
//
//	(J'J + mu D²) a = -J' r'',   p = v + a/2.
type bend struct {
	curved   Curved
	jacobian Jacobian

	a, jb    []float64
	x        []float64
	up, down []float64 // residuals ahead and behind
}

func newBend(o Objective, s system) (*bend, error) {
	n := o.Len()
	b := &bend{a: make([]float64, n), jb: make([]float64, n), x: make([]float64, n)}
	if jacobian, ok := o.(Jacobian); ok && s.residuals() != nil {
		b.jacobian, b.up, b.down = jacobian, make([]float64, jacobian.Residuals()), make([]float64, jacobian.Residuals())
		return b, nil
	}
	if curved, ok := o.(Curved); ok {
		b.curved = curved
		return b, nil
	}
	return nil, fmt.Errorf("optim: GaussNewton's Acceleration asks for an objective that has Bend, or Jacobian and a solver that uses it; %T has not", o)
}

// correct adds half of the correction to r.p, unless it is too long for the expansion to be trusted.
func (b *bend) correct(r *gaussNewton, mu float64) error {
	var w []float64
	if b.curved != nil {
		if err := b.curved.Bend(r.x, r.p, b.jb); err != nil {
			return err
		}
	} else {
		const h = 0.1 // of the step: r'' to order h²
		r.stats.Evaluations += 2
		floats.AddScaledTo(b.x, r.x, h, r.p)
		if err := b.jacobian.Jacobian(b.x, b.up, nil); err != nil {
			return err
		}
		floats.AddScaledTo(b.x, r.x, -h, r.p)
		if err := b.jacobian.Jacobian(b.x, b.down, nil); err != nil {
			return err
		}
		w = b.up
		for i, middle := range r.system.residuals() {
			w[i] = (b.up[i] - 2*middle + b.down[i]) / (h * h)
		}
		if !sound(w) {
			return nil
		}
		if err := r.system.reverse(w, b.jb); err != nil {
			return err
		}
	}
	ok, err := r.system.solve(mu, r.m.D, b.jb, w, b.a)
	if err != nil || !ok {
		return err
	}
	if floats.Norm(b.a, 2) <= r.set.Acceleration*floats.Norm(r.p, 2) {
		floats.AddScaled(r.p, 0.5, b.a)
	}
	return nil
}
