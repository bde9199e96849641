package score

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Spread sorts cases by their spread into bins of equal count, and gives the root mean square of spreads and of errors in each. A
// reliable ensemble's are the same in every bin; one whose spread tells nothing has the same error in all. errors and spreads are one a
// case, two a bin or more.
func Spread(errors, spreads []float64, bins int) (spread, off []float64, err error) {
	if len(errors) != len(spreads) || bins < 1 || len(errors) < 2*bins {
		return nil, nil, fmt.Errorf("score: %d errors and %d spreads in %d bins; give one of each a case, two cases a bin or more", len(errors), len(spreads), bins)
	}
	order := make([]int, len(spreads))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(spreads[i], spreads[j]) })
	for b := range bins {
		in := order[b*len(order)/bins : (b+1)*len(order)/bins]
		var e, s float64
		for _, i := range in {
			e, s = e+errors[i]*errors[i], s+spreads[i]*spreads[i]
		}
		n := float64(len(in))
		spread, off = append(spread, math.Sqrt(s/n)), append(off, math.Sqrt(e/n))
	}
	return spread, off, nil
}
