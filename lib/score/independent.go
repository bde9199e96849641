package score

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat"
)

// Independent is how many independent values the mean of a series is worth: n / (1 + 2 sum_k r_k), with the autocorrelations r_k summed
// in pairs for as long as the pairs are positive (Geyer 1992, doi:10.1214/ss/1177011137). It is at least 1 and at most n. The standard
// error of the mean is then the deviation over its root.
func Independent(values []float64) float64 {
	n := len(values)
	mean, variance := stat.MeanVariance(values, nil)
	if n < 4 || variance == 0 {
		return float64(n)
	}
	correlation := func(lag int) float64 {
		sum := 0.0
		for i := lag; i < n; i++ {
			sum += (values[i] - mean) * (values[i-lag] - mean)
		}
		return sum / (float64(n-1) * variance)
	}
	sum := 0.0 // of pairs r_0 + r_1, r_2 + r_3 ...
	for k := 0; k+1 < n; k += 2 {
		pair := correlation(k) + correlation(k+1)
		if !(pair > 0) {
			break
		}
		sum += pair
	}
	return math.Min(float64(n), math.Max(1, float64(n)/math.Max(2*sum-1, 1e-300)))
}

// takenFor is how many independent cases so many count as; 0: all.
func takenFor(independent, cases float64) (float64, error) {
	if independent == 0 {
		independent = cases
	}
	if !(independent > 0 && independent <= cases) {
		return 0, fmt.Errorf("score: %g independent cases of %g; give more than 0 and at most all, or 0 for all", independent, cases)
	}
	return independent, nil
}
