package datasets

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sublunar/lib/field"
)

var _ source = StoredPairs{}

// What numpy and h5py wrote comes back: whole, and one pair at a time in any order. All of these hold the same ramps.
func TestReadPairs(t *testing.T) {
	for _, c := range []struct {
		path, x, y string
		first      float64 // of x
		stored     bool
	}{{"pairs.npz", "x", "y", 0, true}, {"deflated.npz", "x", "y", 0, false}, {"darcy.hdf5", "nu", "tensor", 1, true}} {
		path := filepath.Join("testdata", c.path)
		s, err := ReadPairs(path, c.x, c.y)
		if err != nil {
			t.Error(err)
			continue
		}
		if err := s.Check(); err != nil || !slices.Equal(s.X.Shape, []int{3, 4, 6}) || !slices.Equal(s.Y.Shape, []int{3, 4, 6}) {
			t.Errorf("%s: %v and %v, %v", c.path, s.X.Shape, s.Y.Shape, err)
		}
		for i := range s.X.Values {
			if s.X.Values[i] != c.first+float64(i) || s.Y.Values[i] != -float64(i) {
				t.Fatalf("%s: pair of values %d is %g and %g", c.path, i, s.X.Values[i], s.Y.Values[i])
			}
		}
		stored, err := OpenPairs(path, c.x, c.y)
		if !c.stored {
			if err == nil || !strings.Contains(err.Error(), "compressed") {
				t.Errorf("%s is compressed: %v", c.path, err)
			}
			continue
		}
		if err != nil {
			t.Error(err)
			continue
		}
		train, test := stored.Split(2)
		x, y := make([]float64, 24), make([]float64, 24)
		for _, at := range []struct {
			of StoredPairs
			i  int
			n  int
		}{{stored, 2, 2}, {stored, 0, 0}, {train, 1, 1}, {test, 0, 2}} {
			if err := at.of.Read(at.i, x, y); err != nil || !slices.Equal(x, s.X.Values[at.n*24:(at.n+1)*24]) || !slices.Equal(y, s.Y.Values[at.n*24:(at.n+1)*24]) {
				t.Errorf("%s: pair %d is %v and %v: %v", c.path, at.i, x, y, err)
			}
		}
		if shape, _ := test.Shapes(); !slices.Equal(shape, []int{1, 4, 6}) || train.Len() != 2 {
			t.Errorf("%s: split into %d and %v", c.path, train.Len(), shape)
		}
		last, err := test.Samples()
		if err != nil || !slices.Equal(last.X.Values, s.X.Values[48:]) {
			t.Errorf("%s: the last pair is %v: %v", c.path, last, err)
		}
		if err := test.Read(1, x, y); err == nil || !strings.Contains(err.Error(), "pair 1; there are 1") {
			t.Errorf("%s: %v", c.path, err)
		}
		if err := test.Read(0, x[:3], y); err == nil || !strings.Contains(err.Error(), "room for 3 and 24") {
			t.Errorf("%s: %v", c.path, err)
		}
	}
}

