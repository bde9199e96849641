package spill

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"sublunar/lib/tracer"
)

// A Recovery finds the place and the amount of a spill, and the diffusivity of the water, from what was seen of it at a few places and
// times: by least squares, with intervals from the profile of the likelihood. Each observation's error is Gaussian and independent, of its
// Deviation; where all Deviations are 0 the errors have one that isn't known, it is estimated, and the intervals are as much wider as
// Student's and Fisher's distributions say.
type Recovery struct {
	Model        Model
	Observations []tracer.Observation
	// X, Y and Diffusivity are where to search: from, to. They have to be given.
	X, Y, Diffusivity [2]float64
	// Level of the intervals. Default 0.9.
	Level float64
	// Factor is the widest that an interval of amount or diffusivity may reach to each side of the estimate; beyond it the number is refused.
	// Default 30.
	Factor float64
}

// An Interval of a number, at the level that was asked for.
type Interval struct{ Low, High float64 }

// Holds says whether a number lies within.
func (i Interval) Holds(v float64) bool { return i.Low <= v && v <= i.High }

// Recovered is a spill with its intervals.
type Recovered struct {
	Spill
	// Intervals at Level.
	XWithin, YWithin, AmountWithin, DiffusivityWithin Interval
	Level                                             float64
	// Deviation of the errors: as estimated where it wasn't known, else the root mean square of residuals over their Deviations.
	Deviation float64
	Known     bool
	// Observations that were used, and how often the model was asked.
	Observations, Evaluations int
}

// String says what was found.
func (r Recovered) String() string {
	line := func(name string, v float64, in Interval, unit string) string {
		return fmt.Sprintf("%-12s %.4g (%.4g to %.4g)%s\n", name, v, in.Low, in.High, unit)
	}
	noise := fmt.Sprintf("errors of standard deviation %.3g, estimated", r.Deviation)
	if r.Known {
		noise = fmt.Sprintf("residuals of %.2f standard deviations", r.Deviation)
	}
	return line("x", r.X, r.XWithin, " m") + line("y", r.Y, r.YWithin, " m") + line("amount", r.Amount, r.AmountWithin, "") +
		line("diffusivity", r.Diffusivity, r.DiffusivityWithin, " m^2/s") +
		fmt.Sprintf("intervals at %g%%, %d observations, %s", 100*r.Level, r.Observations, noise)
}

// unknowns of a recovery, in their order in vectors: logarithms of diffusivity and amount, and the place in units of the area's sides.
const (
	logDiffusivity = iota
	placeX
	placeY
	logAmount
	unknowns
)

// Find gives the estimate. An [Inseparable] error says what the observations can't tell apart; no number comes with it.
func (r Recovery) Find() (Recovered, error) {
	f, err := r.begin()
	if err != nil {
		return Recovered{}, err
	}
	best, err := f.search()
	if err != nil {
		return Recovered{}, err
	}
	if err := f.separable(best, true); err != nil {
		return Recovered{}, err
	}
	theta, squares, err := f.fit(best, -1)
	if err != nil {
		return Recovered{}, err
	}
	if err := f.separable(theta, false); err != nil {
		return Recovered{}, err
	}
	s := f.spill(theta)
	for _, side := range []struct {
		name  string
		v     float64
		limit [2]float64
	}{{"x", s.X, r.X}, {"y", s.Y, r.Y}, {"diffusivity", s.Diffusivity, r.Diffusivity}} {
		if side.v < side.limit[0] || side.v > side.limit[1] {
			return Recovered{}, fmt.Errorf("spill: the fit goes to %s %.4g, outside the %.4g to %.4g that were to be searched; widen the search, or look whether the flow and the time of release are right", side.name, side.v, side.limit[0], side.limit[1])
		}
	}
	out := Recovered{Spill: s, Level: f.level, Known: f.known, Observations: len(r.Observations)}
	n := len(r.Observations)
	variance := 1.0 // of a residual, in the scale of the fit
	if !f.known {
		variance = squares / float64(n-unknowns)
	}
	out.Deviation = math.Sqrt(squares/float64(n-unknowns)) * f.scale
	in, err := f.intervals(theta, squares, variance)
	if err != nil {
		return Recovered{}, err
	}
	side := func(k int, value func(Spill) float64) Interval {
		low, high := slices.Clone(theta), slices.Clone(theta)
		low[k], high[k] = in[k][0], in[k][1]
		return Interval{value(f.spill(low)), value(f.spill(high))}
	}
	out.XWithin = side(placeX, func(s Spill) float64 { return s.X })
	out.YWithin = side(placeY, func(s Spill) float64 { return s.Y })
	out.AmountWithin = side(logAmount, func(s Spill) float64 { return s.Amount })
	out.DiffusivityWithin = side(logDiffusivity, func(s Spill) float64 { return s.Diffusivity })
	out.Evaluations = f.evaluations
	return out, nil
}

func (r Recovery) begin() (*spillFit, error) {
	if r.Model == nil {
		return nil, fmt.Errorf("spill: no model to recover a spill with; give a Puff or an Atlas")
	}
	n := len(r.Observations)
	if n <= unknowns {
		return nil, fmt.Errorf("spill: %d observations for %d unknowns and the size of the noise; give more", n, unknowns)
	}
	for _, s := range []struct {
		name string
		at   [2]float64
		low  float64
	}{{"X", r.X, math.Inf(-1)}, {"Y", r.Y, math.Inf(-1)}, {"Diffusivity", r.Diffusivity, 0}} {
		if !(s.at[1] > s.at[0]) || !(s.at[0] > s.low) || math.IsInf(s.at[1], 0) {
			return nil, fmt.Errorf("spill: the search of a spill has %s from %g to %g; give a range, above 0 for the diffusivity", s.name, s.at[0], s.at[1])
		}
	}
	f := &spillFit{Recovery: r, level: r.Level, factor: r.Factor, scale: 1, room: make([]float64, n), ahead: make([]float64, n), weight: make([]float64, n)}
	if f.level == 0 {
		f.level = 0.9
	}
	if f.factor == 0 {
		f.factor = 30
	}
	if !(f.level > 0 && f.level < 1) || !(f.factor > 1) {
		return nil, fmt.Errorf("spill: intervals of level %g and factor %g; give a level between 0 and 1, and a factor above 1", r.Level, r.Factor)
	}
	known := 0
	largest := 0.0
	for k, o := range r.Observations {
		if v := o.X + o.Y + o.Time + o.Value + o.Deviation; math.IsNaN(v) || math.IsInf(v, 0) || o.Deviation < 0 {
			return nil, fmt.Errorf("spill: observation %d is %+v; give finite numbers and a deviation of 0 or more", k, o)
		}
		if o.Deviation > 0 {
			known++
		}
		largest = math.Max(largest, math.Abs(o.Value))
	}
	if known != 0 && known != n {
		return nil, fmt.Errorf("spill: %d of %d observations have a Deviation; give it for all, or for none to have it estimated", known, n)
	}
	if largest == 0 {
		return nil, fmt.Errorf("spill: all %d observations are 0; a spill that nobody saw can't be found", n)
	}
	f.known = known == n
	if f.known {
		f.quantile = distuv.Normal{Sigma: 1}.Quantile((1 + f.level) / 2)
	} else {
		f.scale = largest / 20
		f.quantile = distuv.StudentsT{Sigma: 1, Nu: float64(n - unknowns)}.Quantile((1 + f.level) / 2)
	}
	for k, o := range r.Observations {
		f.weight[k] = 1 / f.scale
		if f.known {
			f.weight[k] = 1 / o.Deviation
		}
	}
	return f, nil
}
