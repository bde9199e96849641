package hdf5

import (
	"errors"
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
	if l, ok := d.layout.(*chunks); ok {
		return out, l.box(d, first, count, out)
	}
	// Runs: the last axes that are read whole, and the one before them, lie side by side.
	run, k := d.Size, len(d.Shape)
	for k > 0 {
		k--
		run *= count[k]
		if count[k] != d.Shape[k] {
			break
		}
	}
	at := 0
	return out, eachLine(count[:k], func(i []int) error {
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
		switch l := d.layout.(type) {
		case compact:
			if from*d.Size+run > len(l) {
				return errors.New("the values are fewer than the shape says; the file is broken")
			}
			copy(to, l[from*d.Size:])
		case contiguous:
			if l.at == none {
				fillWith(to, d.fill)
				return nil
			}
			if int64(from*d.Size+run) > l.size {
				return errors.New("the values are fewer than the shape says; the file is broken")
			}
			b, err := d.f.bytes(d.f.base+l.at+int64(from)*int64(d.Size), int64(run))
			if err != nil {
				return err
			}
			copy(to, b.b)
		}
		return nil
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

// box puts a part together from the chunks that it touches.
func (l *chunks) box(d *Dataset, first, count []int, out []byte) error {
	fillWith(out, d.fill)
	all, err := l.list(d)
	if err != nil {
		return err
	}
	plain := d.Size
	for _, n := range l.shape {
		plain *= n
	}
	rank := len(l.shape)
	lo, n := make([]int, rank), make([]int, rank) // what is shared, within the array
	for _, c := range all {
		touches := c.at != none && len(c.offset) == rank
		for k := 0; touches && k < rank; k++ {
			if o := c.offset[k]; o < 0 || o%l.shape[k] != 0 || o >= d.Shape[k] {
				return errors.New("a chunk lies outside the array; the file is broken")
			}
			lo[k] = max(first[k], c.offset[k])
			n[k] = min(first[k]+count[k], c.offset[k]+l.shape[k]) - lo[k]
			touches = n[k] > 0
		}
		if !touches {
			continue
		}
		raw, err := d.f.bytes(d.f.base+c.at, c.size)
		if err != nil {
			return err
		}
		values, err := d.unfilter(raw.b, c.mask, plain)
		if err != nil {
			return err
		}
		_ = eachLine(n[:rank-1], func(i []int) error {
			source, target := 0, 0
			for k := range rank {
				index := lo[k]
				if k < rank-1 {
					index += i[k]
				}
				source, target = source*l.shape[k]+index-c.offset[k], target*count[k]+index-first[k]
			}
			copy(out[target*d.Size:][:n[rank-1]*d.Size], values[source*d.Size:])
			return nil
		})
	}
	return nil
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
