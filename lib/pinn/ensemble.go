package pinn

import (
	"fmt"
	"math"
	"strings"

	"sublunar/lib/field"
	"sublunar/lib/network"
)

// An Ensemble is solutions of one problem from different seeds: other first parameters, other points and, with Training.Withhold, other
// data left out. Their mean is nearer to the truth than most of them, and how far they lie apart shows what the problem leaves open.
type Ensemble struct {
	Members []*Solution
}

// Ensemble fits a network count times, with the seeds from t.Seed on. With an error the members until then come with it.
func (p Problem) Ensemble(n network.Network, t Training, count int) (*Ensemble, error) {
	if count < 2 {
		return nil, fmt.Errorf("pinn: an ensemble of %d; give at least 2 members, and 5 to 10 for a useful spread", count)
	}
	if t.Start != nil {
		return nil, fmt.Errorf("pinn: an ensemble whose members all begin with the same Start; leave it out")
	}
	e := &Ensemble{}
	for i := range count {
		s, err := p.Solve(n, t)
		if s != nil {
			e.Members = append(e.Members, s)
		}
		if err != nil {
			return e, fmt.Errorf("pinn: member %d of %d: %w", i+1, count, err)
		}
		t.Seed++
	}
	return e, nil
}

// Spread gives the mean of a field, or of a derivative of it, over the members, and the standard deviation of one member, at points,
// row-major [n, axes].
func (e *Ensemble) Spread(of string, x []float64, by ...string) (mean, deviation []float64, err error) {
	for k, s := range e.Members {
		v, err := s.At(of, x, by...)
		if err != nil {
			return nil, nil, err
		}
		if k == 0 {
			mean, deviation = make([]float64, len(v)), make([]float64, len(v))
		}
		for i := range v { // Welford's sums
			d := v[i] - mean[i]
			mean[i] += d / float64(k+1)
			deviation[i] += d * (v[i] - mean[i])
		}
	}
	for i := range deviation {
		deviation[i] = math.Sqrt(deviation[i] / float64(max(1, len(e.Members)-1)))
	}
	return mean, deviation, nil
}

// At is the mean of a field over the members.
func (e *Ensemble) At(of string, x []float64, by ...string) ([]float64, error) {
	mean, _, err := e.Spread(of, x, by...)
	return mean, err
}

// On is the mean of a field on a grid of the domain's axes, in any order.
func (e *Ensemble) On(of string, axes []field.Axis, by ...string) (field.Grid, error) {
	return grid(e.Members[0], of, axes, by, e.At)
}

// Constant is the mean of a constant over the members, and its standard deviation.
func (e *Ensemble) Constant(name string) (mean, deviation float64, err error) {
	shape := e.Members[0].objective.shape
	for i, c := range shape.problem.Constants {
		if c.Name != name {
			continue
		}
		for k, s := range e.Members {
			v, _ := shape.constant(i, s.Parameters)
			d := v - mean
			mean += d / float64(k+1)
			deviation += d * (v - mean)
		}
		return mean, math.Sqrt(deviation / float64(max(1, len(e.Members)-1))), nil
	}
	return 0, 0, fmt.Errorf("pinn: there is no constant %q; the problem has %s", name, list(shape.problem.Constants, func(c Constant) string { return c.Name }))
}

// String is that of its members.
func (e *Ensemble) String() string {
	all := make([]string, len(e.Members))
	for i, s := range e.Members {
		all[i] = fmt.Sprintf("member %d: %v", i+1, s)
	}
	return strings.Join(all, "\n")
}
