package pinn

import (
	"errors"
	"fmt"
	"math"
)

// Scales are numbered by eighths of an octave from 1 on.
const (
	octave  = 8
	lowest  = -2 * octave
	highest = 8 * octave
)

// done says that what is left between the points is rounding.
func (k *collocator) done(t *trial) bool { return t.heldOut <= 1e-13*k.zero }

// search tries scales, each twice the last, up and down from the first until the residual between the points grows, and then between the
// best and its neighbours. Of a problem that isn't linear, the linearised one chooses the scale.
func (k *collocator) search() (*trial, error) {
	if k.features.Scale > 0 {
		t, err := k.solve(k.features.Scale)
		return k.sound(t, err)
	}
	all := map[int]*trial{} // by their scales' numbers
	var best *trial
	bestAt := 0
	try := func(at int) (bool, error) {
		if all[at] != nil {
			return false, nil
		}
		work := k.solve
		if !k.linear {
			work = k.linearised
		}
		t, err := work(math.Exp2(float64(at) / octave))
		if t != nil {
			all[at] = t
			if best == nil || t.heldOut < best.heldOut {
				best, bestAt = t, at
				return true, err
			}
		}
		return false, err
	}
	first := 3 * octave
	if k.tr.problem.Domain.Dims() > 3 {
		first = 2 * octave
	}
	if _, err := try(first); err != nil {
		return best, err
	}
	for _, direction := range []int{octave, -octave} {
		if bestAt != first {
			break // higher ones were better
		}
		for at := first + direction; at >= lowest && at <= highest && !k.done(best); at += direction {
			before := best.heldOut
			if _, err := try(at); err != nil {
				return best, err
			}
			if !(best.heldOut < 0.5*before) {
				break
			}
		}
	}
	for _, step := range []int{octave / 2, octave / 4} {
		at := bestAt
		for _, next := range []int{at + step, at - step} {
			if k.done(best) {
				break
			}
			better, err := try(next)
			if err != nil {
				return best, err
			}
			if better {
				break
			}
		}
	}
	if k.linear {
		return k.sound(best, nil)
	}
	return k.sound(k.solve(best.scale))
}

func (k *collocator) sound(t *trial, err error) (*trial, error) {
	if t == nil {
		return nil, err
	}
	if math.IsInf(t.heldOut, 0) {
		return nil, errors.Join(err, fmt.Errorf("pinn: the residuals aren't finite with features of scales %s", k.describe()))
	}
	return t, err
}
