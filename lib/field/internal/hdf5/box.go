package hdf5

import (
	"fmt"
	"math"
)

// Box reads a part of the array: count values along each axis from first on, row-major. Only what lies in it is read, and of an array in chunks
// those that it touches.
func (d *Dataset) Box(first, count []int) ([]byte, error) {
	if len(first) != len(d.Shape) || len(count) != len(d.Shape) {
		return nil, fmt.Errorf("a part of %d axes of an array with %d", len(first), len(d.Shape))
	}
	size := d.Size
	for k, n := range d.Shape {
		if first[k] < 0 || count[k] < 0 || first[k] > n || count[k] > n-first[k] {
			return nil, fmt.Errorf("%d values from %d on along axis %d, which has %d", count[k], first[k], k, n)
		}
		if count[k] > 0 && size > math.MaxInt32/count[k] {
			return nil, fmt.Errorf("a part of %v values is too large to hold; read a smaller one", count)
		}
		size *= count[k]
	}
	if err := d.plausible(); err != nil {
		return nil, err
	}
	out := make([]byte, size)
	if size == 0 {
		return out, nil
	}
	return out, d.layout.read(d, first, count, out)
}

// runs calls read for each stretch of a part that lies side by side in an array that lies in one: the last axes that are read whole, and
// the one before them. from is its place in bytes.
func (d *Dataset) runs(first, count []int, out []byte, read func(from int, to []byte) error) error {
	run, k := d.Size, len(d.Shape)
	for k > 0 {
		k--
		run *= count[k]
		if count[k] != d.Shape[k] {
			break
		}
	}
	at := 0
	return eachLine(count[:k], func(i []int) error {
		from := 0
		for j, n := range d.Shape {
			from *= n
			from += first[j]
			if j < k {
				from += i[j]
			}
		}
		to := out[at : at+run]
		at += run
		return read(from*d.Size, to)
	})
}

// eachLine counts through the indices of a shape, the last axis fastest.
func eachLine(shape []int, do func(i []int) error) error {
	i := make([]int, len(shape))
	for {
		if err := do(i); err != nil {
			return err
		}
		k := len(shape) - 1
		for ; k >= 0; k-- {
			if i[k]++; i[k] < shape[k] {
				break
			}
			i[k] = 0
		}
		if k < 0 {
			return nil
		}
	}
}

// Padded lays a part out in a larger one, whose other values are the fill value.
func (d *Dataset) Padded(values []byte, count, larger []int) []byte {
	total := d.Size
	for _, n := range larger {
		total *= n
	}
	out := make([]byte, total)
	fillWith(out, d.fill)
	if len(values) == 0 {
		return out
	}
	last := len(count) - 1
	line, at := count[last]*d.Size, 0
	_ = eachLine(count[:last], func(i []int) error {
		to := 0
		for k, n := range larger {
			to *= n
			if k < last {
				to += i[k]
			}
		}
		copy(out[to*d.Size:], values[at:at+line])
		at += line
		return nil
	})
	return out
}

// FileSize is how many bytes the file has.
func (d *Dataset) FileSize() int64 { return d.f.size }

// Unlimited says whether the first axis may grow.
func (d *Dataset) Unlimited() bool { return d.unlimited }
