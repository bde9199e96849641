package coordinates

import (
	"fmt"
	"math"
	"math/cmplx"

	"gonum.org/v1/gonum/dsp/fourier"

	"sublunar/lib/field"
)

// Motion sets Register.
type Motion struct {
	// Height and Width of a frame, whose values lie row after row.
	Height, Width int
	// Precision of a shift, in pixels. Default 0.01.
	Precision float64
}

// A Registration is where the camera was.
type Registration struct {
	// Shifts of each frame against the first, down and right, in pixels, of shape [frames][2].
	Shifts [][2]float64

	motion Motion
	frames Frames
	border int
}

// Register finds how a moving camera shifted each frame, by the peak of its cross-correlation with the
// frames before, shifted back, to a part of a pixel (Guizar-Sicairos, Thurman and Fienup
// 2008, doi:10.1364/OL.33.000156). It takes out shifts, neither turns nor zooms; a scene that is mostly
// one moving thing is taken for a moving camera.
func Register(frames Frames, m Motion) (*Registration, error) {
	if m.Precision == 0 {
		m.Precision = 0.01
	}
	if m.Height < 8 || m.Width < 8 || !(m.Precision > 0) || frames == nil {
		return nil, fmt.Errorf("coordinates: frames of %d by %d pixels, registered to %v; give frames of 8 by 8 or more, and a part of a pixel", m.Height, m.Width, m.Precision)
	}
	r := &Registration{motion: m, frames: frames}
	c := newCorrelator(m)
	for frame, err := range frames {
		if err != nil {
			return nil, fmt.Errorf("coordinates: frame %d: %w", len(r.Shifts), err)
		}
		if len(frame) != m.Height*m.Width {
			return nil, fmt.Errorf("coordinates: frame %d has %d values, for %d by %d pixels", len(r.Shifts), len(frame), m.Height, m.Width)
		}
		shift := c.next(frame)
		if math.IsNaN(shift[0]) || math.IsNaN(shift[1]) {
			return nil, fmt.Errorf("coordinates: frame %d holds a value that isn't finite; fill it", len(r.Shifts))
		}
		r.Shifts = append(r.Shifts, shift)
		r.border = max(r.border, int(math.Ceil(math.Max(math.Abs(shift[0]), math.Abs(shift[1]))))+2)
	}
	if len(r.Shifts) == 0 {
		return nil, fmt.Errorf("coordinates: no frames to register")
	}
	if h, w := r.Shape(); h < 8 || w < 8 {
		return nil, fmt.Errorf("coordinates: shifts of up to %d pixels leave nothing that all frames of %d by %d see; register shorter stretches", r.border-2, m.Height, m.Width)
	}
	return r, nil
}

// Shape is the height and width of the part that all frames see.
func (r *Registration) Shape() (height, width int) {
	return r.motion.Height - 2*r.border, r.motion.Width - 2*r.border
}

// Frames are the frames shifted back, cut to what all of them see, by cubic interpolation.
func (r *Registration) Frames() Frames {
	return func(yield func([]float64, error) bool) {
		height, width := r.Shape()
		out := make([]float64, height*width)
		at := 0
		for frame, err := range r.frames {
			if err == nil && (at >= len(r.Shifts) || len(frame) != r.motion.Height*r.motion.Width) {
				err = fmt.Errorf("coordinates: the frames are others when they are read again; give an iterator that starts anew")
			}
			if err != nil {
				yield(nil, err)
				return
			}
			r.motion.shift(frame, r.Shifts[at], r.border, out)
			at++
			if !yield(out, nil) {
				return
			}
		}
	}
}

// shift interpolates a frame at places moved by a shift, but for a border; beyond the edges it goes on as
// at the edge.
func (m Motion) shift(frame []float64, by [2]float64, border int, out []float64) {
	height, width := m.Height-2*border, m.Width-2*border
	down, right := math.Floor(by[0]), math.Floor(by[1])
	rows, columns := cubic(by[0]-down), cubic(by[1]-right)
	for i := range height {
		for j := range width {
			top, left := i+border+int(down)-1, j+border+int(right)-1
			sum := 0.0
			for a, wa := range rows {
				line := frame[min(max(top+a, 0), m.Height-1)*m.Width:][:m.Width]
				for b, wb := range columns {
					sum += wa * wb * line[min(max(left+b, 0), m.Width-1)]
				}
			}
			out[i*width+j] = sum
		}
	}
}

// cubic are the weights of the cubic through four neighbours, a part of a pixel after the second.
func cubic(t float64) [4]float64 {
	return [4]float64{
		-t * (t - 1) * (t - 2) / 6, (t + 1) * (t - 1) * (t - 2) / 2,
		-(t + 1) * t * (t - 2) / 2, (t + 1) * t * (t - 1) / 6,
	}
}

// Series is the camera's path over time, in pixels.
func (r *Registration) Series(times field.Axis) (field.Series, error) {
	values := make([][]float64, len(r.Shifts))
	for i, s := range r.Shifts {
		values[i] = []float64{s[0], s[1]}
	}
	s, err := asSeries("shift", "pixel", times, values)
	if err == nil {
		s.Columns[0].Name, s.Columns[1].Name = "down", "right"
	}
	return s, err
}

// A correlator holds the spectrum of the frames so far, and finds the shift of the next.
type correlator struct {
	motion    Motion
	rows      *fourier.CmplxFFT
	columns   *fourier.CmplxFFT
	window    []float64
	reference []complex128
	shift     [2]float64
}

