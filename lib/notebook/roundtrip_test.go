package notebook

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// The files named *45.ipynb were written by nbformat 5.11.1: reading and writing must give them
// back byte for byte.
func TestWritesWhatJupyterWrote(t *testing.T) {
	files, err := filepath.Glob("testdata/*45.ipynb")
	if err != nil || len(files) < 2 {
		t.Fatalf("fixtures are missing: %v %v", files, err)
	}
	for _, file := range files {
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		nb, err := Parse(want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := nb.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s changed:\n%s", file, firstDifference(got, want))
		}
	}
}

func firstDifference(got, want []byte) string {
	a, b := bytes.Split(got, []byte("\n")), bytes.Split(want, []byte("\n"))
	for i := range min(len(a), len(b)) {
		if !bytes.Equal(a[i], b[i]) {
			return "got  " + string(a[i]) + "\nwant " + string(b[i])
		}
	}
	return "one is longer"
}
