package pinn

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// A covariance is that of all that was fitted: size times the inverse of the normal matrix of a loss in which equations and conditions
// are stiff.
type covariance struct {
	factor mat.Cholesky
	n      int
	ridge  float64   // what was added to the diagonal to make the matrix invertible
	size   float64   // the loss that one measurement, off by its noise, adds is half of this
	step   []float64 // that Gauss-Newton would take next
}

// stiffness is how much more the equations and conditions weigh in the covariance than in the fit: of fields that move it leaves those that
// obey them. Much more would leave too few, for not each field that obeys the equations is one that the network can move to, and intervals
// would come out too narrow.
const stiffness = 100

// covariance is worked out anew each time it is asked for.
func (s *Solution) covariance() (*covariance, error) {
	n := s.objective.Len()
	data, rest := s.objective.split()
	held, g := mat.NewSymDense(n, nil), make([]float64, n)
	if _, err := rest.Normal(s.Parameters, held, g); err != nil {
		return nil, err
	}
	seen, pull := mat.NewSymDense(n, nil), make([]float64, n)
	if _, err := data.Normal(s.Parameters, seen, pull); err != nil {
		return nil, err
	}
	floats.Add(g, pull)
	// What the fit would do next follows from the weights that it had.
	own := mat.NewSymDense(n, nil)
	own.AddSym(held, seen)
	var fit covariance
	if err := fit.factorise(own); err != nil {
		return nil, err
	}
	c := &covariance{step: fit.solve(g)}
	floats.Scale(-1, c.step)
	held.ScaleSym(stiffness, held)
	held.AddSym(held, seen)
	if err := c.factorise(held); err != nil {
		return nil, err
	}
	return c, s.measure(c)
}

// split takes an objective apart: data, and equations with conditions. Whatever batches it is fitted in, all points count.
func (o *objective) split() (data, rest *objective) {
	d, r := *o, *o
	d.batch, d.groups, r.batch, r.groups = 0, nil, 0, nil
	for _, g := range o.groups {
		if g.read != nil {
			d.groups = append(d.groups, g)
		} else {
			r.groups = append(r.groups, g)
		}
	}
	return &d, &r
}

// factorise a normal matrix, with as little added to its diagonal as rounding asks for.
func (c *covariance) factorise(a *mat.SymDense) error {
	c.n = a.SymmetricDim()
	trace := mat.Trace(a)
	if !(trace > 0) || math.IsInf(trace, 0) {
		return fmt.Errorf("pinn: the normal matrix has a trace of %g where the fit ended; fit again, from another Seed", trace)
	}
	damped := mat.NewSymDense(c.n, nil)
	for c.ridge = 1e-14 * trace; ; c.ridge *= 10 {
		damped.CopySym(a)
		for i := range c.n {
			damped.SetSym(i, i, a.At(i, i)+c.ridge)
		}
		if c.factor.Factorize(damped) {
			return nil
		}
	}
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

// solve gives A^-1 v.
func (c *covariance) solve(v []float64) []float64 {
	solved := mat.NewVecDense(c.n, nil)
	if err := c.factor.SolveVecTo(solved, mat.NewVecDense(c.n, v)); err != nil {
		if _, poor := err.(mat.Condition); !poor {
			for i := range c.n {
				solved.SetVec(i, math.NaN())
			}
		}
	}
	return solved.RawVector().Data
}

// quadratic is v A^-1 v.
func (c *covariance) quadratic(v []float64) float64 { return floats.Dot(v, c.solve(v)) }

// deviation of a sum of parameters.
func (c *covariance) deviation(v []float64) float64 { return math.Sqrt(c.size * c.quadratic(v)) }

// remaining is how far a fit that goes on would move a sum of parameters.
func (c *covariance) remaining(v []float64) float64 { return math.Abs(floats.Dot(v, c.step)) }

// determined says whether the loss, and not the ridge alone, holds a direction.
func (c *covariance) determined(v []float64) bool { return c.quadratic(v) < 0.01/c.ridge }
