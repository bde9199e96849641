package hdf5

import (
	"errors"
	"fmt"
)

// A layout is how an array lies in the file.
type layout interface {
	// read writes a part into out: count values along each axis from first on, 1 or more.
	read(d *Dataset, first, count []int, out []byte) error
}

func (d *Dataset) readLayout(c *cursor) error {
	version := c.u8()
	if version != 3 && version != 4 {
		return fmt.Errorf("its layout is of version %d; versions 3 and 4 are read: copy the file with h5repack", version)
	}
	switch class := c.u8(); class {
	case 0:
		d.layout = compact(c.take(c.u16()))
	case 1:
		at := c.address(d.f)
		d.layout = contiguous{at, c.size(d.f)}
	case 2:
		return d.chunked(version, c)
	default:
		return fmt.Errorf("its layout is of the kind %d (virtual, perhaps); copy the values into a dataset of their own", class)
	}
	if len(d.filters) > 0 {
		return errors.New("filters without chunks; the file is broken")
	}
	return c.err
}

// compact values lie in the header.
type compact []byte

func (l compact) read(d *Dataset, first, count []int, out []byte) error {
	return d.runs(first, count, out, func(from int, to []byte) error {
		if from+len(to) > len(l) {
			return errors.New("the values are fewer than the shape says; the file is broken")
		}
		copy(to, l[from:])
		return nil
	})
}

// contiguous values lie in one stretch, or nowhere while none was written.
type contiguous struct{ at, size int64 }

func (l contiguous) read(d *Dataset, first, count []int, out []byte) error {
	if l.at == none {
		fillWith(out, d.fill)
		return nil
	}
	return d.runs(first, count, out, func(from int, to []byte) error {
		if int64(from+len(to)) > l.size {
			return errors.New("the values are fewer than the shape says; the file is broken")
		}
		b, err := d.f.bytes(d.f.base+l.at+int64(from), int64(len(to)))
		if err != nil {
			return err
		}
		copy(to, b.b)
		return nil
	})
}

func fillWith(out, value []byte) {
	for i := 0; i < len(out); i += len(value) {
		copy(out[i:], value)
	}
}

// plausible refuses a shape that a small file only claims to have: what is read must lie in it, or be the
// fill value of a chunked or unwritten array no larger than a thousand times the file.
func (d *Dataset) plausible() error {
	n, err := d.Bytes()
	if err != nil {
		return err
	}
	if l, ok := d.layout.(contiguous); ok && l.at != none && n > d.f.size {
		return fmt.Errorf("the shape %v needs more than the file's %d bytes; it is cut short or broken", d.Shape, d.f.size)
	}
	if n/4096 > d.f.size {
		return fmt.Errorf("the shape %v is thousands of times the file's %d bytes; it is broken, or hardly written", d.Shape, d.f.size)
	}
	return nil
}
