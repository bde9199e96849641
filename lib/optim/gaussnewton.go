package optim

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
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

// Rule is how a damping changes.
type Rule int

// The rules.
const (
	// Gain is Nielsen's (1999, IMM-REP-1999-05): with the ratio q of the decrease to the one that the
	// quadratic foretold, mu shrinks by max(1/3, 1 - (2q - 1)³), and grows by 2, 4, 8, ... while steps
	// fail.
	Gain Rule = iota
	// Greedy tries a fourth of the last damping, then less while that lowers the objective, else more
	// until it does: the most from each matrix, for matrices that cost far more than a factorisation.
	Greedy
	// Delayed is delayed gratification (Transtrum and Sethna 2012, arXiv:1201.5885): mu grows by 1.5 at a failure and
	// shrinks by 5 at a success, so that the path stays in the valley.
	Delayed
)

// Scale is how a damping weighs parameters.
type Scale int

// The scales.
const (
	// Identity weighs them alike.
	Identity Scale = iota
	// Marquardt weighs each by the largest length that its column of J has had (Moré 1978,
	// doi:10.1007/BFb0067700): units of the parameters don't matter.
	Marquardt
)

// Start begins a run.
func (m GaussNewton) Start(o Objective, x []float64) (Run, error) {
	s, err := start(o, x)
	if err != nil {
		return nil, err
	}
	if m.Damping == 0 {
		m.Damping = 1e-3
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
	case m.Trials < 0:
		return nil, fmt.Errorf("optim: GaussNewton with %d trials a step; give 1 or more", m.Trials)
	case !(m.Acceleration >= 0):
		return nil, fmt.Errorf("optim: GaussNewton with an acceleration of at most %v of the step; give a positive share, such as 0.75, or Straight for none", m.Acceleration)
	case m.Rule < Gain || m.Rule > Delayed:
		return nil, fmt.Errorf("optim: rule %d isn't one; give one of the constants", m.Rule)
	case m.Scale < Identity || m.Scale > Marquardt:
		return nil, fmt.Errorf("optim: scale %d isn't one; give one of the constants", m.Scale)
	}
	n := len(x)
	r := &gaussNewton{
		state: s, set: m,
		p: make([]float64, n), xt: make([]float64, n), diagonal: make([]float64, n),
		m: damping{D: slices.Repeat([]float64{1}, n)},
	}
	l.stats = &r.stats
	if r.system, err = newSystem(o, l); err != nil {
		return nil, err
	}
	if !m.Straight {
		r.bend = newBend(o, r.system)
	}
	return r, nil
}

type gaussNewton struct {
	state
	set      GaussNewton
	system   system
	bend     *bend
	formed   bool // the system is of x
	p, xt    []float64
	diagonal []float64
	m        damping
}

// damping is what a run learns.
type damping struct {
	Mu, Grow float64
	D        []float64
}

// Refresh evaluates the objective and forms its equations.
func (r *gaussNewton) Refresh() error {
	defer r.clock()()
	f, err := r.value(r.x, nil)
	if err != nil {
		return err
	}
	clear(r.g)
	if err := r.settle(f); err != nil {
		return err
	}
	return r.form()
}

// form the equations at x. The value stays that of Evaluate, which trial points are compared with.
func (r *gaussNewton) form() error {
	r.formed, r.slope = false, false
	if err := r.system.form(r.x, r.g); err != nil {
		return err
	}
	r.stats.Jacobians++
	r.system.diagonal(r.diagonal)
	if err := checkSystem(r.g, r.diagonal); err != nil {
		return err
	}
	r.formed, r.slope = true, true
	largest := slices.Max(r.diagonal)
	if r.set.Scale == Marquardt {
		for i, v := range r.diagonal {
			// A parameter that does nothing is damped as little as rounding allows.
			r.m.D[i] = math.Max(r.m.D[i], math.Sqrt(math.Max(v, 1e-16*largest)))
			if r.m.Mu == 0 {
				r.m.D[i] = math.Sqrt(math.Max(v, 1e-16*largest))
			}
			if r.m.D[i] == 0 {
				r.m.D[i] = 1
			}
		}
	}
	if r.m.Mu == 0 {
		r.m.Mu, r.m.Grow = r.set.Damping, 2
		if r.set.Scale == Identity && largest > 0 {
			r.m.Mu *= largest
		}
	}
	return nil
}

