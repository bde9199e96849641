package optim

import "math"

// A point on a line: the step to it, the value and the slope there.
type point struct{ a, f, d float64 }

// search looks along a line for a point that satisfies the strong Wolfe conditions
//
//	f(a) <= f(0) + 1e-4 a f'(0),   |f'(a)| <= 0.9 |f'(0)|,
//
// or, where the values' rounding hides the first, the approximate ones, which ask slopes alone:
// 0.9 f'(0) <= f'(a) <= -0.8 f'(0) at |f(a) - f(0)| <= slack. It is the line search of Hager and Zhang 2005
// (doi:10.1137/030601880): brackets, secant steps from both ends, and a bisection where these are slow.
type search struct {
	// at evaluates the objective on the line. A value that isn't finite is one too large.
	at    func(a float64) (f, d float64, err error)
	zero  point
	slack float64 // how far values may rise by rounding
	left  int     // evaluations

	last, best point // evaluated last; lowest so far
	done       bool  // last satisfies the conditions
	err        error
}

const (
	armijo    = 1e-4
	curvature = 0.9
	flat      = 0.8 // 1 - 2 delta of the approximate conditions, delta = 0.1
	expansion = 5
	shrink    = 0.66 // a round of secants must shrink the bracket to this share, or it is halved
)

// find gives a point on the line at which the objective was evaluated last. ok says that it satisfies the
// conditions or at least lies lower than the start.
func (s *search) find(first float64) (p point, ok bool, err error) {
	s.best = s.zero
	a, b, bracketed := s.bracket(first)
	for bracketed && !s.over() {
		width := b.a - a.a
		a, b = s.secants(a, b)
		if !s.over() && b.a-a.a > shrink*width {
			a, b = s.update(a, b, (a.a+b.a)/2)
		}
		if b.a-a.a <= 1e-16*b.a {
			break
		}
	}
	switch {
	case s.err != nil:
		return s.zero, false, s.err
	case s.done:
		return s.last, true, nil
	case s.best.f < s.zero.f:
		if s.last != s.best {
			s.probe(s.best.a)
		}
		return s.last, true, s.err
	}
	return s.zero, false, nil
}

func (s *search) over() bool { return s.done || s.err != nil || s.left <= 0 }

// probe evaluates a point, and ends the search if it will do.
func (s *search) probe(a float64) point {
	s.left--
	f, d, err := s.at(a)
	if err != nil {
		s.err = err
	}
	if !finite(f) || !finite(d) {
		f, d = math.Inf(1), math.NaN()
	}
	s.last = point{a, f, d}
	if f < s.best.f {
		s.best = s.last
	}
	strong := f <= s.zero.f+armijo*a*s.zero.d && math.Abs(d) <= -curvature*s.zero.d
	approximate := math.Abs(f-s.zero.f) <= s.slack && d >= curvature*s.zero.d && d <= -flat*s.zero.d
	s.done = strong || approximate
	return s.last
}

// low says that a point isn't above the start by more than rounding.
func (s *search) low(p point) bool { return p.f <= s.zero.f+s.slack }

// bracket goes out from the first step until the slope rises or the value does: a is then low and falls,
// b doesn't fall.
func (s *search) bracket(first float64) (a, b point, ok bool) {
	a = s.zero
	for step := first; ; step *= expansion {
		c := s.probe(step)
		switch {
		case s.over():
			return a, c, false
		case c.d >= 0:
			return a, c, true
		case !s.low(c):
			a, b = s.bisect(a, c)
			return a, b, b.d >= 0
		}
		a = c
	}
}

// bisect shrinks a bracket whose right end lies high and falls, until the right end doesn't fall.
func (s *search) bisect(a, b point) (point, point) {
	for !s.over() {
		// Far too long a step, or one to where there are no values: a decade at a time.
		middle := (a.a + b.a) / 2
		if !finite(b.f) || b.f > s.zero.f+10*(math.Abs(s.zero.f)+math.Abs(s.zero.d)*b.a) {
			middle = a.a + (b.a-a.a)/10
		}
		if middle <= a.a || middle >= b.a {
			s.left = 0
			break
		}
		c := s.probe(middle)
		switch {
		case c.d >= 0:
			return a, c
		case s.low(c):
			a = c
		default:
			b = c
		}
	}
	return a, b
}

// update puts a trial step into a bracket.
func (s *search) update(a, b point, step float64) (point, point) {
	if !(step > a.a && step < b.a) {
		return a, b
	}
	c := s.probe(step)
	switch {
	case s.over():
		return a, b
	case c.d >= 0:
		return a, c
	case s.low(c):
		return c, b
	}
	return s.bisect(a, c)
}

// secants narrows a bracket from both of its ends.
func (s *search) secants(a, b point) (point, point) {
	c := secant(a, b)
	left, right := s.update(a, b, c)
	if s.over() {
		return left, right
	}
	switch c {
	case right.a:
		return s.update(left, right, secant(b, right))
	case left.a:
		return s.update(left, right, secant(a, left))
	}
	return left, right
}

// secant is where the slope would be 0 if it went straight.
func secant(a, b point) float64 { return (a.a*b.d - b.a*a.d) / (b.d - a.d) }
