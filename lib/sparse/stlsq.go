package sparse

import (
	"fmt"
	"math"
)

// STLSQ is sequentially thresholded least squares (Brunton, Proctor and Kutz 2016,
// doi:10.1073/pnas.1517384113): fit all terms, drop the small ones, and fit again until none is small.
//
// Small is judged by what a term contributes, not by its coefficient: the root mean square of the
// term, times its coefficient, over that of the left side. So the units don't matter.
type STLSQ struct {
	// Threshold is the least share of the left side that a term must contribute. Default 0.1. Good
	// values: 0.01 for clean data, 0.3 for data as noisy as counts of animals.
	Threshold float64
}

// Choose drops the small terms, all at once in each round.
func (s STLSQ) Choose(p *Problem) (Choice, error) {
	threshold := s.Threshold
	if threshold == 0 {
		threshold = 0.1
	}
	if math.IsNaN(threshold) || threshold < 0 || math.IsInf(threshold, 0) {
		return Choice{}, fmt.Errorf("sparse: a threshold of %v; give a positive number, such as 0.1", s.Threshold)
	}
	if err := p.Check(); err != nil {
		return Choice{}, err
	}
	columns := p.usable()
	for round := 1; ; round++ {
		if !p.work.factorize(p, columns) {
			return Choice{}, p.collinear(columns)
		}
		c := p.work.solve(p, columns) // of unit columns for a unit left side: the shares
		kept := columns[:0]
		for i, k := range columns {
			if math.Abs(c[i]) >= threshold {
				kept = append(kept, k)
			}
		}
		if len(kept) == len(columns) {
			return Choice{Columns: p.chosen(columns), Rounds: round}, nil // after at most as many rounds as there are terms
		}
		columns = kept
	}
}
