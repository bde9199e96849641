package field

import (
	"fmt"
	"math"
	"strings"

	"sublunar/lib/field/internal/netcdf"
)

// packing is how a variable's numbers stand for values: value = packed * scale + offset, but for those that stand for nothing.
type packing struct {
	dtype         dtype
	scale, offset float64
	scaled        bool
	absent        []float64 // packed numbers that stand for nothing
	lo, hi        float64   // of those that are valid
	ofValues      bool      // lo and hi are of values, not of packed numbers
	shift         float64   // what turns a negative number into an unsigned one
}

// filler is the number that the format writes where nothing was: by type. Single bytes have none, as all of them are used.
var filler = map[string]float64{
	"i2": -32767, "i4": -2147483647, "u2": 65535, "u4": 4294967295, "i8": -9223372036854775806, "u8": 18446744073709551614,
	"f4": 0x1.ep+122, "f8": 0x1.ep+122,
}

func packingOf(v *netcdf.Variable) (packing, error) {
	p := packing{scale: 1, lo: math.Inf(-1), hi: math.Inf(1)}
	if v.Why != nil {
		return p, v.Why
	}
	if v.Descr == "" || v.Descr == "|S1" {
		return p, fmt.Errorf("it holds text; read it by NetCDF.Text")
	}
	var err error
	if p.dtype, err = dtypeOf(v.Descr); err != nil {
		return p, err
	}
	kind := v.Descr[1:]
	if a, ok := v.Attribute("_Unsigned"); ok && len(a.Text) == 1 && strings.EqualFold(a.Text[0], "true") && kind[0] == 'i' && kind != "i8" {
		p.shift = math.Ldexp(1, 8*p.dtype.size)
		kind = "u" + kind[1:]
	}
	for _, name := range []string{"scale_factor", "add_offset"} {
		n, ok, err := p.number(v, name, 1)
		if err != nil {
			return p, err
		}
		if !ok {
			continue
		}
		if p.scaled = true; name == "scale_factor" {
			p.scale = n[0]
		} else {
			p.offset = n[0]
		}
	}
	filled := false
	for _, name := range []string{"_FillValue", "missing_value"} {
		n, ok, err := p.number(v, name, 0)
		if err != nil {
			return p, err
		}
		if ok {
			filled = filled || name == "_FillValue"
			p.absent = append(p.absent, n...)
		}
	}
	if f, ok := filler[kind]; ok && !filled {
		p.absent = append(p.absent, f)
	}
	for i, f := range p.absent { // a fill value in the file's own precision
		if kind == "f4" {
			p.absent[i] = float64(float32(f))
		}
		if p.shift > 0 && f < 0 {
			p.absent[i] += p.shift
		}
	}
	return p, p.validity(v)
}

// validity finds the range of what is valid.
func (p *packing) validity(v *netcdf.Variable) error {
	for _, name := range []string{"valid_range", "valid_min", "valid_max"} {
		want := 1
		if name == "valid_range" {
			want = 2
		}
		n, ok, err := p.number(v, name, want)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		// By the conventions it is in the packed type; where it isn't, but a float beside packed integers, it is of values.
		a, _ := v.Attribute(name)
		p.ofValues = p.ofValues || p.scaled && v.Descr[1] != 'f' && a.Descr[1] == 'f'
		for i := range n {
			if p.shift > 0 && n[i] < 0 && a.Descr[1] != 'f' {
				n[i] += p.shift
			}
		}
		if name != "valid_max" {
			p.lo = n[0]
		}
		if name != "valid_min" {
			p.hi = n[len(n)-1]
		}
	}
	return nil
}

// number reads an attribute of so many numbers; 0: any. Text that was meant for one is an error, except where it is empty.
func (p *packing) number(v *netcdf.Variable, name string, want int) ([]float64, bool, error) {
	a, ok := v.Attribute(name)
	if !ok || strings.TrimSpace(strings.Join(a.Text, "")) == "" && a.Text != nil {
		return nil, false, nil
	}
	if a.Text != nil {
		return nil, false, fmt.Errorf("its attribute %s is the text %s; write a number there", name, clip(a.Text[0]))
	}
	n, err := numbersOf(a)
	if err == nil && (len(n) == 0 || want > 0 && len(n) != want) {
		err = fmt.Errorf("its attribute %s has %d numbers; write %d", name, len(n), max(want, 1))
	}
	return n, err == nil, err
}

// unpack turns bytes into values, NaN where there is none.
func (p *packing) unpack(raw []byte, to []float64) error {
	for i := range to {
		v, exact := p.dtype.read(raw[i*p.dtype.size:])
		if v < 0 {
			v += p.shift
		}
		bad := math.IsNaN(v)
		for _, f := range p.absent {
			bad = bad || v == f
		}
		value := v
		if p.scaled {
			value = v*p.scale + p.offset
		}
		check := v
		if p.ofValues {
			check = value
		}
		switch {
		case bad || check < p.lo || check > p.hi:
			to[i] = math.NaN()
		case !exact:
			return fmt.Errorf("the integer at place %d is near %.17g, and float64 can't hold it exactly; subtract an offset, or save it as two variables", i, v)
		default:
			to[i] = value
		}
	}
	return nil
}