// Shapes that pair, and what is said of those that don't.
func TestPairShapes(t *testing.T) {
	for _, c := range []struct {
		x, y, wantX, wantY []int
		says               string
	}{
		{x: []int{9, 5}, y: []int{9, 5}, wantX: []int{5}, wantY: []int{5}},
		{x: []int{9, 5, 7}, y: []int{9, 5, 7}, wantX: []int{5, 7}, wantY: []int{5, 7}},
		{x: []int{9, 1, 5, 7}, y: []int{9, 5, 7, 1}, wantX: []int{5, 7}, wantY: []int{5, 7}},
		{x: []int{9, 5, 7, 3}, y: []int{9, 5, 7}, wantX: []int{5, 7, 3}, wantY: []int{5, 7}},
		{x: []int{9, 5, 7, 3}, y: []int{9, 5, 7, 2}, wantX: []int{5, 7, 3}, wantY: []int{5, 7, 2}},
		{x: []int{9, 5, 10}, y: []int{9, 5, 2}, wantX: []int{5, 10}, wantY: []int{5, 2}},
		{x: []int{9, 5}, y: []int{8, 5}, says: "9 samples go in and 8 come out"},
		{x: []int{9}, y: []int{9}, says: "x has shape [9]; expected are [samples, x]"},
		{x: []int{9, 5}, y: []int{9, 6}, says: "on the same points"},
		{x: []int{9, 16, 16}, y: []int{9, 32, 32}, says: "x has shape [9 16 16] and y [9 32 32]"},
		{x: []int{9, 5, 7}, y: []int{9, 6, 7, 2}, says: "on the same points"},
		{x: []int{9, 5}, y: []int{9, 5, 7, 2}, says: "on the same points"},
		{x: []int{0, 5}, y: []int{0, 5}, says: "it is empty"},
		{x: []int{9, 1}, y: []int{9, 1}, says: "expected are"},
	} {
		x, y, err := pairShapes(c.x, c.y)
		if c.says == "" && (err != nil || !slices.Equal(x, c.wantX) || !slices.Equal(y, c.wantY)) || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%v and %v: %v and %v, %v; want %q", c.x, c.y, x, y, err, c.says)
		}
	}
}

func TestBadPairFiles(t *testing.T) {
	folder := t.TempDir()
	write := func(name string, x, y field.Array) string {
		path := filepath.Join(folder, name)
		if err := field.WriteNPZ(path, map[string]field.Array{"x": x, "y": y}); err != nil {
			t.Fatal(err)
		}
		return path
	}
	holes := field.NewArray(4, 5)
	holes.Values[13] = math.NaN()
	hole := write("hole.npz", field.NewArray(4, 5), holes)
	for _, c := range []struct{ path, x, y, says string }{
		{write("sizes.npz", field.NewArray(4, 16, 16), field.NewArray(4, 32, 32)), "x", "y", "on the same points"},
		{write("counts.npz", field.NewArray(4, 5), field.NewArray(3, 5)), "x", "y", "pair them one to one"},
		{write("empty.npz", field.NewArray(0, 5), field.NewArray(0, 5)), "x", "y", "it is empty"},
		{hole, "x", "y", "sample 2 has NaN at value 3"},
		{hole, "x", "z", "there is no array"}, {hole, "x", "", "name the one that goes in"}, {filepath.Join(folder, "none.npz"), "x", "y", "no file"},
		{"testdata/darcy.hdf5", "nu", "x-coordinate", "x-coordinate"}, {"testdata/darcy.hdf5", "a", "b", "a"},
		{"testdata/make.py", "x", "y", "ends in .npz, .h5"},
	} {
		if s, err := ReadPairs(c.path, c.x, c.y); err == nil || !strings.HasPrefix(err.Error(), "datasets: ") || !strings.Contains(err.Error(), c.says) || s.X.Values != nil {
			t.Errorf("%s, %q and %q: %v, want %q", c.path, c.x, c.y, err, c.says)
		}
	}
	stored, err := OpenPairs(hole, "x", "y")
	if err != nil {
		t.Fatal(err)
	}
	x, y := make([]float64, 5), make([]float64, 5)
	if err := stored.Read(1, x, y); err != nil {
		t.Error(err)
	}
	if err := stored.Read(2, x, y); err == nil || !strings.Contains(err.Error(), "sample 2 has NaN") {
		t.Errorf("the hole: %v", err)
	}
	if _, err := (StoredPairs{}).Samples(); err == nil {
		t.Error("no pairs, and no error")
	}
}

