package sparse

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// doubtful is the squared pivot of a Cholesky factor below which its coefficients may be off in the
// fourth digit. Where the rows are at hand their QR is taken then, whose triangle is the same factor
// without the squaring.
const doubtful = 1e-11

// A Rows is the regression that a Gram was made of, where it fits memory: A of shape [rows, columns]
// and b of one left side.
type Rows struct {
	A mat.Matrix
	B *mat.VecDense
}

// byQR makes the factor from the rows, and the coefficients from b itself; false where the columns are
// collinear for the rows too.
func (w *workspace) byQR(p *Problem, columns []int) bool {
	rows, _ := p.Data.A.Dims()
	n := len(columns)
	if rows < n {
		return false
	}
	scaled := mat.NewDense(rows, n, nil)
	column := make([]float64, rows)
	for j, k := range columns {
		mat.Col(column, k, p.Data.A)
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
	if qr.SolveVecTo(&c, false, p.Data.B) != nil {
		return false
	}
	w.exact = make([]float64, n)
	for i := range n {
		w.exact[i] = c.AtVec(i) / math.Max(p.length(), math.SmallestNonzeroFloat64)
	}
	return true
}