func newCorrelator(m Motion) *correlator {
	c := &correlator{motion: m, rows: fourier.NewCmplxFFT(m.Width), columns: fourier.NewCmplxFFT(m.Height)}
	for i := range m.Height {
		for j := range m.Width {
			// The edges, where a shift brings in what wasn't seen, count for little.
			c.window = append(c.window, hann(i, m.Height)*hann(j, m.Width))
		}
	}
	return c
}

func hann(i, n int) float64 { return 0.5 - 0.5*math.Cos(2*math.Pi*(float64(i)+0.5)/float64(n)) }

// next is the shift of a frame, which then joins the reference. The window stands still while the scene
// moves, which draws the peak toward 0; so the frame is shifted back by what is found, and looked at
// again, until both are the same scene in the same window.
func (c *correlator) next(frame []float64) [2]float64 {
	if c.reference == nil {
		c.reference = c.transform(frame)
		return c.shift
	}
	var spectrum []complex128
	moved := make([]float64, len(frame))
	const looks = 12
	for look := range looks {
		c.motion.shift(frame, c.shift, 0, moved)
		spectrum = c.transform(moved)
		cross := make([]complex128, len(spectrum))
		for k := range cross {
			cross[k] = spectrum[k] * cmplx.Conj(c.reference[k])
		}
		more := [2]float64{}
		if look == 0 {
			more = c.peak(cross)
		}
		more = c.uphill(cross, more)
		c.shift[0] += more[0]
		c.shift[1] += more[1]
		if math.Hypot(more[0], more[1]) < c.motion.Precision {
			break
		}
	}
	// The reference follows slow changes of the scene; the newest frame has a tenth.
	const newest = 0.1
	for k := range spectrum {
		c.reference[k] = complex(1-newest, 0)*c.reference[k] + complex(newest, 0)*spectrum[k]
	}
	return c.shift
}

// wave is the signed wave number of a mode.
func wave(k, n int) int {
	if k > n/2 {
		return k - n
	}
	return k
}

// transform is the spectrum of a frame about its mean, its edges faded.
func (c *correlator) transform(frame []float64) []complex128 {
	mean, total := 0.0, 0.0
	for i, v := range frame {
		mean += c.window[i] * v
		total += c.window[i]
	}
	mean /= total
	values := make([]complex128, len(frame))
	for i, v := range frame {
		values[i] = complex(c.window[i]*(v-mean), 0)
	}
	return c.both(values, (*fourier.CmplxFFT).Coefficients)
}

// both applies a transform to the rows, then to the columns.
func (c *correlator) both(values []complex128, f func(t *fourier.CmplxFFT, dst, seq []complex128) []complex128) []complex128 {
	h, w := c.motion.Height, c.motion.Width
	for i := range h {
		f(c.rows, values[i*w:(i+1)*w], values[i*w:(i+1)*w])
	}
	column := make([]complex128, h)
	for j := range w {
		for i := range h {
			column[i] = values[i*w+j]
		}
		f(c.columns, column, column)
		for i := range h {
			values[i*w+j] = column[i]
		}
	}
	return values
}

// peak is where a cross-correlation is largest, on whole pixels, by its inverse transform.
func (c *correlator) peak(cross []complex128) [2]float64 {
	h, w := c.motion.Height, c.motion.Width
	correlation := c.both(append([]complex128(nil), cross...), (*fourier.CmplxFFT).Sequence)
	best := 0
	for k, v := range correlation {
		if real(v) > real(correlation[best]) {
			best = k
		}
	}
	return [2]float64{float64(wave(best/w, h)), float64(wave(best%w, w))}
}

// uphill is a step of Newton's from a place toward the peak near it: the cross-correlation and its
// derivatives are Fourier sums, so that no grid stands between pixels. It goes at most half a pixel.
func (c *correlator) uphill(cross []complex128, at [2]float64) [2]float64 {
	h, w := c.motion.Height, c.motion.Width
	down, right := phases(h, at[0]), phases(w, at[1])
	var slope [2]float64
	var curve [3]float64 // down twice, both, right twice
	for i, p := range down {
		ki := 2 * math.Pi * float64(wave(i, h)) / float64(h)
		var sum, first, second complex128 // of the row, and with k and k^2
		for j, q := range right {
			kj := 2 * math.Pi * float64(wave(j, w)) / float64(w)
			v := cross[i*w+j] * q
			sum += v
			first += complex(kj, 0) * v
			second += complex(kj*kj, 0) * v
		}
		slope[0] -= ki * imag(p*sum)
		slope[1] -= imag(p * first)
		curve[0] -= ki * ki * real(p*sum)
		curve[1] -= ki * real(p*first)
		curve[2] -= real(p * second)
	}
	determinant := curve[0]*curve[2] - curve[1]*curve[1]
	if !(determinant > 0 && curve[0] < 0) {
		return at // no hill here
	}
	step := [2]float64{(curve[1]*slope[1] - curve[2]*slope[0]) / determinant, (curve[1]*slope[0] - curve[0]*slope[1]) / determinant}
	size := math.Max(1, 2*math.Hypot(step[0], step[1]))
	return [2]float64{at[0] + step[0]/size, at[1] + step[1]/size}
}

// phases are exp(2 pi i k x / n) for the signed wave numbers k.
func phases(n int, x float64) []complex128 {
	out := make([]complex128, n)
	for k := range out {
		out[k] = cmplx.Rect(1, 2*math.Pi*float64(wave(k, n))*x/float64(n))
	}
	return out
}
