package optim

import (
	"sync"

	"gonum.org/v1/gonum/floats"
)

// triangle is a symmetric matrix by the rows of its upper triangle: row i holds columns i to n-1. A
// change of rank two waits until the matrix is next read, and so costs no pass of its own.
type triangle struct {
	N    int
	Rows []float64 // n (n+1) / 2
	// The matrix is Scale Rows + S A' + Q B', where that sum is symmetric.
	Scale      float64
	S, A, Q, B []float64

	parts [][]float64 // of a product, one for each band of rows
}

// bands is the number of bands of rows that work at the same time. It is fixed, so that sums are added
// in the same order on every machine.
const bands = 8

// scaledIdentity is a multiple of the identity.
func scaledIdentity(n int, by float64) *triangle {
	t := &triangle{N: n, Rows: make([]float64, n*(n+1)/2), Scale: 1}
	for i := range n {
		t.Rows[t.row(i)] = by
	}
	t.S, t.A, t.Q, t.B = make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	return t
}

// row is where row i begins.
func (t *triangle) row(i int) int { return i*t.N - i*(i-1)/2 }

// times sets z to the matrix times v, and makes the change that waits in the same pass.
func (t *triangle) times(z, v []float64) {
	if t.parts == nil {
		t.parts = make([][]float64, bands)
		for k := range t.parts {
			t.parts[k] = make([]float64, t.N)
		}
	}
	if t.N < 128 { // not worth starting goroutines for
		for k := range bands {
			t.band(k, v)
		}
	} else {
		var wait sync.WaitGroup
		for k := range bands {
			wait.Go(func() { t.band(k, v) })
		}
		wait.Wait()
	}
	copy(z, t.parts[0])
	for _, part := range t.parts[1:] {
		floats.Add(z, part)
	}
	t.Scale = 1
	clear(t.S)
	clear(t.Q)
}

// band changes band k's rows, and sets its part to what they add to the product.
func (t *triangle) band(k int, v []float64) {
	z := t.parts[k]
	clear(z)
	from, to := t.edge(k), t.edge(k+1)
	for i := from; i < to; i++ {
		t.change(i, z, v)
	}
}

// edge is the first row of band k: bands hold about as many numbers each.
func (t *triangle) edge(k int) int {
	i := 0
	for i < t.N && t.row(i)*bands < k*len(t.Rows) {
		i++
	}
	return i
}

// change makes the waiting change in row i and adds the row's share of the product.
func (t *triangle) change(i int, z, v []float64) {
	n := t.N - i
	row := t.Rows[t.row(i):][:n]
	a, b, v, z := t.A[i:][:n], t.B[i:][:n], v[i:][:n], z[i:][:n]
	s, q, vi, scale := t.S[i], t.Q[i], v[0], t.Scale
	row[0] = scale*row[0] + s*a[0] + q*b[0]
	sum := row[0] * vi
	for j := 1; j < len(row); j++ {
		h := scale*row[j] + s*a[j] + q*b[j]
		row[j] = h
		sum += h * v[j]
		z[j] += h * vi
	}
	z[0] += sum
}
