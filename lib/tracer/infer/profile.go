package infer

import (
	"fmt"
	"math"
	"slices"

	"sublunar/lib/optim"
)

// Profile is, for values of a parameter that isn't known, how much less likely all is there than at the best of them: the logarithm of
// likelihood and prior together, all else at its best for that value (Raue and others 2009, doi:10.1093/bioinformatics/btp358). Where it stays
// within some units of 0 over all that the prior allows, the observations can't tell the parameter; a parabola says that
// [Estimate].Interval is right. The prior on the parameter itself is left out. Each value costs some Jacobians.
func (s Variational) Profile(p Problem, parameter string, values []float64) ([]float64, error) {
	w, err := newWorld(p)
	if err != nil {
		return nil, err
	}
	if s, err = s.filled(); err != nil {
		return nil, err
	}
	k := slices.IndexFunc(w.unknown, func(u unknown) bool { return u.name == parameter })
	if k < 0 || len(values) < 2 {
		return nil, fmt.Errorf("infer: a profile of %q at %d values; give one that the problem says isn't known, and 2 values or more", parameter, len(values))
	}
	u := w.unknown[k]
	r := newMisfits(w)
	z := make([]float64, w.n)
	at := len(w.start) + len(w.swirls)*len(w.knots) + k
	out := make([]float64, len(values))
	for i, v := range values {
		d := (v - u.at(0)) / u.doubt
		if u.positive {
			d = math.Log(v/u.at(0)) / u.doubt
		}
		if math.IsNaN(d) || math.IsInf(d, 0) {
			return nil, fmt.Errorf("infer: a profile of %q at %g; give what it can be", parameter, v)
		}
		r.fix = map[int]float64{at: d}
		var ended optim.Status
		if z, ended, err = s.optimum(r, z); err != nil {
			return nil, err
		}
		if ended == optim.OutOfSteps {
			return nil, fmt.Errorf("infer: the profile of %q at %g was still getting better after %d steps; give more Steps", parameter, v, s.Steps)
		}
		f, err := r.Evaluate(z, nil)
		if err != nil {
			return nil, err
		}
		out[i] = -f
	}
	best := slices.Max(out)
	for i := range out {
		out[i] -= best
	}
	return out, nil
}
