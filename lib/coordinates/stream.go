package coordinates

import (
	"errors"
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"
)

// A stream is frames about their mean, some at a time.
type stream struct {
	frames Frames
	mean   []float64
	count  int
}

// blocks calls f with some frames, of shape [frames, values], and the number of the first.
func (s stream) blocks(f func(first int, block blas64.General)) error {
	const size = 32
	n := len(s.mean)
	values, count, first := make([]float64, size*n), 0, 0
	flush := func() {
		if count > 0 {
			f(first, blas64.General{Rows: count, Cols: n, Stride: n, Data: values})
		}
		first, count = first+count, 0
	}
	for frame, err := range s.frames {
		if err != nil {
			return fmt.Errorf("coordinates: frame %d: %w", first+count, err)
		}
		if len(frame) != n || first+count >= s.count {
			return errors.New("coordinates: the frames are others when they are read again; give an iterator that starts anew")
		}
		for i, v := range frame {
			values[count*n+i] = v - s.mean[i]
		}
		if count++; count == size {
			flush()
		}
	}
	flush()
	if first != s.count {
		return fmt.Errorf("coordinates: %d frames came the first time, then %d; give an iterator that starts anew", s.count, first)
	}
	return nil
}

// exact are all modes, from the covariance of the values.
func (s stream) exact() (*mat.Dense, error) {
	n := len(s.mean)
	square := mat.NewSymDense(n, nil)
	if err := s.blocks(func(_ int, block blas64.General) {
		blas64.Syrk(blas.Trans, 1, block, 1, square.RawSymmetric())
	}); err != nil {
		return nil, err
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(square, true) {
		return nil, errors.New("coordinates: the covariance's eigenvalues weren't found; scale the values to a size near 1")
	}
	var vectors mat.Dense
	eigen.VectorsTo(&vectors) // of ascending eigenvalues
	modes := mat.NewDense(n, n, nil)
	for k := range n {
		for i := range n {
			modes.Set(i, k, vectors.At(i, n-1-k))
		}
	}
	return modes, nil
}

// randomised is a basis that holds the first modes: random mixtures of frames, and those again multiplied
// by the covariance in each further pass.
func (s stream) randomised(m Modes, size int) (*mat.Dense, error) {
	passes := m.Passes
	if passes == 0 {
		passes = 3
	}
	n := len(s.mean)
	random := rand.New(rand.NewPCG(m.Seed, 0))
	mixed := mat.NewDense(n, size, nil)
	if err := s.blocks(func(_ int, block blas64.General) {
		weights := blas64.General{Rows: block.Rows, Cols: size, Stride: size, Data: make([]float64, block.Rows*size)}
		for i := range weights.Data {
			weights.Data[i] = random.NormFloat64()
		}
		blas64.Gemm(blas.Trans, blas.NoTrans, 1, block, weights, 1, mixed.RawMatrix())
	}); err != nil {
		return nil, err
	}
	for range passes - 2 {
		base := orthonormal(mixed)
		mixed.Zero()
		if err := s.blocks(func(_ int, block blas64.General) {
			seen := project(block, base)
			blas64.Gemm(blas.Trans, blas.NoTrans, 1, block, seen, 1, mixed.RawMatrix())
		}); err != nil {
			return nil, err
		}
	}
	return orthonormal(mixed), nil
}

// project is a block of frames in a basis: [frames, columns of the basis].
func project(block blas64.General, base *mat.Dense) blas64.General {
	b := base.RawMatrix()
	out := blas64.General{Rows: block.Rows, Cols: b.Cols, Stride: b.Cols, Data: make([]float64, block.Rows*b.Cols)}
	blas64.Gemm(blas.NoTrans, blas.NoTrans, 1, block, b, 0, out)
	return out
}

// orthonormal makes columns of length 1 and at right angles of a matrix's, by Gram and Schmidt's method
// twice over, and leaves out those that are sums of others.
func orthonormal(a *mat.Dense) *mat.Dense {
	rows, columns := a.Dims()
	var base []blas64.Vector
	for k := range columns {
		v := blas64.Vector{N: rows, Inc: 1, Data: mat.Col(nil, k, a)}
		length := blas64.Nrm2(v)
		for range 2 {
			for _, b := range base {
				blas64.Axpy(-blas64.Dot(b, v), b, v)
			}
		}
		if left := blas64.Nrm2(v); left > 1e-13*length {
			blas64.Scal(1/left, v)
			base = append(base, v)
		}
	}
	out := mat.NewDense(rows, max(1, len(base)), nil)
	for k, b := range base {
		out.SetCol(k, b.Data)
	}
	return out
}
