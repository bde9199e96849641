package hdf5

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func open(t testing.TB, name string) *File {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	f, err := Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// doubles reads rows of <f8.
func doubles(t testing.TB, d *Dataset, from, to int) []float64 {
	t.Helper()
	raw, err := d.Rows(from, to)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]float64, len(raw)/8)
	for i := range out {
		out[i] = math.Float64frombits(binary.LittleEndian.Uint64(raw[8*i:]))
	}
	return out
}

// In files of the oldest and of the newest format, the ramp is the same in every layout, whole and in parts.
func TestLayouts(t *testing.T) {
	for _, file := range []string{"earliest.h5", "latest.h5"} {
		f := open(t, file)
		for _, name := range []string{"types/f/le_f8", "a/chunked", "a/one_chunk", "b/gzip", "b/shuffled", "b/checked", "b/one_gzip"} {
			d, err := f.Dataset(name)
			if err != nil {
				t.Errorf("%s: %s: %v", file, name, err)
				continue
			}
			if fmt.Sprint(d.Shape, " ", d.Descr) != "[7 5 3] <f8" {
				t.Errorf("%s: %s is %v of %s", file, name, d.Shape, d.Descr)
			}
			for from := range 7 {
				for to := from; to <= 7; to++ {
					for i, v := range doubles(t, d, from, to) {
						if v != float64(15*from+i) {
							t.Fatalf("%s: %s, rows %d to %d: value %d is %g", file, name, from, to, i, v)
						}
					}
				}
			}
		}
	}
}

func TestTypesAndNames(t *testing.T) {
	for _, file := range []string{"earliest.h5", "latest.h5"} {
		f := open(t, file)
		names, err := f.Names()
		if err != nil {
			t.Fatal(err)
		}
		all := strings.Join(names, " ")
		for _, name := range []string{"/types/f/be_f8", "/types/u/le_u8", "/a/bool", "/a/scalar", "/compact/deep/er", "/c/text", "/c/growing"} {
			if !strings.Contains(all+" ", name+" ") {
				t.Errorf("%s: %s is not among %s", file, name, all)
			}
		}
		for name, want := range map[string]string{
			"types/f/le_f8": "<f8", "types/f/be_f8": ">f8", "types/f/le_f4": "<f4", "types/f/le_f2": "<f2", "types/i/le_i4": "<i4", "types/i/be_i2": ">i2",
			"types/u/le_u8": "<u8", "types/i/le_i1": "|i1", "types/u/le_u1": "|u1", "a/bool": "|i1",
		} {
			d, err := f.Dataset(name)
			if err != nil || d.Descr != want {
				t.Errorf("%s: %s is %+v (%v), want %s", file, name, d, err, want)
			}
		}
		if s, err := f.Dataset("/a/scalar"); err != nil || len(s.Shape) != 0 || doubles(t, s, 0, 1)[0] != 7.5 {
			t.Errorf("%s: the scalar is %+v (%v)", file, s, err)
		}
		vector, err := f.Dataset("a/vector")
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for i, v := range doubles(t, vector, 5, 96) {
			if v != float64(5+i) {
				t.Fatalf("%s: the vector has %g at %d", file, v, 5+i)
			}
		}
		part, err := f.Dataset("d/part")
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for i, v := range doubles(t, part, 0, 6) {
			if want := map[bool]float64{true: 5, false: -3}[i/4 == 2 || i/4 == 3]; v != want {
				t.Errorf("%s: the part has %g at %d, want %g", file, v, i, want)
			}
		}
		empty, err := f.Dataset("d/unwritten")
		if err != nil {
			t.Fatal(err)
		}
		if raw, err := empty.Rows(0, 3); err != nil || math.Float32frombits(binary.LittleEndian.Uint32(raw[20:])) != 2.5 {
			t.Errorf("%s: what was never written is %v (%v)", file, raw, err)
		}
	}
}

