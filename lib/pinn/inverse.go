package pinn

import (
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/gonum/stat/distuv"
)

// An Estimate is an unknown number with its uncertainty.
type Estimate struct {
	Name, Unit string
	Value      float64
	// Deviation is one standard deviation. For a Positive constant it is that of the value, and the interval is lopsided. Where the fit
	// hasn't converged, Remaining is in it.
	Deviation float64
	// Remaining is how far the fit would still move it, as a Gauss-Newton step from where it ended foretells. Above 0.3 of what the noise
	// makes its deviation, it is added to that as if it were another noise, the root of the sum of squares, and a Warning says so. Below,
	// a 95% interval that leaves it out still holds the truth in 94% of cases.
	Remaining float64
	// Low and High bound the interval that holds the truth with the probability asked for.
	Low, High float64
	// Identified says that the data determine it: what their noise makes its deviation is below half its size, and well below what it may
	// be without data.
	Identified bool
	// Warning says what is wrong: it isn't identified, or the fit hasn't converged. Empty where all is well.
	Warning string
}

// String is the value with its interval.
func (e Estimate) String() string {
	s := fmt.Sprintf("%s = %.6g, %.6g to %.6g", e.Name, e.Value, e.Low, e.High)
	if e.Unit != "" {
		s += " " + e.Unit
	}
	if e.Warning != "" {
		s += " (" + e.Warning + ")"
	}
	return s
}

// Estimates are the problem's constants with intervals of a probability, such as 0.95, by Laplace's method: where the fit ended the
// loss is nearly a quadratic, its matrix J'J, and the data's noise times its inverse is the covariance of everything fitted. The noise
// is what the data state, or what the fit leaves of them.
//
// The equations and conditions count as exact: the fields may move only as those let them. So the intervals hold for the noise in the
// data, and not for a wrong law. They need data.
//
// They need a fit that has converged, too: with g the gradient where it ended, a constant is off by its element of (J'J)^-1 g, for all
// that the noise is small. Where that is large the intervals are widened by it, and a Warning asks for more steps; so too where Withhold
// kept parameters from before the end.
func (s *Solution) Estimates(probability float64) ([]Estimate, error) {
	shape := s.objective.shape
	if len(shape.problem.Constants) == 0 {
		return nil, fmt.Errorf("pinn: %s has no constants to estimate", shape.problem.name())
	}
	c, err := s.covariance()
	if err != nil {
		return nil, err
	}
	z, err := quantile(probability)
	if err != nil {
		return nil, err
	}
	all := make([]Estimate, len(shape.problem.Constants))
	for i, k := range shape.problem.Constants {
		unit := make([]float64, s.objective.Len())
		unit[shape.weights+i] = 1
		value, slope := shape.constant(i, s.Parameters)
		noise, remaining := c.deviations(unit)[0], c.remaining(unit)[0] // of its own parameter
		e := Estimate{Name: k.Name, Unit: k.Unit, Value: value, Remaining: remaining * slope}
		determined := c.determined(unit)
		e.Identified = noise*slope < 0.5*math.Abs(value) && determined
		var warnings []string
		if !e.Identified {
			warnings = append(warnings, "the data hardly determine it: measure elsewhere, or at other times, or fix it")
		}
		own := noise
		if determined { // a step along what nothing holds says nothing
			own = widened(noise, remaining)
		}
		if own > noise {
			warnings = append(warnings, fmt.Sprintf("the fit hasn't converged and would still move it by some %.2g: give it more Steps", e.Remaining))
		}
		e.Warning = strings.Join(warnings, "; ")
		e.Deviation, e.Low, e.High = own*slope, value-z*own, value+z*own
		if k.Positive {
			e.Low, e.High = value*math.Exp(-z*own), value*math.Exp(z*own)
		}
		all[i] = e
	}
	return all, nil
}

// widened is a deviation by noise with what is left of a fit in it. An interval of probability 0.95 about a value that is off by 0.3
// deviations holds the truth with 0.94. Fits that have settled have a hundredth left, and where data are few a tenth: networks that are
// larger than what they say creep on for ever.
func widened(noise, remaining float64) float64 {
	if remaining > 0.3*noise {
		return math.Hypot(noise, remaining)
	}
	return noise
}

// Deviation is one standard deviation of a field, or of a derivative of it, at points, by the same method, and widened like an Estimate's
// where the fit hasn't converged.
func (s *Solution) Deviation(of string, x []float64, by ...string) ([]float64, error) {
	c, err := s.covariance()
	if err != nil {
		return nil, err
	}
	if d := len(s.objective.shape.axes); len(x)%d != 0 {
		return nil, fmt.Errorf("pinn: %d coordinates aren't points of %d axes", len(x), d)
	}
	g, err := s.objective.view(of, by, x)
	if err != nil {
		return nil, err
	}
	for i := range g.points.scale {
		g.points.scale[i] = 1
	}
	all := make([]float64, g.points.n)
	err = s.objective.only(g).run(rows, s.Parameters, func(p piece, out [][]float64) error {
		noise, remaining := c.deviations(out[1]), c.remaining(out[1])
		for i := range p.to - p.from {
			all[p.from+i] = widened(noise[i], remaining[i])
		}
		return nil
	})
	return all, err
}

// quantile of the normal distribution, both sides.
func quantile(probability float64) (float64, error) {
	if !(probability > 0 && probability < 1) {
		return 0, fmt.Errorf("pinn: intervals of probability %g; give one between 0 and 1, such as 0.95", probability)
	}
	return distuv.UnitNormal.Quantile((1 + probability) / 2), nil
}
