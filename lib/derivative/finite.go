package derivative

import (
	"fmt"
	"slices"
)

// FiniteDifference is the derivative of the polynomial through the nearest samples, centred where there
// is room (Fornberg 1988, doi:10.1090/S0025-5718-1988-0935077-0). It doesn't smooth.
type FiniteDifference struct {
	// Accuracy is the order with which the error falls as even samples get denser; uneven ones lose one
	// order. Default 4. Good values: 2 for noisy data, 4 to 8 for smooth ones.
	Accuracy int
}

// Differentiate weighs the nearest samples.
func (m FiniteDifference) Differentiate(at, values []float64, order int) (smooth, derivative []float64, err error) {
	accuracy := m.Accuracy
	if accuracy == 0 {
		accuracy = 4
	}
	if accuracy < 1 || accuracy+order > 40 {
		return nil, nil, fmt.Errorf("derivative: differences of accuracy %d for the derivative of order %d; give 1 or more, and at most 40 together", m.Accuracy, order)
	}
	points := order + accuracy
	if accuracy%2 == 0 && order%2 == 0 {
		points-- // a symmetric stencil gains one order
	}
	points |= 1 // centred on the sample
	n := len(at)
	if n < points {
		return nil, nil, tooFew(n, points, fmt.Sprintf("differences of accuracy %d", accuracy))
	}
	derivative = make([]float64, n)
	half := points / 2
	var shared []float64
	if even(at) {
		shared = Weights(at[half], at[:points], order)
	}
	for i := range n {
		start := min(max(0, i-half), n-points)
		w := shared
		if shared == nil || start != i-half {
			w = Weights(at[i], at[start:start+points], order)
		}
		sum := 0.0
		for j, w := range w {
			sum += w * values[start+j]
		}
		derivative[i] = sum
	}
	return slices.Clone(values), derivative, nil
}

// Weights are the weights of values at some places that give, at one place, the derivative of an order of
// the polynomial through them; order 0 interpolates. There are more places than the order.
func Weights(to float64, at []float64, order int) []float64 {
	// c[d][j] is the weight of value j in derivative d, of the polynomial through the places so far. As
	// each place joins, the Lagrange polynomials of the others gain the factor (z - x_i) / (x_j - x_i),
	// and Leibniz's rule gives what becomes of their derivatives.
	c := make([][]float64, order+1)
	for d := range c {
		c[d] = make([]float64, len(at))
	}
	c[0][0] = 1
	product := 1.0 // of x_(i-1) - x_j over all j before it
	for i := 1; i < len(at); i++ {
		last, next := product, 1.0
		for j := range i {
			next *= at[i] - at[j]
		}
		for d := min(i, order); d >= 0; d-- {
			fresh := (to - at[i-1]) * c[d][i-1]
			if d > 0 {
				fresh += float64(d) * c[d-1][i-1]
			}
			c[d][i] = last / next * fresh
		}
		for j := range i {
			for d := min(i, order); d >= 0; d-- {
				sum := (to - at[i]) * c[d][j]
				if d > 0 {
					sum += float64(d) * c[d-1][j]
				}
				c[d][j] = sum / (at[j] - at[i])
			}
		}
		product = next
	}
	return c[order]
}
