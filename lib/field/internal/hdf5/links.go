package hdf5

import (
	"bytes"
	"errors"
	"fmt"
)

// A link is a name in a group.
type link struct {
	name    string
	address int64
}

// links of a group, of the old kind (a B-tree of symbols) or the new (messages).
func (f *File) links(o object) ([]link, error) {
	if c := o.first(symbolTableMessage); c != nil {
		tree, heap := c.address(f), c.address(f)
		if c.err != nil {
			return nil, c.err
		}
		names, err := f.heap(heap)
		if err != nil {
			return nil, err
		}
		var all []link
		err = f.symbols(tree, names, &all, 0)
		return all, err
	}
	texts, err := f.linkMessages(o)
	if err != nil {
		return nil, err
	}
	var all []link
	for _, text := range texts {
		l, hard, err := f.link(&cursor{b: text})
		if err != nil {
			return nil, err
		}
		if hard { // others lead elsewhere, and aren't followed
			all = append(all, l)
		}
	}
	return all, nil
}

// linkMessages of a group: where they are many, in a heap by the hash of their names; else in its header.
func (f *File) linkMessages(o object) (all [][]byte, err error) {
	if c := o.first(linkInfoMessage); c != nil {
		c.skip(1)
		if c.u8()&1 != 0 {
			c.skip(8)
		}
		heap, index := c.address(f), c.address(f)
		if c.err != nil {
			return nil, c.err
		}
		if heap != none {
			return f.indexed(heap, index, 5, 4, 11)
		}
	}
	for _, m := range o.messages {
		if m.kind == linkMessage {
			all = append(all, m.data)
		}
	}
	return all, nil
}

// link reads a link message; false for one that is not hard.
func (f *File) link(c *cursor) (l link, hard bool, err error) {
	if version := c.u8(); version != 1 {
		return l, false, fmt.Errorf("a link message of version %d; version 1 is read", version)
	}
	flags, kind := c.u8(), 0
	if flags&0x08 != 0 {
		kind = c.u8()
	}
	if flags&0x04 != 0 {
		c.skip(8)
	}
	if flags&0x10 != 0 {
		c.skip(1)
	}
	n := c.number(1 << (flags & 3))
	if n < 0 || n > int64(len(c.b)) {
		return l, false, errors.New("a link's name is longer than its message; the file is broken")
	}
	l.name = string(c.take(int(n)))
	if kind != 0 {
		return l, false, c.err
	}
	l.address = c.address(f)
	return l, true, c.err
}

// heap is the text of a group's names.
func (f *File) heap(address int64) ([]byte, error) {
	b, err := f.block(address, int64(8+2*f.length+f.offsets), "HEAP")
	if err != nil {
		return nil, err
	}
	b.skip(4)
	size := b.size(f)
	b.skip(f.length)
	at := b.address(f)
	if b.err != nil {
		return nil, b.err
	}
	text, err := f.structure(f.base+at, size)
	if err != nil {
		return nil, err
	}
	return text.b, nil
}

// symbols lists the links below a node of a group's B-tree.
func (f *File) symbols(address int64, names []byte, all *[]link, depth int) error {
	if depth > 30 || len(*all) > 1_000_000 {
		return errors.New("a group's tree goes round in circles; the file is broken")
	}
	b, err := f.node(address)
	if err != nil {
		return err
	}
	switch string(b.take(4)) {
	case "SNOD":
		b.skip(2)
		for range b.u16() {
			name := b.address(f)
			l := link{address: b.address(f)}
			kind := b.u32()
			b.skip(20)
			if b.err != nil {
				return b.err
			}
			if name < 0 || name > int64(len(names)) {
				return errors.New("a name lies outside its heap; the file is broken")
			}
			text, _, _ := bytes.Cut(names[name:], []byte{0})
			l.name = string(text)
			if kind != 2 { // a soft link leads elsewhere
				*all = append(*all, l)
			}
		}
		return b.err
	case "TREE":
		b.skip(2)
		used := b.u16()
		b.skip(2*f.offsets + f.length)
		for range used {
			child := b.address(f)
			b.skip(f.length)
			if b.err != nil {
				return b.err
			}
			if err := f.symbols(child, names, all, depth+1); err != nil {
				return err
			}
		}
		return b.err
	}
	return errors.New("a group's tree has a node of no known kind; the file is broken")
}

// node reads a node of a group's tree, whole: its head says how many entries follow.
func (f *File) node(address int64) (*cursor, error) {
	if address == none {
		return nil, errors.New("a group's tree is missing; the file is broken")
	}
	head, err := f.structure(f.base+address, 8)
	if err != nil {
		return nil, err
	}
	name := string(head.take(4))
	head.skip(2)
	count, fixed, entry := int64(head.u16()), int64(8), int64(2*f.offsets+24)
	if name == "TREE" {
		fixed, entry = int64(8+2*f.offsets+f.length), int64(f.offsets+f.length)
	}
	return f.structure(f.base+address, fixed+count*entry)
}
