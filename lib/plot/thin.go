package plot

// Most points of a line, and of a scatter, that are drawn.
const (
	mostOnLine = 2000
	mostPoints = 5000
)

// shown lists the indices that are drawn, ascending. NaN among them keep a line's gaps.
func (c *curve) shown() []int {
	n := len(c.x)
	if c.form == asPoints {
		var out []int
		ok := both(c.x, c.y)
		for i := range n {
			if ok(i) {
				out = append(out, i)
			}
		}
		return every(out, mostPoints)
	}
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	if n <= mostOnLine {
		return all
	}
	return extremes(n, mostOnLine/4, c.y, c.x, c.low, c.high)
}

// every keeps at most n of a list, evenly, the first and last included.
func every(list []int, n int) []int {
	if len(list) <= n {
		return list
	}
	out := make([]int, n)
	for k := range out {
		out[k] = list[int(float64(k)*float64(len(list)-1)/float64(n-1))]
	}
	return out
}

// extremes keeps of each stretch the first, the last and where each list is least, greatest and first
// missing. Drawn at about as many pixels as there are stretches, the line looks the same (the M4 of
// Jugel et al. 2014, doi:10.14778/2732951.2732953). A path in the plane keeps the extremes of x as well.
func extremes(n, stretches int, lists ...[]float64) []int {
	keep := make([]bool, n)
	for s := range stretches {
		first, last := s*n/stretches, (s+1)*n/stretches
		keep[first], keep[last-1] = true, true
		for _, list := range lists {
			if list == nil {
				continue
			}
			lo, hi, gap := -1, -1, -1
			for i := first; i < last; i++ {
				v := list[i]
				switch {
				case v != v:
					if gap < 0 {
						gap = i
					}
					continue
				case lo < 0:
					lo, hi = i, i
				}
				if v < list[lo] {
					lo = i
				}
				if v > list[hi] {
					hi = i
				}
			}
			for _, i := range []int{lo, hi, gap} {
				if i >= 0 {
					keep[i] = true
				}
			}
		}
	}
	var out []int
	for i, k := range keep {
		if k {
			out = append(out, i)
		}
	}
	return out
}
