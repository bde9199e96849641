package sparse

import (
	"fmt"
	"math"
	"slices"
)

// Backward drops the least certain term, one at a time, until each coefficient that is left is
// several times its standard error. Where terms are nearly alike, each may look large beside
// another that cancels it: STLSQ keeps such pairs, Backward doesn't.
type Backward struct {
	// Times is how many standard errors a coefficient must be. Default 2.
	Times float64
}

// Choose drops one term in each round.
func (s Backward) Choose(p *Problem) (Choice, error) {
	times := s.Times
	if times == 0 {
		times = 2
	}
	if math.IsNaN(times) || times < 0 || math.IsInf(times, 0) {
		return Choice{}, fmt.Errorf("sparse: terms of %v standard errors; give a positive number, such as 2", s.Times)
	}
	if err := p.Check(); err != nil {
		return Choice{}, err
	}
	columns := p.usable()
	for round := 1; ; round++ {
		freedom := p.Rows - float64(len(columns))
		if freedom < 1 || !p.work.factorize(p, columns) {
			return Choice{}, p.collinear(columns)
		}
		c := p.work.solve(p, columns)
		residual := math.Sqrt(math.Max(0, 1-p.work.explained) / freedom)
		variances := p.work.inverseDiagonal(len(columns))
		worst, lowest := -1, times
		for i := range columns {
			if err := residual * math.Sqrt(variances[i]); err > 0 && math.Abs(c[i])/err < lowest {
				worst, lowest = i, math.Abs(c[i])/err
			}
		}
		if worst < 0 {
			return Choice{Columns: p.chosen(columns), Rounds: round}, nil
		}
		columns = slices.Delete(columns, worst, worst+1)
	}
}
