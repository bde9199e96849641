package optim

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"
)

// kernelSystem solves in the space of residuals.
type kernelSystem struct {
	dense
	scaled  *mat.Dense // J D^-1/2
	k, work *mat.SymDense
	factor  mat.Cholesky
	fresh   bool    // k is of the point
	of      float64 // the damping that factor is of; negative for none
}

func (s *kernelSystem) form(x, g []float64) error {
	s.fresh, s.of = false, -1
	return s.dense.form(x, g)
}

// kernel forms J D⁻¹ J', once for a point.
func (s *kernelSystem) kernel(d []float64) {
	if s.fresh {
		return
	}
	n := len(s.r)
	if s.k == nil {
		s.k, s.work, s.scaled = mat.NewSymDense(n, nil), mat.NewSymDense(n, nil), mat.NewDense(n, len(d), nil)
	}
	for i := range n {
		from, to := s.j.RawRowView(i), s.scaled.RawRowView(i)
		for k, v := range from {
			to[k] = v / d[k]
		}
	}
	blas64.Syrk(blas.NoTrans, 1, s.scaled.RawMatrix(), 0, s.k.RawSymmetric())
	s.fresh = true
}

func (s *kernelSystem) solve(mu float64, d, _, w, p []float64) (bool, error) {
	s.kernel(d)
	if s.of != mu {
		s.work.CopySym(s.k)
		raw := s.work.RawSymmetric()
		for i := range raw.N {
			raw.Data[i*raw.Stride+i] += mu
		}
		s.of = -1
		if !s.factor.Factorize(s.work) {
			return false, nil
		}
		s.of = mu
	}
	u := mat.NewVecDense(len(w), nil)
	if err := s.factor.SolveVecTo(u, mat.NewVecDense(len(w), w)); err != nil {
		if _, poor := err.(mat.Condition); !poor {
			return false, err
		}
	}
	mat.NewVecDense(len(p), p).MulVec(s.scaled.T(), u)
	for i := range p {
		p[i] /= -d[i]
	}
	return sound(p), nil
}
