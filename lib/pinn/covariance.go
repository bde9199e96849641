package pinn

import (
	"fmt"
	"math"
	"slices"
	"sync"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
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

// uncertainty is a solution's covariance, once it was asked for.
type uncertainty struct {
	mu    sync.Mutex
	at    []float64 // the parameters that it is of
	found *covariance
}

// covariance is worked out once, as long as nobody changes the parameters.
func (s *Solution) covariance() (*covariance, error) {
	u := &s.uncertainty
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.found != nil && slices.Equal(u.at, s.Parameters) {
		return u.found, nil
	}
	c, err := s.newCovariance()
	if err != nil {
		return nil, err
	}
	u.at, u.found = slices.Clone(s.Parameters), c
	return c, nil
}

func (s *Solution) newCovariance() (*covariance, error) {
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
			fitted := 0.0
			err = s.objective.only(t.group).run(rows, s.Parameters, func(p piece, out [][]float64) error {
				fitted += floats.Sum(c.quadratics(out[1][:(p.to-p.from)*c.n]))
				return nil
			})
			if err != nil {
				return err
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

// solve gives A^-1 v. Where the matrix is nearly singular it is what the ridge leaves of that.
func (c *covariance) solve(v []float64) []float64 {
	var solved mat.VecDense
	if err := c.factor.SolveVecTo(&solved, mat.NewVecDense(c.n, v)); err != nil {
		if _, poor := err.(mat.Condition); !poor {
			return slices.Repeat([]float64{math.NaN()}, c.n)
		}
	}
	return solved.RawVector().Data
}

// quadratics are v A^-1 v of vectors v that stand one after another. With A = U'U each is the square of v U^-1.
func (c *covariance) quadratics(v []float64) []float64 {
	y := blas64.General{Rows: len(v) / c.n, Cols: c.n, Stride: c.n, Data: slices.Clone(v)}
	blas64.Trsm(blas.Right, blas.NoTrans, 1, c.factor.RawU().(mat.RawTriangular).RawTriangular(), y)
	all := make([]float64, y.Rows)
	for i := range all {
		row := y.Data[i*c.n : (i+1)*c.n]
		all[i] = floats.Dot(row, row)
	}
	return all
}

// deviations of sums of parameters, by the data's noise.
func (c *covariance) deviations(v []float64) []float64 {
	all := c.quadratics(v)
	for i, q := range all {
		all[i] = math.Sqrt(c.size * q)
	}
	return all
}

// remaining is how far a fit that goes on would move sums of parameters.
func (c *covariance) remaining(v []float64) []float64 {
	all := make([]float64, len(v)/c.n)
	for i := range all {
		all[i] = math.Abs(floats.Dot(v[i*c.n:(i+1)*c.n], c.step))
	}
	return all
}

// determined says whether the loss, and not the ridge alone, holds a direction.
func (c *covariance) determined(v []float64) bool { return c.quadratics(v)[0] < 0.01/c.ridge }