// Step tries dampings until the objective falls.
func (r *gaussNewton) Step() error {
	defer r.clock()()
	if !r.ready {
		if err := r.Refresh(); err != nil {
			return err
		}
	}
	if !r.formed {
		if err := r.form(); err != nil {
			return err
		}
	}
	if floats.Norm(r.g, math.Inf(1)) == 0 {
		return ErrStalled
	}
	search := r.byGain
	switch r.set.Rule {
	case Greedy:
		search = r.byGreed
	case Delayed:
		search = r.byDelay
	}
	f, ok, err := search()
	if err != nil {
		return err
	}
	if !ok {
		return ErrStalled
	}
	r.x, r.xt = r.xt, r.x
	r.f = f
	r.stats.Steps++
	r.formed, r.slope = false, false
	return nil
}

// trial is what a damping led to.
type trial struct {
	f        float64
	foretold float64 // the decrease by the quadratic
	lower    bool
}

var errUnsolved = errors.New("not positive definite")

// try sets xt to the step of a damping. errUnsolved says that the equations need more of it.
func (r *gaussNewton) try(mu float64) (trial, error) {
	ok, err := r.system.solve(mu, r.m.D, r.g, r.system.residuals(), r.p)
	if err != nil {
		return trial{}, err
	}
	if !ok {
		return trial{}, errUnsolved
	}
	bent, err := r.system.curvature(r.p)
	if err != nil {
		return trial{}, err
	}
	t := trial{foretold: -floats.Dot(r.g, r.p) - bent/2}
	if r.bend != nil {
		if err := r.bend.correct(r, mu); err != nil {
			return trial{}, err
		}
	}
	floats.AddTo(r.xt, r.x, r.p)
	if t.f, err = r.value(r.xt, nil); err != nil {
		return trial{}, err
	}
	t.lower = t.f < r.f
	return t, nil
}

// hopeless says that a step as short as this can't show in the value.
func (r *gaussNewton) hopeless(t trial) bool {
	return !t.lower && t.foretold <= 1e-16*math.Abs(r.f)
}

func (r *gaussNewton) byGain() (float64, bool, error) {
	for range r.set.Trials {
		t, err := r.try(r.m.Mu)
		if err != nil && err != errUnsolved {
			return 0, false, err
		}
		if err == nil && t.lower {
			q := 2*(r.f-t.f)/t.foretold - 1
			r.m.Mu *= math.Max(1./3, 1-q*q*q)
			r.m.Grow = 2
			return t.f, true, nil
		}
		if err == nil && r.hopeless(t) {
			break
		}
		r.m.Mu *= r.m.Grow
		r.m.Grow *= 2
	}
	return 0, false, nil
}

func (r *gaussNewton) byDelay() (float64, bool, error) {
	for range r.set.Trials {
		t, err := r.try(r.m.Mu)
		if err != nil && err != errUnsolved {
			return 0, false, err
		}
		if err == nil && t.lower {
			r.m.Mu /= 5
			return t.f, true, nil
		}
		if err == nil && r.hopeless(t) {
			break
		}
		r.m.Mu *= 1.5 * r.m.Grow / 2
		r.m.Grow = math.Min(r.m.Grow*1.1, 8)
	}
	return 0, false, nil
}

func (r *gaussNewton) byGreed() (float64, bool, error) {
	const factor = 4
	best, found := math.Inf(1), false
	kept := make([]float64, len(r.x))
	mu, bestMu := r.m.Mu/factor, r.m.Mu
	down := true
	for range r.set.Trials {
		t, err := r.try(mu)
		if err != nil && err != errUnsolved {
			return 0, false, err
		}
		if err == nil && t.lower && t.f < best {
			best, bestMu, found = t.f, mu, true
			copy(kept, r.xt)
			if !down {
				break
			}
			mu /= factor
			continue
		}
		if found {
			break
		}
		if err == nil && r.hopeless(t) {
			break
		}
		down = false
		mu *= factor
	}
	copy(r.xt, kept)
	r.m.Mu = bestMu
	return best, found, nil
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
