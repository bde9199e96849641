package assimilation

import (
	"fmt"
	"math"
	"sync"
)

// Lorenz96 is weather on a circle of latitude, n sites of it, on which forecasts have been tried since Lorenz (1996; Lorenz and Emanuel
// 1998, doi:10.1175/1520-0469(1998)055<0399:OSFSWO>2.0.CO;2):
//
//	x_i' = (x_i+1 - x_i-2) x_i-1 - x_i + F
//
// carried, damped and forced. At F = 8 it is chaotic: a small error doubles in about 0.4, which stands for two days. Fourth-order
// Runge-Kutta steps. A state has n >= 4 components. It is a [Differentiable] model.
type Lorenz96 struct {
	// Force F. Default 8.
	Force float64
	// Step of time, the longest that is taken. Default 0.05, six hours.
	Step float64
	// OwnForce says that each state's last component is its own force, which stays: a number of the law to be found from observations.
	OwnForce bool
}

func (l Lorenz96) filled(state []float64, from, to float64) (sites int, h float64, steps int, err error) {
	if l.Step == 0 {
		l.Step = 0.05
	}
	sites = len(state)
	if l.OwnForce {
		sites--
	}
	switch {
	case sites < 4:
		return 0, 0, 0, fmt.Errorf("assimilation: Lorenz96 of %d sites; give 4 or more", sites)
	case !(l.Step > 0) || !(to >= from) || math.IsInf(to-from, 0):
		return 0, 0, 0, fmt.Errorf("assimilation: Lorenz96 from time %g to %g in steps of %g; give times that rise and a positive step", from, to, l.Step)
	}
	steps = int(math.Ceil((to-from)/l.Step - 1e-9))
	return sites, (to - from) / math.Max(1, float64(steps)), steps, nil
}

func (l Lorenz96) force(state []float64) float64 {
	switch {
	case l.OwnForce:
		return state[len(state)-1]
	case l.Force == 0:
		return 8
	}
	return l.Force
}

// Advance members in place, side by side.
func (l Lorenz96) Advance(members [][]float64, from, to float64) error {
	return Each(func(x []float64, from, to float64) error {
		sites, h, steps, err := l.filled(x, from, to)
		if err != nil {
			return err
		}
		work := borrow(sites)
		defer rooms.Put(work)
		force := l.force(x)
		for range steps {
			work.step(x[:sites], force, h)
		}
		return nil
	}).Advance(members, from, to)
}

// stages of a Runge-Kutta step: states, rates, and what the adjoint wants.
type stages struct {
	at, rate [4][]float64
	sum, low []float64
}

var rooms = sync.Pool{New: func() any { return new(stages) }}

func borrow(sites int) *stages {
	s := rooms.Get().(*stages)
	if len(s.sum) != sites {
		for k := range s.at {
			s.at[k], s.rate[k] = make([]float64, sites), make([]float64, sites)
		}
		s.sum, s.low = make([]float64, sites), make([]float64, sites)
	}
	return s
}

// The places and weights of the four stages.
var (
	reach  = [4]float64{0, 0.5, 0.5, 1}
	weight = [4]float64{1. / 6, 1. / 3, 1. / 3, 1. / 6}
)

// run the stages of a step from x.
func (s *stages) run(x []float64, force, h float64) {
	for k := range s.at {
		copy(s.at[k], x)
		if k > 0 {
			for i, v := range s.rate[k-1] {
				s.at[k][i] += reach[k] * h * v
			}
		}
		lorenz96Rate(s.at[k], s.rate[k], force)
	}
}

func (s *stages) step(x []float64, force, h float64) {
	s.run(x, force, h)
	s.finish(x, h)
}

// finish a step whose stages have been run.
func (s *stages) finish(x []float64, h float64) {
	a, b, c, d := s.rate[0], s.rate[1], s.rate[2], s.rate[3]
	for i := range x {
		x[i] += h / 6 * (a[i] + 2*(b[i]+c[i]) + d[i])
	}
}

// lorenz96Rate sets dx to the law's right-hand side.
func lorenz96Rate(x, dx []float64, force float64) {
	n := len(x)
	dx = dx[:n]
	dx[0] = (x[1]-x[n-2])*x[n-1] - x[0] + force
	dx[1] = (x[2]-x[n-1])*x[0] - x[1] + force
	for i := 2; i < n-1; i++ {
		dx[i] = (x[i+1]-x[i-2])*x[i-1] - x[i] + force
	}
	dx[n-1] = (x[0]-x[n-3])*x[n-2] - x[n-1] + force
}
