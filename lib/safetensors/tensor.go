package safetensors

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"
	"slices"
)

// A DType is a type of numbers.
type DType string

// The types that this package knows. Those of fewer than 8 bits a number it doesn't read.
const (
	Bool         DType = "BOOL"
	Uint8        DType = "U8"
	Int8         DType = "I8"
	Uint16       DType = "U16"
	Int16        DType = "I16"
	Float16      DType = "F16"
	BFloat16     DType = "BF16"
	Uint32       DType = "U32"
	Int32        DType = "I32"
	Float32      DType = "F32"
	Uint64       DType = "U64"
	Int64        DType = "I64"
	Float64      DType = "F64"
	Complex64    DType = "C64"
	Float8E5M2   DType = "F8_E5M2"
	Float8E4M3   DType = "F8_E4M3"
	Float8E8M0   DType = "F8_E8M0"
	Float8E4M3NZ DType = "F8_E4M3FNUZ"
	Float8E5M2NZ DType = "F8_E5M2FNUZ"
)

var sizes = map[DType]int{
	Bool: 1, Uint8: 1, Int8: 1, Float8E5M2: 1, Float8E4M3: 1, Float8E8M0: 1, Float8E4M3NZ: 1, Float8E5M2NZ: 1, Uint16: 2, Int16: 2, Float16: 2, BFloat16: 2,
	Uint32: 4, Int32: 4, Float32: 4, Uint64: 8, Int64: 8, Float64: 8, Complex64: 8,
}

// Size is how many bytes a number has; 0 for a type that isn't known.
func (d DType) Size() int { return sizes[d] }

// A Tensor is an array: Data holds its numbers little-endian, the last axis fastest.
type Tensor struct {
	DType DType
	// Shape is the length of each axis. Empty: one number.
	Shape []int
	Data  []byte
}

// F64 is an array of numbers in double precision. Without a shape it is one number.
func F64(values []float64, shape ...int) Tensor {
	t := Tensor{DType: Float64, Shape: slices.Clone(shape), Data: make([]byte, 0, 8*len(values))}
	for _, v := range values {
		t.Data = binary.LittleEndian.AppendUint64(t.Data, math.Float64bits(v))
	}
	return t
}

// F32 is an array of numbers, rounded to single precision.
func F32(values []float64, shape ...int) Tensor {
	t := Tensor{DType: Float32, Shape: slices.Clone(shape), Data: make([]byte, 0, 4*len(values))}
	for _, v := range values {
		t.Data = binary.LittleEndian.AppendUint32(t.Data, math.Float32bits(float32(v)))
	}
	return t
}

// Check returns nil where the data are as long as the shape and the type say.
func (t Tensor) Check() error {
	size := uint64(t.DType.Size())
	if size == 0 {
		return fmt.Errorf("its type is %q, which isn't known", clip(string(t.DType)))
	}
	for _, n := range t.Shape {
		if n < 0 {
			return fmt.Errorf("its shape is %v; lengths can't be negative", t.Shape)
		}
		over, product := bits.Mul64(size, uint64(n))
		if over != 0 {
			return fmt.Errorf("its shape %v is more than any memory holds", t.Shape)
		}
		size = product
	}
	if size != uint64(len(t.Data)) {
		return fmt.Errorf("%d bytes for %v numbers of type %s, which take %d", len(t.Data), t.Shape, t.DType, size)
	}
	return nil
}

// Len is how many numbers there are.
func (t Tensor) Len() int { return len(t.Data) / max(t.DType.Size(), 1) }

// Float64s gives the numbers, exactly but for whole ones beyond 2^53. The error is for types that aren't real numbers of 16 bits or more, nor
// whole ones.
func (t Tensor) Float64s() ([]float64, error) {
	if err := t.Check(); err != nil {
		return nil, err
	}
	read := t.reader()
	if read == nil && t.DType != Float32 && t.DType != Float64 {
		return nil, fmt.Errorf("numbers of type %s aren't read as float64; convert them to F32 or F64 where the file is made", t.DType)
	}
	out, size := make([]float64, t.Len()), t.DType.Size()
	switch t.DType { // the commonest without a call for each number
	case Float32:
		for i := range out {
			out[i] = float64(math.Float32frombits(binary.LittleEndian.Uint32(t.Data[4*i:])))
		}
	case Float64:
		for i := range out {
			out[i] = math.Float64frombits(binary.LittleEndian.Uint64(t.Data[8*i:]))
		}
	default:
		for i := range out {
			out[i] = read(t.Data[i*size:])
		}
	}
	return out, nil
}

func (t Tensor) reader() func([]byte) float64 {
	order := binary.LittleEndian
	switch t.DType {
	case BFloat16:
		return func(b []byte) float64 { return float64(math.Float32frombits(uint32(order.Uint16(b)) << 16)) }
	case Float16:
		return func(b []byte) float64 { return half(order.Uint16(b)) }
	case Bool, Uint8:
		return func(b []byte) float64 { return float64(b[0]) }
	case Int8:
		return func(b []byte) float64 { return float64(int8(b[0])) }
	case Uint16:
		return func(b []byte) float64 { return float64(order.Uint16(b)) }
	case Int16:
		return func(b []byte) float64 { return float64(int16(order.Uint16(b))) }
	case Uint32:
		return func(b []byte) float64 { return float64(order.Uint32(b)) }
	case Int32:
		return func(b []byte) float64 { return float64(int32(order.Uint32(b))) }
	case Uint64:
		return func(b []byte) float64 { return float64(order.Uint64(b)) }
	case Int64:
		return func(b []byte) float64 { return float64(int64(order.Uint64(b))) }
	}
	return nil
}

// half is a number of IEEE 754's 16 bits: a sign, 5 bits of exponent, 10 of fraction.
func half(b uint16) float64 {
	sign, exponent, fraction := 1.0, int(b>>10)&31, float64(b&1023)
	if b>>15 == 1 {
		sign = -1
	}
	switch {
	case exponent == 31 && fraction != 0:
		return math.NaN()
	case exponent == 31:
		return math.Inf(int(sign))
	case exponent == 0:
		return sign * math.Ldexp(fraction, -24)
	}
	return sign * math.Ldexp(1+fraction/1024, exponent-15)
}
