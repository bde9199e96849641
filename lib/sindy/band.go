package sindy

import (
	"math"

	"gonum.org/v1/gonum/blas/blas64"
)

// A bandCholesky is the lower factor of a symmetric positive matrix whose entries further than a band
// from the diagonal are 0.
type bandCholesky struct {
	n, band int
	l       []float64 // row-major, [n][band+1], the diagonal last
}

func newBandCholesky(n, band int) *bandCholesky {
	return &bandCholesky{n, band, make([]float64, n*(band+1))}
}

func (c *bandCholesky) at(i, j int) *float64 { return &c.l[i*(c.band+1)+c.band-(i-j)] }

func (c *bandCholesky) set(i, j int, v float64) { *c.at(i, j) = v }

// factorize turns the matrix into its factor; false where it isn't positive.
func (c *bandCholesky) factorize() bool {
	for i := range c.n {
		diagonal := *c.at(i, i)
		for j := max(0, i-c.band); j <= i; j++ {
			sum := *c.at(i, j)
			for k := max(0, i-c.band, j-c.band); k < j; k++ {
				sum -= *c.at(i, k) * *c.at(j, k)
			}
			if j < i {
				*c.at(i, j) = sum / *c.at(j, j)
				continue
			}
			if !(sum > 1e-12*diagonal) {
				return false
			}
			*c.at(i, i) = math.Sqrt(sum)
		}
	}
	return true
}

// solve divides columns by the factor, in place: rows has the shape [n, columns].
func (c *bandCholesky) solve(rows []float64, columns int) {
	row := func(i int) blas64.Vector {
		return blas64.Vector{N: columns, Inc: 1, Data: rows[i*columns : (i+1)*columns]}
	}
	for i := range c.n {
		for k := max(0, i-c.band); k < i; k++ {
			blas64.Axpy(-*c.at(i, k), row(k), row(i))
		}
		blas64.Scal(1 / *c.at(i, i), row(i))
	}
}
