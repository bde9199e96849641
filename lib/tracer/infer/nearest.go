package infer

import (
	"cmp"
	"math"
	"slices"

	"sublunar/lib/tracer"
)

// nearest makes a field 0 or more and keeps its amount: in place, it becomes the nearest such field, in the sense of the integral of the
// square of what changes. That is max(c - a, 0) with one constant a (Held, Wolfe and Crowder 1974, doi:10.1007/BF01580223; on a simplex
// with weights). A field whose amount is negative becomes 0. Analyses of ensembles need it, whose linear updates know nothing of signs.
func nearest(b tracer.Basin, c []float64) {
	least := 0.0
	for i, v := range c {
		if !b.IsLand(i) {
			least = math.Min(least, v)
		}
	}
	if least >= 0 {
		return
	}
	total := b.Integral(c)
	if total <= 0 {
		clear(c)
		return
	}
	area := b.Areas().Values
	order := make([]int, 0, len(c))
	for i := range c {
		if !b.IsLand(i) {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(p, q int) int { return cmp.Compare(c[q], c[p]) })
	// The greatest k values stay: a makes their amount right, and the next is below it.
	amount, wide, a := 0.0, 0.0, 0.0
	for k, i := range order {
		amount += c[i] * area[i]
		wide += area[i]
		a = (amount - total) / wide
		if k+1 == len(order) || c[order[k+1]] <= a {
			break
		}
	}
	for _, i := range order {
		c[i] = math.Max(c[i]-a, 0)
	}
}
