package safetensors

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

// file is one with this header, and so many bytes of numbers.
func file(header string, numbers int) []byte {
	out := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(out, header...), make([]byte, numbers)...)
}

const sound = `"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}`

// Whatever the format forbids is refused, and the error names it.
func TestBad(t *testing.T) {
	for name, c := range map[string]struct {
		data []byte
		says string
	}{
		"nothing":                 {nil, "no safetensors file"},
		"a header too long":       {binary.LittleEndian.AppendUint64(nil, mostHeader+1), "are allowed"},
		"a length of all ones":    {bytes.Repeat([]byte{255}, 16), "are allowed"},
		"a header cut off":        {binary.LittleEndian.AppendUint64(nil, 20), "cut off"},
		"an empty header":         {file("", 0), "no JSON"},
		"no JSON":                 {file("[1]", 0), "no JSON"},
		"a space before":          {file(" {"+sound+"}", 8), "no JSON"},
		"JSON cut off":            {file("{"+sound, 8), "header"},
		"JSON that goes on":       {file("{"+sound+"}{}", 8), "header"},
		"no UTF-8":                {file("{\"\xff\":1}", 0), "no JSON"},
		"a name twice":            {file("{"+sound+","+sound+"}", 8), `"a" twice`},
		"a name twice, escaped":   {file(`{`+sound+`,"\u0061":1}`, 8), `"a" twice`},
		"a field twice":           {file(`{"a":{"dtype":"F32","dtype":"F64","shape":[1],"data_offsets":[0,8]}}`, 8), "dtype"},
		"no object":               {file(`{"a":3}`, 0), "no object"},
		"another case":            {file(`{"a":{"DTYPE":"F32","shape":[2],"data_offsets":[0,8]}}`, 8), "no sound dtype"},
		"an unknown type":         {file(`{"a":{"dtype":"F31","shape":[2],"data_offsets":[0,8]}}`, 8), "F31"},
		"no shape":                {file(`{"a":{"dtype":"F32","data_offsets":[0,8]}}`, 8), "no sound shape"},
		"a shape of null":         {file(`{"a":{"dtype":"F32","shape":null,"data_offsets":[0,8]}}`, 8), "no sound shape"},
		"a negative length":       {file(`{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}`, 8), "negative"},
		"a broken length":         {file(`{"a":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}`, 8), "no sound shape"},
		"a shape that overflows":  {file(`{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}}`, 8), "more than any memory"},
		"another length":          {file(`{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}`, 8), "which take 12"},
		"one offset":              {file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[8]}}`, 8), "data_offsets"},
		"three offsets":           {file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,9]}}`, 8), "data_offsets"},
		"a negative offset":       {file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}`, 8), "begins at -8"},
		"offsets turned round":    {file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}`, 8), "ends before it begins"},
		"past the end":            {file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}`, 7), "cut off"},
		"a gap":                   {file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}`, 12), "begins at 4"},
		"an overlap":              {file(`{`+sound+`,"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}`, 12), "begins at 4"},
		"bytes after the last":    {file("{"+sound+"}", 9), "goes on for 1 bytes"},
		"metadata that aren't":    {file(`{"__metadata__":{"a":1}}`, 0), "metadata"},
		"metadata that are a row": {file(`{"__metadata__":[]}`, 0), "metadata"},
	} {
		if f, err := Decode(c.data); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, %v; want a word of %q", name, f, err, c.says)
		}
	}
	for says, f := range map[string]File{
		"rename":        {Tensors: map[string]Tensor{metadataKey: F64(nil, 0)}},
		"rename it":     {Tensors: map[string]Tensor{"\xff": F64(nil, 0)}},
		"which take 16": {Tensors: map[string]Tensor{"a": F64([]float64{1}, 2)}},
		"isn't known":   {Tensors: map[string]Tensor{"a": {}}},
		"UTF-8":         {Metadata: map[string]string{"a": "\xff"}},
	} {
		if _, err := f.Encode(); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v is written: %v; want a word of %q", f, err, says)
		}
	}
	if _, err := Read(t.TempDir() + "/nowhere"); err == nil {
		t.Error("a file that isn't there is read")
	}
	if err := (File{}).Write(t.TempDir() + "/no/folder"); err == nil {
		t.Error("a file is written to no folder")
	}
}

// Halves are those of IEEE 754, all 65,536 of them: each is the one whose neighbours lie on either side.
func TestHalf(t *testing.T) {
	for bits, want := range map[uint16]float64{0: 0, 1: 0x1p-24, 0x3c00: 1, 0xc000: -2, 0x7bff: 65504, 0x3555: 0.333251953125, 0x7c00: math.Inf(1), 0xfc00: math.Inf(-1)} {
		if got := half(bits); got != want {
			t.Errorf("%#x is %g; want %g", bits, got, want)
		}
	}
	for b := uint16(1); b < 0x7c00; b++ {
		if !(half(b) > half(b-1)) || half(b|0x8000) != -half(b) {
			t.Fatalf("%#x is %g, after %g", b, half(b), half(b-1))
		}
	}
	if !math.IsNaN(half(0x7e00)) || !math.Signbit(half(0x8000)) {
		t.Error("a NaN or a negative 0 isn't one")
	}
}

// Whatever bytes come, they are refused or stand for a file that is written and read as the same again.
func FuzzDecode(f *testing.F) {
	one, err := File{Metadata: map[string]string{"k": "v"}, Tensors: map[string]Tensor{"a": F32([]float64{1, 2}, 2), "b": F64([]float64{3})}}.Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(one)
	f.Add(file("{"+sound+"}", 8))
	f.Add(file(`{"a":{"dtype":"F32","shape":[0,9],"data_offsets":[0,0]},`+sound[:2]+`b`+sound[2:]+`}`, 8))
	f.Add(file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}`, 8))
	f.Fuzz(func(t *testing.T, data []byte) {
		g, err := Decode(data)
		if err != nil {
			return
		}
		again, err := g.Encode()
		if err != nil {
			t.Fatal(err)
		}
		h, err := Decode(again)
		if err != nil {
			t.Fatal(err)
		}
		if len(h.Tensors) != len(g.Tensors) || len(h.Metadata) != len(g.Metadata) {
			t.Fatalf("%v became %v", g, h)
		}
		for name, a := range g.Tensors {
			b := h.Tensors[name]
			if a.DType != b.DType || !slices.Equal(a.Shape, b.Shape) || !bytes.Equal(a.Data, b.Data) {
				t.Fatalf("%q: %v became %v", name, a, b)
			}
			if _, err := a.Float64s(); err != nil && !strings.Contains(err.Error(), "convert") {
				t.Fatal(err)
			}
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	f := File{Tensors: map[string]Tensor{}}
	for i := range 50 {
		f.Tensors[fmt.Sprint("layer ", i)] = F32(make([]float64, 10_000), 100, 100)
	}
	data, err := f.Encode()
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := Decode(data); err != nil {
			b.Fatal(err)
		}
	}
}
