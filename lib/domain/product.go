package domain

import "math"

// Over is a region of space over an interval of time (or of any other axis): all of its points at each
// of the times. The parts of its boundary are the region's own, which On(space) picks, then the start
// and the end, which At("t", 0) and At("t", 1) pick; their normals point out of the interval.
func Over(space Region, time Axis) Region {
	return Product(space, Interval(time.Name, time.Lo, time.Hi))
}

// Product is the region of all pairs of a point of one region and one of the other: a cylinder is a disk
// times an interval. The regions have no axis in common.
func Product(first, second Region) Region {
	for _, r := range []Region{first, second} {
		if r.err != nil || r.shape == nil {
			return faulty(r.Check())
		}
	}
	s := &product{a: first.shape, b: second.shape}
	s.spans = append(first.Axes(), second.Axes()...)
	s.split = first.Dims()
	seen := map[string]bool{}
	for _, a := range s.spans {
		if seen[a.Name] {
			return faulty(axisTwice(a.Name))
		}
		seen[a.Name] = true
	}
	return regionOf(s)
}

type product struct {
	a, b  shape
	spans []Axis
	split int // the number of a's axes
}

func (s *product) axes() []Axis { return s.spans }

func (s *product) ball() ([]float64, float64) {
	ca, ra := s.a.ball()
	cb, rb := s.b.ball()
	return append(append([]float64(nil), ca...), cb...), math.Hypot(ra, rb)
}

func (s *product) distance(p []float64) float64 {
	a, b := s.a.distance(p[:s.split]), s.b.distance(p[s.split:])
	if a > 0 && b > 0 {
		return math.Hypot(a, b)
	}
	return math.Max(a, b)
}

func (s *product) normal(p, n []float64) {
	a, b := s.a.distance(p[:s.split]), s.b.distance(p[s.split:])
	s.a.normal(p[:s.split], n[:s.split])
	s.b.normal(p[s.split:], n[s.split:])
	// Inside and beside, the greater decides; past an edge each has its share of the way.
	switch whole := math.Hypot(a, b); {
	case a > 0 && b > 0:
		a, b = a/whole, b/whole
	case a >= b:
		a, b = 1, 0
	default:
		a, b = 0, 1
	}
	for i := range n {
		if i < s.split {
			n[i] *= a
		} else {
			n[i] *= b
		}
	}
}

func (s *product) inside() chart { return s.times(s.a.inside(), s.b.inside()) }

// times is the chart of all pairs.
func (s *product) times(a, b chart) chart {
	return chart{
		dims: a.dims + b.dims, size: a.size * b.size, exact: a.exact * b.exact,
		at: func(u, p []float64) bool {
			// Both, so that all of p is written.
			first, second := a.at(u[:a.dims], p[:s.split]), b.at(u[a.dims:], p[s.split:])
			return first && second
		},
	}
}

func (s *product) faces() []face {
	var all []face
	for _, f := range s.a.faces() {
		g := f
		g.chart = s.times(f.chart, s.b.inside())
		g.normal = func(p, n []float64) {
			clear(n)
			f.normal(p[:s.split], n[:s.split])
		}
		g.zero = s.held(f.zero, s.b, 0, s.split)
		all = append(all, g)
	}
	for _, f := range s.b.faces() {
		g := f
		g.chart = s.times(s.a.inside(), f.chart)
		g.normal = func(p, n []float64) {
			clear(n)
			f.normal(p[s.split:], n[s.split:])
		}
		g.zero = s.held(f.zero, s.a, s.split, len(s.spans))
		all = append(all, g)
	}
	for i := range all {
		all[i].owners = append(all[i].owners[:len(all[i].owners):len(all[i].owners)], s)
	}
	return all
}

// held is a face's formula of its own coordinates, from to to; but for inside, held to the extent of the
// other factor.
func (s *product) held(zero func(*tape, []ref, place) (ref, error), other shape, from, to int) func(*tape, []ref, place) (ref, error) {
	return func(b *tape, x []ref, in place) (ref, error) {
		f, err := zero(b, x[from:to], in)
		if err != nil || in == inside {
			return f, err
		}
		rest := x[s.split:]
		if from > 0 {
			rest = x[:s.split]
		}
		t, err := other.positive(b, rest)
		if err != nil {
			return 0, err
		}
		return b.trimmed(f, t), nil
	}
}

func (s *product) positive(b *tape, x []ref) (ref, error) {
	f, err := s.a.positive(b, x[:s.split])
	if err != nil {
		return 0, err
	}
	g, err := s.b.positive(b, x[s.split:])
	if err != nil {
		return 0, err
	}
	return b.and(f, g), nil
}
