package optim

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
)

// Adam is the method of Kingma and Ba 2015 (arXiv:1412.6980): each parameter moves against its mean
// gradient over the root of its mean square,
//
//	m = b1 m + (1 - b1) g,   v = b2 v + (1 - b2) g²,
//	x = x - rate (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + epsilon) - rate decay x.
//
// It asks for no search, so that the objective may be another at each evaluation, of a mini-batch. X
// carries on whether the objective fell or not; F is the value at X.
type Adam struct {
	// Rate is the length of a step. Default 1e-3.
	Rate float64
	// Schedule scales the rate by the step. Default: no change.
	Schedule Schedule
	// Mean and Square are b1 and b2, how slowly the means forget. Defaults 0.9 and 0.999.
	Mean, Square float64
	// Epsilon is added to the root. Default 1e-8.
	Epsilon float64
	// Clip is the largest length of the gradient; a longer one is shortened to it. Default 0: no limit.
	Clip float64
	// Decay is the decoupled weight decay (Loshchilov and Hutter 2019, arXiv:1711.05101). Default 0.
	Decay float64
}

// Start begins a run.
func (m Adam) Start(o Objective, x []float64) (Run, error) {
	s, err := startStochastic("Adam", o, x, &m, Adam{Rate: 1e-3, Mean: 0.9, Square: 0.999, Epsilon: 1e-8})
	if err != nil {
		return nil, err
	}
	return &adam{stochastic: s, m: moments{make([]float64, len(x)), make([]float64, len(x))}}, nil
}

// stochastic is a run that steps by the gradient alone.
type stochastic struct {
	state
	set    Adam
	xt, gt []float64
	p      []float64 // the step over minus the rate
}

func startStochastic(name string, o Objective, x []float64, m *Adam, defaults Adam) (stochastic, error) {
	s, err := start(o, x)
	if err != nil {
		return stochastic{}, err
	}
	for _, v := range []struct {
		name         string
		at           *float64
		otherwise    float64
		below        float64
		zeroIsNumber bool
	}{
		{"rate", &m.Rate, defaults.Rate, math.Inf(1), false},
		{"mean", &m.Mean, defaults.Mean, 1, false},
		{"square", &m.Square, defaults.Square, 1, false},
		{"epsilon", &m.Epsilon, defaults.Epsilon, math.Inf(1), false},
		{"clip", &m.Clip, 0, math.Inf(1), true},
		{"decay", &m.Decay, 0, math.Inf(1), true},
	} {
		if *v.at == 0 {
			*v.at = v.otherwise
		}
		if !(*v.at >= 0 && *v.at < v.below) {
			return stochastic{}, fmt.Errorf("optim: %s with a %s of %v; give a number from 0 to below %v", name, v.name, *v.at, v.below)
		}
	}
	n := len(x)
	return stochastic{state: s, set: *m, xt: make([]float64, n), gt: make([]float64, n), p: make([]float64, n)}, nil
}

// clipped is the gradient, or a shortened copy of it in gt.
func (s *stochastic) clipped() []float64 {
	norm := floats.Norm(s.g, 2)
	if s.set.Clip == 0 || norm <= s.set.Clip {
		return s.g
	}
	floats.ScaleTo(s.gt, s.set.Clip/norm, s.g)
	return s.gt
}

// move goes against p, and evaluates there. Where there is no value it goes a tenth of the way.
func (s *stochastic) move() error {
	rate := s.set.Rate * s.set.Schedule.at(s.stats.Steps)
	for i, v := range s.x {
		s.p[i] += s.set.Decay * v
	}
	for range 10 {
		floats.AddScaledTo(s.xt, s.x, -rate, s.p)
		f, err := s.value(s.xt, s.gt)
		if err != nil {
			return err
		}
		if finite(f) && sound(s.gt) {
			s.x, s.xt, s.g, s.gt, s.f = s.xt, s.x, s.gt, s.g, f
			s.stats.Steps++
			return nil
		}
		rate /= 10
	}
	return fmt.Errorf("optim: the objective or its gradient isn't finite beside step %d, however short the next; look for square roots, logarithms or divisions by 0", s.stats.Steps)
}

type adam struct {
	stochastic
	m moments
}

// moments are the means of gradients and of their squares.
type moments struct{ Mean, Square []float64 }

// Step moves by the means.
func (r *adam) Step() error {
	defer r.clock()()
	if !r.ready {
		if err := r.evaluate(); err != nil {
			return err
		}
	}
	adapt(r.p, r.clipped(), r.m.Mean, r.m.Square, r.set, r.stats.Steps)
	return r.move()
}

// adapt brings the moments up to date and sets p to Adam's step over minus the rate.
func adapt(p, g, mean, square []float64, set Adam, step int) {
	unbias := 1 / (1 - math.Pow(set.Mean, float64(step+1)))
	unbiasSquare := 1 / (1 - math.Pow(set.Square, float64(step+1)))
	for i, v := range g {
		mean[i] = set.Mean*mean[i] + (1-set.Mean)*v
		square[i] = set.Square*square[i] + (1-set.Square)*v*v
		p[i] = unbias * mean[i] / (math.Sqrt(unbiasSquare*square[i]) + set.Epsilon)
	}
}

// MarshalBinary saves the state.
func (r *adam) MarshalBinary() ([]byte, error) { return r.save("Adam", r.m) }

// UnmarshalBinary puts a saved state back.
func (r *adam) UnmarshalBinary(data []byte) error {
	var m moments
	if err := r.load(data, "Adam", &m); err != nil {
		return err
	}
	r.m = m
	return nil
}
