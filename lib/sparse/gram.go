package sparse

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
)

// A Gram holds the normal equations of rows A c = b, for several left sides b.
type Gram struct {
	Columns, Sides int
	// Rows counted.
	Rows float64
	// AA is A'A, of shape [Columns, Columns]; AB is A'b, [Sides, Columns]; BB is b'b, [Sides].
	AA, AB, BB []float64
}

// NewGram returns the Gram of no rows.
func NewGram(columns, sides int) *Gram {
	return &Gram{
		Columns: columns, Sides: sides,
		AA: make([]float64, columns*columns), AB: make([]float64, sides*columns), BB: make([]float64, sides),
	}
}

// AddRows adds rows: a of shape [rows, Columns] and b of shape [rows, Sides]. A row with a NaN is an
// error, and nothing is added.
func (g *Gram) AddRows(a, b []float64) error {
	rows := len(a) / max(1, g.Columns)
	if rows*g.Columns != len(a) || rows*g.Sides != len(b) {
		return fmt.Errorf("sparse: rows of %d and %d values for %d columns and %d left sides; give each row all of them", len(a), len(b), g.Columns, g.Sides)
	}
	for _, values := range [][]float64{a, b} {
		for _, v := range values {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Errorf("sparse: a row holds %v; leave it out, or give the data in larger units", v)
			}
		}
	}
	if rows == 0 {
		return nil
	}
	A := blas64.General{Rows: rows, Cols: g.Columns, Stride: g.Columns, Data: a}
	B := blas64.General{Rows: rows, Cols: g.Sides, Stride: g.Sides, Data: b}
	blas64.Syrk(blas.Trans, 1, A, 1, blas64.Symmetric{Uplo: blas.Upper, N: g.Columns, Stride: g.Columns, Data: g.AA})
	for i := range g.Columns {
		for j := range i {
			g.AA[i*g.Columns+j] = g.AA[j*g.Columns+i]
		}
	}
	blas64.Gemm(blas.Trans, blas.NoTrans, 1, B, A, 1, blas64.General{Rows: g.Sides, Cols: g.Columns, Stride: g.Columns, Data: g.AB})
	for s := range g.Sides {
		side := blas64.Vector{N: rows, Inc: g.Sides, Data: b[s:]}
		g.BB[s] += blas64.Dot(side, side)
	}
	g.Rows += float64(rows)
	return nil
}

// Add adds another Gram so many times: 1 merges it, -1 takes it out.
func (g *Gram) Add(more *Gram, times float64) error {
	if more.Columns != g.Columns || more.Sides != g.Sides {
		return fmt.Errorf("sparse: a Gram of %d columns and %d left sides added to one of %d and %d; merge only parts of one problem", more.Columns, more.Sides, g.Columns, g.Sides)
	}
	for _, pair := range [][2][]float64{{g.AA, more.AA}, {g.AB, more.AB}, {g.BB, more.BB}} {
		to, from := pair[0], pair[1]
		for i, v := range from {
			to[i] += times * v
		}
	}
	g.Rows += times * more.Rows
	return nil
}

// Sum adds Grams up.
func Sum(parts ...*Gram) (*Gram, error) {
	if len(parts) == 0 {
		return nil, fmt.Errorf("sparse: no Grams to sum; give at least one")
	}
	total := NewGram(parts[0].Columns, parts[0].Sides)
	for _, p := range parts {
		if err := total.Add(p, 1); err != nil {
			return nil, err
		}
	}
	return total, nil
}
