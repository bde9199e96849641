package hdf5

import (
	"errors"
	"fmt"
)

// The messages of an object header that are read.
const (
	dataspaceMessage     = 0x01
	linkInfoMessage      = 0x02
	datatypeMessage      = 0x03
	fillMessage          = 0x05
	linkMessage          = 0x06
	layoutMessage        = 0x08
	filterMessage        = 0x0b
	attributeMessage     = 0x0c
	continuationMessage  = 0x10
	symbolTableMessage   = 0x11
	attributeInfoMessage = 0x15
)

// An object is its header's messages.
type object struct{ messages []message }

type message struct {
	kind, flags int
	data        []byte
}

// first is a message of a kind; nil where there is none.
func (o object) first(kind int) *cursor {
	for _, m := range o.messages {
		if m.kind == kind {
			return &cursor{b: m.data}
		}
	}
	return nil
}

func (o object) isDataset() bool { return o.first(layoutMessage) != nil }

// object reads an object header, of version 1 or 2.
func (f *File) object(address int64) (object, error) {
	if address == none {
		return object{}, errors.New("an object's address is missing; the file is broken")
	}
	head, err := f.structure(f.base+address, min(64, f.size-f.base-address))
	if err != nil {
		return object{}, err
	}
	var o object
	r := headerReader{f: f, o: &o}
	if string(head.b[:min(4, len(head.b))]) == "OHDR" {
		r.second = true
		head.skip(5)
		flags := head.u8()
		skip := 0
		if flags&0x20 != 0 {
			skip += 16
		}
		if flags&0x10 != 0 {
			skip += 4
		}
		head.skip(skip)
		r.order = flags&0x04 != 0
		width := 1 << (flags & 3)
		size := head.number(width)
		if head.err != nil {
			return o, head.err
		}
		err = r.block(address+6+int64(skip+width), size)
	} else {
		if version := head.u8(); version != 1 {
			return o, fmt.Errorf("an object header of version %d; versions 1 and 2 are read", version)
		}
		head.skip(7)
		size := int64(head.u32())
		if head.err != nil {
			return o, head.err
		}
		err = r.block(address+16, size)
	}
	return o, err
}

// A headerReader collects messages over the blocks of a header.
type headerReader struct {
	f      *File
	o      *object
	second bool // of the header's version 2
	order  bool // messages have a creation order
	blocks int
}

func (r *headerReader) block(address, size int64) error {
	if r.blocks++; r.blocks > 1000 {
		return errors.New("an object header goes on and on; the file is broken")
	}
	b, err := r.f.structure(r.f.base+address, size)
	if err != nil {
		return err
	}
	head := 8
	if r.second {
		head = 4
		if r.order {
			head = 6
		}
	}
	for len(b.b) >= head && b.err == nil {
		var m message
		var n int
		if r.second {
			m.kind, n, m.flags = b.u8(), b.u16(), b.u8()
			b.skip(head - 4)
		} else {
			m.kind, n, m.flags = b.u16(), b.u16(), b.u8()
			b.skip(3)
		}
		m.data = b.take(n)
		if b.err != nil {
			return b.err
		}
		if m.kind == continuationMessage {
			c := &cursor{b: m.data}
			at, size := c.address(r.f), c.size(r.f)
			if c.err != nil || at == none {
				return errors.New("an object header goes on nowhere; the file is broken")
			}
			if r.second { // within a signature and a checksum
				at, size = at+4, size-8
			}
			if err := r.block(at, size); err != nil {
				return err
			}
			continue
		}
		r.o.messages = append(r.o.messages, m)
	}
	return nil
}

func errorIf(wrong bool, text string) error {
	if wrong {
		return errors.New(text)
	}
	return nil
}
