package derivative

import (
	"errors"
	"fmt"
	"math"
	"math/cmplx"

	"gonum.org/v1/gonum/dsp/fourier"
)

// Spectral multiplies the Fourier modes by (i k)^order: exact to rounding for smooth periodic values. The
// samples are evenly spaced over one period, the end of which, where the first value comes again, isn't
// among them.
type Spectral struct {
	// Cutoff is the highest wave number kept, in radians per unit of the axis. Default 0: all.
	Cutoff float64
}

// Differentiate goes through the Fourier modes.
func (m Spectral) Differentiate(at, values []float64, order int) (smooth, derivative []float64, err error) {
	n := len(at)
	switch {
	case n < 4:
		return nil, nil, tooFew(n, 4, "Fourier modes")
	case !even(at):
		return nil, nil, errors.New("derivative: spectral derivatives need evenly spaced samples; use Spline or SavitzkyGolay")
	case math.IsNaN(m.Cutoff) || m.Cutoff < 0:
		return nil, nil, fmt.Errorf("derivative: modes up to the wave number %v; give a positive number, or 0 for all", m.Cutoff)
	}
	period := (at[n-1] - at[0]) * float64(n) / float64(n-1)
	fft := fourier.NewFFT(n)
	modes := fft.Coefficients(nil, values)
	changed := make([]complex128, len(modes))
	for j := range modes {
		k := 2 * math.Pi * float64(j) / period
		if m.Cutoff > 0 && k > m.Cutoff {
			modes[j] = 0
		}
		if 2*j == n && order%2 != 0 {
			continue // the highest wave is seen only at its crests: its slope there is 0
		}
		changed[j] = modes[j] * cmplx.Pow(complex(0, k), complex(float64(order), 0))
	}
	smooth, derivative = fft.Sequence(nil, modes), fft.Sequence(nil, changed)
	for i := range smooth {
		smooth[i] /= float64(n)
		derivative[i] /= float64(n)
	}
	return smooth, derivative, nil
}
