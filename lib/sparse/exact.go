package sparse

import "slices"

// mostExact columns are searched exactly.
const mostExact = 40

// exactPath is the best columns of each number, proven: by leaps and bounds (Furnival and Wilson 1974,
// doi:10.1080/00401706.1974.10489231). Columns are dropped from all of them one after another; a sum of
// fewer leaves no less than the sum it is a part of, so that where that is already worse than what is
// known for each number, nothing below needs a look. What the search by exchange found is known first.
func (p *Problem) exactPath(usable []int, most int) [][]int {
	best := p.bestPath(usable, most)
	for len(best) <= most {
		best = append(best, nil)
	}
	left := make([]float64, most+1)
	for n, columns := range best {
		left[n] = 1
		if n == 0 || columns != nil {
			left[n] = p.residual(columns)
		}
	}
	// Columns that explain most stand first and are dropped last.
	var order []int
	for _, columns := range best {
		for _, k := range columns {
			if !slices.Contains(order, k) {
				order = append(order, k)
			}
		}
	}
	for _, k := range usable {
		if !slices.Contains(order, k) {
			order = append(order, k)
		}
	}
	var drop func(columns []int, kept int)
	drop = func(columns []int, kept int) {
		bound := 0.0 // of what any part of the columns leaves; collinear ones have none
		if p.work.factorize(p, columns) {
			bound = p.residual(columns)
			if n := len(columns); n <= most && bound < left[n] {
				best[n], left[n] = slices.Clone(columns), bound
			}
		}
		promising := false
		for n := max(1, kept); n < len(columns) && n <= most; n++ {
			promising = promising || bound < left[n]*(1-1e-12)
		}
		if !promising {
			return
		}
		for i := len(columns) - 1; i >= kept; i-- {
			drop(slices.Delete(slices.Clone(columns), i, i+1), i)
		}
	}
	drop(order, 0)
	for n, columns := range best {
		if n > 0 && columns == nil {
			return best[:n] // all others are sums of these
		}
	}
	return best
}
