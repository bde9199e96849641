package sindy

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/mat"
)

// marquardt finds the least sum of squares of a function's values, by the method of Levenberg and
// Marquardt: Gauss-Newton steps, shortened by a damping that falls while they succeed. The damping is
// scaled by the columns of the Jacobian, so that units don't bear on it.
type marquardt struct {
	// residuals of the parameters; nil where they have none (the model can't be followed).
	residuals func(p []float64) []float64
	// steps to move each parameter by for a difference.
	step func(p []float64) []float64
	// most steps.
	limit int
	// observe is called after each step; an error from it ends the work where it is. nil for nobody.
	observe func(step int, sum float64, last bool) error
}

// A minimum is where marquardt ended.
type minimum struct {
	p         []float64
	residuals []float64
	jacobian  *mat.Dense
	steps     int
	solves    int
	converged bool
	stopped   error // by observe
}

// tolerances on the relative fall of the sum of squares and on the relative step.
const (
	fallTolerance = 1e-12
	stepTolerance = 1e-9
)

func (m marquardt) minimise(start []float64) (minimum, error) {
	at := minimum{p: append([]float64(nil), start...), solves: 1}
	at.residuals = m.residuals(at.p)
	if at.residuals == nil {
		return at, errors.New("the model can't be followed from the start given")
	}
	damping := 1e-3
	for at.steps < m.limit {
		if err := m.differentiate(&at); err != nil {
			return at, err
		}
		now := sumOfSquares(at.residuals)
		for {
			delta, err := dampedStep(at.jacobian, at.residuals, damping)
			if err != nil {
				return at, err
			}
			trial := make([]float64, len(at.p))
			small := true
			for j := range trial {
				trial[j] = at.p[j] + delta[j]
				small = small && math.Abs(delta[j]) <= stepTolerance*math.Abs(at.p[j])
			}
			at.solves++
			next := m.residuals(trial)
			if next != nil {
				if then := sumOfSquares(next); then <= now {
					fell := now - then
					at.p, at.residuals, damping = trial, next, math.Max(damping/10, 1e-12)
					at.converged = fell <= fallTolerance*now || small
					break
				}
			}
			if small || damping > 1e12 {
				at.converged = true
				break
			}
			damping *= 10
		}
		at.steps++
		if m.observe != nil {
			at.stopped = m.observe(at.steps, sumOfSquares(at.residuals), at.converged)
		}
		if at.converged || at.stopped != nil {
			return at, m.differentiate(&at)
		}
	}
	return at, nil
}

// differentiate fills the Jacobian by central differences.
func (m marquardt) differentiate(at *minimum) error {
	at.jacobian = mat.NewDense(len(at.residuals), len(at.p), nil)
	steps := m.step(at.p)
	for j, h := range steps {
		p := append([]float64(nil), at.p...)
		p[j] = at.p[j] + h
		up := m.residuals(p)
		p[j] = at.p[j] - h
		down := m.residuals(p)
		at.solves += 2
		if up == nil || down == nil {
			return errors.New("the model can't be followed beside the point reached")
		}
		for i := range up {
			at.jacobian.Set(i, j, (up[i]-down[i])/(2*h))
		}
	}
	return nil
}

// dampedStep solves [J; sqrt(damping) D] delta = [-r; 0] by QR, D the lengths of J's columns.
func dampedStep(jacobian *mat.Dense, residuals []float64, damping float64) ([]float64, error) {
	rows, cols := jacobian.Dims()
	a := mat.NewDense(rows+cols, cols, nil)
	a.Slice(0, rows, 0, cols).(*mat.Dense).Copy(jacobian)
	b := mat.NewVecDense(rows+cols, nil)
	for i, r := range residuals {
		b.SetVec(i, -r)
	}
	for j := range cols {
		length := mat.Norm(jacobian.ColView(j), 2)
		if length == 0 || math.IsNaN(length) || math.IsInf(length, 0) {
			return nil, errors.New("a parameter has no bearing on the data")
		}
		a.Set(rows+j, j, math.Sqrt(damping)*length)
	}
	var qr mat.QR
	qr.Factorize(a)
	var delta mat.VecDense
	if err := qr.SolveVecTo(&delta, false, b); err != nil {
		var condition mat.Condition
		if !errors.As(err, &condition) {
			return nil, err
		}
	}
	return delta.RawVector().Data, nil
}

func sumOfSquares(r []float64) (s float64) {
	for _, v := range r {
		s += v * v
	}
	return s
}
