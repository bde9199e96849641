package hdf5

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
)

// A filter is a step that a chunk went through when it was written.
type filter struct {
	id     int
	values []int
}

const (
	deflate    = 1
	shuffle    = 2
	fletcher32 = 3
)

func (d *Dataset) pipeline(c *cursor) error {
	version, count := c.u8(), c.u8()
	if version == 1 {
		c.skip(6)
	}
	if version != 1 && version != 2 || count > 32 {
		return fmt.Errorf("%d filters of version %d; versions 1 and 2 are read", count, version)
	}
	for range count {
		f := filter{id: c.u16()}
		name := 0
		if version == 1 || f.id >= 256 {
			name = c.u16()
		}
		c.skip(2)
		n := c.u16()
		if version == 1 {
			name = (name + 7) / 8 * 8
		}
		c.skip(name)
		for range n {
			if c.err != nil {
				return c.err
			}
			f.values = append(f.values, c.u32())
		}
		if version == 1 && n%2 == 1 {
			c.skip(4)
		}
		switch f.id {
		case deflate, shuffle, fletcher32:
		default:
			known := map[int]string{4: "szip", 5: "nbit", 6: "scaleoffset", 32000: "lzf", 32001: "blosc", 32008: "bitshuffle", 32015: "zstd"}
			what, ok := known[f.id]
			if !ok {
				what = fmt.Sprint("number ", f.id)
			}
			return fmt.Errorf("its chunks are packed by the filter %s, which isn't read; write it with gzip (h5repack -f GZIP=4)", what)
		}
		d.filters = append(d.filters, f)
	}
	return c.err
}

// unfilter takes a chunk's filters off, the last first.
func (d *Dataset) unfilter(raw []byte, mask, plain int) ([]byte, error) {
	for i := len(d.filters) - 1; i >= 0; i-- {
		if mask>>i&1 != 0 {
			continue
		}
		switch d.filters[i].id {
		case fletcher32:
			if len(raw) < 4 {
				return nil, errors.New("a chunk is shorter than its checksum; the file is broken")
			}
			sum := raw[len(raw)-4:]
			raw = raw[:len(raw)-4]
			if want := checksum(raw); !bytes.Equal(sum, want[:]) {
				return nil, errors.New("a chunk's checksum is wrong: the file was damaged")
			}
		case deflate:
			z, err := zlib.NewReader(bytes.NewReader(raw))
			if err != nil {
				return nil, fmt.Errorf("a chunk can't be unpacked: %w", err)
			}
			// One byte more than there should be shows a chunk that is too long; a checksum may follow.
			out, err := io.ReadAll(io.LimitReader(z, int64(plain)+5))
			if err != nil {
				return nil, fmt.Errorf("a chunk can't be unpacked: %w", err)
			}
			raw = out
		case shuffle:
			raw = unshuffle(raw, d.Size)
		}
	}
	if len(raw) != plain {
		return nil, fmt.Errorf("a chunk holds %d bytes for %d; the file is broken", len(raw), plain)
	}
	return raw, nil
}

// unshuffle brings the bytes of each value together again: all first bytes came first.
func unshuffle(raw []byte, size int) []byte {
	n := len(raw) / size
	out := make([]byte, len(raw))
	copy(out[n*size:], raw[n*size:])
	for k := range size {
		for i, b := range raw[k*n : (k+1)*n] {
			out[i*size+k] = b
		}
	}
	return out
}

// checksum is Fletcher's of 32 bits, over words of two bytes, the first of them the higher.
func checksum(data []byte) [4]byte {
	var a, b uint32
	for len(data) > 0 {
		word := uint32(data[0]) << 8
		if len(data) > 1 {
			word |= uint32(data[1])
		}
		a = (a + word) % 65535
		b = (b + a) % 65535
		data = data[min(2, len(data)):]
	}
	return [4]byte{byte(a), byte(a >> 8), byte(b), byte(b >> 8)}
}
