package field

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// What a parser takes must be sound, and must come back the same through our own writer.

func FuzzReadCSV(f *testing.F) {
	for _, seed := range []string{
		"time (yr), hare (thousands)\n1900, 30\n1901, NA\n", "\uFEFFt;u [m]\r\n1,5;2,5\r\n", "t\tu\r1\t-\r",
		"t,\"a \"\"b\"\"\"\n2000-01-01T00:00:00.5Z,1\n", "# c\n,u,,\n0,1e5,,\n,,,\n", "\"1\",f(x) ()\n-0,1D3\n", "t,u\n9999-12,1\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := ParseCSV(text)
		if err != nil {
			return
		}
		if err := s.Check(); err != nil {
			t.Fatalf("read, but not sound: %v", err)
		}
		again, err := s.CSV()
		if err != nil {
			t.Fatalf("read, but can't be written: %v", err)
		}
		back, err := ParseCSV(again)
		if err != nil {
			t.Fatalf("written, but can't be read: %v\n%q", err, again)
		}
		if d := differ(back, s); d != "" {
			t.Fatalf("%s\n%q", d, again)
		}
		_ = s.String()
	})
}

func seeds(f *testing.F, pattern string) {
	files, err := filepath.Glob(filepath.Join("testdata", pattern))
	if err != nil || len(files) == 0 {
		f.Fatalf("no seeds %s: %v", pattern, err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
}

func FuzzReadNPY(f *testing.F) {
	seeds(f, "*.npy")
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := ParseNPY(data)
		if err != nil {
			return
		}
		out, err := a.NPY()
		if err != nil {
			t.Fatalf("read, but can't be written: %v", err)
		}
		b, err := ParseNPY(out)
		if err != nil || tuple(a.Shape) != tuple(b.Shape) || !sameBits(a.Values, b.Values) {
			t.Fatalf("%v came back as %v, %v", a, b, err)
		}
	})
}

// pack makes a compressed archive of one entry, a.npy.
func pack(t *testing.T, body []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	entry, err := w.Create("a.npy")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := entry.Write(body); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func FuzzReadNPZ(f *testing.F) {
	seeds(f, "*.npz")
	seeds(f, "*.npy")
	f.Fuzz(func(t *testing.T, data []byte) {
		// Few inputs keep a zip's checksums, so each is also put into a sound archive: what it
		// reads as there is what it reads as alone.
		alone, err := ParseNPY(data)
		packed, errPacked := ParseNPZ(pack(t, data), "a")
		if (err == nil) != (errPacked == nil) || err == nil && !sameBits(alone.Values, packed["a"].Values) {
			t.Fatalf("alone %v, %v; in an archive %v, %v", alone, err, packed["a"], errPacked)
		}
		arrays, err := ParseNPZ(data)
		if err != nil {
			return
		}
		for name, a := range arrays {
			if err := a.Check(); err != nil {
				t.Fatalf("%q: %v", name, err)
			}
		}
	})
}
