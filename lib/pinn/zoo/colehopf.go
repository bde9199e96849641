package zoo

import "math"

// ColeHopf is the solution of u_t + u u_x = nu u_xx with u = -sin(pi x) at t = 0, periodic on [-1, 1], by the substitution of Cole and
// Hopf (doi:10.1090/qam/42889, doi:10.1002/cpa.3160030302):
//
//	u = -I[sin(pi y)] / I[1],   I[g] = integral of g(y) exp(-cos(pi y)/(2 pi nu) - (x - y)^2/(4 nu t)) dy
//
// The integrals are sums at equal distances, which for analytic functions that decay converge faster than any power of the distance.
// The viscosity nu is positive. The error is of the order of 1e-15.
func ColeHopf(nu, x, t float64) float64 {
	if t <= 0 {
		return -math.Sin(math.Pi * x)
	}
	// In z = (x - y)/sqrt(4 nu t) the integrand is e^(-z^2) times what lies between e^-height and e^height, and so nothing beyond
	// reach. Where it is narrowest it falls as e^(-(1 + pi t) z^2).
	height := 1 / (2 * math.Pi * nu)
	reach, step := math.Sqrt(2*height+40), 0.2/math.Sqrt(1+math.Pi*t)
	width := math.Sqrt(4 * nu * t)
	n := int(math.Ceil(reach / step))
	exponent := func(z float64) float64 { return -height*math.Cos(math.Pi*(x-z*width)) - z*z }
	largest := math.Inf(-1)
	for i := -n; i <= n; i++ {
		largest = math.Max(largest, exponent(float64(i)*step))
	}
	above, below := 0.0, 0.0
	for i := -n; i <= n; i++ {
		z := float64(i) * step
		e := math.Exp(exponent(z) - largest)
		above += e * math.Sin(math.Pi*(x-z*width))
		below += e
	}
	return -above / below
}
