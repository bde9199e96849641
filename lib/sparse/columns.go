package sparse

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/blas/blas64"
)

// AddColumns is AddRows for data that lie column after column: a of shape [Columns, rows] and b of
// [Sides, rows].
//
// same, of shape [Columns, Columns] and symmetric, numbers the products of two columns from 0 on: pairs
// whose products are alike in each row have one number, as x^2 times y^2 and x y times x y, and are summed
// once. The 1,596 pairs of the polynomials of degree 5 in three variables make 286 sums. Nil: all
// products differ.
func (g *Gram) AddColumns(a, b blas64.General, same []int) error {
	n := g.Columns
	switch {
	case a.Rows != n || b.Rows != g.Sides || a.Cols != b.Cols:
		return fmt.Errorf("sparse: %d columns and %d left sides of %d and %d rows for a Gram of %d and %d; give all of them, of one length", a.Rows, b.Rows, a.Cols, b.Cols, n, g.Sides)
	case same != nil && len(same) != n*n:
		return fmt.Errorf("sparse: %d pairs of %d columns are numbered; number all %d, or give nil", len(same), n, n*n)
	case a.Cols == 0:
		return nil
	}
	column := func(m blas64.General, k int) blas64.Vector {
		return blas64.Vector{N: m.Cols, Inc: 1, Data: m.Data[k*m.Stride:]}
	}
	// Where the squares are finite, all products are.
	for _, m := range []blas64.General{a, b} {
		for k := range m.Rows {
			if square := blas64.Dot(column(m, k), column(m, k)); math.IsNaN(square) || math.IsInf(square, 0) {
				return fmt.Errorf("sparse: the square of a column is %v; leave out rows that aren't finite, or give the data in larger units", square)
			}
		}
	}
	var sums []float64 // by number; NaN where not yet made
	for i := range n {
		for j := i; j < n; j++ {
			sum := math.NaN()
			number := -1
			if same != nil {
				number = same[i*n+j]
			}
			for number >= len(sums) {
				sums = append(sums, math.NaN())
			}
			if number >= 0 {
				sum = sums[number]
			}
			if math.IsNaN(sum) {
				sum = blas64.Dot(column(a, i), column(a, j))
			}
			if number >= 0 {
				sums[number] = sum
			}
			g.AA[i*n+j] += sum
			g.AA[j*n+i] = g.AA[i*n+j]
		}
	}
	for s := range g.Sides {
		left := column(b, s)
		for k := range n {
			g.AB[s*n+k] += blas64.Dot(left, column(a, k))
		}
		g.BB[s] += blas64.Dot(left, left)
	}
	g.Rows += float64(a.Cols)
	return nil
}
