package assimilation

import "math"

// finiteSize finds the rho = zeta/(N-1) by which the identity in S S' + I is to be replaced, where the covariance of N members is not
// trusted more than its own sampling allows (Bocquet 2011, doi:10.5194/npg-18-735-2011; Bocquet, Raanes and Hannart 2015,
// doi:10.5194/npg-22-645-2015). rho < 1 inflates. It is where
//
//	sum_k d_k² zeta/(zeta + s_k²) + e zeta - c ln zeta
//
// is least, with s_k² = (N-1) values_k, d_k the part of what the mean is off by along each, e = (N+1)/N and c = N, both times the
// certainty, and brought nearer to each other where observations say little, so that then nothing is inflated (the paper's equation 36).
func finiteSize(spec spectrum, toward []float64, n int, certainty float64) float64 {
	one := float64(n - 1)
	if spec.v == nil {
		return 1
	}
	d := spec.along(toward)
	for k, x := range spec.values {
		d[k] = d[k] * d[k] / x
	}
	e, c := finiteCoefficients(spec, n, certainty)
	// The derivative by ln zeta rises from -c to infinity.
	slope := func(zeta float64) float64 {
		sum := e*zeta - c
		for k, x := range spec.values {
			s := one * x
			sum += d[k] * zeta * s / ((zeta + s) * (zeta + s))
		}
		return sum
	}
	low, high := math.Log(one)-10, math.Log(one)+10
	for range 60 {
		if mid := (low + high) / 2; slope(math.Exp(mid)) < 0 {
			low = mid
		} else {
			high = mid
		}
	}
	return math.Exp((low+high)/2) / one
}

// finiteCoefficients are e and c.
func finiteCoefficients(spec spectrum, n int, certainty float64) (e, c float64) {
	e, c = float64(n+1)/float64(n), float64(n)
	little := float64(n - len(spec.values)) // the mean of 1/(1 + values): 1 where observations say nothing
	for _, x := range spec.values {
		little += 1 / (1 + x)
	}
	little /= float64(n)
	shift := math.Sqrt(math.Pow(e*float64(n-1)/c, little))
	return certainty * e / shift, certainty * c * shift
}
