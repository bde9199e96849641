package optim

import (
	"sort"
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
	i := from
	for ; i+1 < to; i += 2 {
		t.pair(i, z, v)
	}
	if i < to {
		t.corner(i, i, z, v)
		t.single(i, z, v)
	}
}

// edge is the first row of band k: bands hold about as many numbers each.
func (t *triangle) edge(k int) int {
	return sort.Search(t.N, func(i int) bool { return t.row(i)*bands >= k*len(t.Rows) })
}

// corner changes the element of rows and columns i and j, and adds what it does to the product.
func (t *triangle) corner(i, j int, z, v []float64) {
	h := t.Scale*t.Rows[t.row(i)+j-i] + t.S[i]*t.A[j] + t.Q[i]*t.B[j]
	t.Rows[t.row(i)+j-i] = h
	z[i] += h * v[j]
	if i != j {
		z[j] += h * v[i]
	}
}

// single changes row i right of the diagonal.
func (t *triangle) single(i int, z, v []float64) {
	row := t.Rows[t.row(i)+1 : t.row(i+1)]
	n := len(row)
	a, b, right, to := t.A[i+1:][:n], t.B[i+1:][:n], v[i+1:][:n], z[i+1:][:n]
	scale, s, q, w := t.Scale, t.S[i], t.Q[i], v[i]
	var sum float64
	for j := range row {
		h := scale*row[j] + s*a[j] + q*b[j]
		row[j] = h
		sum += h * right[j]
		to[j] += h * w
	}
	z[i] += sum
}

// pair changes rows i and i+1 together: that reads and writes the vectors half as often, a quarter off
// the time.
func (t *triangle) pair(i int, z, v []float64) {
	t.corner(i, i, z, v)
	t.corner(i, i+1, z, v)
	t.corner(i+1, i+1, z, v)
	row, below := t.Rows[t.row(i)+2:t.row(i+1)], t.Rows[t.row(i+1)+1:t.row(i+2)]
	n := len(row)
	below = below[:n]
	a, b, right, to := t.A[i+2:][:n], t.B[i+2:][:n], v[i+2:][:n], z[i+2:][:n]
	scale, s0, q0, w0, s1, q1, w1 := t.Scale, t.S[i], t.Q[i], v[i], t.S[i+1], t.Q[i+1], v[i+1]
	var sum0, sum1 float64
	for j := range row {
		aj, bj, vj := a[j], b[j], right[j]
		h := scale*row[j] + s0*aj + q0*bj
		k := scale*below[j] + s1*aj + q1*bj
		row[j], below[j] = h, k
		sum0 += h * vj
		sum1 += k * vj
		to[j] += h*w0 + k*w1
	}
	z[i] += sum0
	z[i+1] += sum1
}
