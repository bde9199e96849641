package optim

import (
	"sync"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"
)

// gram sets a to j'j. Half of the rows go to another processor; the halves are added in the same order
// on every machine.
func gram(a *mat.SymDense, j *mat.Dense) {
	rows, cols := j.Dims()
	to := a.RawSymmetric()
	if rows < 256 || cols < 64 { // not worth starting a goroutine for
		blas64.Syrk(blas.Trans, 1, j.RawMatrix(), 0, to)
		return
	}
	half := rows / 2
	other := mat.NewSymDense(cols, nil)
	var wait sync.WaitGroup
	wait.Go(func() {
		blas64.Syrk(blas.Trans, 1, j.Slice(half, rows, 0, cols).(*mat.Dense).RawMatrix(), 0, other.RawSymmetric())
	})
	blas64.Syrk(blas.Trans, 1, j.Slice(0, half, 0, cols).(*mat.Dense).RawMatrix(), 0, to)
	wait.Wait()
	a.AddSym(a, other)
}
