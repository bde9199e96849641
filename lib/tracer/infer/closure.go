package infer

import (
	"fmt"
	"math"

	"sublunar/lib/field"
)

// Closure asks what stands best for eddies that the flow as believed lacks: a streamfunction that is drawn anew all the time ([tracer.Eddies]), or
// a larger diffusivity with inflated deviations, as is the custom. Both are fitted to the window's observations, in the same way: each
// candidate is a run of the filter, and that under which each observation was most likely given those before it is taken (the likelihood of
// the innovations; Ueno and others 2010, doi:10.1002/qj.654). So neither sees what comes after the window.
type Closure struct {
	// Filter that each candidate is tried with; Lag counts for nothing while fitting.
	Filter Filter
	// Speeds in m/s and Times in s of the eddies. Default: those of the problem, each times 0.5, 1 and 2.
	Speeds, Times []float64
	// Diffusivities in m^2/s, medians, and Inflations without eddies. Default: that of the problem times 1, 5 and 25, and 1, 1.05 and 1.2.
	Diffusivities, Inflations []float64
	// Observe hears of each candidate. An error returned stops the work.
	Observe func(field.Progress) error
}

// Closed is a problem and a filter with the closure that was fitted to it. Solve them to compare.
type Closed struct {
	Problem Problem
	Filter  Filter
	// Tried are all candidates.
	Tried []Trial
}

// A Trial is a candidate for a closure: a speed and a time of eddies, or a diffusivity and an inflation.
type Trial struct {
	Speed, Time, Diffusivity, Inflation float64
	LogLikelihood                       float64
}

// Fit gives the best of the stochastic and of the deterministic closures. Currents are for the stochastic alone; the likelihood is that of the
// tracer's observations for both.
func (c Closure) Fit(p Problem) (stochastic, deterministic Closed, err error) {
	if !(p.Eddies.Speed > 0) {
		return Closed{}, Closed{}, fmt.Errorf("infer: a closure by eddies of speed %g; give the problem's Eddies a speed, a length and a time to begin with", p.Eddies.Speed)
	}
	scaled := func(list []float64, by float64, factors ...float64) []float64 {
		if list == nil {
			for _, f := range factors {
				list = append(list, by*f)
			}
		}
		return list
	}
	var noise, plain []Trial
	for _, speed := range scaled(c.Speeds, p.Eddies.Speed, 0.5, 1, 2) {
		for _, time := range scaled(c.Times, p.Eddies.Time, 0.5, 1, 2) {
			noise = append(noise, Trial{Speed: speed, Time: time, Diffusivity: p.Diffusivity.Median, Inflation: c.Filter.Inflation})
		}
	}
	for _, d := range scaled(c.Diffusivities, p.Diffusivity.Median, 1, 5, 25) {
		for _, inflation := range scaled(c.Inflations, 1, 1, 1.05, 1.2) {
			plain = append(plain, Trial{Diffusivity: d, Inflation: inflation})
		}
	}
	done := 0
	best := func(trials []Trial) (Closed, error) {
		at := 0
		for k := range trials {
			q, f := trials[k].apply(p, c.Filter)
			f.Lag = 0
			q.Times = window(q)
			e, err := f.Solve(q)
			if err != nil {
				return Closed{}, fmt.Errorf("%w (a closure with %+v)", err, trials[k])
			}
			trials[k].LogLikelihood = e.LogLikelihood
			if e.LogLikelihood > trials[at].LogLikelihood {
				at = k
			}
			done++
			if c.Observe != nil {
				if err := c.Observe(field.Progress{Step: done, Total: len(noise) + len(plain), Values: []field.Value{{Name: "log-likelihood", Value: e.LogLikelihood}}}); err != nil {
					return Closed{}, fmt.Errorf("infer: stopped: %w", err)
				}
			}
		}
		out := Closed{Tried: trials}
		out.Problem, out.Filter = trials[at].apply(p, c.Filter)
		return out, nil
	}
	if stochastic, err = best(noise); err != nil {
		return Closed{}, Closed{}, err
	}
	deterministic, err = best(plain)
	return stochastic, deterministic, err
}

// apply puts a candidate into a problem and a filter.
func (t Trial) apply(p Problem, f Filter) (Problem, Filter) {
	p.Eddies.Speed, p.Diffusivity.Median = t.Speed, t.Diffusivity
	if t.Speed > 0 {
		p.Eddies.Time = t.Time
	} else {
		p.Currents = nil
	}
	if f.Radius == 0 { // the same for both
		f.Radius = 2 * math.Max(p.Start.Length, p.Eddies.Length)
	}
	f.Inflation = t.Inflation
	return p, f
}

// window is the times asked for that aren't forecasts, and its end.
func window(p Problem) field.Axis {
	a := p.Times
	a.Values = nil
	for _, t := range p.Times.Values {
		if t < p.Until {
			a.Values = append(a.Values, t)
		}
	}
	a.Values = append(a.Values, p.Until)
	return a
}
