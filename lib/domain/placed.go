package domain

import (
	"fmt"
	"math"
	"slices"
)

// Translate moves a region, by one number for each axis.
func Translate(r Region, by ...float64) Region {
	return moved(r, func(d int) (*placed, error) {
		if len(by) != d {
			return nil, fmt.Errorf("%w: %d numbers to move %d axes by; give one for each", ErrDimension, len(by), d)
		}
		return &placed{shift: slices.Clone(by), scale: 1, cos: 1}, nil
	})
}

// Rotate turns a region about the origin in the plane of two axes, by an angle in radians from the first
// towards the second.
func Rotate(r Region, first, second string, angle float64) Region {
	return moved(r, func(d int) (*placed, error) {
		i, err := axisOf(r.shape.axes(), first)
		if err != nil {
			return nil, err
		}
		j, err := axisOf(r.shape.axes(), second)
		if err != nil {
			return nil, err
		}
		if i == j {
			return nil, fmt.Errorf("%w: a turn from %q to %q; name two axes", ErrAxis, first, second)
		}
		sin, cos := math.Sincos(angle)
		return &placed{shift: make([]float64, d), scale: 1, i: i, j: j, cos: cos, sin: sin}, nil
	})
}

// Scale makes a region factor times as large, from the origin.
func Scale(r Region, factor float64) Region {
	return moved(r, func(d int) (*placed, error) {
		if finite(factor) && factor <= 0 {
			return nil, fmt.Errorf("%w: a region scaled by %g; give a positive factor", ErrEmpty, factor)
		}
		return &placed{shift: make([]float64, d), scale: factor, cos: 1}, nil
	})
}

func moved(r Region, how func(d int) (*placed, error)) Region {
	if r.err != nil || r.shape == nil {
		return faulty(r.Check())
	}
	s, err := how(r.Dims())
	if err != nil {
		return faulty(err)
	}
	if !finite(s.shift...) || !finite(s.scale, s.cos, s.sin) {
		return faulty(fmt.Errorf("%w: a region moved by %v, scaled by %g and turned to (%g, %g)", ErrNotFinite, s.shift, s.scale, s.cos, s.sin))
	}
	s.of = r.shape
	s.spans = s.bounds()
	return regionOf(s)
}

// placed is p = shift + scale Q q of the points q of a shape, Q a turn in the plane of axes i and j.
type placed struct {
	of       shape
	spans    []Axis
	shift    []float64
	scale    float64
	i, j     int
	cos, sin float64
}

// bounds is a box around the corners of the shape's own box.
func (s *placed) bounds() []Axis {
	own := s.of.axes()
	spans := slices.Clone(own)
	for k := range spans {
		spans[k].Lo, spans[k].Hi = s.shift[k]+s.scale*own[k].Lo, s.shift[k]+s.scale*own[k].Hi
	}
	if s.i == s.j {
		return spans
	}
	for _, k := range []int{s.i, s.j} {
		spans[k].Lo, spans[k].Hi = math.Inf(1), math.Inf(-1)
	}
	q := make([]float64, len(own))
	for corner := range 4 {
		for k, a := range own {
			q[k] = a.Lo
		}
		if corner&1 == 1 {
			q[s.i] = own[s.i].Hi
		}
		if corner&2 == 2 {
			q[s.j] = own[s.j].Hi
		}
		s.forward(q)
		for _, k := range []int{s.i, s.j} {
			spans[k].Lo, spans[k].Hi = math.Min(spans[k].Lo, q[k]), math.Max(spans[k].Hi, q[k])
		}
	}
	return spans
}

// turn is Q v in place.
func (s *placed) turn(v []float64) {
	if s.i != s.j {
		v[s.i], v[s.j] = s.cos*v[s.i]-s.sin*v[s.j], s.sin*v[s.i]+s.cos*v[s.j]
	}
}

// forward is p of q, in place.
func (s *placed) forward(p []float64) {
	s.turn(p)
	for k := range p {
		p[k] = s.shift[k] + s.scale*p[k]
	}
}

// back is q of p.
func (s *placed) back(p []float64) []float64 {
	q := make([]float64, len(p))
	for k := range q {
		q[k] = (p[k] - s.shift[k]) / s.scale
	}
	if s.i != s.j {
		q[s.i], q[s.j] = s.cos*q[s.i]+s.sin*q[s.j], s.cos*q[s.j]-s.sin*q[s.i]
	}
	return q
}

func (s *placed) axes() []Axis { return s.spans }

func (s *placed) ball() ([]float64, float64) {
	c, r := s.of.ball()
	c = slices.Clone(c)
	s.forward(c)
	return c, s.scale * r
}

func (s *placed) distance(p []float64) float64 { return s.scale * s.of.distance(s.back(p)) }

func (s *placed) normal(p, n []float64) {
	s.of.normal(s.back(p), n)
	s.turn(n)
}

// carried is a chart of points of the shape, carried along.
func (s *placed) carried(c chart, dims int) chart {
	grown := math.Pow(s.scale, float64(dims))
	return chart{dims: c.dims, size: grown * c.size, exact: grown * c.exact, at: func(u, p []float64) bool {
		keep := c.at(u, p)
		s.forward(p)
		return keep
	}}
}

func (s *placed) inside() chart { return s.carried(s.of.inside(), len(s.spans)) }

func (s *placed) faces() []face {
	all := s.of.faces()
	for k, f := range all {
		all[k].chart = s.carried(f.chart, len(s.spans)-1)
		all[k].owners = append(f.owners[:len(f.owners):len(f.owners)], s)
		all[k].normal = func(p, n []float64) {
			f.normal(s.back(p), n)
			s.turn(n)
		}
		all[k].zero = func(b *tape, x []ref, in place) (ref, error) {
			g, err := f.zero(b, s.formulas(b, x), in)
			return b.scaled(g, s.scale), err
		}
	}
	return all
}

func (s *placed) positive(b *tape, x []ref) (ref, error) {
	f, err := s.of.positive(b, s.formulas(b, x))
	return b.scaled(f, s.scale), err
}

// formulas is back, in steps.
func (s *placed) formulas(b *tape, x []ref) []ref {
	q := make([]ref, len(x))
	for k := range q {
		q[k] = b.scaled(b.sub(x[k], b.constant(s.shift[k])), 1/s.scale)
	}
	if s.i != s.j {
		qi, qj := q[s.i], q[s.j]
		q[s.i] = b.plus(b.scaled(qi, s.cos), b.scaled(qj, s.sin))
		q[s.j] = b.sub(b.scaled(qj, s.cos), b.scaled(qi, s.sin))
	}
	return q
}
