package field

import (
	"archive/zip"
	"bytes"
	"math"
	"path/filepath"
	"testing"
)

// A small archive that unpacks to much: a megabyte of zeros in a kilobyte. The limit that readEntry
// is given is the one that holds.
func TestReadNPZBomb(t *testing.T) {
	body, err := NewArray(1 << 17).NPY()
	if err != nil {
		t.Fatal(err)
	}
	archive := pack(t, body)
	if len(archive) > len(body)/100 {
		t.Fatalf("the bomb has %d bytes of %d: no bomb", len(archive), len(body))
	}
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = readEntry(z.File[0], int64(len(body))-1, int64(len(archive)))
	fails(t, err, "unpack to more than")
	if _, used, err := readEntry(z.File[0], int64(len(body)), int64(len(archive))); err != nil || used != int64(len(body)) {
		t.Errorf("at the limit: %d bytes, %v", used, err)
	}
	// An archive whose directory claims 2^62 bytes must not be asked for them: there is no such memory.
	liar := *z.File[0]
	liar.UncompressedSize64 = 1 << 62
	_, _, err = readEntry(&liar, math.MaxInt64-1, int64(len(archive)))
	fails(t, err, "it is damaged")
}

func TestReadNPZHostile(t *testing.T) {
	good := pack(t, []byte("no array"))
	_, err := ParseNPZ(good)
	fails(t, err, `array "a": this is no .npy file`)

	body, err := ramp(0).NPY()
	if err != nil {
		t.Fatal(err)
	}
	damaged := pack(t, body)
	damaged[40] ^= 0xff // within the compressed data
	_, err = ParseNPZ(damaged)
	fails(t, err, `array "a"`)
	for n := range damaged { // no prefix of an archive passes, nor crashes
		if _, err := ParseNPZ(damaged[:n]); err == nil {
			t.Fatalf("the first %d of %d bytes read as an archive", n, len(damaged))
		}
	}
	_, err = ParseNPZ(nil)
	fails(t, err, "this is no .npz file")

	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range []string{"a.npy", "a.npy"} {
		if _, err := w.Create(name); err != nil {
			t.Fatal(err)
		}
	}
	w.Close()
	_, err = ParseNPZ(b.Bytes())
	fails(t, err, `two arrays named "a"`)
	_, err = ParseNPZ(bytes.ReplaceAll(b.Bytes(), []byte("a.npy"), []byte("a.txt")))
	fails(t, err, `holds "a.txt", which is no array`)
}

func TestWriteNPZRefuses(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.npz")
	fails(t, WriteNPZ(path, map[string]Array{"": NewArray(1)}), "can't be the name")
	fails(t, WriteNPZ(path, map[string]Array{"/etc/x": NewArray(1)}), "can't be the name")
	fails(t, WriteNPZ(path, map[string]Array{"u": {Shape: []int{2}, Values: []float64{1}}}), `array "u": field: an array of shape (2,) has 1 values`)
	fails(t, Array{Shape: []int{2}}.WriteNPY(filepath.Join(dir, "a.npy")), "has 0 values")
	leftNothing(t, dir)
	if err := WriteNPZ(path, nil); err != nil {
		t.Fatal(err)
	}
	if got, err := ReadNPZ(path); err != nil || len(got) != 0 {
		t.Errorf("an empty archive: %v, %v", got, err)
	}
}
