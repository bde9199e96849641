package hdf5

import (
	"errors"
	"fmt"
	"math/bits"
)

// A fractalHeap keeps the many links of a group or the many attributes of an object. Its space is cut into direct blocks that hold the
// bytes, and indirect ones that say where those lie: rows of blocks, width of them in each, the first two rows of the starting size and each
// other of twice the size before.
type fractalHeap struct {
	f                  *File
	flags              int
	offsetBytes        int // of an address within the heap
	lengthBytes        int // of an object's length
	width              int
	starting, greatest int64 // sizes of direct blocks
	root               int64
	rows               int // of the root, where it is an indirect block; 0: a direct one
}

// powerOfTwo says whether n is 1, 2, 4 and so on.
func powerOfTwo(n int64) bool { return n > 0 && n&(n-1) == 0 }

func (f *File) fractalHeap(address int64) (*fractalHeap, error) {
	b, err := f.block(address, int64(26+12*f.length+3*f.offsets), "FRHP")
	if err != nil {
		return nil, err
	}
	h := &fractalHeap{f: f}
	b.skip(1 + 2) // version, length of an identifier
	filters := b.u16()
	h.flags = b.u8()
	most := int64(b.u32())
	b.skip(2*f.length + 2*f.offsets + 8*f.length) // huge and tiny objects, free space
	h.width = b.u16()
	h.starting, h.greatest = b.size(f), b.size(f)
	heapBits := b.u16()
	b.skip(2)
	h.root, h.rows = b.address(f), b.u16()
	if b.err != nil {
		return nil, b.err
	}
	if filters != 0 {
		return nil, errors.New("a heap of names or attributes is packed, which isn't read; copy the file with h5repack")
	}
	if h.width < 1 || h.width > 1<<12 || !powerOfTwo(h.starting) || !powerOfTwo(h.greatest) || h.greatest < h.starting || h.greatest > 1<<32 ||
		heapBits < 1 || heapBits > 62 || h.rows > 60 || most < 1 {
		return nil, errors.New("a heap of names or attributes has sizes that none has; the file is broken")
	}
	h.offsetBytes = (heapBits + 7) / 8
	h.lengthBytes = min((bits.Len64(uint64(h.greatest))-1+7)/8, (bits.Len64(uint64(most))-1)/8+1)
	return h, nil
}

// object is the bytes that an identifier stands for.
func (h *fractalHeap) object(id []byte) ([]byte, error) {
	c := &cursor{b: id}
	switch head := c.u8(); head >> 4 & 3 {
	case 0:
		offset, length := c.number(h.offsetBytes), c.number(h.lengthBytes)
		if c.err != nil || offset < 0 || length < 0 {
			return nil, errors.New("an object of a heap has no place; the file is broken")
		}
		if h.rows == 0 {
			return h.direct(h.root, offset, length, h.starting)
		}
		return h.indirect(h.root, h.rows, offset, length, 0)
	case 2:
		return c.take(head&15 + 1), c.err
	}
	return nil, errors.New("an attribute is too large for its heap, which isn't read; save it as a dataset")
}

// indexed lists the objects of a heap that an index of some kind leads to, by the identifiers at [from, to) of its records.
func (f *File) indexed(heap, index int64, kind, from, to int) (all [][]byte, err error) {
	h, err := f.fractalHeap(heap)
	if err != nil {
		return nil, err
	}
	records, err := f.records(index, kind)
	if err != nil {
		return nil, err
	}
	for _, r := range records {
		if len(r) < to {
			return nil, errors.New("an index of links or attributes is broken")
		}
		o, err := h.object(r[from:to])
		if err != nil {
			return nil, err
		}
		all = append(all, o)
	}
	return all, nil
}

// direct reads an object out of a direct block of some size.
func (h *fractalHeap) direct(address, offset, length, size int64) ([]byte, error) {
	if address == none || offset > size || length > size-offset {
		return nil, errors.New("an object lies outside its heap; the file is broken")
	}
	b, err := h.f.structure(h.f.base+address+offset, length)
	if err != nil {
		return nil, err
	}
	return b.b, nil
}

