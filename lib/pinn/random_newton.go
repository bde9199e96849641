package pinn

import (
	"math"
	"slices"

	"sublunar/lib/field"
	"sublunar/lib/optim"
)

// solve finds the coefficients for features of a scale.
func (k *collocator) solve(scale float64) (*trial, error) {
	t := &trial{scale: scale, theta: k.theta0(scale), status: optim.OutOfSteps}
	for t.steps < k.Steps {
		s, err := k.factored(t.theta)
		if err != nil {
			return nil, err
		}
		if t.steps == 0 { // the rows have just been weighed
			if err := k.begin(t); err != nil {
				return nil, err
			}
		}
		before := t.onPoints
		if err := k.step(t, s); err != nil {
			return nil, err
		}
		if k.linear {
			t.steps, t.status = 1, optim.SmallGradient
			break
		}
		if !(t.onPoints < before) {
			t.status = optim.Stalled
			break
		}
		t.steps++
		if t.onPoints > (1-k.Tolerance)*before {
			t.status = optim.SmallDecrease
			break
		}
	}
	var err error
	if t.onPoints, err = k.size(k.tr.objective, t.theta); err != nil {
		return nil, err
	}
	if t.heldOut, err = k.size(k.held, t.theta); err != nil {
		return nil, err
	}
	return t, k.tell(t)
}

// begin works out the residuals to begin with.
func (k *collocator) begin(t *trial) (err error) {
	if k.zero == 0 {
		if k.zero, err = k.size(k.held, t.theta); err != nil {
			return err
		}
	}
	if !k.linear {
		t.onPoints, err = k.size(k.tr.objective, t.theta)
	}
	return err
}

// linearised is how the solution of the linearised problem holds between the points: one factorisation says how well features of a scale
// suit a problem that isn't linear.
func (k *collocator) linearised(scale float64) (*trial, error) {
	t := &trial{scale: scale, theta: k.theta0(scale)}
	s, err := k.factored(t.theta)
	if err != nil {
		return nil, err
	}
	if err := k.begin(t); err != nil {
		return nil, err
	}
	t.rank = s.rank(1e-14)
	c := s.solve(t.rank)
	const share = 0.01 // of the solution, to either side: exact where the equations are quadratic
	var r [3][]float64
	for i, by := range []float64{-share, 0, share} {
		theta := slices.Clone(t.theta)
		for at, j := range k.unknown {
			theta[j] += by * c[at]
		}
		r[i] = make([]float64, k.held.Residuals())
		k.evaluations++
		if err := k.held.Jacobian(theta, r[i], nil); err != nil {
			return nil, err
		}
	}
	for i, now := range r[1] {
		r[1][i] = now + (r[2][i]-r[0][i])/(2*share)
	}
	t.heldOut = length(r[1])
	return t, k.tell(t)
}

// tell notes a trial, and says so to Observe.
func (k *collocator) tell(t *trial) error {
	k.tried = append(k.tried, Tried{t.scale, t.heldOut, t.rank})
	if k.Observe == nil {
		return nil
	}
	return k.Observe(field.Progress{Step: len(k.tried), Values: []field.Value{{Name: "scale", Value: t.scale},
		{Name: "residual between the points", Value: t.heldOut}}})
}

// step goes to the least squares' solution, or less far where that doesn't make the residuals smaller.
func (k *collocator) step(t *trial, s *leastSquares) error {
	cutoffs := []float64{1e-12, 1e-14, 1e-16}
	if k.Cutoff > 0 {
		cutoffs = []float64{k.Cutoff}
	}
	best, last := math.Inf(1), -1
	from, sizeFrom := slices.Clone(t.theta), t.onPoints
	for _, cutoff := range cutoffs {
		rank := s.rank(cutoff)
		if rank == last {
			break
		}
		last = rank
		to, size, err := k.line(from, sizeFrom, s.solve(rank))
		if err != nil {
			return err
		}
		judge := size
		if len(cutoffs) > 1 {
			if judge, err = k.size(k.held, to); err != nil {
				return err
			}
		}
		if judge < best {
			best = judge
			t.theta, t.onPoints, t.rank = to, size, rank
		}
	}
	return nil
}

// line is a search along a step, where the equations aren't linear: all of it, half, and so on until the residuals are smaller.
func (k *collocator) line(from []float64, size float64, step []float64) (to []float64, reached float64, err error) {
	share := 1.0
	for range 12 {
		to = slices.Clone(from)
		for at, i := range k.unknown {
			to[i] += share * step[at]
		}
		if k.linear {
			break
		}
		if reached, err = k.size(k.tr.objective, to); err != nil || reached < size {
			break
		}
		share /= 2
	}
	return to, reached, err
}
