package domain

import (
	"fmt"
	"math"
)

// Interval is the region lo <= x <= hi of one axis. Its boundary's parts are its two ends.
func Interval(name string, lo, hi float64) Region { return Box(Span(name, lo, hi)) }

// Box is the region between the bounds of its axes, of any number. The parts of its boundary are its
// faces, named "x=-1", "x=1", "y=0" and so on.
func Box(axes ...Axis) Region {
	if err := checkAxes(axes); err != nil {
		return faulty(err)
	}
	return regionOf(&box{spans: append([]Axis(nil), axes...)})
}

func checkAxes(axes []Axis) error {
	if len(axes) == 0 {
		return fmt.Errorf("%w: a box of no axes; give it a Span for each", ErrDimension)
	}
	seen := map[string]bool{}
	for _, a := range axes {
		switch {
		case a.Name == "":
			return fmt.Errorf("%w: an axis without a name, from %g to %g; name it", ErrAxis, a.Lo, a.Hi)
		case seen[a.Name]:
			return axisTwice(a.Name)
		case !finite(a.Lo, a.Hi, a.Hi-a.Lo):
			return fmt.Errorf("%w: axis %q runs from %g to %g; give finite bounds", ErrNotFinite, a.Name, a.Lo, a.Hi)
		case a.Lo >= a.Hi:
			return fmt.Errorf("%w: axis %q runs from %g to %g; the lower bound comes first", ErrEmpty, a.Name, a.Lo, a.Hi)
		case a.length() < 1e-10*math.Max(math.Abs(a.Lo), math.Abs(a.Hi)):
			return fmt.Errorf("%w: axis %q runs from %.17g to %.17g, too near each other for so far from 0; count from another origin", ErrEmpty, a.Name, a.Lo, a.Hi)
		}
		seen[a.Name] = true
	}
	return nil
}

type box struct{ spans []Axis }

func (s *box) axes() []Axis { return s.spans }

func (s *box) ball() ([]float64, float64) { return boundingBall(s.spans) }

// distance is, outside, that to the nearest point of the box; inside, that to the nearest face.
func (s *box) distance(p []float64) float64 {
	far, near := 0.0, math.Inf(-1)
	for i, a := range s.spans {
		q := math.Max(a.Lo-p[i], p[i]-a.Hi)
		near = math.Max(near, q)
		if q > 0 {
			far += q * q
		}
	}
	if near <= 0 {
		return near
	}
	return math.Sqrt(far)
}

func (s *box) normal(p, n []float64) {
	near, axis, sum := math.Inf(-1), 0, 0.0
	for i, a := range s.spans {
		lo, hi := a.Lo-p[i], p[i]-a.Hi
		if q := math.Max(lo, hi); q > near {
			near, axis = q, i
		}
		n[i] = math.Max(hi, 0) - math.Max(lo, 0)
		sum += n[i] * n[i]
	}
	if sum == 0 {
		n[axis] = 1
		if a := s.spans[axis]; a.Lo-p[axis] > p[axis]-a.Hi {
			n[axis] = -1
		}
		return
	}
	for i := range n {
		n[i] /= math.Sqrt(sum)
	}
}

func (s *box) inside() chart {
	c := boxChart(s)
	at := func(u, p []float64) bool {
		for i, a := range s.spans {
			p[i] = a.Lo + u[i]*a.length()
		}
		return true
	}
	return chart{dims: c.dims, size: c.size, exact: c.size, at: at}
}

func (s *box) faces() []face {
	var all []face
	for i := range s.spans {
		all = append(all, s.side(i, false), s.side(i, true))
	}
	return all
}

// side is the face at the lower or the upper bound of an axis.
func (s *box) side(axis int, upper bool) face {
	value, sign := s.spans[axis].Lo, -1.0
	if upper {
		value, sign = s.spans[axis].Hi, 1
	}
	area := 1.0
	for i, a := range s.spans {
		if i != axis {
			area *= a.length()
		}
	}
	return face{
		chart: whole(len(s.spans)-1, area, func(u, p []float64) {
			for i, a := range s.spans {
				switch {
				case i < axis:
					p[i] = a.Lo + u[i]*a.length()
				case i == axis:
					p[i] = value
				default:
					p[i] = a.Lo + u[i-1]*a.length()
				}
			}
		}),
		name:   fmt.Sprintf("%s=%.6g", s.spans[axis].Name, value),
		owners: []shape{s},
		normal: func(_, n []float64) {
			clear(n)
			n[axis] = sign
		},
		zero: func(b *tape, x []ref, in place) (ref, error) {
			if in == inside {
				return b.sub(b.scaled(x[axis], -sign), b.constant(-sign*value)), nil
			}
			// The plane of the face goes on past its edges, and must be held to it.
			beyond := b.sub(b.scaled(x[axis], sign), b.constant(sign*value))
			if len(s.spans) == 1 {
				return b.sqrt(b.mul(beyond, beyond)), nil
			}
			return b.trimmed(beyond, s.within(b, x, axis)), nil
		},
	}
}

func (s *box) positive(b *tape, x []ref) (ref, error) { return s.within(b, x, -1), nil }

// within is positive between the bounds of all axes but one: for each axis (x - lo)(hi - x)/(hi - lo),
// which has slope one at both ends.
func (s *box) within(b *tape, x []ref, except int) ref {
	all := ref(-1)
	for i, a := range s.spans {
		if i == except {
			continue
		}
		f := b.scaled(b.mul(b.sub(x[i], b.constant(a.Lo)), b.sub(b.constant(a.Hi), x[i])), 1/a.length())
		if all < 0 {
			all = f
		} else {
			all = b.and(all, f)
		}
	}
	return all
}
