package field

import (
	"archive/zip"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Frames of an archive's array are those that ReadNPZ gives, whatever stands before and behind it.
func TestFramesOfNPZ(t *testing.T) {
	path := filepath.Join(t.TempDir(), "film.npz")
	x, y := NewArray(5, 3, 2), NewArray(4, 7)
	for i := range x.Values {
		x.Values[i] = float64(i)
	}
	for i := range y.Values {
		y.Values[i] = -float64(i)
	}
	if err := WriteNPZ(path, map[string]Array{"x": x, "y": y}); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]Array{"x": x, "y": y} {
		frames, err := OpenFrames(path + ":" + name)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(frames.Shape, want.Shape[1:]) || frames.Count != want.Len() {
			t.Errorf("%s: %d frames of %v", name, frames.Count, frames.Shape)
		}
		per := len(want.Values) / want.Len()
		for _, span := range [][2]int{{0, want.Len()}, {1, 2}, {3, 4}, {2, 2}} {
			part, err := frames.Part(span[0], span[1])
			if err != nil {
				t.Fatal(err)
			}
			at := span[0]
			for frame, err := range part {
				if err != nil || !slices.Equal(frame, want.Values[at*per:(at+1)*per]) {
					t.Errorf("%s: frame %d is %v: %v", name, at, frame, err)
				}
				at++
			}
			if at != span[1] {
				t.Errorf("%s: frames %v end at %d", name, span, at)
			}
		}
	}
}

func TestFramesOfNPZRefuse(t *testing.T) {
	folder := t.TempDir()
	two, packed, alone := filepath.Join(folder, "two.npz"), filepath.Join(folder, "packed.npz"), filepath.Join(folder, "alone.npz")
	if err := WriteNPZ(two, map[string]Array{"x": NewArray(3, 2), "v": NewArray(3)}); err != nil {
		t.Fatal(err)
	}
	if err := WriteNPZ(alone, map[string]Array{"x": NewArray(3, 2)}); err != nil {
		t.Fatal(err)
	}
	file, err := os.Create(packed)
	if err != nil {
		t.Fatal(err)
	}
	archive := zip.NewWriter(file)
	entry, err := archive.Create("x.npy")
	if err != nil {
		t.Fatal(err)
	}
	data, err := NewArray(3, 2).NPY()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(entry, strings.NewReader(string(data))); err != nil {
		t.Fatal(err)
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	if frames, err := OpenFrames(alone); err != nil || frames.Count != 3 {
		t.Errorf("the only array: %v", err)
	}
	for path, want := range map[string]string{
		two: "name one after a colon", two + ":z": "there is no array", two + ":v": "has no frames", packed + ":x": "numpy.savez",
		filepath.Join(folder, "none.npz") + ":x": "no such file", "testdata/half.npy:x": "no such file",
	} {
		if _, err := OpenFrames(path); err == nil || !strings.HasPrefix(err.Error(), "field: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", path, err, want)
		}
	}
}
