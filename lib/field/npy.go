package field

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
)

// The format is read and written here rather than by sbinet/npyio v0.6.0, which on these tests'
// files gave the last number over and over for a file cut short, with no error, panicked on a false
// shape, refused version 3, writes arrays of one axis only, and links gonum's mat into each cell.

// ReadNPY reads a file that numpy.save wrote: bool, integers of 8 to 64 bits, and floats of 16 to
// 64 bits, in either byte order and either order of axes. All become float64, row-major. An integer
// that float64 can't hold exactly is an error, as are complex numbers, text, dates and objects. At
// most 1 GiB is read, into at most nine times the memory.
func ReadNPY(path string) (Array, error) {
	data, err := readWhole(path, "save it in parts")
	if err != nil {
		return Array{}, err
	}
	a, err := parseNPY(data)
	if err != nil {
		return Array{}, fmt.Errorf("field: %s: %w", path, err)
	}
	return a, nil
}

// ParseNPY is [ReadNPY] on the contents of a file in memory, such as an embedded one.
func ParseNPY(data []byte) (Array, error) {
	a, err := parseNPY(data)
	if err != nil {
		return Array{}, fmt.Errorf("field: npy: %w", err)
	}
	return a, nil
}

func parseNPY(data []byte) (Array, error) {
	h, data, err := cutNPYHeader(data)
	if err != nil {
		return Array{}, err
	}
	dt, err := dtypeOf(h.descr)
	if err != nil {
		return Array{}, err
	}
	n, ok := points(h.shape)
	if !ok || n > math.MaxInt/dt.size || n*dt.size > len(data) {
		return Array{}, fmt.Errorf("the shape %s of %s needs more than the %d bytes that follow the header; the file is cut short, write it again",
			tuple(h.shape), h.descr, len(data))
	}
	if extra := len(data) - n*dt.size; extra > 0 {
		return Array{}, fmt.Errorf("%d bytes follow the array of shape %s; save one array a file, or several with numpy.savez",
			extra, tuple(h.shape))
	}
	a := Array{Shape: h.shape, Values: make([]float64, n)}
	for i := range a.Values {
		v, exact := dt.read(data[i*dt.size:])
		if !exact {
			return Array{}, fmt.Errorf("the integer at place %d is near %.17g, and float64 can't hold it exactly; subtract an offset, or save it as two arrays", i, v)
		}
		a.Values[i] = v
	}
	if h.fortran {
		a.Values = rowMajor(a.Values, h.shape)
	}
	return a, nil
}

// rowMajor reorders numbers whose first axis is the fastest so that the last is.
func rowMajor(values []float64, shape []int) []float64 {
	if len(shape) < 2 || len(values) == 0 {
		return values
	}
	stride := make([]int, len(shape)) // of each axis in values
	step := 1
	for k, d := range shape {
		stride[k] = step
		step *= d
	}
	out := make([]float64, len(values))
	index, from := make([]int, len(shape)), 0
	for i := range out {
		out[i] = values[from]
		// Count up in the last axis; where one is full, start it again and go one on in that before.
		for k := len(shape) - 1; k >= 0; k-- {
			index[k]++
			from += stride[k]
			if index[k] < shape[k] {
				break
			}
			index[k] = 0
			from -= stride[k] * shape[k]
		}
	}
	return out
}

// WriteNPY writes the array as numpy.save does: float64, little-endian, row-major. numpy.load and
// [ReadNPY] give the same bits back. The file is written whole or not at all.
func (a Array) WriteNPY(path string) error {
	if err := a.Check(); err != nil {
		return err
	}
	return writeWhole(path, func(w io.Writer) error { return a.encodeNPY(w) })
}

// NPY returns the bytes that [Array.WriteNPY] writes.
func (a Array) NPY() ([]byte, error) {
	if err := a.Check(); err != nil {
		return nil, err
	}
	var b appender
	err := a.encodeNPY(&b)
	return b, err
}

// An appender is the least thing that can be written to.
type appender []byte

func (b *appender) Write(p []byte) (int, error) {
	*b = append(*b, p...)
	return len(p), nil
}

func (a Array) encodeNPY(w io.Writer) error {
	dict := fmt.Sprintf("{'descr': '<f8', 'fortran_order': False, 'shape': %s, }", tuple(a.Shape))
	// The numbers begin at a multiple of 64 bytes, so that they can be mapped into memory.
	const before = len(npyMagic) + 4
	size := (before+len(dict)+1+63)/64*64 - before
	if size > math.MaxUint16 {
		return fmt.Errorf("field: an array of %d axes is too much for .npy; reshape it", len(a.Shape))
	}
	head := append([]byte(npyMagic), 1, 0, byte(size), byte(size>>8))
	head = fmt.Appendf(head, "%-*s\n", size-1, dict)
	if _, err := w.Write(head); err != nil {
		return err
	}
	buf := make([]byte, 0, 1<<13)
	for i, v := range a.Values {
		buf = binary.LittleEndian.AppendUint64(buf, math.Float64bits(v))
		if len(buf) == cap(buf) || i == len(a.Values)-1 {
			if _, err := w.Write(buf); err != nil {
				return err
			}
			buf = buf[:0]
		}
	}
	return nil
}