// Many groups' members, and indices that go over pages.
func TestMany(t *testing.T) {
	f := open(t, "many.h5")
	names, err := f.Names()
	if err != nil || len(names) != 100 {
		t.Fatalf("%d names of 100 (%v)", len(names), err)
	}
	d, err := f.Dataset("set037")
	if err != nil {
		t.Fatal(err)
	}
	if raw, err := d.Rows(0, 1); err != nil || math.Float32frombits(binary.LittleEndian.Uint32(raw)) != 37 {
		t.Errorf("set037 is %v (%v)", raw, err)
	}
	paged := open(t, "paged.h5")
	for _, name := range []string{"x", "z"} {
		d, err := paged.Dataset(name)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range doubles(t, d, 1000, 2300) {
			if v != float64(1000+i) {
				t.Fatalf("%s has %g at %d", name, v, 1000+i)
			}
		}
	}
}

// What isn't read is refused by name, and never zeros.
func TestRefused(t *testing.T) {
	for _, file := range []string{"earliest.h5", "latest.h5"} {
		f := open(t, file)
		for name, want := range map[string]string{"c/lzf": "gzip", "c/text": "text", "c/records": "records", "nowhere": "there is no dataset", "types": "is a group"} {
			if _, err := f.Dataset(name); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %s: error %v, want one with %q", file, name, err, want)
			}
		}
		if d, err := f.Dataset("c/growing"); file == "latest.h5" {
			if err == nil || !strings.Contains(err.Error(), "h5repack") {
				t.Errorf("growing: %v", err)
			}
		} else if err != nil || doubles(t, d, 6, 7)[14] != 104 {
			t.Errorf("growing: %v", err)
		}
	}
	if names, err := open(t, "dense.h5").Names(); err != nil || fmt.Sprint(names) != "[/set0 /set1 /set2 /set3 /set4 /set5 /set6 /set7 /set8]" {
		t.Errorf("a group whose many links lie in a heap: %v, %v", names, err)
	}
	data, err := os.ReadFile("testdata/earliest.h5")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(bytes.NewReader([]byte("no such thing, but long enough to be one")), 40); err == nil {
		t.Error("text is an HDF5 file")
	}
	// A flipped bit in a chunk that has a checksum is seen.
	f := open(t, "earliest.h5")
	d, err := f.Dataset("b/checked")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Rows(0, 7); err != nil {
		t.Fatal(err)
	}
	damaged := bytes.Clone(data)
	at := d.layout.(*chunks).known[0].at
	damaged[at+17] ^= 4
	broken, err := Open(bytes.NewReader(damaged), int64(len(damaged)))
	if err != nil {
		t.Fatal(err)
	}
	if d, err = broken.Dataset("b/checked"); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Rows(0, 7); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("a damaged chunk: %v", err)
	}
}

// Nothing in a file makes a panic, an endless loop, or much memory of few bytes.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"earliest.h5", "latest.h5"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, uint32(0), byte(0))
		for at := 0; at < 4000; at += 37 {
			f.Add(data, uint32(at), byte(0x41))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, at uint32, flip byte) {
		data = bytes.Clone(data)
		if int(at) < len(data) {
			data[at] ^= flip
		}
		file, err := Open(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		names, err := file.Names()
		if err != nil {
			return
		}
		for _, name := range names[:min(30, len(names))] {
			d, err := file.Dataset(name)
			if err != nil {
				continue
			}
			rows := 1
			if len(d.Shape) > 0 {
				rows = d.Shape[0]
			}
			if n, err := d.Bytes(); err == nil && n < 1<<22 {
				_, _ = d.Rows(0, rows)
			}
		}
	})
}

func BenchmarkRows(b *testing.B) {
	f := open(b, "earliest.h5")
	d, err := f.Dataset("b/shuffled")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := d.Rows(0, 7); err != nil {
			b.Fatal(err)
		}
	}
}

// A single number in chunks, as no writer makes it, is its fill value by either reading.
func TestChunkedNumber(t *testing.T) {
	f := open(t, "latest.h5")
	d := &Dataset{f: f, Size: 4, fill: []byte{1, 2, 3, 4}, layout: &chunks{known: []chunk{{size: 4}}, count: 1}}
	rows, err := d.Rows(0, 1)
	if err != nil || !bytes.Equal(rows, d.fill) {
		t.Errorf("rows: %v, %v", rows, err)
	}
	if box, err := d.Box(nil, nil); err != nil || !bytes.Equal(box, d.fill) {
		t.Errorf("a part: %v, %v", box, err)
	}
}
