package datasets

import (
	"bytes"
	"encoding/gob"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sublunar/lib/field"
)

// ramp is an array of 0, 1, 2 and so on.
func ramp(shape ...int) field.Array {
	a := field.NewArray(shape...)
	for i := range a.Values {
		a.Values[i] = float64(i)
	}
	return a
}

func column(values ...float64) field.Array {
	return field.Array{Shape: []int{len(values)}, Values: values}
}

// A .npz is read as an HDF5 file is, on disk and whole, with its axes or without.
func TestHistoriesOfNPZ(t *testing.T) {
	for name, c := range map[string]struct {
		arrays map[string]field.Array
		t1, x1 float64 // the second of either axis
		says   string
	}{
		"with axes":     {map[string]field.Array{"u": ramp(3, 4, 5), "t": column(0, 2, 4, 6), "x": column(0, 3, 6, 9, 12)}, 2, 3, ""},
		"without":       {map[string]field.Array{"u": ramp(3, 4, 5)}, 1, 0.2, ""},
		"PDEBench's":    {map[string]field.Array{"tensor": ramp(3, 4, 5), "t-coordinate": column(0, 2, 4, 6, 8)}, 2, 0.2, ""},
		"a plane":       {map[string]field.Array{"u": ramp(3, 4, 5, 6), "y": column(0, 1, 2, 3, 4, 5)}, 1, 0.2, ""},
		"other names":   {map[string]field.Array{"v": ramp(3, 4, 5)}, 0, 0, "no array u"},
		"too few axes":  {map[string]field.Array{"u": ramp(3, 4)}, 0, 0, "expected is [runs, frames, x]"},
		"a wrong axis":  {map[string]field.Array{"u": ramp(3, 4, 5), "x": column(0, 1)}, 0, 0, "expected are 5"},
		"not ascending": {map[string]field.Array{"u": ramp(3, 4, 5), "x": column(0, 1, 1, 2, 3)}, 0, 0, "x"},
		"a hole":        {map[string]field.Array{"u": {Shape: []int{1, 2, 2}, Values: []float64{0, 1, math.NaN(), 2}}}, 0, 0, "NaN"},
	} {
		path := filepath.Join(t.TempDir(), "runs.npz")
		if err := field.WriteNPZ(path, c.arrays); err != nil {
			t.Fatal(err)
		}
		h, err := ReadHistories(path)
		if c.says != "" {
			if err == nil || !strings.HasPrefix(err.Error(), "datasets: ") || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%s: %v, want %q", name, err, c.says)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if h.Name != "runs" || h.Times.Values[1] != c.t1 || h.Axes[0].Values[1] != c.x1 || h.Values.Values[7] != 7 || h.Times.Len() != 4 {
			t.Errorf("%s: %v", name, h)
		}
		stored, err := OpenHistories(path)
		if err != nil || stored.Values.Values != nil {
			t.Errorf("%s: %v, %v", name, stored, err)
			continue
		}
		a, errA := stored.Run(2)
		b, errB := h.Run(2)
		if errA != nil || errB != nil || !slices.Equal(a.Values, b.Values) {
			t.Errorf("%s: on disk and in memory differ: %v, %v", name, errA, errB)
		}
	}
}

// What numpy compressed is read whole.
func TestHistoriesOfCompressedNPZ(t *testing.T) {
	h, err := readWholeHistories("testdata/deflated.npz")
	if err == nil || !strings.Contains(err.Error(), "there is x, y") {
		t.Errorf("%v, %v", h, err)
	}
	path := filepath.Join(t.TempDir(), "runs.npz")
	if err := field.WriteNPZ(path, map[string]field.Array{"u": ramp(3, 4, 5), "t": column(0, 2, 4, 6)}); err != nil {
		t.Fatal(err)
	}
	whole, err := readWholeHistories(path)
	if err != nil {
		t.Fatal(err)
	}
	if h, err = ReadHistories(path); err != nil || !slices.Equal(h.Values.Values, whole.Values.Values) || !slices.Equal(h.Times.Values, whole.Times.Values) {
		t.Errorf("%v and %v, %v", h, whole, err)
	}
}

// Histories in memory are the same after gob; those on disk say why they can't be.
func TestHistoriesByGob(t *testing.T) {
	h, err := ReadHistories("testdata/runs2d.hdf5")
	if err != nil {
		t.Fatal(err)
	}
	_, h = h.Split(1)
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(h); err != nil {
		t.Fatal(err)
	}
	var back Histories
	if err := gob.NewDecoder(&b).Decode(&back); err != nil {
		t.Fatal(err)
	}
	if back.String() != h.String() || !slices.Equal(back.Values.Values, h.Values.Values) || back.Check() != nil {
		t.Errorf("%v, want %v", back, h)
	}
	stored, err := OpenHistories("testdata/runs2d.hdf5")
	if err != nil {
		t.Fatal(err)
	}
	if err := gob.NewEncoder(&b).Encode(stored); err == nil || !strings.Contains(err.Error(), "stay on disk") {
		t.Errorf("histories on disk: %v", err)
	}
}
