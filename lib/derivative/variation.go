package derivative

import (
	"fmt"
	"math"
)

// TotalVariation makes the derivative piecewise constant, with as few and small jumps as the noise
// leaves room for: of all lines x through the sample times the one with the least
//
//	1/2 sum of (y_i - x_i)^2 + weight * sum of |jumps of the slope of x|.
//
// This is total-variation regularised differentiation (Chartrand 2011, doi:10.5402/2011/164564), solved
// for the values rather than the slopes, where its matrices have five diagonals (Kim and others 2009,
// doi:10.1137/070690274): the cost grows with the number of samples, not its cube. It is for motion with
// kinks; smooth motion becomes stairs.
type TotalVariation struct {
	// Weight, in the values' unit times the axis's. Default 0: what is left of the values is as large
	// as Noise says.
	Weight float64
	// Rounds of the solution, which weighs each jump by its size in the round before. Default 50.
	Rounds int
}

// Differentiate finds the line. Orders beyond 1 are 0 between jumps, and refused.
func (m TotalVariation) Differentiate(at, values []float64, order int) (smooth, derivative []float64, err error) {
	n := len(at)
	rounds := m.Rounds
	if rounds == 0 {
		rounds = 50
	}
	switch {
	case n < 5:
		return nil, nil, tooFew(n, 5, "total variation")
	case order > 1:
		return nil, nil, fmt.Errorf("derivative: total variation gives the first derivative, not that of order %d; use Spline or SavitzkyGolay", order)
	case !isFinite(m.Weight) || m.Weight < 0 || rounds < 1:
		return nil, nil, fmt.Errorf("derivative: total variation with the weight %v in %d rounds; give positive numbers, or 0 for the defaults", m.Weight, m.Rounds)
	}
	s := newSpline(at, values)
	if m.Weight > 0 {
		smooth = s.line(m.Weight, rounds)
	} else {
		smooth = s.lineAt(Noise(at, values), rounds)
	}
	derivative = make([]float64, n)
	last := n - 1
	for i := range derivative {
		// Half of the slope before a sample, and half of that after it.
		derivative[i] = (smooth[min(i+1, last)] - smooth[max(i-1, 0)]) / (at[min(i+1, last)] - at[max(i-1, 0)])
	}
	return smooth, derivative, nil
}

// line minimises by weighing the squared jumps by one over their sizes in the round before.
func (s *spline) line(weight float64, rounds int) []float64 {
	largest := 0.0
	for _, k := range s.kinks {
		largest = math.Max(largest, math.Abs(k))
	}
	least := 1e-8*largest + 1e-300 // of a jump; below, it counts as none
	jumps := s.kinks
	var x []float64
	for range rounds {
		m := newPentadiagonal(len(jumps))
		copy(m.first, s.square.first)
		copy(m.second, s.square.second)
		for j, jump := range jumps {
			m.diagonal[j] = s.square.diagonal[j] + math.Hypot(jump, least)/weight
		}
		m.factorize()
		x = s.bend.spread(m.solve(s.kinks))
		for i, v := range s.values {
			x[i] = v - x[i]
		}
		jumps = s.bend.kinks(x)
	}
	return x
}

// lineAt finds the weight that leaves a deviation.
func (s *spline) lineAt(deviation float64, rounds int) []float64 {
	span := 0.0
	for _, h := range s.bend.step {
		span += h
	}
	scale := 0.0
	for _, v := range s.values {
		scale = math.Max(scale, math.Abs(v-s.values[0]))
	}
	lo, hi := math.Log(1e-14*scale*span+1e-300), math.Log(scale*span+1e-290)
	for hi-lo > 0.05 {
		middle := (lo + hi) / 2
		squares := 0.0
		for i, x := range s.line(math.Exp(middle), rounds) {
			squares += (s.values[i] - x) * (s.values[i] - x)
		}
		if math.Sqrt(squares/float64(len(s.values))) < deviation {
			lo = middle
		} else {
			hi = middle
		}
	}
	return s.line(math.Exp(lo), rounds)
}
