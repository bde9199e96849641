package sparse

import (
	"math"

	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"
)

// doubtful is the squared pivot of a Cholesky factor below which its coefficients may be off in the
// fourth digit. Where the rows are at hand their QR is taken then, whose triangle is the same factor
// without the squaring.
const doubtful = 1e-11

// A Rows is the regression that a Gram was made of, where it is at hand: the columns of A, and b of one
// left side. A nil A is not at hand.
type Rows struct {
	A Columns
	B []float64
}

// Columns gives a matrix by its columns, which may be stored or worked out when asked for.
type Columns interface {
	// Column writes column k.
	Column(k int, to []float64)
}

// Stored are columns in memory, one in each row of a general matrix.
type Stored blas64.General

// Column copies column k.
func (s Stored) Column(k int, to []float64) { copy(to, s.Data[k*s.Stride:][:s.Cols]) }

// byQR makes the factor from the rows, and the coefficients from b itself; false where the columns are
// collinear for the rows too.
func (w *workspace) byQR(p *Problem, columns []int) bool {
	rows := len(p.Data.B)
	n := len(columns)
	if rows < n {
		return false
	}
	scaled := mat.NewDense(rows, n, nil)
	column := make([]float64, rows)
	for j, k := range columns {
		p.Data.A.Column(k, column)
		for i, v := range column {
			scaled.Set(i, j, v/p.scale[k])
		}
	}
	var qr mat.QR
	qr.Factorize(scaled)
	if !(qr.Cond() < 1/least) {
		return false
	}
	var r mat.Dense
	qr.RTo(&r)
	for i := range n {
		for j := range i + 1 {
			// R' is the Cholesky factor, up to the signs of its columns.
			w.l[i*n+j] = r.At(j, i) * math.Copysign(1, r.At(j, j))
		}
	}
	var c mat.VecDense
	if qr.SolveVecTo(&c, false, mat.NewVecDense(rows, p.Data.B)) != nil {
		return false
	}
	w.exact = make([]float64, n)
	for i := range n {
		w.exact[i] = c.AtVec(i) / math.Max(p.length(), math.SmallestNonzeroFloat64)
	}
	return true
}

// Digits is about how many decimal digits the chosen columns' coefficients keep: 16 less those that are
// lost where one column is nearly a sum of others. From 5 digits lost on the Gram alone may not do.
func (p *Problem) Digits(chosen []bool) int {
	p.ready()
	var columns []int
	for k, in := range chosen {
		if in {
			columns = append(columns, k)
		}
	}
	var w workspace
	w.grow(len(columns))
	pivot := w.cholesky(p, columns)
	return 16 + int(math.Floor(math.Log10(math.Max(pivot, 1e-16))/2))
}
