package sindy

import (
	"math"
	"math/cmplx"

	"gonum.org/v1/gonum/dsp/fourier"
)

// A spectrum is the mean amplitude of the Fourier modes of lines of evenly spaced values, one line
// after another: |mode| for each wave number.
type spectrum struct {
	amplitudes []float64
	lines      int
	fft        *fourier.FFT
	window     []float64
	buffer     []float64
	modes      []complex128
}

func newSpectrum(n int) *spectrum {
	n = smooth(n)
	s := &spectrum{amplitudes: make([]float64, n/2+1), fft: fourier.NewFFT(n), window: make([]float64, n), buffer: make([]float64, n)}
	for i := range s.window {
		// A Hann window: the jump between a line's ends would else look like short waves.
		s.window[i] = 1 - math.Cos(2*math.Pi*(float64(i)+0.5)/float64(n))
	}
	return s
}

// smooth is the largest number up to n that is a product of 2, 3 and 5: a transform of a large prime number
// of values takes tens of times as long.
func smooth(n int) int {
	for ; n > 1; n-- {
		rest := n
		for _, p := range [3]int{2, 3, 5} {
			for rest%p == 0 {
				rest /= p
			}
		}
		if rest == 1 {
			break
		}
	}
	return n
}

// add takes a line, whose mean is 0; of a length with a large prime factor its middle part.
func (s *spectrum) add(values []float64) {
	from := (len(values) - len(s.buffer)) / 2
	for i, v := range values[from : from+len(s.buffer)] {
		s.buffer[i] = s.window[i] * v
	}
	s.modes = s.fft.Coefficients(s.modes, s.buffer)
	for k, m := range s.modes {
		s.amplitudes[k] += cmplx.Abs(m)
	}
	s.lines++
}

// corner is the wave number, in cycles a sample, beyond which there is mostly noise: where two straight lines fit the
// running sum of the amplitudes best (Messenger and Bortz 2021, doi:10.1016/j.jcp.2021.110525). Noise
// is as strong at all wave numbers, and so are rounding errors: their sum is a straight line.
func (s *spectrum) corner() float64 {
	return float64(max(1, s.last())) / float64(len(s.buffer))
}

// last is the corner's mode.
func (s *spectrum) last() int {
	sum := make([]float64, len(s.amplitudes))
	total := 0.0
	for k, a := range s.amplitudes {
		total += a
		sum[k] = total
	}
	n := len(sum)
	if total == 0 || n < 5 {
		return max(1, n/2)
	}
	chords := newChords(sum)
	best, at := math.Inf(1), n/2
	for k := 1; k < n-1; k++ {
		if off := chords.off(0, k) + chords.off(k, n-1); off < best {
			best, at = off, k
		}
	}
	return at
}

// chords measure how far values v_i are from the straight line between two of them: the sum of
// (1 - line_i/v_i)^2. Running sums of i^a / v_i^b give it in a few operations for any two.
type chords struct {
	values []float64
	sums   [][5]float64 // up to each i: 1/v, i/v, 1/v^2, i/v^2, i^2/v^2
}

func newChords(values []float64) chords {
	c := chords{values: values, sums: make([][5]float64, len(values)+1)}
	for i, v := range values {
		x := float64(i)
		for k, more := range [5]float64{1 / v, x / v, 1 / (v * v), x / (v * v), x * x / (v * v)} {
			c.sums[i+1][k] = c.sums[i][k] + more
		}
	}
	return c
}

func (c chords) off(first, last int) float64 {
	slope := (c.values[last] - c.values[first]) / float64(last-first)
	at0 := c.values[first] - slope*float64(first)
	var s [5]float64
	for k := range s {
		s[k] = c.sums[last+1][k] - c.sums[first][k]
	}
	return float64(last-first+1) - 2*(at0*s[0]+slope*s[1]) + at0*at0*s[2] + 2*at0*slope*s[3] + slope*slope*s[4]
}

// widthFor chooses test functions for an axis of n samples, of which the signal ends at a wave number, in
// cycles a sample:
// as wide as makes their spectrum fall to exp(-reach^2/2) there, no wider than a part of the axis, and
// so steep a power that at their last sample they are down to the given end.
func widthFor(n int, spacing float64, corner float64, orders int) width {
	const reach = 2
	want := reach / (2 * math.Pi * corner) // the deviation, in samples
	most := max(3, (n-1)/4)
	m := 3
	for m < most && widthOf(float64(m), 1, orders).deviation() < want {
		m++
	}
	return widthOf(float64(m), spacing, orders)
}

// end is what test functions are down to at their last sample.
const end = 1e-12

// widthOf is the width of test functions of m samples on either side, so steep that they are down to
// the end there.
func widthOf(m, spacing float64, orders int) width {
	w := width{radius: m * spacing, power: math.Min(40, powerOf(m, orders))}
	w.stride = w.deviation() / 2
	return w
}

// powerOf solves (1 - ((m-1)/m)^2)^p = end.
func powerOf(m float64, orders int) float64 {
	return math.Max(float64(orders+1), math.Log(end)/math.Log((2*m-1)/(m*m)))
}
