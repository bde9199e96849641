package optim

import (
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

// newBend is nil for an objective that can't tell how its residuals bend.
func newBend(o Objective, s system) *bend {
	n := o.Len()
	b := &bend{a: make([]float64, n), jb: make([]float64, n), x: make([]float64, n)}
	if jacobian, ok := o.(Jacobian); ok && s.residuals() != nil {
		b.jacobian, b.up, b.down = jacobian, make([]float64, jacobian.Residuals()), make([]float64, jacobian.Residuals())
		return b
	}
	if curved, ok := o.(Curved); ok {
		b.curved = curved
		return b
	}
	return nil
}

// correct finds the correction of the step r.p; it is 0 where it is too long for the expansion to be trusted.
func (b *bend) correct(r *gaussNewton, mu float64) error {
	clear(b.a)
	var w []float64
	if b.curved != nil {
		if err := b.curved.Bend(r.x, r.p, b.jb); err != nil {
			return err
		}
	} else {
		// A tenth of the step gives r'' to a hundredth; where that is so short that the residuals' rounding
		// shows, a thousandth of x.
		h := 0.1
		if long := 1e-3 * floats.Norm(r.x, 2) / floats.Norm(r.p, 2); long > h && finite(long) {
			h = long
		}
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
	if !(floats.Norm(b.a, 2) <= r.set.Acceleration*floats.Norm(r.p, 2)) {
		clear(b.a)
	}
	return nil
}

// along sets x to x0 + q v + q²/2 a.
func (b *bend) along(x, x0, v []float64, q float64) {
	floats.AddScaledTo(x, x0, q, v)
	floats.AddScaled(x, q*q/2, b.a)
}

// explore goes on along the path from its point q = 1, where the objective is f and xt the point: farther while that lowers it, else
// half as far. It gives the lowest value, with xt there.
func (b *bend) explore(r *gaussNewton, f float64) (float64, error) {
	for _, way := range [][]float64{{1.5, 2, 3, 4}, {0.5}} {
		moved := false
		for _, q := range way {
			b.along(b.x, r.x, r.p, q)
			next, err := r.value(b.x, nil)
			if err != nil {
				return 0, err
			}
			if !(next < f) {
				break
			}
			f, moved = next, true
			copy(r.xt, b.x)
		}
		if moved {
			break
		}
	}
	return f, nil
}
