package optim

import (
	"fmt"
	"math"
	"slices"
)

// GaussNewton is the Gauss-Newton method with Levenberg's and Marquardt's damping for f = |r|²/2: each
// step solves
//
//	(J'J + mu D²) p = -J'r
//
// and mu grows until the objective falls. The matrix is formed once a step; a trial of another damping
// costs a factorisation and one evaluation of the objective. See [Solver] for the ways to solve.
type GaussNewton struct {
	// Solver is how to solve. Default Auto.
	Solver Solver
	// Damping is the first mu, as a share of the largest element of J'J's diagonal with Scale Identity,
	// and bare with Scale Marquardt. Default 1e-3. Good values: 1e-6 near a solution, 1 far from it.
	Damping float64
	// Rule is how the damping changes. Default Gain.
	Rule Rule
	// Scale is D. Default Identity.
	Scale Scale
	// Acceleration is the largest share of the step that the geodesic correction may be (Transtrum and
	// Sethna 2012, arXiv:1201.5885): it follows the path on which residuals go straight, for long curved
	// valleys. An objective that is a [Jacobian] or [Curved] gets it, for one more solution and two
	// evaluations of the residuals a step; on networks it has saved more steps than any rule or scale
	// (see the package's benchmarks). Default 0.75. Straight leaves it out.
	Acceleration float64
	Straight     bool
	// Rounding is the relative error of the objective's values: where the decrease foretold is less, a step
	// that halves the gradient will do. Default 1e-12. Good values: 1e-6 for one that is computed in
	// float32.
	Rounding float64
	// Trials is the largest number of dampings tried in a step. Default 30.
	Trials int
	// SketchRows is the number of rows of the Sketched solver. Default 4 Len.
	SketchRows int
	// Seed of the Sketched solver's signs and rows.
	Seed uint64
	// Tolerance is the relative residual at which Conjugate ends. Default 1e-6.
	Tolerance float64
	// Iterations is the largest number of Conjugate's. Default Len, at most 1000.
	Iterations int
}

// Start begins a run.
func (m GaussNewton) Start(o Objective, x []float64) (Run, error) {
	s, err := start(o, x)
	if err != nil {
		return nil, err
	}
	if m.Damping == 0 {
		m.Damping = 1e-3
	}
	if m.Rounding == 0 {
		m.Rounding = 1e-12
	}
	if m.Trials == 0 {
		m.Trials = 30
	}
	if m.Acceleration == 0 {
		m.Acceleration = 0.75
	}
	l, err := linear{m.Solver, m.SketchRows, m.Seed, m.Tolerance, m.Iterations, nil}.filled(len(x))
	if err != nil {
		return nil, err
	}
	switch {
	case !(m.Damping > 0) || math.IsInf(m.Damping, 0):
		return nil, fmt.Errorf("optim: GaussNewton with a damping of %v; give a positive number, such as 1e-3", m.Damping)
	case !(m.Rounding > 0 && m.Rounding < 0.1):
		return nil, fmt.Errorf("optim: GaussNewton with a rounding of %v; give the relative error of the objective's values, such as 1e-12", m.Rounding)
	case m.Trials < 0:
		return nil, fmt.Errorf("optim: GaussNewton with %d trials a step; give 1 or more", m.Trials)
	case !(m.Acceleration >= 0):
		return nil, fmt.Errorf("optim: GaussNewton with an acceleration of at most %v of the step; give a positive share, such as 0.75, or Straight for none", m.Acceleration)
	case m.Rule < Gain || m.Rule > Greedy:
		return nil, fmt.Errorf("optim: rule %d isn't one; give one of the constants", m.Rule)
	case m.Scale < Identity || m.Scale > Marquardt:
		return nil, fmt.Errorf("optim: scale %d isn't one; give one of the constants", m.Scale)
	}
	n := len(x)
	r := &gaussNewton{set: m, gt: make([]float64, n), m: damping{D: slices.Repeat([]float64{1}, n)}}
	if err := r.begin(s, l); err != nil {
		return nil, err
	}
	if !m.Straight {
		r.bend = newBend(o, r.system)
	}
	return r, nil
}

type gaussNewton struct {
	linearised
	set  GaussNewton
	bend *bend
	gt   []float64 // now and then, the gradient at a trial point
	m    damping
}

// damping is what a run learns.
type damping struct {
	Mu, Grow float64
	D        []float64
}

// Refresh evaluates the objective and forms its equations.
func (r *gaussNewton) Refresh() error {
	defer r.clock()()
	return r.refresh(r.form)
}

// form the equations at x, and fit the damping's scale to them.
func (r *gaussNewton) form() error {
	if err := r.linearised.form(); err != nil {
		return err
	}
	largest := slices.Max(r.diagonal)
	first := r.m.Mu == 0
	unit := 1.0 // of mu
	if r.set.Scale == Marquardt {
		for i, v := range r.diagonal {
			// A parameter that does nothing is damped as little as rounding allows.
			length := math.Sqrt(math.Max(v, 1e-16*largest))
			if first || length > r.m.D[i] {
				r.m.D[i] = length
			}
			if r.m.D[i] == 0 {
				r.m.D[i] = 1
			}
		}
	} else if largest > 0 {
		unit = largest
	}
	if first {
		r.m.Mu, r.m.Grow = r.set.Damping*unit, 2
	}
	r.m.Mu = math.Max(r.m.Mu, 1e-32*unit) // the square of rounding; at 0 it could never grow
	return nil
}

// Step tries dampings until the objective falls.
func (r *gaussNewton) Step() error {
	defer r.clock()()
	if err := r.prepare(r.form); err != nil {
		return err
	}
	search := r.byGain
	if r.set.Rule == Greedy {
		search = r.byGreed
	}
	mu, grow := r.m.Mu, r.m.Grow
	f, ok, err := search()
	if err == nil && !ok {
		err = ErrStalled
	}
	if err != nil {
		r.m.Mu, r.m.Grow = mu, grow // what failed here says nothing about a changed objective
		return err
	}
	r.take(f)
	return nil
}

// MarshalBinary saves the state.
func (r *gaussNewton) MarshalBinary() ([]byte, error) { return r.save("GaussNewton", r.m) }

// UnmarshalBinary puts a saved state back.
func (r *gaussNewton) UnmarshalBinary(data []byte) error {
	var m damping
	if err := r.load(data, "GaussNewton", &m); err != nil {
		return err
	}
	r.m, r.formed = m, false
	return nil
}
