package optim

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/floats"
)

// Rule is how a damping changes.
type Rule int

// The rules.
const (
	// Gain is Nielsen's (1999, IMM-REP-1999-05): with the ratio q of the decrease to the one that the
	// quadratic foretold, mu shrinks by max(1/3, 1 - (2q - 1)³), and grows by 2, 4, 8, ... while steps
	// fail.
	Gain Rule = iota
	// Greedy tries a fourth of the last damping, then less while that lowers the objective, else more
	// until it does, and for each goes along the geodesic path as far as that lowers it: the most from
	// each matrix, where one costs far more than a factorisation.
	Greedy
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

// trial is what a damping led to.
type trial struct {
	f        float64
	first    float64 // of the step itself; f may lie farther along its path
	foretold float64 // the decrease by the quadratic
	lower    bool
	quiet    bool // lower by its gradient, where the value's rounding hides it
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
	floats.AddTo(r.xt, r.x, r.p)
	if r.bend != nil {
		if err := r.bend.correct(r, mu); err != nil {
			return trial{}, err
		}
		r.bend.along(r.xt, r.x, r.p, 1)
	}
	if t.f, err = r.value(r.xt, nil); err != nil {
		return trial{}, err
	}
	t.lower = t.f < r.f
	if slack := r.set.Rounding * math.Abs(r.f); t.foretold <= slack && t.f <= r.f+slack {
		f, err := r.value(r.xt, r.gt)
		if err != nil {
			return trial{}, err
		}
		t.quiet = finite(f) && floats.Norm(r.gt, math.Inf(1)) <= floats.Norm(r.g, math.Inf(1))/2
		t.lower = t.quiet
	}
	t.first = t.f
	if r.bend != nil && r.set.Rule == Greedy && t.lower && !t.quiet {
		t.f, err = r.bend.explore(r, t.f)
	}
	return t, err
}

// hopeless says that a step as short as this can't show in the value.
func (r *gaussNewton) hopeless(t trial) bool {
	return !t.lower && t.foretold <= 1e-16*math.Abs(r.f)
}

// byGain gives the value at xt, and whether it will do.
func (r *gaussNewton) byGain() (float64, bool, error) {
	for range r.set.Trials {
		t, err := r.try(r.m.Mu)
		if err != nil && err != errUnsolved {
			return 0, false, err
		}
		if err == nil && t.lower {
			q := 2*(r.f-t.first)/t.foretold - 1
			if t.quiet {
				q = 1
			}
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

// byGreed gives the lowest value found, with xt there.
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
		if err == nil && t.lower && (t.f < best || t.quiet) {
			best, bestMu, found = t.f, mu, true
			copy(kept, r.xt)
			if !down || t.quiet {
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
