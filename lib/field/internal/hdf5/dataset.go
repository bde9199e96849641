package hdf5

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// A Dataset is an array in a file.
type Dataset struct {
	// Shape is the length of each axis; empty for one number.
	Shape []int
	// Descr is the type as numpy writes it: "<f8", ">i4", "|u1".
	Descr string
	// Size of a value in bytes.
	Size int

	f         *File
	class     class
	unlimited bool // along the first axis
	layout    layout
	filters   []filter
	fill      []byte
}

// most values of an array that are laid out in memory or counted.
const most = 1 << 40

// A class is what the values of an array or an attribute are.
type class int

const (
	plainNumbers   class = iota
	fixedText            // of so many bytes
	freeText             // of any length, in the file's heap
	references           // addresses of objects
	referenceLists       // lists of them, in the file's heap
)

// dataset reads what an object header says of its array, which holds numbers.
func (f *File) dataset(o object) (*Dataset, error) {
	return f.described(o, (*Dataset).datatype)
}

// anyDataset may hold text as well.
func (f *File) anyDataset(o object) (*Dataset, error) {
	return f.described(o, (*Dataset).anyType)
}

func (f *File) described(o object, datatype func(d *Dataset, c *cursor) error) (*Dataset, error) {
	d := &Dataset{f: f}
	for _, m := range o.messages {
		if m.flags&2 != 0 && (m.kind == datatypeMessage || m.kind == filterMessage || m.kind == dataspaceMessage) {
			return nil, errors.New("its type is shared with other objects, which isn't read; copy the values into a new dataset")
		}
	}
	for _, part := range []struct {
		kind int
		read func(c *cursor) error
	}{
		{dataspaceMessage, d.dataspace}, {datatypeMessage, func(c *cursor) error { return datatype(d, c) }}, {filterMessage, d.pipeline},
		{fillMessage, d.fillValue}, {layoutMessage, d.readLayout},
	} {
		c := o.first(part.kind)
		if c == nil {
			if part.kind == filterMessage || part.kind == fillMessage {
				continue
			}
			return nil, errors.New("its header lacks a type, a shape or a place; the file is broken")
		}
		if err := part.read(c); err != nil {
			return nil, err
		}
		if c.err != nil {
			return nil, c.err
		}
	}
	if len(d.fill) != d.Size {
		d.fill = make([]byte, d.Size)
	}
	return d, nil
}

func (d *Dataset) dataspace(c *cursor) error {
	version, rank := c.u8(), c.u8()
	flags := c.u8()
	switch version {
	case 1:
		c.skip(5)
	case 2:
		if c.u8() == 2 {
			return errors.New("it holds nothing (a null dataspace)")
		}
	default:
		return fmt.Errorf("its shape is of version %d; versions 1 and 2 are read", version)
	}
	if rank > 32 {
		return fmt.Errorf("it has %d axes; the file is broken", rank)
	}
	total := int64(1)
	for range rank {
		n := c.size(d.f)
		if n < 0 || n > most || n > 0 && total > most/n {
			return errors.New("its shape is larger than any array; the file is broken")
		}
		total *= n
		d.Shape = append(d.Shape, int(n))
	}
	d.unlimited = flags&1 != 0 && rank > 0 && c.size(d.f) == none // the greatest length has all bits set
	return nil
}

func (d *Dataset) datatype(c *cursor) error {
	head := c.u8()
	flags := c.u8()
	c.skip(2)
	d.Size = c.u32()
	order := "<"
	if flags&1 != 0 {
		order = ">"
	}
	if d.Size == 1 {
		order = "|"
	}
	switch head & 0x0f {
	case 0:
		kind := "u"
		if flags&8 != 0 {
			kind = "i"
		}
		offset, bits := c.u16(), c.u16()
		if offset != 0 || bits != 8*d.Size || d.Size != 1 && d.Size != 2 && d.Size != 4 && d.Size != 8 {
			return fmt.Errorf("its integers have %d bits in %d bytes; save them as whole bytes, 1, 2, 4 or 8", bits, d.Size)
		}
		d.Descr = fmt.Sprint(order, kind, d.Size)
	case 1:
		c.skip(5)
		exponent := c.u8()
		c.skip(1)
		mantissa := c.u8()
		standard := map[int][2]int{2: {5, 10}, 4: {8, 23}, 8: {11, 52}}
		if flags&0x40 != 0 || standard[d.Size] != [2]int{exponent, mantissa} {
			return fmt.Errorf("its floats have %d bits of exponent and %d of mantissa; save them as 16, 32 or 64 bits of IEEE 754", exponent, mantissa)
		}
		d.Descr = fmt.Sprint(order, "f", d.Size)
	case 8: // an enumeration, as of true and false, is the numbers that stand for its names
		size := d.Size
		if err := d.datatype(c); err != nil || size != d.Size {
			return errors.Join(err, errorIf(size != d.Size, "its enumeration's base has another size; the file is broken"))
		}
	default:
		kinds := map[int]string{3: "text", 4: "bits", 5: "opaque bytes", 6: "records", 7: "references", 9: "lists of any length", 10: "arrays"}
		kind, ok := kinds[head&0x0f]
		if !ok {
			kind = "something unknown"
		}
		return fmt.Errorf("it holds %s; numbers are read: save its columns as datasets of their own", kind)
	}
	return nil
}

