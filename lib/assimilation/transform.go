package assimilation

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// after is what becomes of an analysis' deviations.
type after struct {
	turn        *mat.Dense // nil for none
	inflation   float64    // a factor
	relaxSpread float64
}

// room is a worker's own.
type room struct {
	before, between, now mat.Dense
}

// apply moves the components of the members, [N][state], as the weights say. The components are given by their numbers, or as a stretch.
func (w weights) apply(members [][]float64, numbers []int, first, last int, a after, r *room) {
	n := len(members)
	width := last - first
	at := func(j int) int { return first + j }
	if numbers != nil {
		width = len(numbers)
		at = func(j int) int { return numbers[j] }
	}
	if width == 0 {
		return
	}
	r.before.Reset()
	r.before.ReuseAs(n, width)
	mean := make([]float64, width)
	for i, x := range members {
		row := r.before.RawRowView(i)
		for j := range row {
			row[j] = x[at(j)]
			mean[j] += row[j] / float64(n)
		}
	}
	for i := range n {
		row := r.before.RawRowView(i)
		for j := range row {
			row[j] -= mean[j]
		}
	}
	w.around.times(&r.before, &r.between, &r.now)
	for i, c := range w.mean {
		for j, v := range r.before.RawRowView(i) {
			mean[j] += c * v
		}
	}
	var factor []float64
	if a.relaxSpread > 0 {
		factor = make([]float64, width)
		before, now := squares(&r.before), squares(&r.now)
		for j := range factor {
			factor[j] = a.inflation
			if now[j] > 0 {
				factor[j] *= 1 + a.relaxSpread*(math.Sqrt(before[j]/now[j])-1)
			}
		}
	}
	for i, x := range members {
		row := r.now.RawRowView(i)
		for j, v := range row {
			f := a.inflation
			if factor != nil {
				f = factor[j]
			}
			x[at(j)] = mean[j] + f*v
		}
	}
}

// squares are the columns' sums of squares.
func squares(m *mat.Dense) []float64 {
	n, width := m.Dims()
	out := make([]float64, width)
	for i := range n {
		for j, v := range m.RawRowView(i) {
			out[j] += v * v
		}
	}
	return out
}
