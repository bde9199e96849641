package pinn

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// An Estimate is an unknown number with its uncertainty.
type Estimate struct {
	Name, Unit string
	Value      float64
	// Deviation is one standard deviation. For a Positive constant it is that of the value, and the interval is lopsided.
	Deviation float64
	// Low and High bound the interval that holds the truth with the probability asked for.
	Low, High float64
	// Identified says that the data determine it: its deviation is below half its size, and well below what it may be without data.
	Identified bool
	// Warning says what is wrong where it isn't.
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
// data, and not for a wrong law. They need data, and a fit that has converged.
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
		own := c.deviation(unit) // of its own parameter
		e := Estimate{Name: k.Name, Unit: k.Unit, Value: value, Deviation: own * slope, Low: value - z*own, High: value + z*own}
		if k.Positive {
			e.Low, e.High = value*math.Exp(-z*own), value*math.Exp(z*own)
		}
		e.Identified = e.Deviation < 0.5*math.Abs(value) && c.determined(unit)
		if !e.Identified {
			e.Warning = "the data hardly determine it: measure elsewhere, or at other times, or fix it"
		}
		all[i] = e
	}
	return all, nil
}

// Deviation is one standard deviation of a field, or of a derivative of it, at points, by the same method.
func (s *Solution) Deviation(of string, x []float64, by ...string) ([]float64, error) {
	c, err := s.covariance()
	if err != nil {
		return nil, err
	}
	g, err := newGroup(s.objective.engine, s.objective.shape, false, []string{of}, func(p *Point) *node { return p.Field(of).D(by...) })
	if err != nil {
		return nil, err
	}
	defer g.close()
	if err := g.lay(x, nil); err != nil {
		return nil, err
	}
	for i := range g.points.scale {
		g.points.scale[i] = 1
	}
	one := s.objective.only(g)
	j := mat.NewDense(g.points.n, one.Len(), nil)
	if err := one.Jacobian(s.Parameters, make([]float64, g.points.n), j); err != nil {
		return nil, err
	}
	all := make([]float64, g.points.n)
	for i := range all {
		all[i] = c.deviation(j.RawRowView(i))
	}
	return all, nil
}

// A covariance is that of all that was fitted: size times the inverse of the loss's normal matrix.
type covariance struct {
	factor mat.Cholesky
	n      int
	ridge  float64 // what was added to the diagonal to make the matrix invertible
	size   float64 // the loss that one measurement, off by its noise, adds is half of this
}

// covariance is worked out anew each time it is asked for.
func (s *Solution) covariance() (*covariance, error) {
	n := s.objective.Len()
	a := mat.NewSymDense(n, nil)
	if _, err := s.objective.stiff().Normal(s.Parameters, a, make([]float64, n)); err != nil {
		return nil, err
	}
	c := &covariance{n: n}
	trace := mat.Trace(a)
	if math.IsNaN(trace) || math.IsInf(trace, 0) {
		return nil, fmt.Errorf("pinn: the normal matrix isn't finite where the fit ended; fit again, from another Seed")
	}
	for c.ridge = 1e-14 * trace; ; c.ridge *= 10 {
		damped := mat.NewSymDense(n, nil)
		damped.CopySym(a)
		for i := range n {
			damped.SetSym(i, i, a.At(i, i)+c.ridge)
		}
		if c.factor.Factorize(damped) {
			break
		}
	}
	return c, s.measure(c)
}

// stiff is the objective with equations and conditions of 100 times their weight: of fields that move they leave those that obey them. Much
// more would leave too few, for not each field that obeys the equations is one that the network can move to, and intervals would come out too
// narrow.
func (o *objective) stiff() *objective {
	stiff := *o
	stiff.batch, stiff.groups = 0, slices.Clone(o.groups)
	for i, g := range o.groups {
		if g.read != nil {
			continue // data
		}
		harder := *g
		harder.points.scale = slices.Clone(g.points.scale)
		floats.Scale(10, harder.points.scale)
		stiff.groups[i] = &harder
	}
	return &stiff
}

// measure finds the size of a covariance. A term of data adds weight/2n sum r^2 to the loss, and 1/2 sum (r/noise)^2 to minus the
// logarithm of the likelihood, so a unit of the one is weight noise^2/n of the other: the mean over all measurements is taken.
func (s *Solution) measure(c *covariance) error {
	data := 0
	for _, t := range s.objective.terms {
		if t.kind != "data" {
			continue
		}
		weight, points := t.weight*t.balance, float64(t.group.points.n)
		noise := t.noise
		if noise == 0 {
			r, err := s.objective.residuals(t.group, s.Parameters)
			if err != nil {
				return err
			}
			// What was fitted follows the noise a little: the trace of the matrix that takes data to fit says how many measurements
			// that costs.
			one := s.objective.only(t.group)
			j := mat.NewDense(t.group.points.n, c.n, nil)
			if err := one.Jacobian(s.Parameters, make([]float64, t.group.points.n), j); err != nil {
				return err
			}
			fitted := 0.0
			for i := range t.group.points.n {
				fitted += c.quadratic(j.RawRowView(i))
			}
			if fitted > points-1 {
				return fmt.Errorf("pinn: %q: %d measurements for %.0f numbers fitted say nothing about their noise; state it", t.name, t.group.points.n, fitted)
			}
			sum := 0.0
			for _, v := range r {
				sum += v * v
			}
			noise = math.Sqrt(sum / (points - fitted))
		}
		c.size += weight * noise * noise
		data += t.group.points.n
	}
	if data == 0 {
		return fmt.Errorf("pinn: %s has no data, and what is left of its equations says nothing about noise", s.objective.shape.problem.name())
	}
	c.size /= float64(data)
	return nil
}

// quadratic is v A^-1 v.
func (c *covariance) quadratic(v []float64) float64 {
	d, solved := mat.NewVecDense(c.n, v), mat.NewVecDense(c.n, nil)
	if err := c.factor.SolveVecTo(solved, d); err != nil {
		if _, poor := err.(mat.Condition); !poor {
			return math.NaN()
		}
	}
	return mat.Dot(d, solved)
}

// deviation of a sum of parameters.
func (c *covariance) deviation(v []float64) float64 { return math.Sqrt(c.size * c.quadratic(v)) }

// determined says whether the loss, and not the ridge alone, holds a direction.
func (c *covariance) determined(v []float64) bool { return c.quadratic(v) < 0.01/c.ridge }

// quantile of the normal distribution, both sides.
func quantile(probability float64) (float64, error) {
	if !(probability > 0 && probability < 1) {
		return 0, fmt.Errorf("pinn: intervals of probability %g; give one between 0 and 1, such as 0.95", probability)
	}
	return distuv.UnitNormal.Quantile((1 + probability) / 2), nil
}
