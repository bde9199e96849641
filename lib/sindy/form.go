package sindy

import (
	"gonum.org/v1/gonum/blas/blas64"

	"sublunar/lib/sparse"
)

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
// b of [equations, count]. Where x is given instead of a, a row holds the terms' values at a sample of x,
// of shape [variables][count], and they are worked out when they are needed.
type rows struct {
	count int
	a, b  []float64
	x     [][]float64
}

// blank are rows of zeros.
func (p *posing) blank(count int) rows {
	return rows{count: count, a: make([]float64, count*len(p.library)), b: make([]float64, count*p.equations)}
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
	var all rows
	for _, part := range parts {
		all.count += part.count
	}
	all.b = side(parts, p.equations, func(r rows, v int) []float64 { return r.b[v*r.count:][:r.count] })
	if len(parts) > 0 && parts[0].x != nil {
		all.x = make([][]float64, len(p.variables))
		for v := range all.x {
			all.x[v] = side(parts, 1, func(r rows, _ int) []float64 { return r.x[v] })
		}
		return all
	}
	all.a = side(parts, len(p.library), func(r rows, k int) []float64 { return r.a[k*r.count:][:r.count] })
	return all
}

// side lays the parts' columns end to end.
func side(parts []rows, columns int, column func(r rows, k int) []float64) []float64 {
	var all []float64
	for k := range columns {
		for _, r := range parts {
			all = append(all, column(r, k)...)
		}
	}
	return all
}

// A stretch is room for the terms of some rows, used again for the next.
type stretch struct {
	values []float64 // [terms, rows]
	table  [][]float64
	x      [][]float64
}

// columns are the terms in rows from to to.
func (s *stretch) columns(p *posing, made rows, from, to int) blas64.General {
	k := len(p.library)
	if made.x == nil {
		return made.columns(k, from, to)
	}
	if need := k * (to - from); len(s.values) != need {
		s.values, s.table = make([]float64, need), make([][]float64, len(p.products.steps))
		for k, slot := range p.slots {
			column := s.values[k*(to-from):][:to-from]
			if slot >= 0 {
				s.table[slot] = column // each product is worked out where its column lies
				continue
			}
			copy(column, constant(1, len(column)))
		}
		for slot := range s.table {
			if s.table[slot] == nil {
				s.table[slot] = make([]float64, to-from)
			}
		}
	}
	s.x = s.x[:0]
	for _, values := range made.x {
		s.x = append(s.x, values[from:to])
	}
	p.products.table(s.x, s.table)
	return blas64.General{Rows: k, Cols: to - from, Stride: to - from, Data: s.values}
}

// columnsOf gives the columns one by one.
func (p *posing) columnsOf(made rows) sparse.Columns {
	if made.x == nil {
		return sparse.Stored(made.columns(len(p.library), 0, made.count))
	}
	return workedOut{p, made.x}
}

// workedOut are columns of terms at samples.
type workedOut struct {
	p *posing
	x [][]float64
}

func (w workedOut) Column(k int, to []float64) { w.p.products.column(w.p.slots[k], w.x, to) }
