package datasets

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"

	"sublunar/lib/field"
	"sublunar/lib/ode"
)

// A Trajectory says how a system is run. Its zero value is the system's own settings, with no noise.
type Trajectory struct {
	// Samples is their number. Default: the system's.
	Samples int
	// Step is the time from one to the next. Default: the system's.
	Step float64
	// Noise is white and Gaussian, and independent from sample to sample and variable to variable. Its
	// standard deviation is this share of each variable's own over the run: 0.01 is 1%. 0 is none.
	Noise float64
	// Seed of the noise.
	Seed uint64
	// Initial is the state at the first sample. Default: where the system's own Initial is after its
	// Transient.
	Initial []float64
}

// exact stands for the exact solution: at this tolerance a step is off by little more than rounding.
var exact = ode.Tolerance{Absolute: 1e-15, Relative: 1e-14}

// Run makes a trajectory: a column for each variable, then one for each input (which has no noise),
// over the axis "time".
//
// Each step of it is exact to rounding. That is what the methods are judged by; where the system is
// chaotic, the end of the trajectory is another matter, as rounding itself grows exponentially.
func (s System) Run(t Trajectory) (field.Series, error) {
	run, err := s.run(t)
	if err != nil {
		return field.Series{}, fmt.Errorf("datasets: %s: %w", s.Name, err)
	}
	return run, nil
}

func (s System) run(t Trajectory) (field.Series, error) {
	l, err := s.settle(t)
	if err != nil {
		return field.Series{}, err
	}
	rate, err := l.rate()
	if err != nil {
		return field.Series{}, err
	}
	var x [][]float64
	times := l.times()
	if s.Discrete {
		x, err = l.iterate(rate)
	} else {
		// The transient runs up to time 0; its start is the one state more.
		x, err = ode.Solve(rate, l.Initial, append([]float64{-l.Transient}, times...), l.tolerance(s.Step))
	}
	if err != nil {
		return field.Series{}, fmt.Errorf("it can't be followed from %g: %w; start nearer to its attractor", l.Initial, err)
	}
	run := l.series(times, x[1:])
	if t.Noise > 0 {
		addNoise(run.Columns[:len(s.Variables)], t.Noise, t.Seed)
	}
	return run, nil
}

// settle is the system with the trajectory's settings in the place of its own.
func (s System) settle(t Trajectory) (System, error) {
	if t.Samples != 0 {
		s.Samples = t.Samples
	}
	switch {
	case s.Discrete && t.Step != 0:
		return s, errors.New("a map goes from one sample to the next; leave Step 0")
	case s.Discrete:
		s.Step = 1
	case t.Step != 0:
		s.Step = t.Step
	}
	if t.Initial != nil {
		s.Initial, s.Transient = t.Initial, 0
	}
	switch {
	case s.Samples < 1:
		return s, fmt.Errorf("%d samples; give 1 or more, or 0 in a Trajectory for the system's own", s.Samples)
	case !(s.Step > 0) || math.IsInf(s.Step, 0):
		return s, fmt.Errorf("a step of %g; give a time above 0", s.Step)
	case !(t.Noise >= 0) || math.IsInf(t.Noise, 0):
		return s, fmt.Errorf("noise of %g; give a share of the standard deviation, such as 0.01, or 0", t.Noise)
	case !(s.Transient >= 0) || math.IsInf(s.Transient, 0):
		return s, fmt.Errorf("a transient of %g; give a time, or 0", s.Transient)
	case len(s.Initial) != len(s.Variables):
		return s, fmt.Errorf("a start of %d values for %d variables; give one for each of %q", len(s.Initial), len(s.Variables), s.Variables)
	case s.Units != nil && len(s.Units) != len(s.Variables):
		return s, fmt.Errorf("%d units for %d variables; give one each, or none", len(s.Units), len(s.Variables))
	}
	for v, x := range s.Initial {
		if !finite(x) {
			return s, fmt.Errorf("%s starts at %g; give a finite number", s.Variables[v], x)
		}
	}
	return s, nil
}

// tolerance leaves a run a hundred steps for each sample, or for the time of the system's own step where
// that is shorter. Those here take fewer than 30.
func (s System) tolerance(own float64) ode.Tolerance {
	tol := exact
	steps := 1e4 + 100*(s.Transient/own+float64(s.Samples)*math.Max(1, s.Step/own))
	tol.Steps = int(math.Min(steps, math.MaxInt32))
	return tol
}

func (s System) times() []float64 {
	times := make([]float64, s.Samples)
	for i := range times {
		times[i] = float64(i) * s.Step
	}
	return times
}

// iterate follows a map, through its transient and then sample by sample, of shape [1+samples][variables].
func (s System) iterate(next ode.Rate) ([][]float64, error) {
	x := append([]float64(nil), s.Initial...)
	to := make([]float64, len(x))
	follow := func(at float64) error {
		next(at, x, to)
		x, to = to, x
		for _, v := range x {
			if !finite(v) {
				return fmt.Errorf("%w at step %g", ode.ErrUnbounded, at)
			}
		}
		return nil
	}
	for at := -s.Transient; at < 0; at++ {
		if err := follow(at); err != nil {
			return nil, err
		}
	}
	out := [][]float64{nil, append([]float64(nil), x...)}
	for i := 1; i < s.Samples; i++ {
		if err := follow(float64(i - 1)); err != nil {
			return nil, err
		}
		out = append(out, append([]float64(nil), x...))
	}
	return out, nil
}

// series lays the states out as columns, and the inputs after them.
func (s System) series(times []float64, x [][]float64) field.Series {
	out := field.Series{Axis: field.Axis{Name: "time", Unit: s.TimeUnit, Values: times}}
	for v, name := range s.Variables {
		c := field.Column{Name: name, Values: make([]float64, len(x))}
		if s.Units != nil {
			c.Unit = s.Units[v]
		}
		for i := range x {
			c.Values[i] = x[i][v]
		}
		out.Columns = append(out.Columns, c)
	}
	for _, in := range s.Inputs {
		c := field.Column{Name: in.Name, Unit: in.Unit, Values: make([]float64, len(times))}
		for i, t := range times {
			c.Values[i] = in.At(t)
		}
		out.Columns = append(out.Columns, c)
	}
	return out
}

// addNoise draws row by row, so that the same seed makes the same noise, but for its size, at any
// level.
func addNoise(columns []field.Column, share float64, seed uint64) {
	sizes := make([]float64, len(columns))
	for v, c := range columns {
		sizes[v] = share * spread(c.Values)
	}
	r := rand.New(rand.NewPCG(seed, 0))
	for i := range columns[0].Values {
		for v, c := range columns {
			c.Values[i] += sizes[v] * r.NormFloat64()
		}
	}
}

// spread is the standard deviation.
func spread(values []float64) float64 {
	mean, sum := 0.0, 0.0
	for _, v := range values {
		mean += v / float64(len(values))
	}
	for _, v := range values {
		sum += (v - mean) * (v - mean)
	}
	return math.Sqrt(sum / float64(len(values)))
}
