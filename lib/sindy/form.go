package sindy

// A Form says how equations become rows of a regression: Weak, Integral or Map.
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

// rows of the regression, a c = b, for all equations: row-major, of shape [count, terms] and [count,
// equations].
type rows struct {
	count int
	a, b  []float64
}

func (r *rows) add(more rows) {
	r.count += more.count
	r.a = append(r.a, more.a...)
	r.b = append(r.b, more.b...)
}
