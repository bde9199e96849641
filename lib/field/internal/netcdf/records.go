package netcdf

import (
	"errors"
	"io"
)

// lay finds where the variables lie: records of all variables that have them follow one another.
func lay(f *File, all []classic, record int, records int64, streaming bool) error {
	stride, several := int64(0), 0
	for i := range all {
		v := &all[i]
		v.slab = int64(v.v.size)
		for k, n := range v.v.Shape {
			if k == 0 && v.records {
				continue
			}
			if n > 0 && v.slab > (1<<50)/int64(n) {
				return broken("has a variable that is too large")
			}
			v.slab *= int64(n)
		}
		if v.records {
			several++
			stride += (v.slab + 3) / 4 * 4
		}
	}
	if several == 1 { // one alone lies without padding
		for i := range all {
			if all[i].records {
				stride = all[i].slab
			}
		}
	}
	if streaming {
		records = 0
		for i := range all {
			if v := &all[i]; v.records && stride > 0 && v.begin >= 0 && v.begin < v.size {
				records = max(records, (v.size-v.begin-v.slab)/stride+1)
			}
		}
	}
	if record >= 0 {
		if records < 0 || records > 1<<40 {
			return broken("has too many records")
		}
		f.Dimensions[record].Length = int(records)
	}
	for i := range all {
		v := &all[i]
		v.stride = stride
		if v.records {
			v.v.Shape[0] = int(records)
		}
		v.v.read = v.read
		f.Variables = append(f.Variables, v.v)
	}
	return nil
}

// classic is where a variable lies: in one stretch, or a slab in each record.
type classic struct {
	v                   Variable
	r                   io.ReaderAt
	size                int64
	records             bool
	begin, slab, stride int64
}

// read puts a part together from runs that lie side by side.
func (c classic) read(first, count []int) ([]byte, error) {
	total := c.v.size
	for _, n := range count {
		total *= n
	}
	if int64(total) > c.size {
		return nil, errors.New("it holds more than the file has bytes; the file is cut short or broken")
	}
	out := make([]byte, total)
	if total == 0 {
		return out, nil
	}
	run, k := c.v.size, len(count)
	for k > 0 && !(k == 1 && c.records) {
		k--
		run *= count[k]
		if count[k] != c.v.Shape[k] {
			break
		}
	}
	at := make([]int, k)
	for to := 0; to < total; to += run {
		from, record := int64(0), int64(0)
		for j, n := range c.v.Shape {
			i := first[j]
			if j < k {
				i += at[j]
			}
			if j == 0 && c.records {
				record = int64(i)
				continue
			}
			from = from*int64(n) + int64(i)
		}
		place := c.begin + record*c.stride + from*int64(c.v.size)
		if c.begin < 0 || place < 0 || place > c.size-int64(run) {
			return nil, errors.New("it lies beyond the file's end; the file is cut short or broken")
		}
		if n, err := c.r.ReadAt(out[to:to+run], place); n < run {
			return nil, err
		}
		for j := k - 1; j >= 0; j-- {
			if at[j]++; at[j] < count[j] {
				break
			}
			at[j] = 0
		}
	}
	return out, nil
}