// anyType reads a type that may also be text, or refer to other objects.
func (d *Dataset) anyType(c *cursor) error {
	head := &cursor{b: c.b}
	kind, flags := head.u8()&0x0f, head.u8()
	head.skip(2)
	size := head.u32()
	switch kind {
	case 3:
		d.class, d.Descr, d.Size = fixedText, fmt.Sprint("|S", size), size
	case 7:
		if flags&0x0f != 0 || size != d.f.offsets {
			return errors.New("it refers to parts of arrays, which isn't read")
		}
		d.class, d.Size = references, size
	case 9:
		d.class, d.Size = freeText, size
		if flags&0x0f == 0 { // a list: of what?
			if head.u8()&0x0f != 7 {
				return errors.New("it holds lists of any length; save its columns as datasets of their own")
			}
			d.class = referenceLists
		}
		if size != 8+d.f.offsets {
			return errors.New("its values of any length have another size; the file is broken")
		}
	default:
		return d.datatype(c)
	}
	if d.Size < 1 {
		return errors.New("its values have no size; the file is broken")
	}
	return head.err
}

func (d *Dataset) fillValue(c *cursor) error {
	switch version := c.u8(); version {
	case 1, 2:
		c.skip(2)
		if defined := c.u8(); version == 2 && defined == 0 {
			return nil
		}
	case 3:
		if c.u8()&0x20 == 0 {
			return nil
		}
	default:
		return fmt.Errorf("its fill value is of version %d; versions 1 to 3 are read", version)
	}
	if n := c.u32(); n == d.Size {
		d.fill = c.take(n)
	}
	return nil
}

// rowBytes is the size of what one step along the first axis holds.
func (d *Dataset) rowBytes() (int, error) {
	size := d.Size
	for _, n := range d.Shape[min(1, len(d.Shape)):] {
		if n > 0 && size > math.MaxInt32/n {
			return 0, fmt.Errorf("a row of shape %v is too large to hold; cut the dataset into smaller ones", d.Shape[1:])
		}
		size *= n
	}
	return size, nil
}

// Rows reads those from one to another, the last not included, along the first axis; of an array without
// axes the one number.
func (d *Dataset) Rows(from, to int) ([]byte, error) {
	count := 1
	if len(d.Shape) > 0 {
		count = d.Shape[0]
	}
	row, err := d.rowBytes()
	if err != nil {
		return nil, err
	}
	if from < 0 || to < from || to > count {
		return nil, fmt.Errorf("rows %d to %d of %d", from, to, count)
	}
	if row > 0 && to-from > math.MaxInt32/row {
		return nil, fmt.Errorf("%d rows of %d bytes are too many to hold at once; read fewer", to-from, row)
	}
	if err := d.plausible(); err != nil {
		return nil, err
	}
	out := make([]byte, (to-from)*row)
	if len(out) == 0 {
		return out, nil
	}
	first, part := make([]int, len(d.Shape)), slices.Clone(d.Shape)
	if len(d.Shape) > 0 {
		first[0], part[0] = from, to-from
	}
	return out, d.layout.read(d, first, part, out)
}

// Bytes of all values; an error where they are more than can be held.
func (d *Dataset) Bytes() (int64, error) {
	n := int64(d.Size)
	for _, k := range d.Shape {
		if k > 0 && n > most/int64(k) {
			return 0, errors.New("the dataset is too large")
		}
		n *= int64(k)
	}
	return n, nil
}
