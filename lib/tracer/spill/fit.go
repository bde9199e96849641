package spill

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"sublunar/lib/optim"
)

// A spillFit is the least-squares problem of a recovery: residuals (seen - value) over the deviation.
type spillFit struct {
	Recovery
	level, factor, quantile float64
	known                   bool
	scale                   float64 // of residuals where deviations aren't known
	weight                  []float64
	room, ahead             []float64
	held                    int // the unknown that stands still, or -1
	at                      []float64
	evaluations             int
}

func (f *spillFit) spill(theta []float64) Spill {
	return Spill{Diffusivity: math.Exp(theta[logDiffusivity]), Amount: math.Exp(theta[logAmount]),
		X: f.X[0] + theta[placeX]*(f.X[1]-f.X[0]), Y: f.Y[0] + theta[placeY]*(f.Y[1]-f.Y[0])}
}

// limit is how far an unknown's interval may reach to each side.
func (f *spillFit) limit(k int) float64 {
	if k == placeX || k == placeY {
		return 1 // the whole area
	}
	return math.Log(f.factor)
}

func (f *spillFit) residuals(theta, out []float64) error {
	f.evaluations++
	if err := f.Model.See(f.spill(theta), f.Observations, out); err != nil {
		return err
	}
	for k := range out {
		out[k] = (out[k] - f.Observations[k].Value) * f.weight[k]
	}
	return nil
}

// slopes are the derivatives of residuals, [observation, unknown], by central differences; that by the logarithm of the amount is what is seen.
// It leaves the residuals in f.room.
func (f *spillFit) slopes(theta []float64, j *mat.Dense) error {
	const step = 1e-5
	moved := slices.Clone(theta)
	for k := range logAmount {
		moved[k] = theta[k] + step
		if err := f.residuals(moved, f.ahead); err != nil {
			return err
		}
		moved[k] = theta[k] - step
		if err := f.residuals(moved, f.room); err != nil {
			return err
		}
		moved[k] = theta[k]
		for i := range f.room {
			j.Set(i, k, (f.ahead[i]-f.room[i])/(2*step))
		}
	}
	if err := f.residuals(theta, f.room); err != nil {
		return err
	}
	for i, v := range f.room {
		j.Set(i, logAmount, v+f.Observations[i].Value*f.weight[i])
	}
	return nil
}

// full puts the unknowns that move and the one that is held together.
func (f *spillFit) full(x []float64) []float64 {
	out := slices.Clone(f.at)
	i := 0
	for k := range out {
		if k != f.held {
			out[k] = x[i]
			i++
		}
	}
	return out
}

// Len, Residuals, Evaluate and Jacobian are optim's.
func (f *spillFit) Len() int {
	if f.held >= 0 {
		return unknowns - 1
	}
	return unknowns
}

func (f *spillFit) Residuals() int { return len(f.Observations) }

func (f *spillFit) Evaluate(x, g []float64) (float64, error) {
	r := make([]float64, f.Residuals())
	var j *mat.Dense
	if g != nil {
		j = mat.NewDense(f.Residuals(), f.Len(), nil)
	}
	if err := f.Jacobian(x, r, j); err != nil {
		return 0, err
	}
	if g != nil {
		mat.NewVecDense(len(g), g).MulVec(j.T(), mat.NewVecDense(len(r), r))
	}
	return mat.Dot(mat.NewVecDense(len(r), r), mat.NewVecDense(len(r), r)) / 2, nil
}

func (f *spillFit) Jacobian(x, r []float64, j *mat.Dense) error {
	theta := f.full(x)
	if j != nil {
		all := mat.NewDense(f.Residuals(), unknowns, nil)
		if err := f.slopes(theta, all); err != nil {
			return err
		}
		i := 0
		for k := range unknowns {
			if k != f.held {
				j.SetCol(i, mat.Col(nil, k, all))
				i++
			}
		}
		copy(r, f.room) // as slopes leaves it
		return nil
	}
	return f.residuals(theta, r)
}

// fit goes to the least squares from a start, one unknown held or none (-1). It gives the sum of squares too.
func (f *spillFit) fit(start []float64, held int) ([]float64, float64, error) {
	f.held, f.at = held, slices.Clone(start)
	var x []float64
	for k, v := range start {
		if k != held {
			x = append(x, v)
		}
	}
	result, err := optim.Minimise(f, x, optim.GaussNewton{Straight: true}, optim.Stop{MaxSteps: 60, Gradient: 1e-4, Decrease: 1e-10, Window: 3})
	if err != nil {
		return nil, 0, fmt.Errorf("spill: the fit of a spill: %w", err)
	}
	return f.full(result.X), 2 * result.F, nil
}
