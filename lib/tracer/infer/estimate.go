package infer

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/stat"

	"sublunar/lib/field"
	"sublunar/lib/score"
	"sublunar/lib/tracer"
)

// An Estimate is an ensemble of fields that are all as likely, given a [Problem]: what is believed after what was seen. It can be kept by gob.
type Estimate struct {
	// Method in words.
	Method     string
	Basin      tracer.Basin
	Name, Unit string
	Times      field.Axis
	// Fields are concentrations [time][member][cell].
	Fields [][][]float64
	// Parameters that weren't known.
	Parameters []Inferred
	// Misfit is the mean square of what the estimate is off at the observations, over their deviations; where the problem holds it is below
	// 1. That of a filter is of its forecasts, and above.
	Misfit float64
	// LogLikelihood of the observations, where a method gives it, else NaN: a filter's of the tracer's, 4D-Var's of the currents' too.
	LogLikelihood float64
	// Seconds that it took, and Runs of the transport through the window.
	Seconds float64
	Runs    int
	// Created is the amount of tracer that analyses put in, over what there was at the start, the mean of its size; 0 for methods whose
	// fields follow the law at all times.
	Created  float64
	Warnings []string
}

// Inferred is a number that wasn't known, after the observations.
type Inferred struct {
	Name, Unit string
	// Draws of it, one for each member.
	Draws []float64
	// Positive ones are lognormal before.
	Positive bool
	// Prior is its deviation before, Posterior after: of the logarithm where it is positive.
	Prior, Posterior float64
}

// Shrinkage is how much of the doubt is left: 1 says that the observations told nothing.
func (p Inferred) Shrinkage() float64 { return p.Posterior / p.Prior }

// Untold is the shrinkage above which nothing is said of a parameter: more than half of its variance is the prior's.
const Untold = 0.7

// Interval of a parameter, such as 0.9 of its probability, and its median. Where the observations tell little, [Untold], the error says so in
// words and gives no number, and names what is known of it together with another one, if that is so.
func (e Estimate) Interval(name string, level float64) (low, median, high float64, err error) {
	k := slices.IndexFunc(e.Parameters, func(p Inferred) bool { return p.Name == name })
	if k < 0 {
		var names []string
		for _, p := range e.Parameters {
			names = append(names, p.Name)
		}
		return 0, 0, 0, fmt.Errorf("infer: %s estimates no %q; it does estimate: %s", e.Method, name, strings.Join(names, ", "))
	}
	p := e.Parameters[k]
	if s := p.Shrinkage(); !(s <= Untold) {
		return 0, 0, 0, fmt.Errorf("infer: the observations can't tell the %s: %.0f%% of its doubt is left%s", name, 100*s, e.together(p))
	}
	draws := slices.Clone(p.Draws)
	slices.Sort(draws)
	low, high, err = score.Interval(draws, level)
	return low, stat.Quantile(0.5, stat.Empirical, draws, nil), high, err
}

// together names what is known of a positive parameter with another one: their logarithms lie along a line.
func (e Estimate) together(p Inferred) string {
	for _, q := range e.Parameters {
		if q.Name == p.Name || !q.Positive || !p.Positive {
			continue
		}
		x, y := make([]float64, len(p.Draws)), make([]float64, len(p.Draws))
		for i := range x {
			x[i], y[i] = math.Log(q.Draws[i]), math.Log(p.Draws[i])
		}
		start, slope := stat.LinearRegression(x, y, nil, false)
		for i := range y {
			y[i] -= start + slope*x[i]
		}
		if left := stat.StdDev(y, nil); left < 0.4*p.Posterior {
			return fmt.Sprintf("; what they tell is %s/%s^%.2g, to a factor of %.3g", p.Name, q.Name, slope, math.Exp(left))
		}
	}
	return ""
}

// grid of values of each cell at a time.
func (e Estimate) grid(time int, of func(members []float64) float64) field.Grid {
	g := e.Basin.Grid(e.Name, e.Unit, make([]float64, e.Basin.X.Len()*e.Basin.Y.Len()))
	members := make([]float64, len(e.Fields[time]))
	for i := range g.Values {
		if e.Basin.IsLand(i) {
			continue
		}
		for m, c := range e.Fields[time] {
			members[m] = c[i]
		}
		g.Values[i] = of(members)
	}
	return g
}

