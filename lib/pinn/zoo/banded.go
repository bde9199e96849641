package zoo

import "fmt"

// banded is a square matrix whose elements are within so many places of its diagonal. It is solved by elimination without exchanges of
// rows.
type banded struct {
	n, width int
	rows     []float64 // [n, 2 width + 1]
}

func newBanded(n, width int) *banded {
	return &banded{n: n, width: width, rows: make([]float64, n*(2*width+1))}
}

func (m *banded) add(i, j int, v float64) { m.rows[i*(2*m.width+1)+j-i+m.width] += v }

// row i from column j on, as far as column to.
func (m *banded) row(i, j, to int) []float64 {
	at := i*(2*m.width+1) - i + m.width
	return m.rows[at+j : at+to]
}

// solve replaces b by the solution, and the matrix by its factors.
func (m *banded) solve(b []float64) error {
	for k := range m.n {
		end := min(k+m.width+1, m.n)
		pivot := m.row(k, k, end)
		if pivot[0] == 0 {
			return fmt.Errorf("zoo: a pivot of 0 in row %d", k)
		}
		for i := k + 1; i < end; i++ {
			row := m.row(i, k, end)
			if row[0] == 0 {
				continue
			}
			f := row[0] / pivot[0]
			for j, p := range pivot {
				row[j] -= f * p
			}
			b[i] -= f * b[k]
		}
	}
	for k := m.n - 1; k >= 0; k-- {
		row := m.row(k, k, min(k+m.width+1, m.n))
		for j := 1; j < len(row); j++ {
			b[k] -= row[j] * b[k+j]
		}
		b[k] /= row[0]
	}
	return nil
}