// Histories from disk, read as they are asked for or whole, are the same, and cut into the same windows.
func TestReadHistories(t *testing.T) {
	for path, shape := range map[string][]int{"testdata/runs1d.hdf5": {3, 5, 8}, "testdata/runs2d.hdf5": {2, 3, 4, 6}} {
		whole, err := ReadHistories(path)
		if err != nil {
			t.Error(err)
			continue
		}
		if err := whole.Check(); err != nil || !slices.Equal(whole.Values.Shape, shape) {
			t.Errorf("%s: %v, %v", path, whole, err)
		}
		for i, v := range whole.Values.Values {
			if v != float64(i) {
				t.Fatalf("%s: value %d is %g", path, i, v)
			}
		}
		stored, err := OpenHistories(path)
		if err != nil || stored.Check() != nil || stored.Len() != shape[0] || stored.Values.Values != nil {
			t.Errorf("%s: %v, %v", path, stored, err)
			continue
		}
		_, last := stored.Split(shape[0] - 1)
		a, errA := last.Run(0)
		b, errB := whole.Run(shape[0] - 1)
		if errA != nil || errB != nil || !slices.Equal(a.Values, b.Values) || a.Check() != nil {
			t.Errorf("%s: the last run is %v on disk and %v in memory; %v, %v", path, a, b, errA, errB)
		}
		windows, errA := stored.Windows(2, 1)
		others, errB := whole.Windows(2, 1)
		if errA != nil || errB != nil {
			t.Fatal(errA, errB)
		}
		all, errA := windows.Samples()
		want, errB := others.Samples()
		if errA != nil || errB != nil || !slices.Equal(all.X.Values, want.X.Values) || !slices.Equal(all.Y.Values, want.Y.Values) {
			t.Errorf("%s: windows differ on disk and in memory; %v, %v", path, errA, errB)
		}
	}
	if h, err := OpenHistories("testdata/runs1d.hdf5"); err != nil || h.Times.Values[4] != 2 || h.Axes[0].Values[0] != 0.0625 {
		t.Errorf("the axes of %v: %v", h, err)
	}
}

func TestBadHistoryFiles(t *testing.T) {
	for path, says := range map[string]string{
		"testdata/darcy.hdf5": "t-coordinate", "testdata/pairs.npz": "no array u", "testdata/none.hdf5": "no such file", "testdata/make.py": "ends in .npz",
	} {
		if _, err := ReadHistories(path); err == nil || !strings.HasPrefix(err.Error(), "datasets: ") || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %q", path, err, says)
		}
	}
}

func ExampleOpenPairs() {
	pairs, err := OpenPairs("testdata/darcy.hdf5", "nu", "tensor")
	if err != nil {
		fmt.Println(err)
		return
	}
	train, test := pairs.Split(2)
	fmt.Println(train.Shapes())
	x, y := make([]float64, 4*6), make([]float64, 4*6)
	fmt.Println(test.Read(0, x, y), x[0], y[0])
	// Output:
	// [2 4 6] [2 4 6]
	// <nil> 49 -48
}

func ExampleReadHistories() {
	runs, err := ReadHistories("testdata/runs1d.hdf5")
	fmt.Println(runs, err)
	// Output:
	// 3 histories of runs1d
	//   t: 5 points, 0 to 2
	//   x: 8 points, 0.0625 to 0.9375 <nil>
}

func BenchmarkOpenPairs(b *testing.B) {
	path := filepath.Join(b.TempDir(), "pairs.npz")
	if err := field.WriteNPZ(path, map[string]field.Array{"x": field.NewArray(50, 64, 64), "y": field.NewArray(50, 64, 64)}); err != nil {
		b.Fatal(err)
	}
	pairs, err := OpenPairs(path, "x", "y")
	if err != nil {
		b.Fatal(err)
	}
	x, y := make([]float64, 64*64), make([]float64, 64*64)
	i := 0
	b.SetBytes(2 * 64 * 64 * 8)
	for b.Loop() {
		if err := pairs.Read(i*7%50, x, y); err != nil {
			b.Fatal(err)
		}
		i++
	}
}