// indirect finds the block below an indirect one that holds an offset.
func (h *fractalHeap) indirect(address int64, rows int, offset, length int64, depth int) ([]byte, error) {
	if depth > 10 {
		return nil, errors.New("a heap goes round in circles; the file is broken")
	}
	f := h.f
	head := int64(5 + f.offsets + h.offsetBytes)
	b, err := f.block(address, head+int64(rows*h.width*f.offsets), "FHIB")
	if err != nil {
		return nil, err
	}
	b.skip(int(head) - 4)
	size := h.starting
	for row := range rows {
		if row > 1 {
			size *= 2
		}
		if size > 1<<50 {
			break
		}
		whole := size * int64(h.width)
		if offset >= whole {
			offset -= whole
			b.skip(h.width * f.offsets)
			continue
		}
		b.skip(int(offset/size) * f.offsets)
		child := b.address(f)
		if b.err != nil {
			return nil, b.err
		}
		if size <= h.greatest {
			return h.direct(child, offset%size, length, size)
		}
		// A block of so many bytes has as many rows as make them up.
		below := bits.Len64(uint64(size)) - bits.Len64(uint64(h.starting*int64(h.width))) + 1
		return h.indirect(child, below, offset%size, length, depth+1)
	}
	return nil, errors.New("an object lies outside its heap; the file is broken")
}

// A record of a B-tree of version 2 is bytes; what they mean is up to the tree's type.
func (f *File) records(address int64, kind int) ([][]byte, error) {
	b, err := f.block(address, int64(22+f.offsets+f.length), "BTHD")
	if err != nil {
		return nil, err
	}
	b.skip(1)
	if got := b.u8(); got != kind {
		return nil, fmt.Errorf("an index is of kind %d where %d is wanted; the file is broken", got, kind)
	}
	t := &tree2{f: f, node: int64(b.u32()), record: b.u16()}
	depth := b.u16()
	b.skip(2)
	root, count := b.address(f), b.u16()
	if b.err != nil {
		return nil, b.err
	}
	if t.record < 1 || t.node < 32 || t.node > 1<<24 || depth > 10 {
		return nil, errors.New("an index has sizes that none has; the file is broken")
	}
	if root == none {
		return nil, nil
	}
	t.sizes(depth)
	return t.all, t.read(root, count, depth)
}

// tree2 is a B-tree of version 2 as it is read.
type tree2 struct {
	f      *File
	node   int64 // bytes of one
	record int   // bytes of one
	counts int   // bytes of a node's number of records
	totals []int // bytes of the number of records below a node, by its depth; 0 for leaves
	all    [][]byte
}

// sizes are those of the numbers beside a pointer, which follow from how many records fit.
func (t *tree2) sizes(depth int) {
	enough := func(n int64) int { return max(1, (bits.Len64(uint64(n))+7)/8) }
	leaf := (t.node - 10) / int64(t.record)
	t.counts, t.totals = enough(leaf), []int{0}
	below := leaf
	for d := 1; d <= depth; d++ {
		pointer := int64(t.f.offsets + t.counts + t.totals[d-1])
		fit := max(1, (t.node-10-pointer)/(int64(t.record)+pointer))
		below = min((fit+1)*below+fit, 1<<55)
		t.totals = append(t.totals, enough(below))
	}
}

func (t *tree2) read(address int64, count, depth int) error {
	name := "BTLF"
	if depth > 0 {
		name = "BTIN"
	}
	b, err := t.f.block(address, t.node, name)
	if err != nil {
		return err
	}
	b.skip(2)
	for range count {
		t.all = append(t.all, b.take(t.record))
		if b.err != nil {
			return b.err
		}
	}
	if depth == 0 {
		return nil
	}
	for range count + 1 {
		child, n := b.address(t.f), b.number(t.counts)
		b.skip(t.totals[depth-1])
		if b.err != nil || n < 0 || len(t.all) > 1_000_000 {
			return errors.New("an index is broken")
		}
		if err := t.read(child, int(n), depth-1); err != nil {
			return err
		}
	}
	return nil
}
