package domain

import (
	"fmt"
	"math"
)

// Disk is the region within a radius of (cx, cy). Its boundary is one part, "circle".
func Disk(x, y string, cx, cy, radius float64) Region {
	return Ball([]string{x, y}, []float64{cx, cy}, radius)
}

// Ball is the region within a radius of a centre, with an axis for each coordinate. Its boundary is one
// part: "circle" in two dimensions, else "sphere". With one axis it is an Interval.
func Ball(axes []string, centre []float64, radius float64) Region {
	if len(axes) != len(centre) {
		return faulty(fmt.Errorf("%w: a ball of %d axes with a centre of %d coordinates; give one for each", ErrDimension, len(axes), len(centre)))
	}
	if !finite(centre...) || !finite(radius) {
		return faulty(fmt.Errorf("%w: a ball at %v of radius %g", ErrNotFinite, centre, radius))
	}
	if radius <= 0 {
		return faulty(fmt.Errorf("%w: a ball of radius %g; give a positive one", ErrEmpty, radius))
	}
	s := &ball{centre: append([]float64(nil), centre...), radius: radius}
	for i, name := range axes {
		s.spans = append(s.spans, Span(name, centre[i]-radius, centre[i]+radius))
	}
	if err := checkAxes(s.spans); err != nil {
		return faulty(err)
	}
	if len(axes) == 1 {
		return Box(s.spans...)
	}
	return regionOf(s)
}

type ball struct {
	spans  []Axis
	centre []float64
	radius float64
}

func (s *ball) axes() []Axis { return s.spans }

func (s *ball) ball() ([]float64, float64) { return s.centre, s.radius }

func (s *ball) distance(p []float64) float64 {
	sum := 0.0
	for i, c := range s.centre {
		sum += (p[i] - c) * (p[i] - c)
	}
	return math.Sqrt(sum) - s.radius
}

func (s *ball) normal(p, n []float64) {
	sum := 0.0
	for i, c := range s.centre {
		n[i] = p[i] - c
		sum += n[i] * n[i]
	}
	if sum == 0 {
		n[0], sum = 1, 1 // at the centre all directions are as good
	}
	for i := range n {
		n[i] /= math.Sqrt(sum)
	}
}

// inside takes the last coordinate of the cube for the radius, (r/R)^d, and the others for the direction.
func (s *ball) inside() chart {
	d := len(s.centre)
	return whole(d, ballVolume(d)*math.Pow(s.radius, float64(d)), func(u, p []float64) {
		direction(u[:d-1], p)
		r := s.radius * math.Pow(u[d-1], 1/float64(d))
		for i, c := range s.centre {
			p[i] = c + r*p[i]
		}
	})
}

func (s *ball) faces() []face {
	d := len(s.centre)
	name := "sphere"
	if d == 2 {
		name = "circle"
	}
	return []face{{
		chart: whole(d-1, float64(d)*ballVolume(d)*math.Pow(s.radius, float64(d-1)), func(u, p []float64) {
			direction(u, p)
			for i, c := range s.centre {
				p[i] = c + s.radius*p[i]
			}
		}),
		name:   name,
		owners: []shape{s},
		normal: s.normal,
		zero: func(b *tape, x []ref, in place) (ref, error) {
			f, err := s.positive(b, x)
			if in == outside {
				f = b.scaled(f, -1)
			}
			return f, err
		},
	}}
}

// positive is (R^2 - |x - c|^2) / 2R.
func (s *ball) positive(b *tape, x []ref) (ref, error) {
	f := b.constant(s.radius * s.radius)
	for i, c := range s.centre {
		from := b.sub(x[i], b.constant(c))
		f = b.sub(f, b.mul(from, from))
	}
	return b.scaled(f, 1/(2*s.radius)), nil
}

// ballVolume is the volume of the ball of radius 1 in d dimensions.
func ballVolume(d int) float64 {
	half := float64(d) / 2
	return math.Pow(math.Pi, half) / math.Gamma(half+1)
}

// direction writes a unit vector of d >= 2 coordinates for a point of the cube of d - 1 dimensions, so
// that uniform goes to uniform. While there are more than three coordinates, two of them are a point of
// a disk whose squared radius t has P(t < s) = 1 - (1 - s)^((d-2)/2), and the others a direction in two
// dimensions less; of three, the last is uniform (Archimedes).
func direction(u, v []float64) {
	scale, d := 1.0, len(v)
	for ; d > 3; d -= 2 {
		t := 1 - math.Pow(1-u[d-2], 2/float64(d-2))
		sin, cos := math.Sincos(2 * math.Pi * u[d-3])
		v[d-1], v[d-2] = scale*math.Sqrt(t)*sin, scale*math.Sqrt(t)*cos
		scale *= math.Sqrt(1 - t)
	}
	if d == 3 {
		z := 2*u[1] - 1
		v[2] = scale * z
		scale *= math.Sqrt(1 - z*z)
	}
	sin, cos := math.Sincos(2 * math.Pi * u[0])
	v[0], v[1] = scale*cos, scale*sin
}
