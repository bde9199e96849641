package cooling

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// squares is the misfit of y = a exp(-k t) to readings, half a sum of squares, as package optim asks for it; x is (a, k).
type squares struct{ t, y []float64 }

func (s squares) Len() int       { return 2 }
func (s squares) Residuals() int { return len(s.t) }

// Jacobian fills the residuals r, and their derivatives by a and k.
func (s squares) Jacobian(x, r []float64, j *mat.Dense) error {
	for i, t := range s.t {
		e := math.Exp(-x[1] * t)
		r[i] = x[0]*e - s.y[i]
		if j != nil {
			j.SetRow(i, []float64{e, -x[0] * t * e})
		}
	}
	return nil
}

// Evaluate gives the misfit, and its gradient into g.
func (s squares) Evaluate(x, g []float64) (float64, error) {
	r, j := make([]float64, len(s.t)), mat.NewDense(len(s.t), 2, nil)
	if err := s.Jacobian(x, r, j); err != nil {
		return 0, err
	}
	if g != nil {
		mat.NewVecDense(2, g).MulVec(j.T(), mat.NewVecDense(len(r), r))
	}
	return floats.Dot(r, r) / 2, nil
}

// rateFactor is the standard error of k for a noise of one: the square root of its element of the inverse of J'J.
func (s squares) rateFactor(x []float64) float64 {
	r, j := make([]float64, len(s.t)), mat.NewDense(len(s.t), 2, nil)
	_ = s.Jacobian(x, r, j) // never fails
	var normal, inverse mat.Dense
	normal.Mul(j.T(), j)
	if inverse.Inverse(&normal) != nil {
		return math.Inf(1)
	}
	return math.Sqrt(inverse.At(1, 1))
}
