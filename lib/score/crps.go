package score

import (
	"math"
	"slices"
)

// CRPS of an ensemble taken for the whole distribution: mean |x_i - y| - sum |x_i - x_j| / (2 N²). NaN where a member or the value is
// NaN, and for no members.
func CRPS(members []float64, value float64) float64 {
	off, apart := distances(members, value)
	n := float64(len(members))
	return off/n - apart/(2*n*n)
}

// FairCRPS of an ensemble taken for a sample of the distribution: mean |x_i - y| - sum |x_i - x_j| / (2 N (N-1)). Its expectation is that
// of the distribution itself whatever N is. It takes two members or more, and can be negative in a single case.
func FairCRPS(members []float64, value float64) float64 {
	off, apart := distances(members, value)
	n := float64(len(members))
	return off/n - apart/(2*n*(n-1))
}

// distances are sum_i |x_i - y| and sum_ij |x_i - x_j|: in order, x_(i) stands above i members and below N-1-i.
func distances(members []float64, value float64) (off, apart float64) {
	n := len(members)
	if n == 0 {
		return math.NaN(), math.NaN()
	}
	sorted := slices.Clone(members)
	slices.Sort(sorted)
	for i, x := range sorted {
		off += math.Abs(x - value)
		apart += 2 * float64(2*i-n+1) * x
	}
	return off, apart
}

// GaussianCRPS of a normal distribution, in closed form: s (z (2Φ(z) - 1) + 2φ(z) - 1/sqrt(π)) with z = (y - mean)/s. A deviation of 0
// gives the absolute error, a negative one NaN.
func GaussianCRPS(mean, deviation, value float64) float64 {
	if deviation < 0 {
		return math.NaN()
	}
	if deviation == 0 {
		return math.Abs(value - mean)
	}
	z := (value - mean) / deviation
	density := math.Exp(-z*z/2) / math.Sqrt(2*math.Pi)
	return deviation * (z*math.Erf(z/math.Sqrt2) + 2*density - 1/math.Sqrt(math.Pi))
}
