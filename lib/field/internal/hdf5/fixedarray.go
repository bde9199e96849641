package hdf5

import "errors"

// fixedArray lists the chunks of an array whose number is fixed.
func (d *Dataset) fixedArray(address int64, shape []int, plain int64) ([]chunk, error) {
	f := d.f
	h, err := f.block(address, int64(12+f.length+f.offsets), "FAHD")
	if err != nil {
		return nil, err
	}
	h.skip(2)
	entry, bits := h.u8(), h.u8()
	count, at := h.size(f), h.address(f)
	filtered := len(d.filters) > 0
	width := entry - f.offsets - 4
	places := d.grid(shape)
	if h.err != nil || bits > 30 || count != int64(len(places)) || filtered && (width < 1 || width > 8) || !filtered && entry != f.offsets {
		return nil, errors.New("its index of chunks doesn't fit its shape; the file is broken")
	}
	if at == none {
		return nil, nil // none was written
	}
	perPage := int64(1) << bits
	paged := count > perPage
	pages := (count + perPage - 1) / perPage
	size := int64(6+f.offsets) + count*int64(entry)
	if paged {
		size += (pages+7)/8 + 4 + 4*pages
	}
	b, err := f.block(at, size, "FADB")
	if err != nil {
		return nil, err
	}
	b.skip(2 + f.offsets)
	var written []byte
	if paged {
		written = b.take(int((pages + 7) / 8))
		b.skip(4)
	}
	var all []chunk
	for i, place := range places {
		if paged && i > 0 && int64(i)%perPage == 0 {
			b.skip(4) // the page's checksum
		}
		c := chunk{offset: place, at: b.address(f), size: plain}
		if filtered {
			c.size, c.mask = b.number(width), b.u32()
		}
		if b.err != nil {
			return nil, b.err
		}
		if page := i / int(perPage); paged && written[page/8]>>(7-page%8)&1 == 0 {
			continue
		}
		if c.at != none {
			all = append(all, c)
		}
	}
	return all, nil
}
