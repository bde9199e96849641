package notebook

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Whatever the bytes, Parse does not panic, and what it takes survives being written and read.
func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("testdata/*.ipynb")
	if err != nil || len(files) == 0 {
		f.Fatal("no fixtures", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(withOutput(`{"output_type":"execute_result","execution_count":null,"metadata":{},"data":{"application/json":{"a":[1e5]}}}`)))
	f.Add([]byte(`{"nbformat":4,"nbformat_minor":9,"metadata":{},"cells":[{"cell_type":"x","id":"h","metadata":{}}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		nb, err := Parse(data)
		if err != nil {
			return
		}
		text, err := nb.Encode()
		if err != nil {
			t.Fatalf("what was read can't be written: %v", err)
		}
		back, err := Parse(text)
		if err != nil {
			t.Fatalf("what was written can't be read: %v\n%s", err, text)
		}
		back.Minor = nb.Minor // writing raises it to 5
		if d := cmp.Diff(nb, back); d != "" {
			t.Fatalf("changed (-first +second):\n%s", d)
		}
		if again, err := back.Encode(); err != nil || !bytes.Equal(text, again) {
			t.Fatalf("written again it differs: %v", err)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	data := large(b)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := Parse(data); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	nb, err := Parse(large(b))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := nb.Encode(); err != nil {
			b.Fatal(err)
		}
	}
}

// large is a notebook of about a megabyte: figures of 1,000 points each.
func large(b *testing.B) []byte {
	b.Helper()
	nb := New()
	for range 20 {
		var values []any
		for i := range 1000 {
			values = append(values, map[string]any{"x": i, "y": float64(i) / 7})
		}
		data := MIMEBundle{}
		if err := data.SetJSON("application/vnd.vegalite.v5+json", map[string]any{"data": map[string]any{"values": values}}); err != nil {
			b.Fatal(err)
		}
		c := NewCode("plot.Lines(run).Show()")
		c.SetOutputs(1, NewDisplay(data, nil))
		nb.Cells = append(nb.Cells, c)
	}
	text, err := nb.Encode()
	if err != nil {
		b.Fatal(err)
	}
	return text
}
