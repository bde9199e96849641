package field

import (
	"encoding/binary"
	"fmt"
	"math"
)

// A dtype turns the bytes of one number into a float64. exact is false where it would not be the
// same number.
type dtype struct {
	size int
	read func([]byte) (v float64, exact bool)
}

// dtypeOf finds how to read a descr such as <f8. The error names what it holds and what to do.
func dtypeOf(descr string) (dtype, error) {
	if len(descr) < 2 {
		return dtype{}, fmt.Errorf("its dtype %s is not known; save it as float64", clip(descr))
	}
	var order binary.ByteOrder = binary.LittleEndian
	kind := descr
	switch descr[0] {
	case '>':
		order = binary.BigEndian
		kind = descr[1:]
	case '<', '|', '=':
		kind = descr[1:]
	}
	switch kind {
	case "f8":
		return dtype{8, func(b []byte) (float64, bool) { return math.Float64frombits(order.Uint64(b)), true }}, nil
	case "f4":
		return dtype{4, func(b []byte) (float64, bool) { return float64(math.Float32frombits(order.Uint32(b))), true }}, nil
	case "f2":
		return dtype{2, func(b []byte) (float64, bool) { return half(order.Uint16(b)), true }}, nil
	case "b1":
		// numpy writes 0 and 1; any other byte is true to it as well.
		return dtype{1, func(b []byte) (float64, bool) { return min(float64(b[0]), 1), true }}, nil
	case "u1":
		return dtype{1, func(b []byte) (float64, bool) { return float64(b[0]), true }}, nil
	case "i1":
		return dtype{1, func(b []byte) (float64, bool) { return float64(int8(b[0])), true }}, nil
	case "u2":
		return dtype{2, func(b []byte) (float64, bool) { return float64(order.Uint16(b)), true }}, nil
	case "i2":
		return dtype{2, func(b []byte) (float64, bool) { return float64(int16(order.Uint16(b))), true }}, nil
	case "u4":
		return dtype{4, func(b []byte) (float64, bool) { return float64(order.Uint32(b)), true }}, nil
	case "i4":
		return dtype{4, func(b []byte) (float64, bool) { return float64(int32(order.Uint32(b))), true }}, nil
	case "u8":
		return dtype{8, func(b []byte) (float64, bool) {
			u := order.Uint64(b)
			v := float64(u)
			return v, v < 0x1p64 && uint64(v) == u
		}}, nil
	case "i8":
		return dtype{8, func(b []byte) (float64, bool) {
			i := int64(order.Uint64(b))
			v := float64(i)
			return v, v < 0x1p63 && int64(v) == i
		}}, nil
	}
	what, mend := "its dtype "+clip(descr)+" is not read", "save it as float64: a.astype('f8')"
	switch kind[0] {
	case 'c':
		what, mend = "it holds complex numbers ("+descr+")", "save a.real and a.imag as two arrays"
	case 'O':
		what, mend = "it holds pickled Python objects, which are not read", "save it as float64: a.astype('f8')"
	case 'M', 'm':
		what, mend = "it holds dates or time spans ("+descr+")", "save seconds: (a - a[0]) / numpy.timedelta64(1, 's')"
	case 'S', 'U', 'a', 'T':
		what, mend = "it holds text ("+descr+")", "leave it out, or save numbers in its place"
	case 'f', 'g':
		what, mend = "it holds extended floats ("+descr+")", "save it as float64: a.astype('f8')"
	}
	return dtype{}, fmt.Errorf("%s; %s", what, mend)
}

// half is the value of an IEEE 754 half-precision number: 1 bit of sign, 5 of exponent, 10 of
// fraction.
func half(b uint16) float64 {
	sign := 1.0
	if b&0x8000 != 0 {
		sign = -1
	}
	exponent, fraction := int(b>>10&0x1f), float64(b&0x3ff)
	switch {
	case exponent == 0x1f && fraction != 0:
		return math.NaN()
	case exponent == 0x1f:
		return sign * math.Inf(1)
	case exponent == 0: // subnormal
		return sign * math.Ldexp(fraction, -24)
	}
	return sign * math.Ldexp(1024+fraction, exponent-25)
}
