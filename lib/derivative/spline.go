package derivative

import (
	"fmt"
	"math"
)

// Spline is the cubic smoothing spline: of all curves f the one with the least
//
//	sum of (y_i - f(t_i))^2 + lambda integral of f”^2,
//
// whose weight lambda is found by generalised cross-validation (Craven and Wahba 1979,
// doi:10.1007/BF01404567). It takes uneven samples as they are. At the ends it doesn't bend, so that
// the derivatives of the first and last few samples are worse than the others.
type Spline struct {
	// Smoothing is lambda, in the unit of the axis to the third. Default 0: found from the data, which
	// supposes that the errors of different samples have nothing to do with each other.
	Smoothing float64
}

// Differentiate fits the spline.
func (m Spline) Differentiate(at, values []float64, order int) (smooth, derivative []float64, err error) {
	n := len(at)
	switch {
	case n < 5:
		return nil, nil, tooFew(n, 5, "a smoothing spline")
	case order > 2:
		return nil, nil, fmt.Errorf("derivative: a cubic spline has no smooth derivative of order %d; use SavitzkyGolay, or differentiate twice", order)
	case !isFinite(m.Smoothing) || m.Smoothing < 0:
		return nil, nil, fmt.Errorf("derivative: a spline smoothed by %v; give a positive number, or 0 to have it found", m.Smoothing)
	}
	s := newSpline(at, values)
	lambda := m.Smoothing
	if lambda == 0 {
		lambda = s.choose()
	}
	smooth, curve, _ := s.fit(lambda)
	if order == 2 {
		return smooth, curve, nil
	}
	derivative = make([]float64, n)
	for i, h := range s.bend.step {
		slope := (smooth[i+1] - smooth[i]) / h
		derivative[i] = slope - h/6*(2*curve[i]+curve[i+1])
		derivative[i+1] = slope + h/6*(curve[i]+2*curve[i+1])
	}
	return smooth, derivative, nil
}

// A spline holds what doesn't depend on lambda.
type spline struct {
	bend   bend
	square pentadiagonal
	kinks  []float64
	values []float64
}

func newSpline(at, values []float64) *spline {
	b := newBend(at)
	return &spline{b, b.square(), b.kinks(values), values}
}

// fit gives the spline's values and second derivatives at the samples, and its score in cross-validation.
func (s *spline) fit(lambda float64) (smooth, curve []float64, score float64) {
	n := len(s.kinks)
	h := s.bend.step
	m := newPentadiagonal(n)
	copy(m.second, s.square.second)
	for j := range n {
		m.diagonal[j] = s.square.diagonal[j] + (h[j]+h[j+1])/3/lambda
		m.first[j] = s.square.first[j] + h[j+1]/6/lambda
	}
	m.factorize()
	g := m.solve(s.kinks)
	left := s.bend.spread(g)
	squares := 0.0
	smooth, curve = make([]float64, len(s.values)), make([]float64, len(s.values))
	for i, v := range s.values {
		smooth[i] = v - left[i]
		squares += left[i] * left[i]
	}
	for j := range g {
		curve[j+1] = g[j] / lambda
	}
	// The trace of what takes the values to what is left of them, Q (D + Q'Q)^-1 Q'.
	v := m.inverse()
	trace := 0.0
	for j := range n {
		trace += v.diagonal[j] * s.square.diagonal[j]
		if j+1 < n {
			trace += 2 * v.first[j] * s.square.first[j]
		}
		if j+2 < n {
			trace += 2 * v.second[j] * s.square.second[j]
		}
	}
	return smooth, curve, squares / (trace * trace)
}

// choose finds the lambda of the least score: on a grid, then by thirds.
func (s *spline) choose() float64 {
	h := 0.0
	for _, step := range s.bend.step {
		h += step / float64(len(s.bend.step))
	}
	// A spline of weight lambda passes waves longer than about lambda^(1/4) h^(3/4).
	score := func(log float64) float64 {
		_, _, score := s.fit(h * h * h * math.Exp(log))
		if math.IsNaN(score) {
			return math.Inf(1)
		}
		return score
	}
	longest := 4 * math.Log(float64(len(s.values)))
	best, lowest := 0.0, math.Inf(1)
	const stride = 1.5
	for log := -12.0; log < longest; log += stride {
		if v := score(log); v < lowest {
			best, lowest = log, v
		}
	}
	lo, hi := best-stride, best+stride
	for hi-lo > 0.05 {
		a, b := lo+(hi-lo)/3, hi-(hi-lo)/3
		if score(a) < score(b) {
			hi = b
		} else {
			lo = a
		}
	}
	return h * h * h * math.Exp((lo+hi)/2)
}
