package field

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// Frames of whatever archive are what ReadNPZ makes of it, or an error: never more, and never a panic.
func FuzzFramesOfNPZ(f *testing.F) {
	for _, name := range []string{"stored.npz", "deflated.npz", "mixed.npz"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	path := filepath.Join(f.TempDir(), "x.npz")
	if err := WriteNPZ(path, map[string]Array{"x": NewArray(3, 2)}); err != nil {
		f.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "a.npz")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		frames, err := OpenFrames(path + ":x")
		if err != nil {
			return
		}
		var all []float64
		for frame, err := range frames.All() {
			if err != nil {
				return
			}
			all = append(all, frame...)
		}
		// The archive's check sum may be wrong where its numbers aren't.
		if whole, err := ParseNPZ(data, "x"); err == nil && !slices.EqualFunc(all, whole["x"].Values, func(a, b float64) bool { return a == b || a != a && b != b }) {
			t.Fatalf("%d numbers by frames, and others whole", len(all))
		}
	})
}
