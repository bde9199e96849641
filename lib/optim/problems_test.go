package optim_test

import (
	"gonum.org/v1/gonum/mat"
)

// function is one of gonum's test problems as an objective.
type function struct {
	n int
	f interface {
		Func(x []float64) float64
		Grad(grad, x []float64)
	}
}

func (f function) Len() int { return f.n }
func (f function) Evaluate(x, g []float64) (float64, error) {
	if g != nil {
		f.f.Grad(g, x)
	}
	return f.f.Func(x), nil
}

// residuals is a problem of least squares by its residuals and their derivatives.
type residuals struct {
	n, m int
	at   func(x, r []float64, j *mat.Dense) // j may be nil
}

func (f residuals) Len() int       { return f.n }
func (f residuals) Residuals() int { return f.m }
func (f residuals) Evaluate(x, g []float64) (float64, error) {
	r := make([]float64, f.m)
	var j *mat.Dense
	if g != nil {
		j = mat.NewDense(f.m, f.n, nil)
	}
	f.at(x, r, j)
	v := mat.NewVecDense(f.m, r)
	if g != nil {
		mat.NewVecDense(f.n, g).MulVec(j.T(), v)
	}
	return mat.Dot(v, v) / 2, nil
}
func (f residuals) Jacobian(x, r []float64, j *mat.Dense) error {
	f.at(x, r, j)
	return nil
}
