package infer

import (
	"errors"
	"fmt"
	"math"

	"sublunar/lib/field"
	"sublunar/lib/tracer"
)

// A Problem is what is believed of a tracer and what was seen of it. [Kriging], [Filter] and [Variational] take the same one and give an
// [Estimate] each, so that they are compared fairly.
//
// What isn't known is taken for Gaussian, or lognormal where it has to be positive: the field at the beginning, eddies that the flow as
// believed lacks, the diffusivity, a source's rate and place, and errors that observations share.
type Problem struct {
	// Flow as believed, from Start.Time to the last of Times. Its Basin has the cells on which all is estimated.
	Flow tracer.Flow
	// Eddies that the flow lacks. Default none: it is believed as it stands.
	Eddies tracer.Eddies
	// Start is what is believed of the field at the beginning.
	Start Start
	// Diffusivity in m^2/s.
	Diffusivity Lognormal
	// Mixing multiplies it by cell, as [tracer.Transport] has it. So a map that is known up to a factor is a Mixing, and the factor the Diffusivity.
	// Default: 1 everywhere.
	Mixing field.Grid
	// Release is a source. Default none.
	Release Release
	// Decay in 1/s.
	Decay float64
	// Signed allows negative values: temperatures, anomalies. Default: estimates are 0 or more.
	Signed bool
	// Observations of the tracer and Currents, in any order, from Start.Time to Until.
	Observations []tracer.Observation
	Currents     []tracer.Current
	// Bias is, by platform, the standard deviation of an error that all its observations share, beside each one's own: a calibration, a
	// pass through haze. Default none.
	Bias map[int]float64
	// Until is when the last observation may be, in s; what comes later is forecast.
	Until float64
	// Times at which the field is asked for, ascending, from Start.Time on.
	Times field.Axis
	// Members of the ensembles. Default 60.
	Members int
	// Seed of what is drawn.
	Seed uint64
	// Tick is what the observations' times are rounded to, in s: fields are looked at so often. Default: a 256th of the window.
	Tick float64
}

// Start is what is believed of the field at the beginning of the window: a Gaussian field with a covariance Deviation^2 exp(-r^2/(2 Length^2)).
type Start struct {
	// Time in s.
	Time float64
	// Mean on the cells. What comes in through open ends later is like it, too.
	Mean field.Grid
	// Deviation in the field's unit; 0 says that the mean is known to be right.
	Deviation float64
	// Length over which it changes, m.
	Length float64
}

// Lognormal is what is believed of a positive number: its logarithm is Gaussian.
type Lognormal struct {
	Median float64
	// Factor is one standard deviation: with odds of two to one it lies within Median/Factor to Median*Factor. Default 1: the number is
	// known.
	Factor float64
}

func (l Lognormal) unknown() bool { return l.Factor > 1 }

// at is the value z deviations from the median.
func (l Lognormal) at(z float64) float64 {
	if !l.unknown() {
		return l.Median
	}
	return l.Median * math.Exp(z*math.Log(l.Factor))
}

func (l Lognormal) check(what string) error {
	if !(l.Median >= 0) || math.IsInf(l.Median, 0) || l.Factor != 0 && !(l.Factor >= 1) || math.IsInf(l.Factor, 0) || l.Median == 0 && l.unknown() {
		return fmt.Errorf("infer: a %s of median %g and factor %g; give a median above 0 and a factor of 1 or more", what, l.Median, l.Factor)
	}
	return nil
}

// Release is a source that gives tracer evenly.
type Release struct {
	// X and Y of its middle, in the basin's units, and the standard deviation of a Gaussian that it is spread over, in m. Default Spread: one
	// cell's width.
	X, Y, Spread float64
	// Rate in the concentration's unit times m^2/s. Default 0: there is no source.
	Rate Lognormal
	// Doubt is the standard deviation of the place along each axis in m. Default 0: it is known.
	Doubt float64
	// From and Until are when it runs, s. Default: all the time.
	From, Until float64
}

