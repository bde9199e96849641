package field

import (
	"path/filepath"
	"testing"
)

// A table of 10,000 rows and 4 columns, about 0.8 MB: an hour of a buoy, say.
func table10k() Series {
	s := Series{Axis: Linspace("t", "s", 0, 1e4, 10_001)}
	for _, name := range []string{"u", "v", "w"} {
		c := Column{Name: name, Unit: "m/s"}
		for _, t := range s.Axis.Values {
			c.Values = append(c.Values, 1/(1+t)+float64(name[0]))
		}
		s.Columns = append(s.Columns, c)
	}
	return s
}

func BenchmarkParseCSV(b *testing.B) {
	text, err := table10k().CSV()
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ParseCSV(text); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCSV(b *testing.B) {
	s := table10k()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.CSV(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseNPY(b *testing.B) {
	data, err := NewArray(1000, 1000).NPY()
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := ParseNPY(data); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWriteNPZ(b *testing.B) {
	path := filepath.Join(b.TempDir(), "a.npz")
	arrays := map[string]Array{"a": NewArray(1000, 1000)}
	b.SetBytes(8e6)
	for b.Loop() {
		if err := WriteNPZ(path, arrays); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkGridSlice(b *testing.B) {
	g := Grid{Axes: []Axis{Linspace("t", "", 0, 1, 20), Linspace("y", "", 0, 1, 128), Linspace("x", "", 0, 1, 128)}, Values: make([]float64, 20*128*128)}
	for b.Loop() {
		if _, err := g.Slice("x", 64); err != nil {
			b.Fatal(err)
		}
	}
}
