package domain

import (
	"fmt"
	"math"
	"slices"
)

// Union is what lies in any of the regions, which have the same axes in the same order.
func Union(first Region, rest ...Region) Region { return combine(union, first, rest) }

// Intersection is what lies in all of the regions.
func Intersection(first Region, rest ...Region) Region { return combine(intersection, first, rest) }

// Difference is what is left of the first region when the others are taken away. On's choice of the
// boundary tells their parts apart.
func Difference(first Region, rest ...Region) Region { return combine(difference, first, rest) }

type rule int

const (
	union rule = iota
	intersection
	difference
)

func combine(how rule, first Region, rest []Region) Region {
	if first.err != nil || first.shape == nil {
		return faulty(first.Check())
	}
	all := first.shape
	for _, r := range rest {
		if r.err != nil || r.shape == nil {
			return faulty(r.Check())
		}
		a, b := axisNames(all.axes()), axisNames(r.shape.axes())
		if len(a) != len(b) {
			return faulty(fmt.Errorf("%w: a region of %d axes (%v) meets one of %d (%v); give them the same", ErrDimension, len(a), a, len(b), b))
		}
		if !slices.Equal(a, b) {
			return faulty(fmt.Errorf("%w: a region of axes %v meets one of %v; name them alike and in the same order", ErrAxis, a, b))
		}
		all = newCombined(how, all, r.shape)
	}
	return regionOf(all)
}

// combined is two shapes under a rule, the regularised operation of solid modelling: what is left of an
// operand where only its boundary counts, a face without a body behind it, is left out.
type combined struct {
	how      rule
	a, b     shape
	spans    []Axis
	relation relation
}

func newCombined(how rule, a, b shape) *combined {
	s := &combined{how: how, a: a, b: b, relation: relate(a, b)}
	s.spans = slices.Clone(a.axes())
	for i, other := range b.axes() {
		x := &s.spans[i]
		switch how {
		case union:
			x.Lo, x.Hi = math.Min(x.Lo, other.Lo), math.Max(x.Hi, other.Hi)
		case intersection:
			// Where they are apart the interval is reversed: inside says that nothing is left.
			x.Lo, x.Hi = math.Max(x.Lo, other.Lo), math.Min(x.Hi, other.Hi)
		}
	}
	return s
}

func (s *combined) axes() []Axis { return s.spans }

func (s *combined) ball() ([]float64, float64) {
	if s.how == difference {
		return s.a.ball()
	}
	return boundingBall(s.spans)
}

func (s *combined) distance(p []float64) float64 {
	a, b := s.a.distance(p), s.b.distance(p)
	switch s.how {
	case union:
		return math.Min(a, b)
	case intersection:
		return math.Max(a, b)
	}
	return math.Max(a, -b)
}

// normal is that of the operand whose distance decides.
func (s *combined) normal(p, n []float64) {
	a, b := s.a.distance(p), s.b.distance(p)
	switch {
	case s.how == union && a <= b, s.how == intersection && a >= b, s.how == difference && a >= -b:
		s.a.normal(p, n)
	default:
		s.b.normal(p, n)
		if s.how == difference {
			negate(n)
		}
	}
}

func negate(n []float64) {
	for i := range n {
		n[i] = -n[i]
	}
}

// inside cuts away from the smallest chart that holds the combination.
func (s *combined) inside() chart {
	a, b := s.a.inside(), s.b.inside()
	nothing := chart{dims: a.dims, size: 0, exact: 0, at: func(_, _ []float64) bool { return false }}
	within := func(c chart, other shape, sign float64) chart {
		return c.cut(func(p []float64) bool { return sign*other.distance(p) <= 0 })
	}
	switch s.how {
	case difference:
		switch s.relation {
		case apart:
			return a
		case aInB:
			return nothing
		case bInA:
			return within(a, s.b, -1).of(a.exact - b.exact)
		}
		return within(a, s.b, -1).of(a.exact - s.overlap())
	case intersection:
		switch {
		case s.relation == apart:
			return nothing
		case s.relation == aInB:
			return a
		case s.relation == bInA:
			return b
		case b.size < a.size:
			return within(b, s.a, 1).of(s.overlap())
		}
		return within(a, s.b, 1).of(s.overlap())
	}
	switch s.relation {
	case aInB:
		return b
	case bInA:
		return a
	case apart:
		return boxChart(s).of(a.exact + b.exact)
	}
	return boxChart(s).of(a.exact + b.exact - s.overlap())
}

// overlap is the measure of what two boxes share; NaN of other shapes.
func (s *combined) overlap() float64 {
	a, okA := s.a.(*box)
	b, okB := s.b.(*box)
	if !okA || !okB {
		return math.NaN()
	}
	size := 1.0
	for i := range a.spans {
		size *= math.Max(0, math.Min(a.spans[i].Hi, b.spans[i].Hi)-math.Max(a.spans[i].Lo, b.spans[i].Lo))
	}
	return size
}

func (s *combined) positive(b *tape, x []ref) (ref, error) {
	f, err := s.a.positive(b, x)
	if err != nil {
		return 0, err
	}
	g, err := s.b.positive(b, x)
	if err != nil {
		return 0, err
	}
	switch s.how {
	case union:
		return b.or(f, g), nil
	case intersection:
		return b.and(f, g), nil
	}
	return b.and(f, b.scaled(g, -1)), nil
}
