package spectral

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/dsp/fourier"
)

// Power is the mean square of a real field by wavenumber, on the host: of numbers [n_1, ..., n_d] it is
//
//	P(m) = sum of w(k) |U(k)/N|^2  over the wave vectors k with |k| L/2 pi nearest to m,  m = 0, 1, 2 ...
//
// with L the longest of the lengths. With a weight of nil, which is 1, the sum over all m is the field's mean square (Parseval), P(0) that of its mean.
// Of a vorticity w(k) = 1/(2 k.k) makes it the kinetic energy; the weight isn't asked for k = 0 then, and P(0) is 0.
//
// The last entries are shells in the corners of the box of modes, and hold few of them; up to m = n/2 shells are whole.
func (b Box) Power(values []float64, weight func(k []float64) float64) ([]float64, error) {
	if err := b.Check(); err != nil {
		return nil, err
	}
	total, longest := 1, 0.0
	for a, n := range b.Points {
		total *= n
		longest = math.Max(longest, b.length(a))
	}
	if len(values) != total {
		return nil, fmt.Errorf("spectral: %d numbers on a box of %v points; give %d", len(values), b.Points, total)
	}
	z := make([]complex128, total)
	for i, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("spectral: the field is %g at value %d; a transform needs finite numbers", v, i)
		}
		z[i] = complex(v/float64(total), 0)
	}
	stride := total
	for _, n := range b.Points {
		whole := stride
		stride /= n
		fft, line := fourier.NewCmplxFFT(n), make([]complex128, n)
		for from := 0; from < total; from += whole {
			for s := range stride {
				for j := range line {
					line[j] = z[from+j*stride+s]
				}
				fft.Coefficients(line, line)
				for j, c := range line {
					z[from+j*stride+s] = c
				}
			}
		}
	}
	var power []float64
	k, at := make([]float64, len(b.Points)), make([]int, len(b.Points))
	for _, c := range z {
		size := 0.0
		for a, i := range at {
			if 2*i > b.Points[a] {
				i -= b.Points[a]
			}
			k[a] = 2 * math.Pi * float64(i) / b.length(a)
			size += k[a] * k[a]
		}
		m := int(math.Round(math.Sqrt(size) * longest / (2 * math.Pi)))
		for m >= len(power) {
			power = append(power, 0)
		}
		w := 1.0
		if weight != nil {
			if w = 0; size > 0 {
				w = weight(k)
			}
		}
		power[m] += w * (real(c)*real(c) + imag(c)*imag(c))
		for a := len(at) - 1; a >= 0; a-- {
			if at[a]++; at[a] < b.Points[a] {
				break
			}
			at[a] = 0
		}
	}
	return power, nil
}

// OfVorticity is the weight that makes [Box.Power] of a vorticity the kinetic energy.
func OfVorticity(k []float64) float64 {
	sum := 0.0
	for _, c := range k {
		sum += c * c
	}
	return 1 / (2 * sum)
}
