package sindy

import (
	"fmt"
	"math"
)

// Integral integrates the equations over the time between samples,
//
//	x(t_j) - x(t_i) = sum of c_k (integral from t_i to t_j of terms_k dt),
//
// which needs no derivative of noisy data (Schaeffer and McCalla 2017, doi:10.1103/PhysRevE.96.023302).
// It is for few and coarse samples, such as yearly numbers of a ten-year cycle, for which the weak
// form's test functions have no room.
type Integral struct {
	// Span is how many intervals between samples make a row; rows don't overlap. Default 1. Longer
	// spans raise the change above the noise: good values span a tenth of the shortest cycle.
	Span int
	// Points is how many samples the integral over an interval takes: 2 is the trapezoid, for noisy
	// or coarse data; 4 is a cubic, for smooth data, with an error that goes as the fifth power of
	// the interval. Default 4, or all there are.
	Points int
}

// rows integrates the terms and gives the change of each variable.
func (s Integral) rows(p *posing, r run) (rows, error) {
	span, points := s.Span, s.Points
	if span == 0 {
		span = 1
	}
	if points == 0 {
		points = 4
	}
	if span < 0 || points != 2 && points != 4 {
		return rows{}, fmt.Errorf("sindy: an integral over %d intervals with %d points; give 1 or more intervals, and 2 or 4 points", s.Span, s.Points)
	}
	n := (r.len() - 1) / span
	out := p.blank(n)
	table := p.products.table(r.x, nil)
	starts, weights := quadratures(r, points)
	ones := constant(1, r.len())
	parallel(len(p.library), func(k int) {
		values := ones
		if slot := p.slots[k]; slot >= 0 {
			values = table[slot]
		}
		for i := range n * span {
			sum := 0.0
			for j, w := range weights[i] {
				sum += w * values[starts[i]+j]
			}
			out.a[k*n+i/span] += sum
		}
	})
	for v := range p.equations {
		left := p.left(r, v)
		for i := range n {
			out.b[v*n+i] = left[(i+1)*span] - left[i*span]
		}
	}
	return out, nil
}

// quadratures are the weights of each interval of a run. Those inside an even run are all the same.
func quadratures(r run, points int) (starts []int, weights [][]float64) {
	n := r.len() - 1
	starts, weights = make([]int, n), make([][]float64, n)
	for i := range n {
		if inside := i >= points && i < n-points; r.even && inside && i > points {
			starts[i], weights[i] = starts[i-1]+1, weights[i-1]
			continue
		}
		starts[i], weights[i] = quadrature(r.times, i, points)
	}
	return starts, weights
}

// quadrature gives the weights by which the samples from start on make up the integral from
// times[i] to times[i+1] of the polynomial through them.
func quadrature(times []float64, i, points int) (start int, weights []float64) {
	points = min(points, len(times))
	start = min(max(0, i+1-points/2), len(times)-points)
	weights = make([]float64, points)
	mid, half := (times[i]+times[i+1])/2, (times[i+1]-times[i])/2
	// Two Gauss points integrate a cubic exactly.
	for _, g := range [2]float64{-1 / math.Sqrt(3), 1 / math.Sqrt(3)} {
		at := mid + half*g
		for j := range weights {
			w := half
			for m := range weights {
				if m != j {
					w *= (at - times[start+m]) / (times[start+j] - times[start+m])
				}
			}
			weights[j] += w
		}
	}
	return start, weights
}
