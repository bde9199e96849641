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

// solve divides a column by the factor, in place.
func (c *bandCholesky) solve(column []float64) {
	width := c.band + 1
	for i := range c.n {
		reach := min(i, c.band)
		line := c.l[i*width+c.band-reach : (i+1)*width] // ending with the diagonal
		done := blas64.Dot(
			blas64.Vector{N: reach, Inc: 1, Data: line},
			blas64.Vector{N: reach, Inc: 1, Data: column[i-reach:]})
		column[i] = (column[i] - done) / line[reach]
	}
}
