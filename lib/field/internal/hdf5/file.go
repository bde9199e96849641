// Package hdf5 reads numbers out of HDF5 files (The HDF Group, HDF5 File Format Specification 3.0): the
// datasets of integers and floats in its groups, contiguous, compact or in chunks, with the filters deflate,
// shuffle and fletcher32.
//
// Files of strangers are read: no length in a file is believed beyond the bytes that there are, and no
// address twice where that could go on for ever. What can't be read is an error that says so, never zeros.
package hdf5

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
)

// A File is an open HDF5 file.
type File struct {
	r               io.ReaderAt
	size            int64
	base            int64 // addresses count from here
	offsets, length int   // bytes of an address, and of a length
	root            int64
	left            int64 // bytes of structure that a call may still read
}

var signature = []byte("\x89HDF\r\n\x1a\n")

// none is the address of nothing.
const none = -1

// Open reads the superblock.
func Open(r io.ReaderAt, size int64) (*File, error) {
	f := &File{r: r, size: size}
	at := int64(0)
	for {
		head := make([]byte, 8)
		if _, err := r.ReadAt(head, at); err != nil {
			return nil, errors.New("this is no HDF5 file: its signature isn't there")
		}
		if bytes.Equal(head, signature) {
			break
		}
		at = max(512, 2*at)
	}
	b, err := f.bytes(at+8, min(128, size-at-8))
	if err != nil {
		return nil, err
	}
	switch version := b.u8(); version {
	case 0, 1:
		b.skip(4)
		f.offsets, f.length = b.u8(), b.u8()
		b.skip(9)
		if version == 1 {
			b.skip(4)
		}
		f.sizes(b)
		f.base = b.address(f)
		b.skip(3*f.offsets + f.offsets) // free space, end, driver; the root's name
		f.root = b.address(f)
	case 2, 3:
		f.offsets, f.length = b.u8(), b.u8()
		b.skip(1)
		f.sizes(b)
		f.base = b.address(f)
		b.skip(2 * f.offsets)
		f.root = b.address(f)
	default:
		return nil, fmt.Errorf("its superblock is of version %d; versions 0 to 3 are read", version)
	}
	if f.base == none {
		f.base = 0
	}
	return f, b.err
}

// sizes refuses those that no file has.
func (f *File) sizes(b *cursor) {
	for _, n := range []int{f.offsets, f.length} {
		if n != 2 && n != 4 && n != 8 && b.err == nil {
			b.err = fmt.Errorf("addresses of %d and lengths of %d bytes; the file is broken", f.offsets, f.length)
		}
	}
}

// begin gives a call its share: structure that is read many times over goes round in circles.
func (f *File) begin() { f.left = 1<<24 + 16*f.size }

// structure reads a stretch that says where others are.
func (f *File) structure(at, size int64) (*cursor, error) {
	if f.left -= size + 64; f.left < 0 {
		return nil, errors.New("its structure leads round in circles; the file is broken")
	}
	return f.bytes(at, size)
}

// bytes reads a stretch of the file.
func (f *File) bytes(at, size int64) (*cursor, error) {
	if at < 0 || size < 0 || at > f.size || size > f.size-at {
		return nil, fmt.Errorf("%d bytes at %d lie beyond the file's end; it is cut short or broken", size, at)
	}
	b := make([]byte, size)
	if n, err := f.r.ReadAt(b, at); n < len(b) {
		return nil, err
	}
	return &cursor{b: b}, nil
}

// block reads a stretch at an address, and checks the four letters that it begins with.
func (f *File) block(address, size int64, name string) (*cursor, error) {
	if address == none {
		return nil, fmt.Errorf("a %s block is missing; the file is broken", name)
	}
	b, err := f.structure(f.base+address, min(size, f.size-f.base-address))
	if err != nil {
		return nil, err
	}
	if got := string(b.take(len(name))); got != name {
		return nil, fmt.Errorf("a block that should begin with %s begins with %q; the file is broken", name, got)
	}
	return b, nil
}

// A cursor reads numbers, little-endian, one after another.
type cursor struct {
	b   []byte
	err error
}

func (c *cursor) take(n int) []byte {
	if n < 0 || n > len(c.b) {
		if c.err == nil {
			c.err = errors.New("a block ends too soon; the file is cut short or broken")
		}
		c.b = nil
		return make([]byte, max(0, min(n, 8)))
	}
	out := c.b[:n]
	c.b = c.b[n:]
	return out
}

func (c *cursor) skip(n int) { c.take(n) }
func (c *cursor) u8() int    { return int(c.take(1)[0]) }
func (c *cursor) u16() int   { return int(binary.LittleEndian.Uint16(c.take(2))) }
func (c *cursor) u32() int   { return int(binary.LittleEndian.Uint32(c.take(4))) }

// number is an integer of so many bytes; -1 where it is all ones or doesn't fit.
func (c *cursor) number(bytes int) int64 {
	v, ones := uint64(0), true
	for i, b := range c.take(bytes) {
		v |= uint64(b) << (8 * i)
		ones = ones && b == 0xff
	}
	if ones || v > math.MaxInt64 {
		return none
	}
	return int64(v)
}

func (c *cursor) address(f *File) int64 { return c.number(f.offsets) }
func (c *cursor) size(f *File) int64    { return c.number(f.length) }

// Names of all datasets, by path, in the order of the alphabet.
func (f *File) Names() ([]string, error) {
	f.begin()
	w := walk{f: f, seen: map[int64]bool{}}
	if err := w.group(f.root, "", 0); err != nil {
		return nil, err
	}
	slices.Sort(w.names)
	return w.names, nil
}

// A walk lists what a file holds.
type walk struct {
	f     *File
	seen  map[int64]bool
	names []string
}

func (w *walk) group(address int64, path string, depth int) error {
	if w.seen[address] || depth > 100 || len(w.seen) > 100_000 {
		return nil // a link back to a group above
	}
	w.seen[address] = true
	o, err := w.f.object(address)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if o.isDataset() {
		w.names = append(w.names, path)
		return nil
	}
	links, err := w.f.links(o)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	for _, l := range links {
		if err := w.group(l.address, path+"/"+l.name, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// Dataset opens one by its path, with or without a slash before it.
func (f *File) Dataset(path string) (*Dataset, error) {
	f.begin()
	o, err := f.object(f.root)
	if err != nil {
		return nil, err
	}
	for _, name := range strings.Split(strings.Trim(path, "/"), "/") {
		links, err := f.links(o)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(links, func(l link) bool { return l.name == name })
		if i < 0 {
			all, _ := f.Names()
			return nil, fmt.Errorf("there is no dataset %q; there is %s", path, strings.Join(all, ", "))
		}
		if o, err = f.object(links[i].address); err != nil {
			return nil, err
		}
	}
	if !o.isDataset() {
		return nil, fmt.Errorf("%q is a group; name a dataset in it", path)
	}
	return f.dataset(o)
}
