package domain

import (
	"fmt"
	"math"
)

// Polygon is the region inside a closed line through the corners, in either direction, that doesn't
// touch itself; holes are cut with Difference. The parts of its boundary are its sides: "side 0" from
// corner 0 to corner 1, and so on; the last leads back to corner 0.
func Polygon(x, y string, corners ...[2]float64) Region {
	if err := checkPolygon(corners); err != nil {
		return faulty(err)
	}
	s := &polygon{corners: append([][2]float64(nil), corners...)}
	spans := []Axis{Span(x, math.Inf(1), math.Inf(-1)), Span(y, math.Inf(1), math.Inf(-1))}
	for _, c := range corners {
		for i := range spans {
			spans[i].Lo, spans[i].Hi = math.Min(spans[i].Lo, c[i]), math.Max(spans[i].Hi, c[i])
		}
	}
	if err := checkAxes(spans); err != nil {
		return faulty(err)
	}
	s.spans = spans
	area := signedArea(corners)
	if size := math.Max(spans[0].length(), spans[1].length()); !(math.Abs(area) > 1e-10*size*size) {
		return faulty(fmt.Errorf("%w: an area of %g is nothing to its extent of %g; make it thicker", ErrPolygon, math.Abs(area), size))
	}
	s.area, s.convex = math.Abs(area), true
	for i, a := range corners {
		b, c := s.corner(i+1), s.corner(i+2)
		dx, dy := b[0]-a[0], b[1]-a[1]
		length := math.Hypot(dx, dy)
		e := side{from: a, to: b, length: length, along: [2]float64{dx / length, dy / length}}
		e.out = [2]float64{e.along[1], -e.along[0]}
		if area < 0 {
			e.out = [2]float64{-e.along[1], e.along[0]}
		}
		s.sides = append(s.sides, e)
		s.convex = s.convex && cross(a, b, c)*area >= 0
	}
	return regionOf(s)
}

type polygon struct {
	corners [][2]float64
	spans   []Axis
	sides   []side
	area    float64
	convex  bool
}

type side struct {
	from, to, along, out [2]float64
	length               float64
}

func (s *polygon) corner(i int) [2]float64 { return s.corners[i%len(s.corners)] }

func (s *polygon) axes() []Axis { return s.spans }

func (s *polygon) ball() ([]float64, float64) { return boundingBall(s.spans) }

// distance is that to the nearest side; its sign is by the number of sides that a ray towards greater x crosses.
func (s *polygon) distance(p []float64) float64 {
	nearest, inside := math.Inf(1), false
	for i := range s.sides {
		e := &s.sides[i]
		d, _ := e.squared(p)
		nearest = math.Min(nearest, d)
		if (e.from[1] > p[1]) != (e.to[1] > p[1]) &&
			p[0] < e.from[0]+(p[1]-e.from[1])/(e.to[1]-e.from[1])*(e.to[0]-e.from[0]) {
			inside = !inside
		}
	}
	if inside {
		return -math.Sqrt(nearest)
	}
	return math.Sqrt(nearest)
}

// squared is the square of the distance from the side, and how far along it the nearest point is.
func (e *side) squared(p []float64) (square, t float64) {
	x, y := p[0]-e.from[0], p[1]-e.from[1]
	t = math.Min(e.length, math.Max(0, x*e.along[0]+y*e.along[1]))
	dx, dy := x-t*e.along[0], y-t*e.along[1]
	return dx*dx + dy*dy, t
}

// normal is the side's own where the nearest point is within a side or the point is on it; else it points
// from the nearest corner, or to it.
func (s *polygon) normal(p, n []float64) {
	nearest, e, t := math.Inf(1), &s.sides[0], 0.0
	for i := range s.sides {
		if d, at := s.sides[i].squared(p); d < nearest {
			nearest, e, t = d, &s.sides[i], at
		}
	}
	n[0], n[1] = e.out[0], e.out[1]
	if tiny := slack(s); (t == 0 || t == e.length) && nearest > tiny*tiny {
		d := s.distance(p)
		n[0], n[1] = (p[0]-e.from[0]-t*e.along[0])/d, (p[1]-e.from[1]-t*e.along[1])/d
	}
}

func (s *polygon) inside() chart { return boxChart(s).of(s.area) }

func (s *polygon) faces() []face {
	all := make([]face, len(s.sides))
	for i := range s.sides {
		e := &s.sides[i]
		all[i] = face{
			chart: whole(1, e.length, func(u, p []float64) {
				p[0], p[1] = e.from[0]+u[0]*(e.to[0]-e.from[0]), e.from[1]+u[0]*(e.to[1]-e.from[1])
			}),
			name:   fmt.Sprintf("side %d", i),
			owners: []shape{s},
			normal: func(_, n []float64) { n[0], n[1] = e.out[0], e.out[1] },
			zero: func(b *tape, x []ref, in place) (ref, error) {
				line := e.line(b, x)
				if in == inside && s.convex {
					return line, nil
				}
				return b.trimmed(line, e.disk(b, x)), nil
			},
		}
	}
	return all
}

// line is the distance from the line through a side, positive on the polygon's side of it.
func (e *side) line(b *tape, x []ref) ref {
	return b.sub(b.constant(e.out[0]*e.from[0]+e.out[1]*e.from[1]), b.plus(b.scaled(x[0], e.out[0]), b.scaled(x[1], e.out[1])))
}

// disk is positive in the disk of which a side is a diameter: ((L/2)^2 - |x - middle|^2)/L.
func (e *side) disk(b *tape, x []ref) ref {
	f := b.constant(e.length * e.length / 4)
	for i := range 2 {
		from := b.sub(x[i], b.constant((e.from[i]+e.to[i])/2))
		f = b.sub(f, b.mul(from, from))
	}
	return b.scaled(f, 1/e.length)
}

func (s *polygon) positive(b *tape, x []ref) (ref, error) {
	if !s.convex {
		return 0, fmt.Errorf("%w of the inside of a polygon with corners that point inwards, which a union with it needs; put it together of convex ones", ErrFormula)
	}
	all := s.sides[0].line(b, x)
	for i := range s.sides[1:] {
		all = b.and(all, s.sides[1+i].line(b, x))
	}
	return all, nil
}
