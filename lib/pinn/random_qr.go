package pinn

import (
	"math"
	"sync"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/lapack/gonum"
	"gonum.org/v1/gonum/lapack/lapack64"
)

// leastSquares is a problem min |A c - b| reduced to a triangle that shows its rank: A D P = Q R, with D the inverse of the columns'
// lengths and P a permutation by which the diagonal of R falls.
type leastSquares struct {
	n      int
	r      []float64 // [n, n] upper triangle
	pivot  []int
	length []float64 // of A's columns
	right  []float64 // Q'b, the first n
}

// bands of rows are factored at the same time, and then their triangles together. Their number is fixed, so that the result is the same
// on every machine.
const qrBands = 2

// newLeastSquares factors a, which has m rows of n columns and b as one more. It overwrites a.
func newLeastSquares(a blas64.General) *leastSquares {
	n := a.Cols - 1
	s := &leastSquares{n: n, pivot: make([]int, n), length: make([]float64, n)}
	for j := range n {
		s.length[j] = blas64.Nrm2(blas64.Vector{N: a.Rows, Inc: a.Stride, Data: a.Data[j:]})
		if s.length[j] == 0 {
			s.length[j] = 1
		}
	}
	for i := range a.Rows {
		row := a.Data[i*a.Stride : i*a.Stride+n]
		for j := range row {
			row[j] /= s.length[j]
		}
	}
	top := triangleOf(a)
	// Now [n+1, n+1]: the triangle of A, Q'b above the corner, and the length of what no c reaches in it.
	t := blas64.General{Rows: n, Cols: n, Stride: n, Data: make([]float64, n*n)}
	right := blas64.General{Rows: n, Cols: 1, Stride: 1, Data: make([]float64, n)}
	for i := range min(n, top.Rows) {
		copy(t.Data[i*n+i:(i+1)*n], top.Data[i*top.Stride+i:i*top.Stride+n])
		right.Data[i] = top.Data[i*top.Stride+n]
	}
	var impl gonum.Implementation
	tau, size := make([]float64, n), make([]float64, 1)
	for j := range s.pivot {
		s.pivot[j] = -1
	}
	impl.Dgeqp3(n, n, t.Data, n, s.pivot, tau, size, -1)
	work := make([]float64, int(size[0]))
	impl.Dgeqp3(n, n, t.Data, n, s.pivot, tau, work, len(work))
	lapack64.Ormqr(blas.Left, blas.Trans, t, tau, right, size, -1)
	work = make([]float64, max(int(size[0]), 1))
	lapack64.Ormqr(blas.Left, blas.Trans, t, tau, right, work, len(work))
	s.r, s.right = t.Data, right.Data
	return s
}

// triangleOf factors bands of rows, and then their triangles. The triangle is in the upper part of the result.
func triangleOf(a blas64.General) blas64.General {
	cols := a.Cols
	if a.Rows < 2*qrBands*cols {
		factor(a)
		return a
	}
	stacked := blas64.General{Rows: qrBands * cols, Cols: cols, Stride: cols, Data: make([]float64, qrBands*cols*cols)}
	var wait sync.WaitGroup
	for k := range qrBands {
		from, to := k*a.Rows/qrBands, (k+1)*a.Rows/qrBands
		wait.Go(func() {
			band := blas64.General{Rows: to - from, Cols: cols, Stride: a.Stride, Data: a.Data[from*a.Stride:]}
			factor(band)
			for i := range cols {
				copy(stacked.Data[(k*cols+i)*cols+i:(k*cols+i+1)*cols], band.Data[i*band.Stride+i:i*band.Stride+cols])
			}
		})
	}
	wait.Wait()
	factor(stacked)
	return stacked
}

func factor(a blas64.General) {
	tau := make([]float64, min(a.Rows, a.Cols))
	var size [1]float64
	lapack64.Geqrf(a, tau, size[:], -1)
	work := make([]float64, max(int(size[0]), 1))
	lapack64.Geqrf(a, tau, work, len(work))
}

// rank is how many columns stand out from the others by more than a tolerance relative to the first.
func (s *leastSquares) rank(tolerance float64) int {
	first := math.Abs(s.r[0])
	for i := range s.n {
		if !(math.Abs(s.r[i*s.n+i]) > tolerance*first) {
			return i
		}
	}
	return s.n
}

// solve gives the c that is 0 outside the rank's columns.
func (s *leastSquares) solve(rank int) []float64 {
	c := make([]float64, s.n)
	if rank == 0 {
		return c
	}
	x := append([]float64(nil), s.right[:rank]...)
	blas64.Trsv(blas.NoTrans, blas64.Triangular{Uplo: blas.Upper, Diag: blas.NonUnit, N: rank, Stride: s.n, Data: s.r},
		blas64.Vector{N: rank, Inc: 1, Data: x})
	for i, v := range x {
		c[s.pivot[i]] = v / s.length[s.pivot[i]]
	}
	return c
}
