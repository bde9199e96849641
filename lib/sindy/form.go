package sindy

import "gonum.org/v1/gonum/blas/blas64"

// A Form says how equations become rows of a regression: Weak, Integral, Strong or Map.
type Form interface {
	// rows makes the rows of one run.
	rows(p *posing, r run) (rows, error)
}

// A run is a stretch of samples without gaps.
type run struct {
	times []float64
	x     [][]float64 // [variables][samples]
	even  bool
}

func (r run) len() int { return len(r.times) }

// rows of the regression, A c = b, for all equations, column after column: a is of shape [terms, count],
// b of [equations, count].
type rows struct {
	count int
	a, b  []float64
	// pointwise says that a row holds the terms' values at one sample, so that products of columns are
	// products of terms.
	pointwise bool
}

// blank are rows of zeros.
func (p *posing) blank(count int) rows {
	return rows{count: count, a: make([]float64, count*len(p.library)), b: make([]float64, count*p.equations)}
}

// lay writes the terms' values at the first samples into the columns.
func (p *posing) lay(table [][]float64, to rows) {
	for k, slot := range p.slots {
		column := to.a[k*to.count : (k+1)*to.count]
		if slot >= 0 {
			copy(column, table[slot])
			continue
		}
		for i := range column {
			column[i] = 1
		}
	}
}

// columns are so many of a's, in rows from to to.
func (r rows) columns(n, from, to int) blas64.General { return r.part(r.a, n, from, to) }

// sides are so many of b's.
func (r rows) sides(n, from, to int) blas64.General { return r.part(r.b, n, from, to) }

func (r rows) part(values []float64, n, from, to int) blas64.General {
	return blas64.General{Rows: n, Cols: to - from, Stride: max(1, r.count), Data: values[min(from, len(values)):]}
}

// joined are the rows of several parts.
func (p *posing) joined(parts []rows) rows {
	if len(parts) == 1 {
		return parts[0]
	}
	count := 0
	for _, part := range parts {
		count += part.count
	}
	out, at := p.blank(count), 0
	for _, part := range parts {
		out.pointwise = part.pointwise
		for k := range p.library {
			copy(out.a[k*count+at:], part.a[k*part.count:(k+1)*part.count])
		}
		for v := range p.equations {
			copy(out.b[v*count+at:], part.b[v*part.count:(v+1)*part.count])
		}
		at += part.count
	}
	return out
}
