package sindy

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"

	"sublunar/lib/sparse"
)

// A fit is a least-squares solution on a choice of columns.
type fit struct {
	coefficients []float64 // for each column, 0 where it is not chosen
	errors       []float64 // standard errors, likewise
	residual     float64   // standard deviation of what is left
	freedom      int       // rows less chosen columns
}

var errCollinear = errors.New("collinear")

// maxCondition is the condition number of the columns, each scaled to length 1, beyond which their
// coefficients are rounding noise.
const maxCondition = 1e12

// leastSquares solves a c = b on the chosen columns by QR. The columns are first scaled to length 1,
// so that neither the units nor the degree of a term bear on it.
func leastSquares(data sparse.Rows, chosen []bool) (fit, error) {
	rows, all := len(data.B), len(chosen)
	b := mat.NewVecDense(rows, data.B)
	f := fit{coefficients: make([]float64, all), errors: make([]float64, all)}
	var columns []int
	for k, in := range chosen {
		if in {
			columns = append(columns, k)
		}
	}
	f.freedom = rows - len(columns)
	if len(columns) == 0 {
		f.residual = mat.Norm(b, 2) / math.Sqrt(float64(rows))
		return f, nil
	}
	if f.freedom < 0 {
		return f, errCollinear
	}
	scaled := mat.NewDense(rows, len(columns), nil)
	scale, column := make([]float64, len(columns)), make([]float64, rows)
	for j, k := range columns {
		data.A.Column(k, column)
		scale[j] = blas64.Nrm2(blas64.Vector{N: rows, Inc: 1, Data: column})
		if scale[j] == 0 || math.IsInf(scale[j], 0) || math.IsNaN(scale[j]) {
			return f, errCollinear
		}
		for i := range rows {
			scaled.Set(i, j, column[i]/scale[j])
		}
	}
	var qr mat.QR
	qr.Factorize(scaled)
	if !(qr.Cond() < maxCondition) {
		return f, errCollinear
	}
	var c, left mat.VecDense
	if err := qr.SolveVecTo(&c, false, b); err != nil {
		return f, errCollinear
	}
	left.MulVec(scaled, &c)
	left.SubVec(b, &left)
	if f.freedom > 0 {
		f.residual = mat.Norm(&left, 2) / math.Sqrt(float64(f.freedom))
	}

	// The covariance is (R^T R)^-1: its diagonal holds the squared rows of R^-1.
	var r, inverse mat.Dense
	qr.RTo(&r)
	square := r.Slice(0, len(columns), 0, len(columns))
	if err := inverse.Inverse(square); err != nil {
		return f, errCollinear
	}
	for j, k := range columns {
		f.coefficients[k] = c.AtVec(j) / scale[j]
		f.errors[k] = f.residual * mat.Norm(inverse.RowView(j), 2) / scale[j]
	}
	return f, nil
}
