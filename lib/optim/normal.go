package optim

import (
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// normalSystem solves the normal equations, which the objective forms or its Jacobian.
type normalSystem struct {
	from   LeastSquares
	*dense // nil where from isn't

	a, work *mat.SymDense
	factor  mat.Cholesky
	of      float64 // the damping that factor is of; negative for none
}

func (s *normalSystem) form(x, g []float64) error {
	s.of = -1
	if s.from != nil {
		_, err := s.from.Normal(x, s.a, g)
		return err
	}
	if err := s.dense.form(x, g); err != nil {
		return err
	}
	gram(s.a, s.j)
	return nil
}

func (s *normalSystem) diagonal(d []float64) {
	for i := range d {
		d[i] = s.a.At(i, i)
	}
}

func (s *normalSystem) residuals() []float64 {
	if s.dense == nil {
		return nil
	}
	return s.r
}

func (s *normalSystem) curvature(v []float64) (float64, error) {
	u := mat.NewVecDense(len(v), v)
	return mat.Inner(u, s.a, u), nil
}

func (s *normalSystem) add(scale float64, v, b, w []float64) error {
	if s.dense != nil {
		return s.dense.add(scale, v, b, w)
	}
	av := mat.NewVecDense(len(v), nil)
	av.MulVec(s.a, mat.NewVecDense(len(v), v))
	floats.AddScaled(b, scale, av.RawVector().Data)
	return nil
}

func (s *normalSystem) solve(mu float64, d, b, _, p []float64) (bool, error) {
	if s.of != mu {
		if s.work == nil {
			s.work = mat.NewSymDense(len(d), nil)
		}
		s.work.CopySym(s.a)
		damp(s.work, mu, d)
		s.of = -1
		if !s.factor.Factorize(s.work) {
			return false, nil
		}
		s.of = mu
	}
	to := mat.NewVecDense(len(p), p)
	if err := s.factor.SolveVecTo(to, mat.NewVecDense(len(b), b)); err != nil {
		if _, poor := err.(mat.Condition); !poor { // a poor condition is what the damping is for
			return false, err
		}
	}
	floats.Scale(-1, p)
	return sound(p), nil
}
