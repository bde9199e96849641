package pinn

import (
	"math"
	"math/rand/v2"
	"slices"
)

// best are the parameters that foretold what was withheld best.
type best struct {
	theta  []float64
	misfit float64
}

// part takes k measurements out, at random.
func (tr *trainer) part(x, values []float64, k int) (kept, keptValues, apart, apartValues []float64) {
	d := tr.problem.Domain.Dims()
	order := rand.New(rand.NewPCG(tr.Seed, 0x77697468)).Perm(len(values))
	for n, i := range order {
		if at := x[i*d : (i+1)*d]; n < k {
			apart, apartValues = append(apart, at...), append(apartValues, values[i])
		} else {
			kept, keptValues = append(kept, at...), append(keptValues, values[i])
		}
	}
	return kept, keptValues, apart, apartValues
}

// remember keeps the parameters if they foretell what was withheld better than any before.
func (tr *trainer) remember() error {
	misfit, any := 0.0, false
	for _, t := range tr.objective.terms {
		if t.withheld == nil {
			continue
		}
		r, err := tr.objective.residuals(t.withheld, tr.run.X())
		if err != nil {
			return err
		}
		off := column(r, 1, 0, nil)
		misfit, any = misfit+t.weight*off*off, true
	}
	if any && (tr.best.theta == nil || misfit < tr.best.misfit) && !math.IsNaN(misfit) {
		tr.best = best{slices.Clone(tr.run.X()), misfit}
	}
	return nil
}
