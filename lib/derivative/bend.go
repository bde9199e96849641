package derivative

// A bend is the matrix Q that takes the kinks of a line through samples: (Q'y)_j is the slope after
// sample j+1 less that before it. Smoothing by splines and by total variation both solve
//
//	(D + Q'Q) g = Q'y,   x = y - Q g,
//
// with a D that is small where a bend is free (Reinsch 1967, doi:10.1007/BF02162161).
type bend struct {
	step []float64 // between samples
}

func newBend(at []float64) bend {
	b := bend{step: make([]float64, len(at)-1)}
	for i := range b.step {
		b.step[i] = at[i+1] - at[i]
	}
	return b
}

// column is the three entries of a column of Q, in rows j, j+1, j+2.
func (b bend) column(j int) (x, y, z float64) {
	x, z = 1/b.step[j], 1/b.step[j+1]
	return x, -x - z, z
}

// kinks is Q'y.
func (b bend) kinks(y []float64) []float64 {
	out := make([]float64, len(y)-2)
	for j := range out {
		out[j] = (y[j+2]-y[j+1])/b.step[j+1] - (y[j+1]-y[j])/b.step[j]
	}
	return out
}

// spread is Q g.
func (b bend) spread(g []float64) []float64 {
	out := make([]float64, len(g)+2)
	for j, v := range g {
		x, y, z := b.column(j)
		out[j] += x * v
		out[j+1] += y * v
		out[j+2] += z * v
	}
	return out
}

// square is Q'Q.
func (b bend) square() pentadiagonal {
	m := newPentadiagonal(len(b.step) - 1)
	for j := range m.diagonal {
		x, y, z := b.column(j)
		m.diagonal[j] = x*x + y*y + z*z
		if j+1 < len(m.diagonal) {
			nextX, nextY, _ := b.column(j + 1)
			m.first[j] = y*nextX + z*nextY
		}
		if j+2 < len(m.diagonal) {
			nextX, _, _ := b.column(j + 2)
			m.second[j] = z * nextX
		}
	}
	return m
}

// A pentadiagonal is a symmetric matrix: its diagonal, and the first and second above it.
type pentadiagonal struct{ diagonal, first, second []float64 }

func newPentadiagonal(n int) pentadiagonal {
	return pentadiagonal{make([]float64, n), make([]float64, n), make([]float64, n)}
}

// factorize turns a positive matrix into its factors L D L', L with a unit diagonal: D in the diagonal.
func (m pentadiagonal) factorize() {
	for i := range m.diagonal {
		if i >= 2 {
			m.first[i-1] -= m.first[i-2] * m.diagonal[i-2] * m.second[i-2]
		}
		if i >= 1 {
			m.first[i-1] /= m.diagonal[i-1]
			m.diagonal[i] -= m.first[i-1] * m.first[i-1] * m.diagonal[i-1]
		}
		if i >= 2 {
			m.diagonal[i] -= m.second[i-2] * m.second[i-2] * m.diagonal[i-2]
		}
		m.second[i] /= m.diagonal[i]
	}
}

// solve divides by the factored matrix.
func (m pentadiagonal) solve(b []float64) []float64 {
	x := append([]float64(nil), b...)
	n := len(x)
	for i := range x {
		if i >= 1 {
			x[i] -= m.first[i-1] * x[i-1]
		}
		if i >= 2 {
			x[i] -= m.second[i-2] * x[i-2]
		}
	}
	for i := n - 1; i >= 0; i-- {
		x[i] /= m.diagonal[i]
		if i+1 < n {
			x[i] -= m.first[i] * x[i+1]
		}
		if i+2 < n {
			x[i] -= m.second[i] * x[i+2]
		}
	}
	return x
}

// inverse is the five diagonals of the inverse of the factored matrix, from the last entry back
// (Hutchinson and de Hoog 1985, doi:10.1007/BF01389878).
func (m pentadiagonal) inverse() pentadiagonal {
	n := len(m.diagonal)
	v := newPentadiagonal(n)
	at := func(values []float64, i int) float64 {
		if i < n {
			return values[i]
		}
		return 0
	}
	for i := n - 1; i >= 0; i-- {
		a, b := 0.0, 0.0
		if i+1 < n {
			a = m.first[i]
		}
		if i+2 < n {
			b = m.second[i]
		}
		v.first[i] = -a*at(v.diagonal, i+1) - b*at(v.first, i+1)
		v.second[i] = -a*at(v.first, i+1) - b*at(v.diagonal, i+2)
		v.diagonal[i] = 1/m.diagonal[i] - a*v.first[i] - b*v.second[i]
	}
	return v
}