// Check returns nil for a problem that can be solved; else its error says what to change.
func (p Problem) Check() error {
	b := p.Flow.Basin
	if err := (tracer.Transport{Flow: p.Flow, Mixing: p.Mixing}).Check(); err != nil {
		return err
	}
	if err := p.settings(); err != nil {
		return err
	}
	if err := p.Times.Check(); err != nil {
		return fmt.Errorf("infer: %w", err)
	}
	first, last := p.Times.Values[0], p.Times.Values[p.Times.Len()-1]
	if first > last || first < p.Start.Time || !(p.Until > p.Start.Time) {
		return fmt.Errorf("infer: asked for times %g to %g, and observed from %g until %g; give ascending ones, none before the start", first, last, p.Start.Time, p.Until)
	}
	if err := p.Flow.Known(p.Start.Time, max(last, p.Until)); err != nil {
		return err
	}
	if err := b.Fits(p.Start.Mean); err != nil {
		return err
	}
	for i, v := range p.Start.Mean.Values {
		if !b.IsLand(i) && (p.Start.Mean.IsMissing(i) || math.IsInf(v, 0) || v < 0 && !p.Signed) {
			return fmt.Errorf("infer: the mean at the start is %g in cell %d; give a concentration on all water (set Signed where it may be negative)", v, i)
		}
	}
	if len(p.Observations) == 0 && len(p.Currents) == 0 {
		return fmt.Errorf("infer: no observations; give some")
	}
	within := func(what string, number int, time, deviation float64) error {
		if time < p.Start.Time || time > p.Until {
			return fmt.Errorf("infer: %s %d is of time %g, and the window is from %g until %g; leave it out (what comes later is for scoring)", what, number, time, p.Start.Time, p.Until)
		}
		if deviation == 0 {
			return fmt.Errorf("infer: %s %d has an error of deviation 0; give one above 0", what, number)
		}
		return nil
	}
	for i, o := range p.Observations {
		if err := errors.Join(o.Check(b, i), within("observation", i, o.Time, o.Deviation)); err != nil {
			return err
		}
	}
	for i, c := range p.Currents {
		if err := errors.Join(c.Check(b, i), within("current", i, c.Time, c.Deviation)); err != nil {
			return err
		}
	}
	if p.Release.Rate.Median > 0 {
		return p.source(0, 0, 0).Check(b)
	}
	return nil
}

// settings are what Check looks at that needs no basin.
func (p Problem) settings() error {
	for _, v := range []struct {
		name  string
		value float64
	}{{"Decay", p.Decay}, {"Start.Deviation", p.Start.Deviation}, {"Eddies.Speed", p.Eddies.Speed}, {"Eddies.Every", p.Eddies.Every},
		{"Release.Doubt", p.Release.Doubt}, {"Release.Spread", p.Release.Spread}, {"Tick", p.Tick}} {
		if !(v.value >= 0) || math.IsInf(v.value, 0) {
			return fmt.Errorf("infer: %s is %g; give a finite one, 0 or more", v.name, v.value)
		}
	}
	if p.Start.Deviation > 0 && !(p.Start.Length > 0) {
		return fmt.Errorf("infer: a field at the start of deviation %g and length %g; give a length in m", p.Start.Deviation, p.Start.Length)
	}
	if p.Eddies.Speed > 0 && !(p.Eddies.Length > 0 && p.Eddies.Time > 0) {
		return fmt.Errorf("infer: eddies of length %g m and time %g s; give both, above 0", p.Eddies.Length, p.Eddies.Time)
	}
	if err := p.Diffusivity.check("diffusivity"); err != nil {
		return err
	}
	if err := p.Release.Rate.check("source's rate"); err != nil {
		return err
	}
	for platform, d := range p.Bias {
		if !(d >= 0) || math.IsInf(d, 0) {
			return fmt.Errorf("infer: platform %d shares an error of deviation %g; give a finite one, 0 or more", platform, d)
		}
	}
	if p.Members != 0 && p.Members < 2 {
		return fmt.Errorf("infer: %d members; give 2 or more, or 0 for the default", p.Members)
	}
	return nil
}

func (p Problem) members() int {
	if p.Members == 0 {
		return 60
	}
	return p.Members
}

// source is the release with the rate and the place so many deviations off what is believed.
func (p Problem) source(rate, x, y float64) tracer.Source {
	r, b := p.Release, p.Flow.Basin
	s := tracer.Source{X: r.X + x*r.Doubt/b.MetresEast(r.Y), Y: r.Y + y*r.Doubt/b.MetresNorth(), From: r.From, Until: r.Until, Spread: r.Spread}
	if s.From == 0 && s.Until == 0 {
		s.From, s.Until = p.Start.Time, max(p.Until, p.Times.Values[p.Times.Len()-1])
	}
	if s.Spread == 0 {
		_, s.Spread = b.Spacing(0)
	}
	s.Amount = r.Rate.at(rate) * (s.Until - s.From)
	return s
}
