package ode

import (
	"fmt"
	"math"
)

// The method's table: where the stages stand, how each is made of those before, and the difference
// of the fifth and the fourth order result.
var (
	nodes  = [7]float64{0, 1. / 5, 3. / 10, 4. / 5, 8. / 9, 1, 1}
	stages = [7][6]float64{
		{},
		{1. / 5},
		{3. / 40, 9. / 40},
		{44. / 45, -56. / 15, 32. / 9},
		{19372. / 6561, -25360. / 2187, 64448. / 6561, -212. / 729},
		{9017. / 3168, -355. / 33, 46732. / 5247, 49. / 176, -5103. / 18656},
		{35. / 384, 0, 500. / 1113, 125. / 192, -2187. / 6784, 11. / 84},
	}
	difference = [7]float64{71. / 57600, 0, -71. / 16695, 71. / 1920, -17253. / 339200, 22. / 525, -1. / 40}
)

type stepper struct {
	f    Rate
	tol  Tolerance
	t, h float64
	x    []float64
	k    [7][]float64
	try  []float64
	left int // steps
}

func newStepper(f Rate, t float64, x0 []float64, tol Tolerance) *stepper {
	s := &stepper{f: f, tol: tol, t: t, x: append([]float64(nil), x0...), try: make([]float64, len(x0)), left: tol.Steps}
	for i := range s.k {
		s.k[i] = make([]float64, len(x0))
	}
	f(t, s.x, s.k[0])
	return s
}

// to advances to a time, which the last step meets exactly.
func (s *stepper) to(end float64) error {
	sign := 1.0
	if end < s.t {
		sign = -1
	}
	if s.h == 0 {
		s.h = math.Abs(end-s.t) / 10
	}
	for s.t != end {
		if s.left--; s.left < 0 {
			return fmt.Errorf("ode: %d steps don't reach t = %g (they got to %g); loosen the tolerance or shorten the time", s.tol.Steps, end, s.t)
		}
		h, last := s.h, false
		if h >= math.Abs(end-s.t) {
			h, last = math.Abs(end-s.t), true
		}
		off := s.step(sign * h)
		switch {
		case math.IsNaN(off) || math.IsInf(off, 0):
			// It left the range of numbers within this step: a shorter one may not.
			s.h = h / 10
		case off <= 1:
			s.t += sign * h
			if last {
				s.t = end
			}
			s.x, s.try = s.try, s.x
			s.k[0], s.k[6] = s.k[6], s.k[0] // the last stage is the next step's first
			if grown := h * growth(off); !last || grown > s.h {
				s.h = grown
			}
		default:
			s.h = h * growth(off)
		}
		if s.h < 16*0x1p-52*math.Max(math.Abs(s.t), math.Abs(end-s.t)) {
			return fmt.Errorf("%w at t = %g", ErrUnbounded, s.t)
		}
	}
	return nil
}

// growth is by how much the next step is longer: the error goes as its fifth power. (Pow takes twice the
// time of the two functions, and this is called at every step.)
func growth(off float64) float64 {
	return math.Min(5, math.Max(0.2, 0.9*math.Exp(-0.2*math.Log(math.Max(off, 1e-10)))))
}

// step tries a step of h and returns its error over the tolerance, the greatest of all components.
func (s *stepper) step(h float64) (off float64) {
	for i := 1; i < 7; i++ {
		for c := range s.x {
			sum := 0.0
			for j := range i {
				sum += stages[i][j] * s.k[j][c]
			}
			s.try[c] = s.x[c] + h*sum
		}
		s.f(s.t+nodes[i]*h, s.try, s.k[i])
	}
	for c := range s.x {
		diff := 0.0
		for j := range s.k {
			diff += difference[j] * s.k[j][c]
		}
		scale := s.tol.Absolute + s.tol.Relative*math.Max(math.Abs(s.x[c]), math.Abs(s.try[c]))
		// The greatest, written so that a NaN comes through.
		if o := math.Abs(h*diff) / scale; !(o <= off) {
			off = o
		}
	}
	return off
}
