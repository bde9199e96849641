package domain

import "math"

// relation is what is known for certain of how two shapes lie.
type relation int

const (
	unknown relation = iota
	apart
	aInB
	bInA
)

// relate compares the ball around one shape with the distance from its centre to the other, which is
// never more than the true one; and boxes by their bounds. Shapes that touch count as unknown.
func relate(a, b shape) relation {
	tiny := 10 * math.Max(slack(a), slack(b))
	ca, ra := a.ball()
	cb, rb := b.ball()
	toB, toA := b.distance(ca), a.distance(cb)
	boxA, okA := a.(*box)
	boxB, okB := b.(*box)
	switch {
	case toB > ra+tiny, toA > rb+tiny:
		return apart
	case toB < -ra-tiny, okB && held(a.axes(), boxB.spans, tiny):
		return aInB
	case toA < -rb-tiny, okA && held(b.axes(), boxA.spans, tiny):
		return bInA
	}
	for i, x := range a.axes() {
		if y := b.axes()[i]; x.Hi < y.Lo-tiny || y.Hi < x.Lo-tiny {
			return apart
		}
	}
	return unknown
}

func held(small, large []Axis, tiny float64) bool {
	for i, x := range small {
		if x.Lo < large[i].Lo+tiny || x.Hi > large[i].Hi-tiny {
			return false
		}
	}
	return true
}

// faces are those of each operand, cut by the other.
func (s *combined) faces() []face {
	var all []face
	for _, f := range s.a.faces() {
		all = s.keep(all, f, s.b, s.relation == aInB, false)
	}
	for _, f := range s.b.faces() {
		all = s.keep(all, f, s.a, s.relation == bInA, true)
	}
	return all
}

// keep appends what is left of an operand's face. within says that the operand is known to lie in the other.
func (s *combined) keep(all []face, f face, other shape, within, second bool) []face {
	// Of a union, what is outside the other operand is left; of an intersection what is inside it; of a
	// difference, of the first what is outside the second, of the second what is inside the first.
	wantInside := s.how == intersection || s.how == difference && second
	f.owners = append(f.owners[:len(f.owners):len(f.owners)], s)
	f.zero = s.trim(f, other, wantInside, second)
	own := f.normal
	switch {
	case s.relation == unknown:
		tiny := 10 * slack(s)
		d := len(s.spans)
		f.chart = f.chart.cut(func(p []float64) bool {
			distance := other.distance(p)
			if math.Abs(distance) > tiny {
				return distance < 0 == wantInside
			}
			// On a boundary of both. The second's copy goes; the first's stays where both bodies lie on the
			// same side, or on opposite sides of a difference.
			if second {
				return false
			}
			n := make([]float64, 2*d)
			own(p, n[:d])
			other.normal(p, n[d:])
			dot := 0.0
			for i := range d {
				dot += n[i] * n[d+i]
			}
			return dot > 0 == (s.how != difference)
		})
	case within != wantInside:
		return all
	}
	if s.how == difference && second {
		f.normal = func(p, n []float64) {
			own(p, n)
			negate(n)
		}
	}
	return append(all, f)
}

// trim is the face's formula, held to the part of the face that is left wherever the rest would lie in
// the place where it is to be positive.
func (s *combined) trim(f face, other shape, wantInside, second bool) func(*tape, []ref, place) (ref, error) {
	zero := f.zero
	known := s.relation != unknown
	return func(b *tape, x []ref, in place) (ref, error) {
		// The rest of a face lies in a union, and outside of an intersection or a difference. There, what is
		// inside the one operand may be where the planes of the other go on.
		from, free := in, in == inside
		switch {
		case s.how == union:
			if free = in == outside; !free {
				from = aloneInside
			}
		case s.how == difference && second && in == outside:
			from = aloneInside
		case s.how == difference && second:
			from = outside
		}
		g, err := zero(b, x, from)
		if err != nil || free || known {
			return g, err
		}
		t, err := other.positive(b, x)
		if err != nil {
			return 0, err
		}
		if !wantInside {
			t = b.scaled(t, -1)
		}
		return b.trimmed(g, t), nil
	}
}
