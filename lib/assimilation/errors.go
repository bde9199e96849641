package assimilation

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// Errors of observations: Gaussian, of mean 0 and covariance R [observations, observations]. [Independent] and [Correlated] are such.
type Errors interface {
	// Len is the number of observations.
	Len() int
	// Variance of one observation's error.
	Variance(i int) float64
	// Whiten multiplies v in place by R^-1/2, Colour by R^1/2, the symmetric roots.
	Whiten(v []float64)
	Colour(v []float64)
	// Select gives the errors of some of the observations, as though the others didn't exist.
	Select(numbers []int) Errors
	// Check says what is wrong with them.
	Check() error
}

// Independent errors, by their standard deviations.
type Independent []float64

// Same are n independent errors of one deviation.
func Same(n int, deviation float64) Independent {
	e := make(Independent, n)
	for i := range e {
		e[i] = deviation
	}
	return e
}

// Len is the number of observations.
func (e Independent) Len() int { return len(e) }

// Variance of one.
func (e Independent) Variance(i int) float64 { return e[i] * e[i] }

// Whiten divides by the deviations.
func (e Independent) Whiten(v []float64) {
	for i, d := range e {
		v[i] /= d
	}
}

// Colour multiplies by the deviations.
func (e Independent) Colour(v []float64) {
	for i, d := range e {
		v[i] *= d
	}
}

// Select some.
func (e Independent) Select(numbers []int) Errors { return Independent(pick(e, numbers)) }

// Check wants positive, finite deviations.
func (e Independent) Check() error {
	for i, d := range e {
		if !(d > 0) || math.IsInf(d, 0) {
			return fmt.Errorf("assimilation: observation %d has an error of deviation %g; give a positive number", i, d)
		}
	}
	return nil
}

// Blocks are errors that are correlated in blocks of observations that follow one another: a float's profile, a satellite's swath. Make
// them by [Correlated].
type Blocks struct {
	parts []block
	of    []int // the block of each observation
	total int
}

type block struct {
	first           int
	r, whiten, root *mat.SymDense
}

// Correlated gives errors whose covariance is made of blocks along the diagonal, in the order of the observations.
func Correlated(blocks ...*mat.SymDense) (Blocks, error) {
	var b Blocks
	for k, r := range blocks {
		n := r.SymmetricDim()
		var eigen mat.EigenSym
		if !eigen.Factorize(r, true) {
			return Blocks{}, fmt.Errorf("assimilation: block %d of the errors' covariance has no eigenvalues; give finite numbers", k)
		}
		values := eigen.Values(nil)
		if !(values[0] > 1e-13*values[n-1]) {
			return Blocks{}, fmt.Errorf("assimilation: block %d of the errors' covariance has eigenvalues from %.3g to %.3g; they must be positive: add to its diagonal the part of the error that each observation has for itself", k, values[0], values[n-1])
		}
		var v mat.Dense
		eigen.VectorsTo(&v)
		b.parts = append(b.parts, block{b.total, r, power(&v, values, -0.5), power(&v, values, 0.5)})
		for range n {
			b.of = append(b.of, k)
		}
		b.total += n
	}
	return b, nil
}

// power is V diag(values^p) V'.
func power(v *mat.Dense, values []float64, p float64) *mat.SymDense {
	n := len(values)
	scaled := mat.DenseCopyOf(v)
	for j, x := range values {
		x = math.Pow(x, p)
		for i := range n {
			scaled.Set(i, j, scaled.At(i, j)*x)
		}
	}
	var product mat.Dense
	product.Mul(scaled, v.T())
	out := mat.NewSymDense(n, nil)
	for i := range n {
		for j := i; j < n; j++ {
			out.SetSym(i, j, product.At(i, j))
		}
	}
	return out
}

// Len is the number of observations.
func (b Blocks) Len() int { return b.total }

// Variance of one.
func (b Blocks) Variance(i int) float64 {
	p := b.parts[b.of[i]]
	return p.r.At(i-p.first, i-p.first)
}

// Whiten multiplies by R^-1/2.
func (b Blocks) Whiten(v []float64) { b.times(v, func(p block) *mat.SymDense { return p.whiten }) }

// Colour multiplies by R^1/2.
func (b Blocks) Colour(v []float64) { b.times(v, func(p block) *mat.SymDense { return p.root }) }

func (b Blocks) times(v []float64, by func(block) *mat.SymDense) {
	for _, p := range b.parts {
		m := by(p)
		n := m.SymmetricDim()
		part := mat.NewVecDense(n, v[p.first:p.first+n])
		var out mat.VecDense
		out.MulVec(m, part)
		part.CopyVec(&out)
	}
}

// Select some: each block is cut down to those left of it.
func (b Blocks) Select(numbers []int) Errors {
	var cut []*mat.SymDense
	for start := 0; start < len(numbers); {
		k, end := b.of[numbers[start]], start
		for end < len(numbers) && b.of[numbers[end]] == k {
			end++
		}
		p, some := b.parts[k], numbers[start:end]
		m := mat.NewSymDense(len(some), nil)
		for i, a := range some {
			for j := i; j < len(some); j++ {
				m.SetSym(i, j, p.r.At(a-p.first, some[j]-p.first))
			}
		}
		cut = append(cut, m)
		start = end
	}
	out, err := Correlated(cut...)
	if err != nil { // a part of a positive matrix is positive, to rounding
		panic(err)
	}
	return out
}

// Check is nil: Correlated has looked.
func (b Blocks) Check() error { return nil }

// widened errors have their deviations times a factor.
type widened struct {
	Errors
	factor float64
}

func (w widened) Variance(i int) float64 { return w.factor * w.factor * w.Errors.Variance(i) }
func (w widened) Whiten(v []float64)     { w.Errors.Whiten(v); floats.Scale(1/w.factor, v) }
func (w widened) Colour(v []float64)     { w.Errors.Colour(v); floats.Scale(w.factor, v) }
func (w widened) Select(numbers []int) Errors {
	return widened{w.Errors.Select(numbers), w.factor}
}
