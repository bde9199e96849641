package infer

import (
	"fmt"
	"math"
	"slices"
	"time"

	"gonum.org/v1/gonum/mat"

	"sublunar/lib/field"
	"sublunar/lib/optim"
)

// Variational finds the field at the start, the eddies and all other unknowns under which a whole window of observations is most likely: 4D-Var
// in the root of the prior's covariance (Courtier 1997, doi:10.2151/jmsj1965.75.1B_211), by Gauss-Newton steps with the Jacobian itself. The
// vector is reduced to the modes that carry 95% of the prior's variance; there are some hundreds, and as many runs make a Jacobian.
//
// The ensemble is drawn from the posterior: each member is the optimum of the same problem with observations and prior redrawn
// ("randomise then optimise", Bardsley and others 2014, doi:10.1137/140964023), linearised at the optimum, or from there by steps of its own. Then
// each goes forward by the limited scheme: fields at all times follow the law, are 0 or more, and lose nothing.
type Variational struct {
	// Steps is the largest number of Gauss-Newton steps. Default 8.
	Steps int
	// Tolerance ends the work where a step decreases the cost by a smaller share. Default 1e-3.
	Tolerance float64
	// Own is how many steps each member takes by itself, with the Jacobian of the optimum. Default 0: the posterior is taken for Gaussian in
	// the unknowns.
	Own int
	// Observe hears of each step. An error returned stops the work.
	Observe func(field.Progress) error
}

// Solve finds the optimum, and draws the ensemble.
func (s Variational) Solve(p Problem) (*Estimate, error) {
	began := time.Now()
	w, err := newWorld(p)
	if err != nil {
		return nil, err
	}
	if s, err = s.filled(); err != nil {
		return nil, err
	}
	r := newMisfits(w)
	z, ended, err := s.optimum(r, make([]float64, w.n))
	if err != nil {
		return nil, err
	}
	e := w.estimate("4D-Var")
	if ended == optim.OutOfSteps {
		e.Warnings = append(e.Warnings, fmt.Sprintf("4D-Var was still getting better after %d steps; give more", s.Steps))
	}
	j := mat.NewDense(r.Residuals(), w.n, nil)
	at := make([]float64, r.Residuals())
	if err := r.Jacobian(z, at, j); err != nil {
		return nil, err
	}
	seen := r.seen()
	e.Misfit = 0
	for i := range w.Observations {
		e.Misfit += at[i] * at[i] / float64(len(w.Observations))
	}
	draws, logdet, err := s.posterior(r, z, at, j)
	if err != nil {
		return nil, err
	}
	e.LogLikelihood = w.laplace(at, seen, logdet)
	var unknown [][]float64
	for _, d := range draws {
		_, _, u, _ := w.parts(d)
		unknown = append(unknown, u)
	}
	w.tell(e, unknown)
	if err := w.forward(draws, e); err != nil {
		return nil, err
	}
	e.Runs = int(r.runs.Load()) + len(draws)
	e.Seconds = time.Since(began).Seconds()
	return e, nil
}

// filled sets the defaults.
func (s Variational) filled() (Variational, error) {
	if s.Steps == 0 {
		s.Steps = 8
	}
	if s.Tolerance == 0 {
		s.Tolerance = 1e-3
	}
	if s.Steps < 0 || !(s.Tolerance > 0) || s.Own < 0 {
		return s, fmt.Errorf("infer: %d steps to a tolerance of %g, then %d; give positive ones, or 0 for the defaults", s.Steps, s.Tolerance, s.Own)
	}
	return s, nil
}

func (s Variational) optimum(r *misfits, from []float64) ([]float64, optim.Status, error) {
	result, err := optim.Minimise(r, from, optim.GaussNewton{Straight: true, Damping: 1e-6, Trials: 12, Rounding: 1e-8},
		optim.Stop{MaxSteps: s.Steps, Decrease: s.Tolerance, Window: 1, Observe: s.Observe})
	if err != nil {
		return nil, result.Status, fmt.Errorf("infer: 4D-Var: %w", err)
	}
	return r.pinned(result.X), result.Status, nil
}

// posterior draws vectors: the optimum with observations and prior redrawn is, linearised, z + (J'J)^-1 J' e with e standard normal. logdet is
// that of J'J.
func (s Variational) posterior(r *misfits, z, at []float64, j *mat.Dense) (draws [][]float64, logdet float64, err error) {
	w := r.w
	normal := mat.NewSymDense(w.n, nil)
	normal.SymOuterK(1, j.T())
	var factor mat.Cholesky
	if !factor.Factorize(normal) {
		return nil, 0, fmt.Errorf("infer: 4D-Var: the posterior's covariance isn't positive; are observations of very different deviations?")
	}
	solve := func(residuals []float64) ([]float64, error) {
		var right, step mat.VecDense
		right.MulVec(j.T(), mat.NewVecDense(len(residuals), residuals))
		err := factor.SolveVecTo(&step, &right)
		if _, poor := err.(mat.Condition); poor {
			err = nil
		}
		return step.RawVector().Data, err
	}
	for m := range w.members() {
		random := w.random(m)
		noise := make([]float64, len(at))
		for i := range noise {
			noise[i] = random.NormFloat64()
		}
		step, err := solve(noise)
		if err != nil {
			return nil, 0, fmt.Errorf("infer: 4D-Var: %w", err)
		}
		d := slices.Clone(z)
		for i := range d {
			d[i] += step[i]
		}
		for range s.Own {
			off := make([]float64, len(at))
			if err := r.Jacobian(d, off, nil); err != nil {
				return nil, 0, err
			}
			for i := range off {
				off[i] -= noise[i]
			}
			if step, err = solve(off); err != nil {
				return nil, 0, fmt.Errorf("infer: 4D-Var: %w", err)
			}
			for i := range d {
				d[i] -= step[i]
			}
		}
		draws = append(draws, d)
	}
	return draws, factor.LogDet(), nil
}

// laplace is the logarithm of the likelihood of all observations, the unknowns integrated out about the optimum.
func (w *world) laplace(residuals []float64, seen int, logdet float64) float64 {
	sum := -logdet / 2
	for _, v := range residuals {
		sum -= v * v / 2
	}
	for _, o := range w.Observations {
		sum -= math.Log(o.Deviation) + 0.5*math.Log(2*math.Pi)
	}
	for _, c := range w.Currents {
		sum -= 2*math.Log(c.Deviation) + math.Log(2*math.Pi)
	}
	return sum
}

// forward runs each member from its own start through all times, side by side.
func (w *world) forward(draws [][]float64, e *Estimate) error {
	return sideBySide("member", len(draws), func(i int) error { return w.member(draws[i], i, e) })
}

func (w *world) member(z []float64, number int, e *Estimate) error {
	start, eddies, unknown, _ := w.parts(z)
	m, err := w.transport(w.flow(eddies), unknown).Model()
	if err != nil {
		return err
	}
	c := w.initial(start)
	w.tidy(c)
	return w.run(m, c, 0, len(w.ticks)-1, func(tick int, c []float64) {
		for k, at := range w.asked {
			if at == tick {
				e.Fields[k][number] = slices.Clone(c)
			}
		}
	})
}
