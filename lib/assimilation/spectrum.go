package assimilation

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// spectrum is that of S S' for S [N, m]: S S' = V diag(values) V', with the vectors [N, k] whose values aren't 0. It is found from the
// smaller of S S' and S' S, so that few observations make even a large ensemble cheap.
type spectrum struct {
	values []float64
	v      *mat.Dense
}

func newSpectrum(s *mat.Dense) (spectrum, error) {
	n, m := s.Dims()
	side := min(n, m)
	var gram mat.SymDense
	if m < n {
		gram.SymOuterK(1, s.T())
	} else {
		gram.SymOuterK(1, s)
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(&gram, true) {
		return spectrum{}, fmt.Errorf("assimilation: the observations' share in the ensemble has no eigenvalues; look for numbers out of all proportion")
	}
	all := eigen.Values(nil)
	var u mat.Dense
	eigen.VectorsTo(&u)
	first := 0
	for first < side && !(all[first] > 1e-14*all[side-1]) {
		first++
	}
	if first == side {
		return spectrum{}, nil
	}
	kept := u.Slice(0, side, first, side)
	out := spectrum{values: all[first:]}
	if m >= n {
		out.v = mat.DenseCopyOf(kept)
		return out, nil
	}
	out.v = mat.NewDense(n, side-first, nil)
	out.v.Mul(s, kept)
	for k, x := range out.values {
		x = 1 / math.Sqrt(x)
		for i := range n {
			out.v.Set(i, k, x*out.v.At(i, k))
		}
	}
	return out, nil
}

// inverse is (S S' + rho)^-1 u.
func (e spectrum) inverse(rho float64, u []float64) []float64 {
	out := make([]float64, len(u))
	for i := range u {
		out[i] = u[i] / rho
	}
	if e.v == nil {
		return out
	}
	along := e.along(u)
	for k, x := range e.values {
		along[k] *= 1/(x+rho) - 1/rho
	}
	for i, v := range times(e.v, along) {
		out[i] += v
	}
	return out
}

// along is V'u.
func (e spectrum) along(u []float64) []float64 { return times(e.v.T(), u) }

// function is base I + V diag(f - base) V', as a base and factors.
func (e spectrum) function(base float64, f func(float64) float64) around {
	out := around{base: base}
	if e.v == nil {
		return out
	}
	out.left, out.right = mat.DenseCopyOf(e.v), e.v
	n, _ := e.v.Dims()
	for k, x := range e.values {
		x = f(x) - base
		for i := range n {
			out.left.Set(i, k, x*out.left.At(i, k))
		}
	}
	return out
}