// Mean of the ensemble at one of Times, by its number.
func (e Estimate) Mean(time int) field.Grid {
	return e.grid(time, func(m []float64) float64 { return stat.Mean(m, nil) })
}

// Deviation of the ensemble at one of Times.
func (e Estimate) Deviation(time int) field.Grid {
	g := e.grid(time, func(m []float64) float64 { return stat.StdDev(m, nil) })
	g.Name = "deviation"
	return g
}

// Quantile of the ensemble at one of Times, such as 0.9: so likely the truth is lower.
func (e Estimate) Quantile(time int, q float64) field.Grid {
	return e.grid(time, func(m []float64) float64 {
		slices.Sort(m)
		return stat.Quantile(q, stat.LinInterp, m, nil)
	})
}

// Member of the ensemble at one of Times.
func (e Estimate) Member(time, member int) field.Grid {
	return e.Basin.Grid(e.Name, e.Unit, e.Fields[time][member])
}

// Score tells how the estimate did against the truth, one field for each of Times, at the times from first on and before last.
func (e Estimate) Score(truth []field.Grid, first, last int) (*score.Tally, error) {
	if len(truth) != e.Times.Len() || first < 0 || last > len(truth) || first >= last {
		return nil, fmt.Errorf("infer: a truth of %d fields, times %d to %d scored, and an estimate at %d; give a field for each time", len(truth), first, last, e.Times.Len())
	}
	tally := &score.Tally{}
	for t := first; t < last; t++ {
		if err := e.Basin.Fits(truth[t]); err != nil {
			return nil, err
		}
		values := slices.Clone(truth[t].Values)
		for i := range values {
			if e.Basin.IsLand(i) {
				values[i] = math.NaN()
			}
		}
		if err := tally.Add(e.Fields[t], values); err != nil {
			return nil, err
		}
	}
	return tally, nil
}

// At is what each member would be observed as, linear in place and in time between Times, without the observation's error.
func (e Estimate) At(o tracer.Observation) ([]float64, error) {
	if err := o.Check(e.Basin, 0); err != nil {
		return nil, err
	}
	n := e.Times.Len()
	if o.Time < e.Times.Values[0] || o.Time > e.Times.Values[n-1] {
		return nil, fmt.Errorf("infer: an observation of time %g; the estimate is at times from %g to %g", o.Time, e.Times.Values[0], e.Times.Values[n-1])
	}
	k := min(max(0, n-2), max(0, searched(e.Times.Values, o.Time)-1))
	after, part := min(k+1, n-1), 0.0
	if after > k {
		part = (o.Time - e.Times.Values[k]) / (e.Times.Values[after] - e.Times.Values[k])
	}
	cells, weights, _ := e.Basin.Weights(o.X, o.Y)
	s := stencil{cells, weights}
	out := make([]float64, len(e.Fields[k]))
	for m := range out {
		out[m] = (1-part)*s.see(e.Fields[k][m]) + part*s.see(e.Fields[after][m])
	}
	return out, nil
}

func searched(values []float64, v float64) int {
	i, _ := slices.BinarySearch(values, v)
	return i
}

// String is a line.
func (e Estimate) String() string {
	s := fmt.Sprintf("%s: %d members at %d times, %d runs, %.3g s", e.Method, len(e.Fields[0]), len(e.Fields), e.Runs, e.Seconds)
	for _, p := range e.Parameters {
		if low, median, high, err := e.Interval(p.Name, 0.9); err != nil {
			s += "\n  " + strings.TrimPrefix(err.Error(), "infer: ")
		} else {
			s += fmt.Sprintf("\n  %s %.3g (%.3g to %.3g) %s", p.Name, median, low, high, p.Unit)
		}
	}
	for _, w := range e.Warnings {
		s += "\n  warning: " + w
	}
	return s
}
