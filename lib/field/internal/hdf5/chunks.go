package hdf5

import (
	"errors"
	"fmt"
	"slices"
)

// chunks are boxes of the array, each filtered by itself.
type chunks struct {
	shape []int // of a chunk
	index func() ([]chunk, error)
	known []chunk
	count int // of chunks that the shape has room for
}

// A chunk is a box's place in the array and in the file.
type chunk struct {
	offset []int
	at     int64
	size   int64
	mask   int // filters that were left out
}

func (d *Dataset) chunked(version int, c *cursor) error {
	if version == 3 {
		rank := c.u8() - 1
		root := c.address(d.f)
		l := &chunks{}
		for range max(0, rank) {
			l.shape = append(l.shape, c.u32())
		}
		if c.u32() != d.Size || c.err != nil || rank != len(d.Shape) {
			return errors.New("its chunks don't fit its shape; the file is broken")
		}
		l.index = d.byTree(root)
		d.layout = l
		return d.sound(l)
	}
	flags := c.u8()
	rank := c.u8() - 1
	width := c.u8()
	l := &chunks{}
	for range max(0, rank) {
		l.shape = append(l.shape, int(c.number(width)))
	}
	if width < 1 || width > 8 || int(c.number(width)) != d.Size || c.err != nil || rank != len(d.Shape) {
		return errors.New("its chunks don't fit its shape; the file is broken")
	}
	if err := d.sound(l); err != nil {
		return err
	}
	kind := c.u8()
	if kind != 1 && int64(l.count) > d.f.size {
		return errors.New("it has more chunks than the file has bytes; the file is broken")
	}
	plain := int64(d.Size)
	for _, n := range l.shape {
		plain *= int64(n)
	}
	switch kind {
	case 1:
		one := chunk{offset: make([]int, rank), size: plain}
		if flags&2 != 0 {
			one.size, one.mask = c.size(d.f), c.u32()
		}
		one.at = c.address(d.f)
		l.known = []chunk{one}
	case 2:
		at := c.address(d.f)
		l.index = func() ([]chunk, error) {
			var all []chunk
			for i, offset := range d.grid(l.shape) {
				all = append(all, chunk{offset, at + int64(i)*plain, plain, 0})
			}
			return all, nil
		}
	case 3:
		c.skip(1)
		at := c.address(d.f)
		l.index = func() ([]chunk, error) { return d.fixedArray(at, l.shape, plain) }
	default:
		return errors.New("its chunks are indexed in a way of the newest files (extensible array or B-tree of version 2); copy the file with h5repack --low=0 --high=0, or write it with libver='earliest'")
	}
	d.layout = l
	return c.err
}

// sound refuses chunks of no size, or larger than can be held, or more than can be listed.
func (d *Dataset) sound(l *chunks) error {
	size, count := int64(d.Size), int64(1)
	for i, n := range l.shape {
		if n < 1 || size > (1<<31)/int64(n) {
			return fmt.Errorf("its chunks have the shape %v; the file is broken", l.shape)
		}
		size *= int64(n)
		count *= int64((d.Shape[i] + n - 1) / n)
		if count > 1<<24 {
			return errors.New("it has more than 16 million chunks; copy the file with larger ones")
		}
	}
	l.count = int(count)
	return nil
}

// byTree lists the chunks of a B-tree of version 1.
func (d *Dataset) byTree(root int64) func() ([]chunk, error) {
	return func() ([]chunk, error) {
		var all []chunk
		if root == none {
			return nil, nil
		}
		err := d.f.chunkTree(root, len(d.Shape), &all, 0)
		return all, err
	}
}

func (f *File) chunkTree(address int64, rank int, all *[]chunk, depth int) error {
	if depth > 30 || len(*all) > 1<<24 {
		return errors.New("the chunks' tree goes round in circles; the file is broken")
	}
	head, err := f.block(address, 8, "TREE")
	if err != nil {
		return err
	}
	head.skip(2)
	count := int64(head.u16())
	b, err := f.block(address, int64(8+2*f.offsets)+count*int64(8+8*(rank+1)+f.offsets), "TREE")
	if err != nil {
		return err
	}
	if b.u8() != 1 {
		return errors.New("the chunks' tree is one of names; the file is broken")
	}
	level, used := b.u8(), b.u16()
	b.skip(2 * f.offsets)
	for range used {
		c := chunk{size: int64(b.u32()), mask: b.u32()}
		for range rank {
			c.offset = append(c.offset, int(b.number(8)))
		}
		b.skip(8)
		c.at = b.address(f)
		if b.err != nil {
			return b.err
		}
		if level == 0 {
			*all = append(*all, c)
			continue
		}
		if err := f.chunkTree(c.at, rank, all, depth+1); err != nil {
			return err
		}
	}
	return b.err
}

// grid lists the offsets of an array's chunks, the last axis fastest.
func (d *Dataset) grid(shape []int) (all [][]int) {
	count := make([]int, len(shape))
	for k, n := range d.Shape {
		if n == 0 {
			return nil
		}
		count[k] = (n + shape[k] - 1) / shape[k]
	}
	_ = eachLine(count, func(i []int) error {
		offset := slices.Clone(i)
		for k, n := range shape {
			offset[k] *= n
		}
		all = append(all, offset)
		return nil
	})
	return all
}

// list is all chunks that were written.
func (l *chunks) list(d *Dataset) ([]chunk, error) {
	if l.known == nil {
		d.f.begin()
		var err error
		if l.known, err = l.index(); err != nil {
			return nil, err
		}
	}
	if len(l.known) > l.count {
		return nil, errors.New("it has more chunks than there is room for; the file is broken")
	}
	return l.known, nil
}

// read puts a part together from the chunks that it touches.
func (l *chunks) read(d *Dataset, first, count []int, out []byte) error {
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
		if c.at == none {
			continue
		}
		touches := rank > 0
		for k, o := range c.offset {
			if o < 0 || o%l.shape[k] != 0 || o >= d.Shape[k] {
				return errors.New("a chunk lies outside the array; the file is broken")
			}
			lo[k] = max(first[k], o)
			n[k] = min(first[k]+count[k], o+l.shape[k]) - lo[k]
			touches = touches && n[k] > 0
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
		_ = eachLine(n[:rank-1], func(i []int) error { // lines along the last axis are copied whole
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
