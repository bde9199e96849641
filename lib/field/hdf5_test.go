package field

import (
	"fmt"
	"strings"
	"testing"
)

const fixtures = "internal/hdf5/testdata/"

// What h5py wrote, in files of the oldest and a newer format, are the numbers that it was given.
func TestReadHDF5(t *testing.T) {
	for _, file := range []string{"earliest.h5", "latest.h5"} {
		all, err := ReadHDF5(fixtures+file, "types/f/be_f8", "/types/f/le_f2", "types/i/be_i2", "types/i/le_i1", "types/u/le_u8", "b/shuffled")
		if err != nil {
			t.Fatal(err)
		}
		for name, a := range all {
			if fmt.Sprint(a.Shape) != "[7 5 3]" {
				t.Errorf("%s: %s has the shape %v", file, name, a.Shape)
			}
			for i, v := range a.Values {
				if v != float64(i) {
					t.Fatalf("%s: %s holds %g at %d", file, name, v, i)
				}
			}
		}
		bools, err := ReadHDF5(fixtures+file, "a/bool")
		if err != nil || bools["a/bool"].Values[3] != 1 || bools["a/bool"].Values[4] != 0 {
			t.Errorf("%s: booleans are %v (%v)", file, bools, err)
		}
	}
	every, err := ReadHDF5(fixtures + "earliest.h5")
	if err != nil || len(every) != 22 { // all but lzf, text and records
		t.Errorf("%d datasets of numbers (%v)", len(every), err)
	}
	for path, want := range map[string]string{fixtures + "make.py": "no HDF5 file", "nowhere.h5": "no such file"} {
		if _, err := ReadHDF5(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one with %q", path, err, want)
		}
	}
	if _, err := ReadHDF5(fixtures+"earliest.h5", "c/text"); err == nil || !strings.Contains(err.Error(), "text") {
		t.Error(err)
	}
}

func TestFramesOfHDF5(t *testing.T) {
	frames, err := OpenFrames(fixtures + "earliest.h5:/b/gzip")
	if err != nil {
		t.Fatal(err)
	}
	part, err := frames.Part(3, 6)
	if err != nil {
		t.Fatal(err)
	}
	at := 3
	for frame, err := range part {
		if err != nil || frame[14] != float64(at*15+14) {
			t.Errorf("frame %d ends with %v (%v)", at, frame, err)
		}
		at++
	}
	if at != 6 || frames.Count != 7 || fmt.Sprint(frames.Shape) != "[5 3]" {
		t.Errorf("%d frames of %v; the last is %d", frames.Count, frames.Shape, at-1)
	}
	for path, want := range map[string]string{
		"earliest.h5": "name one after a colon", "earliest.h5:a/vector": "first axis", "latest.h5:/c/growing": "h5repack", "none.h5": "no such",
	} {
		if _, err := OpenFrames(fixtures + path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one with %q", path, err, want)
		}
	}
}

func ExampleReadHDF5() {
	all, err := ReadHDF5("internal/hdf5/testdata/earliest.h5", "/b/gzip")
	if err != nil {
		panic(err)
	}
	fmt.Println(all["/b/gzip"].Shape, all["/b/gzip"].Values[:3])
	// Output: [7 5 3] [0 1 2]
}
