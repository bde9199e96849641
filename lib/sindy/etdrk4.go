package sindy

import (
	"math"
	"math/cmplx"

	"gonum.org/v1/gonum/dsp/fourier"

	"sublunar/lib/field"
)

// A transformer takes fields to their Fourier modes and back, over one to three axes.
type transformer struct {
	shape  []int
	points int
	waves  [][]float64 // wave numbers along each axis
	ffts   []*fourier.CmplxFFT
	kept   []bool // modes up to two thirds of the highest, along each axis
}

func newTransformer(axes []field.Axis) *transformer {
	t := &transformer{points: 1}
	for _, a := range axes {
		n := a.Len()
		t.shape, t.points = append(t.shape, n), t.points*n
		t.ffts = append(t.ffts, fourier.NewCmplxFFT(n))
		period := (a.Values[n-1] - a.Values[0]) * float64(n) / float64(n-1)
		waves := make([]float64, n)
		for j := range waves {
			k := j
			if 2*j > n {
				k -= n
			}
			waves[j] = 2 * math.Pi * float64(k) / period
		}
		t.waves = append(t.waves, waves)
	}
	t.kept = make([]bool, t.points)
	t.each(func(q int, at []int) {
		t.kept[q] = true
		for i, j := range at {
			if k := min(j, t.shape[i]-j); 3*k > t.shape[i] {
				t.kept[q] = false
			}
		}
	})
	return t
}

// each calls f for all modes, with their indices along the axes.
func (t *transformer) each(f func(q int, at []int)) {
	at := make([]int, len(t.shape))
	for q := range t.points {
		f(q, at)
		for i := len(at) - 1; i >= 0; i-- {
			if at[i]++; at[i] < t.shape[i] {
				break
			}
			at[i] = 0
		}
	}
}

// symbol is what a derivative multiplies the modes by: (i k)^order along each axis. The highest mode of an
// even number has no odd derivative.
func (t *transformer) symbol(orders []int) []complex128 {
	out := make([]complex128, t.points)
	t.each(func(q int, at []int) {
		out[q] = 1
		for i, order := range orders {
			if order%2 != 0 && 2*at[i] == t.shape[i] {
				out[q] = 0
			}
			for range order {
				out[q] *= complex(0, t.waves[i][at[i]])
			}
		}
	})
	return out
}

func (t *transformer) spectra(fields []field.Grid) [][]complex128 {
	var out [][]complex128
	for _, g := range fields {
		out = append(out, t.modes(g.Values))
	}
	return out
}

func (t *transformer) modes(values []float64) []complex128 {
	out := make([]complex128, len(values))
	for i, v := range values {
		out[i] = complex(v, 0)
	}
	return t.through(out, (*fourier.CmplxFFT).Coefficients)
}

func (t *transformer) physical(modes []complex128) []float64 {
	values := t.through(append([]complex128(nil), modes...), (*fourier.CmplxFFT).Sequence)
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = real(v) / float64(t.points)
	}
	return out
}

// through applies a transform along each axis, in place.
func (t *transformer) through(values []complex128, f func(t *fourier.CmplxFFT, dst, seq []complex128) []complex128) []complex128 {
	inner := 1
	for axis := len(t.shape) - 1; axis >= 0; axis-- {
		n := t.shape[axis]
		line := make([]complex128, n)
		for l := range len(values) / n {
			from := l/inner*inner*n + l%inner
			for i := range line {
				line[i] = values[from+i*inner]
			}
			f(t.ffts[axis], line, line)
			for i := range line {
				values[from+i*inner] = line[i]
			}
		}
		inner *= n
	}
	return values
}

// A step holds the coefficients of one equation's modes for a step's length: exp(h L) and exp(h L / 2), and
// the four weights of the rest.
type step struct{ whole, half, q, f1, f2, f3 []complex128 }

// stepsOf are the coefficients for a step's length, made once. The weights are means over a circle about h L,
// where their formulas lose no digits (Kassam and Trefethen 2005).
func (w *evolver) stepsOf(h float64) []step {
	if known, ok := w.steps[h]; ok {
		return known
	}
	const on = 32
	var all []step
	for _, linear := range w.linear {
		n := len(linear)
		s := step{make([]complex128, n), make([]complex128, n), make([]complex128, n), make([]complex128, n), make([]complex128, n), make([]complex128, n)}
		same := map[complex128]int{}
		for i, l := range linear {
			if first, ok := same[l]; ok {
				s.whole[i], s.half[i], s.q[i], s.f1[i], s.f2[i], s.f3[i] = s.whole[first], s.half[first], s.q[first], s.f1[first], s.f2[first], s.f3[first]
				continue
			}
			same[l] = i
			hl := complex(h, 0) * l
			s.whole[i], s.half[i] = cmplx.Exp(hl), cmplx.Exp(hl/2)
			var q, f1, f2, f3 complex128
			for k := range on {
				z := hl + cmplx.Rect(1, 2*math.Pi*(float64(k)+0.5)/on)
				e := cmplx.Exp(z)
				q += (cmplx.Exp(z/2) - 1) / z
				f1 += (-4 - z + e*(4-3*z+z*z)) / (z * z * z)
				f2 += (2 + z + e*(z-2)) / (z * z * z)
				f3 += (-4 - 3*z - z*z + e*(4-z)) / (z * z * z)
			}
			mean := complex(h/on, 0)
			s.q[i], s.f1[i], s.f2[i], s.f3[i] = mean*q, mean*f1, mean*f2, mean*f3
		}
		all = append(all, s)
	}
	w.steps[h] = all
	return all
}

// advance is one step of ETDRK4.
func (w *evolver) advance(state [][]complex128, h float64) [][]complex128 {
	steps := w.stepsOf(h)
	mix := func(f func(s step, v, i int) complex128) [][]complex128 {
		out := make([][]complex128, len(state))
		for v := range out {
			out[v] = make([]complex128, w.points)
			for i := range out[v] {
				out[v][i] = f(steps[v], v, i)
			}
		}
		return out
	}
	first := w.rest(state)
	a := mix(func(s step, v, i int) complex128 { return s.half[i]*state[v][i] + s.q[i]*first[v][i] })
	second := w.rest(a)
	b := mix(func(s step, v, i int) complex128 { return s.half[i]*state[v][i] + s.q[i]*second[v][i] })
	third := w.rest(b)
	c := mix(func(s step, v, i int) complex128 { return s.half[i]*a[v][i] + s.q[i]*(2*third[v][i]-first[v][i]) })
	fourth := w.rest(c)
	return mix(func(s step, v, i int) complex128 {
		return s.whole[i]*state[v][i] + s.f1[i]*first[v][i] + 2*s.f2[i]*(second[v][i]+third[v][i]) + s.f3[i]*fourth[v][i]
	})
}
