package netcdf

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
)

// descrs of the classic format's types, and their sizes; all big-endian.
var (
	descrs = []string{1: "|i1", 2: "|S1", 3: ">i2", 4: ">i4", 5: ">f4", 6: ">f8", 7: "|u1", 8: ">u2", 9: ">u4", 10: ">i8", 11: ">u8"}
	sizes  = []int{1: 1, 2: 1, 3: 2, 4: 4, 5: 4, 6: 8, 7: 1, 8: 2, 9: 4, 10: 8, 11: 8}
)

// broken is the error of a header that can't be.
func broken(what string) error {
	return fmt.Errorf("its header %s; the file is cut short or broken", what)
}

// A header reads the numbers of a classic file's head, growing with what is read: its length is nowhere written.
type header struct {
	r       io.ReaderAt
	size    int64
	at      int64
	version int
	buffer  []byte // from start on
	start   int64
	err     error
}

func (h *header) take(n int64) []byte {
	if h.err == nil && (n < 0 || n > h.size-h.at) {
		h.err = broken("goes on beyond the file's end")
	}
	if h.err != nil {
		return make([]byte, min(max(n, 0), 8))
	}
	if h.at < h.start || h.at+n > h.start+int64(len(h.buffer)) {
		h.start = h.at
		h.buffer = make([]byte, min(max(n, 1<<16), h.size-h.at))
		if got, err := h.r.ReadAt(h.buffer, h.at); got < len(h.buffer) {
			h.err = err
			return make([]byte, n)
		}
	}
	out := h.buffer[h.at-h.start:][:n]
	h.at += n
	return out
}

func (h *header) u32() int64 { return int64(binary.BigEndian.Uint32(h.take(4))) }

// count is a number that isn't negative: of 4 bytes, or 8 in version 5.
func (h *header) count() int64 {
	if h.version < 5 {
		return h.u32()
	}
	return h.offset(8)
}

func (h *header) offset(bytes int) int64 {
	if bytes == 4 {
		return h.u32()
	}
	n := binary.BigEndian.Uint64(h.take(8))
	if n > math.MaxInt64 {
		return -1
	}
	return int64(n)
}

// entries begins a list: its tag or nothing, and how many are in it. Each takes some bytes at least, so a file has room for so many.
func (h *header) entries(tag, least int64) int64 {
	got, n := h.u32(), h.count()
	if h.err == nil && (got != tag && (got != 0 || n != 0) || n < 0 || n > (h.size-h.at)/least) {
		h.err = broken("has a list that can't be")
	}
	if h.err != nil {
		return 0
	}
	return n
}

func (h *header) name() string {
	n := h.count()
	if n > 1<<16 {
		h.err = errors.Join(h.err, broken("has a name that is too long"))
		return ""
	}
	return string(h.padded(n))
}

// padded reads bytes, and those that fill the last word.
func (h *header) padded(n int64) []byte {
	out := slices.Clone(h.take(n))
	h.take((4 - n%4) % 4)
	return out
}

func (h *header) attributes() (all []Attribute) {
	for range h.entries(0x0c, 12) {
		a := Attribute{Name: h.name()}
		kind, n := h.kind(), h.count()
		if h.err != nil {
			return all
		}
		if n < 0 || n > (h.size-h.at)/int64(sizes[kind]) {
			h.err = broken("has an attribute that is too long")
			return all
		}
		raw := h.padded(n * int64(sizes[kind]))
		if kind == 2 {
			a.Text = []string{clean(raw)}
		} else {
			a.Raw, a.Descr = raw, descrs[kind]
		}
		all = append(all, a)
	}
	return all
}

func (h *header) kind() int {
	kind := h.u32()
	if h.err == nil && (kind < 1 || kind > 6 && h.version < 5 || kind > 11) {
		h.err = broken(fmt.Sprintf("has a type %d", kind))
	}
	if h.err != nil {
		return 1
	}
	return int(kind)
}

// openClassic reads the header of a classic file.
func openClassic(r io.ReaderAt, size int64, version int) (*File, error) {
	if version != 1 && version != 2 && version != 5 {
		return nil, fmt.Errorf("its format is version %d of classic NetCDF; versions 1, 2 and 5 are read", version)
	}
	h := &header{r: r, size: size, at: 4, version: version}
	f := &File{Format: fmt.Sprint("CDF-", version)}
	records := h.count()
	streaming := records == math.MaxUint32 && version < 5 || records < 0
	record := -1
	for i := range h.entries(0x0a, 8) {
		d := Dimension{Name: h.name()}
		n := h.count()
		if n < 0 || n > 1<<40 {
			h.err = errors.Join(h.err, broken("has a dimension that is too long"))
		}
		if n == 0 {
			if record >= 0 {
				h.err = errors.Join(h.err, broken("has two unlimited dimensions"))
			}
			record, d.Unlimited = int(i), true
		}
		d.Length = int(n)
		f.Dimensions = append(f.Dimensions, d)
	}
	f.Attributes = h.attributes()
	var all []classic
	for range h.entries(0x0b, 28) {
		v := classic{r: r, size: size}
		v.v.Name = h.name()
		for range h.entriesOfDimensions() {
			id := h.count()
			if h.err != nil {
				break
			}
			if id < 0 || id >= int64(len(f.Dimensions)) {
				return nil, broken("names a dimension that isn't there")
			}
			if int(id) == record && len(v.v.Shape) > 0 {
				return nil, broken("has an unlimited dimension that isn't a variable's first")
			}
			v.records = v.records || int(id) == record
			v.v.Dimensions = append(v.v.Dimensions, f.Dimensions[id].Name)
			v.v.Shape = append(v.v.Shape, f.Dimensions[id].Length)
		}
		v.v.Attributes = h.attributes()
		kind := h.kind()
		h.count() // its size, which overflows for large ones, and follows from the rest
		wide := 8
		if version == 1 {
			wide = 4
		}
		v.begin = h.offset(wide)
		v.v.Descr, v.v.size = descrs[kind], sizes[kind]
		if h.err != nil {
			return nil, h.err
		}
		all = append(all, v)
	}
	if h.err != nil {
		return nil, h.err
	}
	return f, lay(f, all, record, records, streaming)
}

func (h *header) entriesOfDimensions() int64 {
	n := h.count()
	if h.err == nil && (n < 0 || n > 1024) {
		h.err = broken("has a variable of too many axes")
	}
	if h.err != nil {
		return 0
	}
	return n
}
