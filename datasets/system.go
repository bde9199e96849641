package datasets

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"

	"sublunar/lib/field"
	"sublunar/lib/ode"
)

// A System is an ordinary differential equation with all that is known of it.
type System struct {
	// Name, and the DOI of the paper that it comes from.
	Name, DOI string
	// Variables in the order of the columns.
	Variables []string
	// Law has each equation's terms and their exact coefficients: Law["x'"]["x y"]. Terms are named as
	// package sindy names them. The trajectories are computed from it.
	Law map[string]map[string]float64
	// Initial state, on or near the attractor.
	Initial []float64
	// Step between samples, about a hundredth of the shortest cycle, and Samples of a good run.
	Step    float64
	Samples int
	// Chaotic says that near trajectories part.
	Chaotic bool
}

// A Trajectory sets what a run of a system measures. Zero values give the system's own settings,
// without noise.
type Trajectory struct {
	// Samples and the time between two.
	Samples int
	Step    float64
	// Noise is the standard deviation of the white normal noise that is added to each variable, as a
	// part of the standard deviation of that variable over the run. Default 0.
	Noise float64
	// Seed of the noise.
	Seed uint64
	// Initial state; nil for the system's.
	Initial []float64
}

// Run integrates the system, to about eleven digits over a characteristic time, and adds the noise.
func (s System) Run(t Trajectory) (field.Series, error) {
	if t.Samples == 0 {
		t.Samples = s.Samples
	}
	if t.Step == 0 {
		t.Step = s.Step
	}
	if t.Initial == nil {
		t.Initial = s.Initial
	}
	if err := s.check(t); err != nil {
		return field.Series{}, err
	}
	rate, err := s.rate()
	if err != nil {
		return field.Series{}, err
	}
	times := field.Linspace("time", "", 0, t.Step*float64(t.Samples-1), t.Samples)
	x, err := ode.Solve(rate, t.Initial, times.Values, ode.Tolerance{Absolute: 1e-13, Relative: 1e-13, Steps: 1000 * t.Samples})
	if err != nil {
		return field.Series{}, fmt.Errorf("datasets: %s from %v: %w", s.Name, t.Initial, err)
	}
	out := field.Series{Axis: times}
	random := rand.New(rand.NewPCG(t.Seed, 0))
	for v, name := range s.Variables {
		c := field.Column{Name: name, Values: make([]float64, len(x))}
		for i := range x {
			c.Values[i] = x[i][v]
		}
		if t.Noise > 0 {
			size := t.Noise * deviation(c.Values)
			for i := range c.Values {
				c.Values[i] += size * random.NormFloat64()
			}
		}
		out.Columns = append(out.Columns, c)
	}
	return out, nil
}

func (s System) check(t Trajectory) error {
	switch {
	case t.Samples < 2:
		return fmt.Errorf("datasets: a run of %d samples; give 2 or more, or 0 for the %d of %s", t.Samples, s.Samples, s.Name)
	case !(t.Step > 0) || math.IsInf(t.Step, 0):
		return fmt.Errorf("datasets: a step of %v; give a positive time, or 0 for the %g of %s", t.Step, s.Step, s.Name)
	case !(t.Noise >= 0) || math.IsInf(t.Noise, 0):
		return fmt.Errorf("datasets: a noise of %v; give 0 or a part of the standard deviation, such as 0.01", t.Noise)
	case len(t.Initial) != len(s.Variables):
		return fmt.Errorf("datasets: a start of %d values for %s of %d variables; give one each", len(t.Initial), s.Name, len(s.Variables))
	case slices.ContainsFunc(t.Initial, func(x float64) bool { return math.IsNaN(x) || math.IsInf(x, 0) }):
		return fmt.Errorf("datasets: a start of %v; give finite numbers", t.Initial)
	}
	return nil
}

// Degree is the least degree of polynomials that hold the system's powers.
func (s System) Degree() int {
	most := 0
	for _, terms := range s.Law {
		for name := range terms {
			if t, err := parseTerm(name, s.Variables); err == nil {
				most = max(most, len(t.factors))
			}
		}
	}
	return most
}

// Polynomial says that all terms are products of powers.
func (s System) Polynomial() bool {
	for _, terms := range s.Law {
		for name := range terms {
			if t, err := parseTerm(name, s.Variables); err != nil || t.function != nil {
				return false
			}
		}
	}
	return true
}

// rate compiles the law.
func (s System) rate() (ode.Rate, error) {
	type weighted struct {
		term
		of int
		c  float64
	}
	var all []weighted
	for v, name := range s.Variables {
		terms, ok := s.Law[name+"'"]
		if !ok {
			return nil, fmt.Errorf("datasets: %s has no equation for %s'", s.Name, name)
		}
		for _, text := range slices.Sorted(maps.Keys(terms)) {
			t, err := parseTerm(text, s.Variables)
			if err != nil {
				return nil, fmt.Errorf("datasets: %s: %w", s.Name, err)
			}
			all = append(all, weighted{t, v, terms[text]})
		}
	}
	if len(s.Law) != len(s.Variables) {
		return nil, errors.New("datasets: " + s.Name + " has an equation for something that is no variable")
	}
	return func(_ float64, x, dx []float64) {
		clear(dx)
		for i := range all {
			dx[all[i].of] += all[i].c * all[i].at(x)
		}
	}, nil
}

func deviation(values []float64) float64 {
	var sum, squares float64
	for _, v := range values {
		sum += v
	}
	mean := sum / float64(len(values))
	for _, v := range values {
		squares += (v - mean) * (v - mean)
	}
	return math.Sqrt(squares / float64(len(values)))
}
