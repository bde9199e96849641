package operator

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sublunar/lib/field"
)

// What is loaded predicts the same numbers, bit by bit.
func TestSave(t *testing.T) {
	f, err := Fit(small, heat(20, 16, Periodic, 1), Training{Epochs: 1})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "fno.npz")
	if err := f.Save(path); err != nil {
		t.Fatal(err)
	}
	g, err := Load(path, small)
	if err != nil {
		t.Fatal(err)
	}
	x := heat(3, 24, Periodic, 2).X
	a, err := f.Predict(x)
	if err != nil {
		t.Fatal(err)
	}
	b, err := g.Predict(x)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(a.Values, b.Values) || !slices.Equal(a.Shape, b.Shape) {
		t.Errorf("apart by %g", furthest(a.Values, b.Values))
	}
	if _, err := Load(path, FNO{Modes: []int{4}, Channels: 9, Layers: 1}); err == nil || !strings.Contains(err.Error(), "the operator that it was of") {
		t.Errorf("another operator: %v", err)
	}
	other := filepath.Join(t.TempDir(), "other.npz")
	if err := field.WriteNPZ(other, map[string]field.Array{"shape": field.NewArray(3)}); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(other, small); err == nil || !strings.Contains(err.Error(), "a file that Save wrote") {
		t.Errorf("another file: %v", err)
	}
}
