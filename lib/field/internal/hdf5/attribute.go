package hdf5

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
)

// An Attribute is a small value that describes an object: text, numbers, or the addresses of other objects.
type Attribute struct {
	Name string
	// Text, one string or more; nil where it is none.
	Text []string
	// Raw numbers of the type Descr, as numpy writes it; empty where there are none.
	Raw   []byte
	Descr string
	// Objects that it refers to, by address: a list for each element.
	Objects [][]int64
}

// attributes of an object, those in its header and those in a heap. What can't be read (records, say) is left out.
func (f *File) attributes(o object) ([]Attribute, error) {
	var all []Attribute
	for _, m := range o.messages {
		if m.kind == attributeMessage && m.flags&2 == 0 {
			if a, err := f.attribute(&cursor{b: m.data}); err == nil {
				all = append(all, a)
			}
		}
	}
	c := o.first(attributeInfoMessage)
	if c == nil {
		return all, nil
	}
	c.skip(1)
	if c.u8()&1 != 0 {
		c.skip(2)
	}
	at, index := c.address(f), c.address(f)
	if c.err != nil || at == none {
		return all, c.err
	}
	kept, err := f.indexed(at, index, 8, 0, 8)
	if err != nil {
		return nil, err
	}
	for _, raw := range kept {
		if a, err := f.attribute(&cursor{b: raw}); err == nil {
			all = append(all, a)
		}
	}
	return all, nil
}

// attribute reads a message.
func (f *File) attribute(c *cursor) (a Attribute, err error) {
	version, flags := c.u8(), c.u8()
	name, kind, space := c.u16(), c.u16(), c.u16()
	if version < 1 || version > 3 {
		return a, fmt.Errorf("an attribute of version %d; versions 1 to 3 are read", version)
	}
	if version > 1 && flags&3 != 0 {
		return a, errors.New("an attribute's type is shared with other objects, which isn't read")
	}
	if version == 3 {
		c.skip(1)
	}
	padded := func(n int) int {
		if version == 1 {
			return (n + 7) / 8 * 8
		}
		return n
	}
	text := c.take(padded(name))
	d := &Dataset{f: f}
	typeOf, spaceOf := &cursor{b: c.take(padded(kind))}, &cursor{b: c.take(padded(space))}
	if c.err != nil {
		return a, c.err
	}
	if err := d.anyType(typeOf); err != nil {
		return a, err
	}
	if err := d.dataspace(spaceOf); err != nil {
		return a, err
	}
	if err := errors.Join(typeOf.err, spaceOf.err); err != nil {
		return a, err
	}
	a.Name = textOf(text)
	size, err := d.Bytes()
	if err != nil || size > int64(len(c.b)) {
		return a, errors.New("an attribute is longer than its message; the file is broken")
	}
	raw := c.b[:size]
	for i := 0; d.class != plainNumbers && i+d.Size <= len(raw) && d.Size > 0; i += d.Size {
		one := raw[i : i+d.Size]
		switch d.class {
		case fixedText:
			a.Text = append(a.Text, textOf(one))
		case freeText:
			s, err := f.free(one, 1)
			if err != nil {
				return a, err
			}
			a.Text = append(a.Text, textOf(s))
		case references:
			a.Objects = append(a.Objects, f.addresses(one))
		case referenceLists:
			s, err := f.free(one, f.offsets)
			if err != nil {
				return a, err
			}
			a.Objects = append(a.Objects, f.addresses(s))
		}
	}
	if d.class == plainNumbers {
		a.Raw, a.Descr = raw, d.Descr
	}
	return a, nil
}

// textOf is a string up to its end mark.
func textOf(b []byte) string {
	b, _, _ = bytes.Cut(b, []byte{0})
	return strings.ToValidUTF8(string(b), "\uFFFD")
}

func (f *File) addresses(raw []byte) (all []int64) {
	c := &cursor{b: raw}
	for len(c.b) >= f.offsets {
		all = append(all, c.address(f))
	}
	return all
}

// free reads a value of free length, of elements of some bytes, from the heap that all of a file share.
func (f *File) free(one []byte, size int) ([]byte, error) {
	c := &cursor{b: one}
	length, at, index := c.number(4), c.address(f), c.u32()
	if c.err != nil {
		return nil, c.err
	}
	if length <= 0 || at == none || at == 0 {
		return nil, nil
	}
	head, err := f.block(at, int64(8+f.length), "GCOL")
	if err != nil {
		return nil, err
	}
	head.skip(4)
	whole := head.size(f)
	if head.err != nil {
		return nil, head.err
	}
	b, err := f.structure(f.base+at, whole)
	if err != nil {
		return nil, err
	}
	b.skip(8 + f.length)
	for len(b.b) >= 8+f.length {
		i := b.u16()
		b.skip(6)
		n := b.size(f)
		if n < 0 || n > int64(len(b.b)) {
			break
		}
		if i == index && i > 0 {
			if length > n/int64(size) {
				break
			}
			return b.b[:length*int64(size)], nil
		}
		if i == 0 {
			break
		}
		b.skip(int(min((n+7)/8*8, int64(len(b.b)))))
	}
	return nil, errors.New("a value of free length isn't in its heap; the file is broken")
}
