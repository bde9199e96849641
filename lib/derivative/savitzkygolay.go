package derivative

import (
	"fmt"
	"math"
)

// SavitzkyGolay fits a polynomial to the samples in a window around each, and takes its derivative there
// (Savitzky and Golay 1964, doi:10.1021/ac60214a047). Uneven samples are fitted where they lie; windows
// at the ends are as wide, and lean inward.
type SavitzkyGolay struct {
	// Window is how many samples a fit takes; an even number counts as the next odd one. Default 0:
	// chosen from 5 to a fifth of the samples, so that each sample is foretold best by the others in its
	// window.
	Window int
	// Degree of the polynomial. Default 3, or the derivative's order and 1 where that is more. Good
	// values: 2 to 5; higher follows bends more closely, and smooths less.
	Degree int
}

// Differentiate fits each window.
func (m SavitzkyGolay) Differentiate(at, values []float64, order int) (smooth, derivative []float64, err error) {
	degree := m.Degree
	if degree == 0 {
		degree = max(3, order+1)
	}
	if degree < order || degree > 20 {
		return nil, nil, fmt.Errorf("derivative: polynomials of degree %d for the derivative of order %d; give the order or more, and at most 20", m.Degree, order)
	}
	n, least := len(at), (degree+2)|1
	if n < least {
		return nil, nil, tooFew(n, least, fmt.Sprintf("windows of polynomials of degree %d", degree))
	}
	window := m.Window | 1
	switch {
	case m.Window < 0 || m.Window > 0 && (window < least || window > n):
		return nil, nil, fmt.Errorf("derivative: windows of %d of the %d samples for polynomials of degree %d; give %d to %d, or 0 to have it chosen", m.Window, n, degree, least, (n-1)|1)
	case m.Window == 0:
		window = chooseWindow(at, values, degree, least)
	}
	smooth, derivative = make([]float64, n), make([]float64, n)
	for i, w := range windows(at, window, degree, order) {
		for j, v := range values[w.start : w.start+window] {
			smooth[i] += w.value[j] * v
			derivative[i] += w.change[j] * v
		}
	}
	return smooth, derivative, nil
}

// chooseWindow is the window with the least error in foretelling each sample by the others: for least
// squares that is the residual over 1 less the sample's own weight.
func chooseWindow(at, values []float64, degree, least int) int {
	best, lowest := least, math.Inf(1)
	n := len(at)
	for window := least; window <= max(least, min(n, n/5, 2001)); window = max(window+2, window*5/4|1) {
		sum, count := 0.0, 0
		for i, w := range windows(at, window, degree, 1) {
			if w.start != i-window/2 {
				continue // leaning windows are the same few samples again
			}
			fit := 0.0
			for j, v := range values[w.start : w.start+window] {
				fit += w.value[j] * v
			}
			left := (values[i] - fit) / (1 - w.value[window/2])
			sum += left * left
			count++
		}
		if count > 0 && sum/float64(count) < lowest {
			best, lowest = window, sum/float64(count)
		}
	}
	return best
}

// A windowFit holds the weights by which the samples from start on make the value, and the derivative, of
// the polynomial fitted to them.
type windowFit struct {
	start         int
	value, change []float64
}

// windows are the fits around each sample.
func windows(at []float64, window, degree, order int) func(yield func(int, windowFit) bool) {
	isEven := even(at)
	return func(yield func(int, windowFit) bool) {
		var shared windowFit
		for i := range at {
			w := windowFit{start: min(max(0, i-window/2), len(at)-window)}
			switch {
			case isEven && w.start == i-window/2 && shared.value != nil:
				w.value, w.change = shared.value, shared.change
			default:
				w.value, w.change = localFit(at[i], at[w.start:w.start+window], degree, order)
				if w.start == i-window/2 {
					shared = w
				}
			}
			if !yield(i, w) {
				return
			}
		}
	}
}

// localFit are the weights of values at some places that give, at one place, the least-squares polynomial
// and its derivative. The polynomial is written in those that are orthonormal on the places, which are
// made by their three-term recurrence (Forsythe 1957, doi:10.1137/0105007): no power of a place is
// formed, so no digits are lost.
func localFit(to float64, at []float64, degree, order int) (value, change []float64) {
	n := len(at)
	scale := math.Max(at[n-1]-to, to-at[0])
	s := make([]float64, n)
	for j := range s {
		s[j] = (at[j] - to) / scale // the place itself is 0
	}
	value, change = make([]float64, n), make([]float64, n)
	before, now := make([]float64, n), make([]float64, n)                 // q_(k-1), q_k at the places
	there, thereNow := make([]float64, order+1), make([]float64, order+1) // their derivatives at 0
	root := 1 / math.Sqrt(float64(n))
	for j := range now {
		now[j] = root
	}
	thereNow[0] = root
	norm := 0.0 // of the step before
	for k := 0; ; k++ {
		for j := range now {
			value[j] += thereNow[0] * now[j]
			change[j] += thereNow[order] * now[j]
		}
		if k == degree {
			break
		}
		// r = (s - a) q_k - norm q_(k-1), with a = <s q_k, q_k>.
		a := 0.0
		for j, q := range now {
			a += s[j] * q * q
		}
		square := 0.0
		for j, q := range now {
			before[j] = (s[j]-a)*q - norm*before[j]
			square += before[j] * before[j]
		}
		for d := order; d >= 0; d-- {
			there[d] = -a*thereNow[d] - norm*there[d]
			if d > 0 {
				there[d] += float64(d) * thereNow[d-1]
			}
		}
		norm = math.Sqrt(square)
		for j := range before {
			before[j] /= norm
		}
		for d := range there {
			there[d] /= norm
		}
		before, now = now, before
		there, thereNow = thereNow, there
	}
	power := math.Pow(scale, float64(order))
	for j := range change {
		change[j] /= power
	}
	return value, change
}

// Smoothed smooths by one method, and differentiates what that leaves by another.
type Smoothed struct {
	// By smooths. Default SavitzkyGolay{}.
	By Method
	// Then differentiates. Default FiniteDifference{}.
	Then Method
}

// Differentiate smooths first.
func (m Smoothed) Differentiate(at, values []float64, order int) (smooth, derivative []float64, err error) {
	if m.By == nil {
		m.By = SavitzkyGolay{}
	}
	if m.Then == nil {
		m.Then = FiniteDifference{}
	}
	if smooth, _, err = m.By.Differentiate(at, values, 1); err != nil {
		return nil, nil, err
	}
	_, derivative, err = m.Then.Differentiate(at, smooth, order)
	return smooth, derivative, err
}
