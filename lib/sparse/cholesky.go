package sparse

import "math"

// least is the smallest pivot of a Cholesky factor of unit columns: below it a column is a sum of
// those before, as far as the Gram matrix's rounding tells. A column that is 1e-6 of its length off
// the others' plane still passes.
const least = 1e-12

// A workspace holds a Cholesky factor and a solution, used again for each choice of columns.
type workspace struct {
	n         int
	l         []float64 // row-major, lower
	y, c      []float64 // L y = A'b and L' c = y
	explained float64   // the share of b'b
	inverse   []float64
	exact     []float64 // the coefficients, where QR gave the factor
}

func (w *workspace) grow(n int) {
	w.n = n
	if len(w.l) < n*n {
		w.l, w.inverse = make([]float64, n*n), make([]float64, n*n)
		w.y, w.c = make([]float64, n), make([]float64, n)
	}
}

// factorize makes the factor of the columns' scaled Gram matrix, by QR of the rows where that leaves
// too few digits; false where they are collinear.
func (w *workspace) factorize(p *Problem, columns []int) bool {
	w.grow(len(columns))
	w.exact = nil
	pivot := w.cholesky(p, columns)
	if pivot < doubtful {
		p.Doubtful = true
		if p.Data.A != nil {
			return w.byQR(p, columns)
		}
	}
	return pivot > least
}

// cholesky makes the factor and returns its smallest squared pivot; it ends at one that is not above
// least.
func (w *workspace) cholesky(p *Problem, columns []int) (smallest float64) {
	n := len(columns)
	smallest = 1
	for i, row := range columns {
		li := w.l[i*n : i*n+i+1]
		from := p.scaled[row*p.Columns:][:p.Columns]
		for j, column := range columns[:i+1] {
			lj := w.l[j*n : j*n+j]
			sum := from[column]
			for k, v := range lj {
				sum -= v * li[k]
			}
			if j < i {
				li[j] = sum / w.l[j*n+j]
				continue
			}
			if smallest = math.Min(smallest, sum); !(sum > least) {
				return smallest
			}
			li[i] = math.Sqrt(sum)
		}
	}
	return smallest
}

// solve gives the coefficients of unit columns for a left side of length 1.
func (w *workspace) solve(p *Problem, columns []int) []float64 {
	n := len(columns)
	w.explained = 0
	for i, k := range columns {
		sum := p.ab[k]
		for j, v := range w.l[i*n : i*n+i] {
			sum -= v * w.y[j]
		}
		w.y[i] = sum / w.l[i*n+i]
		w.explained += w.y[i] * w.y[i]
	}
	if w.exact != nil {
		copy(w.c, w.exact)
		return w.c[:n]
	}
	for i := n - 1; i >= 0; i-- {
		sum := w.y[i]
		for j := i + 1; j < n; j++ {
			sum -= w.l[j*n+i] * w.c[j]
		}
		w.c[i] = sum / w.l[i*n+i]
	}
	return w.c[:n]
}

// inverseDiagonal is the diagonal of the inverse of the factored matrix: the squared columns of the
// factor's inverse.
func (w *workspace) inverseDiagonal(n int) []float64 {
	diagonal := make([]float64, n)
	for k := range n {
		// Column k of the inverse of L.
		column := w.inverse[:n]
		for i := k; i < n; i++ {
			sum := 0.0
			if i == k {
				sum = 1
			}
			for j := k; j < i; j++ {
				sum -= w.l[i*n+j] * column[j]
			}
			column[i] = sum / w.l[i*n+i]
			diagonal[k] += column[i] * column[i]
		}
	}
	return diagonal
}

// inverted is the inverse of the factored matrix, of shape [n, n].
func (w *workspace) inverted(n int) []float64 {
	root := make([]float64, n*n) // the inverse of L, row-major
	for k := range n {
		for i := k; i < n; i++ {
			sum := 0.0
			if i == k {
				sum = 1
			}
			for j := k; j < i; j++ {
				sum -= w.l[i*n+j] * root[j*n+k]
			}
			root[i*n+k] = sum / w.l[i*n+i]
		}
	}
	inverse := make([]float64, n*n)
	for i := range n {
		for j := range n {
			for k := max(i, j); k < n; k++ {
				inverse[i*n+j] += root[k*n+i] * root[k*n+j]
			}
		}
	}
	return inverse
}
