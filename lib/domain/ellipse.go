package domain

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Ellipse is the region around (cx, cy) with half-axes a along the first axis and b along the second; Rotate
// tilts it. Its boundary is one part, "ellipse".
func Ellipse(x, y string, cx, cy, a, b float64) Region {
	if !finite(cx, cy, a, b) {
		return faulty(fmt.Errorf("%w: an ellipse at (%g, %g) of half-axes %g and %g", ErrNotFinite, cx, cy, a, b))
	}
	if a <= 0 || b <= 0 {
		return faulty(fmt.Errorf("%w: an ellipse of half-axes %g and %g; give positive ones", ErrEmpty, a, b))
	}
	s := &ellipse{centre: [2]float64{cx, cy}, half: [2]float64{a, b}, spans: []Axis{Span(x, cx-a, cx+a), Span(y, cy-b, cy+b)}}
	if err := checkAxes(s.spans); err != nil {
		return faulty(err)
	}
	if b > a {
		s.long = 1
	}
	return regionOf(s)
}

type ellipse struct {
	spans        []Axis
	centre, half [2]float64
	long         int // the axis of the greater half-axis
}

func (s *ellipse) axes() []Axis { return s.spans }

func (s *ellipse) ball() ([]float64, float64) { return s.centre[:], s.half[s.long] }

// nearest is the point of the ellipse nearest to p, both from the centre, and whether p is inside.
//
// It is a^2 p_1 / (t + a^2), b^2 p_2 / (t + b^2) for the greatest t at which that lies on the ellipse. With
// s = t / b^2 for the shorter half-axis b this is the root of a function that falls and is convex, so that
// Newton's steps from its left climb to it without a guard.
func (s *ellipse) nearest(p []float64) (q [2]float64, inside bool) {
	i, j := s.long, 1-s.long
	a, b := s.half[i], s.half[j]
	y := [2]float64{p[0] - s.centre[0], p[1] - s.centre[1]}
	u, v := math.Abs(y[i]), math.Abs(y[j])
	inside = u/a*u/a+v/b*v/b <= 1
	ratio := a / b * a / b
	n, z := ratio*u/a, v/b
	if v < 1e-20*b {
		v = 0
	}
	if u == 0 && v == 0 {
		q[j] = b
	} else if v == 0 && u*a < a*a-b*b {
		// On the long axis between the centres of curvature, two points are equally near.
		x := u * a / (a*a - b*b)
		q[i], q[j] = a*x, b*math.Sqrt(1-x*x)
	} else {
		t := math.Max(z-1, n-ratio)
		for range 200 {
			f, g, bend := n/(t+ratio), 0.0, 0.0
			if v > 0 {
				g = z / (t + 1)
				bend = g * g / (t + 1)
			}
			next := t + (f*f+g*g-1)/(2*(f*f/(t+ratio)+bend))
			if !(next > t) {
				break
			}
			t = next
		}
		q[i], q[j] = ratio*u/(t+ratio), 0
		if v > 0 {
			q[j] = v / (t + 1)
		}
	}
	for k := range q {
		q[k] = math.Copysign(q[k], y[k])
	}
	return q, inside
}

func (s *ellipse) distance(p []float64) float64 {
	q, inside := s.nearest(p)
	d := math.Hypot(p[0]-s.centre[0]-q[0], p[1]-s.centre[1]-q[1])
	if inside {
		return -d
	}
	return d
}

func (s *ellipse) normal(p, n []float64) {
	q, _ := s.nearest(p)
	s.upright(q, n)
}

// upright is the normal at a point of the ellipse, from its centre.
func (s *ellipse) upright(q [2]float64, n []float64) {
	x, y := q[0]/s.half[0]/s.half[0], q[1]/s.half[1]/s.half[1]
	size := math.Hypot(x, y)
	n[0], n[1] = x/size, y/size
}

func (s *ellipse) inside() chart {
	return whole(2, math.Pi*s.half[0]*s.half[1], func(u, p []float64) {
		direction(u[:1], p)
		r := math.Sqrt(u[1])
		for i := range p {
			p[i] = s.centre[i] + s.half[i]*r*p[i]
		}
	})
}

func (s *ellipse) faces() []face {
	m := s.eccentricity()
	quarter := mathext.CompleteE(m)
	return []face{{
		chart: whole(1, 4*s.half[s.long]*quarter, func(u, p []float64) {
			// From one end of the short axis, a quarter at a time: (a sin t, b cos t).
			k := math.Min(3, math.Floor(4*u[0]))
			t := angleAt((4*u[0]-k)*quarter, quarter, m)
			sin, cos := math.Sincos(t)
			switch k {
			case 1:
				cos = -cos
			case 2:
				sin, cos = -sin, -cos
			case 3:
				sin = -sin
			}
			p[s.long] = s.centre[s.long] + s.half[s.long]*sin
			p[1-s.long] = s.centre[1-s.long] + s.half[1-s.long]*cos
		}),
		name:   "ellipse",
		owners: []shape{s},
		normal: func(p, n []float64) { s.upright([2]float64{p[0] - s.centre[0], p[1] - s.centre[1]}, n) },
		zero: func(b *tape, x []ref, in place) (ref, error) {
			f, err := s.positive(b, x)
			if in == outside {
				f = b.scaled(f, -1)
			}
			return f, err
		},
	}}
}

// eccentricity is its square, 1 - b^2/a^2.
func (s *ellipse) eccentricity() float64 {
	r := s.half[1-s.long] / s.half[s.long]
	return math.Min((1-r)*(1+r), 1-1e-15) // EllipticE takes no 1
}

// angleAt is the t up to a right angle at which the elliptic integral of the second kind is arc.
func angleAt(arc, quarter, m float64) float64 {
	t := arc / quarter * math.Pi / 2
	for range 50 {
		sin := math.Sin(t)
		step := (mathext.EllipticE(t, m) - arc) / math.Sqrt(1-m*sin*sin)
		next := math.Min(math.Pi/2, math.Max(0, t-step))
		if math.Abs(next-t) < 1e-15 {
			break
		}
		t = next
	}
	return t
}

// positive is w/sqrt(w^2 + |grad w|^2) of w = 1 - x^2/a^2 - y^2/b^2, whose slope across the ellipse is one
// (Rvachev's normalising).
func (s *ellipse) positive(b *tape, x []ref) (ref, error) {
	w, slope := b.constant(1), ref(-1)
	for i := range 2 {
		from := b.sub(x[i], b.constant(s.centre[i]))
		square := b.mul(from, from)
		w = b.sub(w, b.scaled(square, 1/(s.half[i]*s.half[i])))
		g := b.scaled(square, 4/(s.half[i]*s.half[i]*s.half[i]*s.half[i]))
		if i == 0 {
			slope = g
		} else {
			slope = b.plus(slope, g)
		}
	}
	return b.div(w, b.sqrt(b.plus(b.mul(w, w), slope))), nil
}
