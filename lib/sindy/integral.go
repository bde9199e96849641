package sindy

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// Integral sets how the equations are turned into rows of a regression: each is integrated over the
// time between samples,
//
//	x(t_j) - x(t_i) = sum of c_k (integral from t_i to t_j of terms_k dt),
//
// which needs no derivative of noisy data (Schaeffer and McCalla 2017, doi:10.1103/PhysRevE.96.023302).
// A derivative of yearly numbers of a ten-year cycle would be worth little.
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
func (s Integral) rows(terms []Term, times []float64, x [][]float64, perCapita bool) (a *mat.Dense, change []*mat.VecDense) {
	n, vars := len(times), len(x[0])
	values := make([][]float64, n)
	for i := range x {
		values[i] = make([]float64, len(terms))
		for k, term := range terms {
			values[i][k] = term.At(x[i])
		}
	}
	count := (n - 1) / s.Span
	a = mat.NewDense(count, len(terms), nil)
	change = make([]*mat.VecDense, vars)
	for v := range change {
		change[v] = mat.NewVecDense(count, nil)
	}
	for r := range count {
		first, last := r*s.Span, (r+1)*s.Span
		row := a.RawRowView(r)
		for i := first; i < last; i++ {
			start, weights := quadrature(times, i, s.Points)
			for j, w := range weights {
				for k := range terms {
					row[k] += w * values[start+j][k]
				}
			}
		}
		for v := range change {
			if perCapita {
				change[v].SetVec(r, math.Log(x[last][v]/x[first][v]))
			} else {
				change[v].SetVec(r, x[last][v]-x[first][v])
			}
		}
	}
	return a, change
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
