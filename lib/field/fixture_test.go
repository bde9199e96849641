package field

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// sameBits says whether two numbers are equal, NaN to NaN and -0 only to -0.
func sameBits(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(x, y float64) bool {
		return math.Float64bits(x) == math.Float64bits(y) || math.IsNaN(x) && math.IsNaN(y)
	})
}

// ramp is 0, 1, ... 23 less an offset: numpy's arange(24).reshape(2, 3, 4) - offset.
func ramp(offset float64) Array {
	a := NewArray(2, 3, 4)
	for i := range a.Values {
		a.Values[i] = float64(i) - offset
	}
	return a
}

// The files in testdata were written by numpy (testdata/make.py), so what they read as is settled
// by another hand than the reader's.
func TestReadNPYOfNumpy(t *testing.T) {
	threes := ramp(0)
	for i := range threes.Values {
		threes.Values[i] = 0
		if i%3 == 0 {
			threes.Values[i] = 1
		}
	}
	want := map[string]Array{
		"bool":    threes,
		"fortran": ramp(12), "fortran_be_f4": ramp(12), "version2": ramp(12), "version3": ramp(12),
		"scalar":  {Shape: []int{}, Values: []float64{2.5}},
		"empty":   {Shape: []int{0, 3}, Values: []float64{}},
		"special": {Shape: []int{6}, Values: []float64{math.NaN(), math.Inf(1), math.Inf(-1), math.Copysign(0, -1), 5e-324, math.MaxFloat64}},
		// The values that half precision rounds to, as numpy prints them.
		"half": {Shape: []int{9}, Values: []float64{0, 1, -2, 65504, 0x1p-24, 0.00006097555160522461, math.Inf(1), math.NaN(), 0.333251953125}},
	}
	for _, name := range []string{"f2", "f4", "f8", "i1", "i2", "i4", "i8"} {
		want["le_"+name] = ramp(12)
		if name != "i1" {
			want["be_"+name] = ramp(12)
		}
	}
	for _, name := range []string{"u1", "u2", "u4", "u8"} {
		want["le_"+name] = ramp(0)
	}
	for name, w := range want {
		got, err := ReadNPY(filepath.Join("testdata", name+".npy"))
		if err != nil {
			t.Error(err)
			continue
		}
		if !slices.Equal(got.Shape, w.Shape) || !sameBits(got.Values, w.Values) {
			t.Errorf("%s: got shape %v, %v, want %v, %v", name, got.Shape, got.Values, w.Shape, w.Values)
		}
	}
}

func TestReadNPYRefuses(t *testing.T) {
	for name, say := range map[string]string{
		"complex":  "a.real and a.imag",
		"text":     "holds text",
		"dates":    "timedelta64",
		"objects":  "pickled Python objects",
		"records":  "records (a structured dtype)",
		"big_int":  "the integer at place 1 is near 9007199254740992",
		"max_uint": "the integer at place 0",
		"nosuch":   "there is no file",
	} {
		_, err := ReadNPY(filepath.Join("testdata", name+".npy"))
		if err == nil || !strings.Contains(err.Error(), say) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: the error is %v; want one that says %q", name, err, say)
		}
	}
	if _, err := ReadNPY("testdata"); err == nil || !strings.Contains(err.Error(), "is a folder") {
		t.Errorf("reading a folder: %v", err)
	}
}

func TestReadNPZOfNumpy(t *testing.T) {
	for _, name := range []string{"stored", "deflated"} {
		got, err := ReadNPZ(filepath.Join("testdata", name+".npz"))
		if err != nil {
			t.Fatal(err)
		}
		if len(got) != 3 || !sameBits(got["u"].Values, ramp(12).Values) || !slices.Equal(got["u"].Shape, []int{2, 3, 4}) ||
			!sameBits(got["x"].Values, []float64{0, 0.25, 0.5, 0.75, 1}) ||
			len(got["n"].Shape) != 0 || !sameBits(got["n"].Values, []float64{7}) {
			t.Errorf("%s: got %v", name, got)
		}
	}
	path := filepath.Join("testdata", "mixed.npz")
	if _, err := ReadNPZ(path); err == nil || !strings.Contains(err.Error(), `array "label": it holds text`) ||
		!strings.Contains(err.Error(), `read others by name: there is "label", "x"`) {
		t.Errorf("an archive with text: %v", err)
	}
	if got, err := ReadNPZ(path, "x", "x"); err != nil || len(got) != 1 || got["x"].Len() != 5 {
		t.Errorf("reading x alone: %v, %v", got, err)
	}
	if _, err := ReadNPZ(path, "y"); err == nil || !strings.Contains(err.Error(), `there is no array "y"; there is "label", "x"`) {
		t.Errorf("a name that isn't there: %v", err)
	}
	if _, err := ReadNPZ(filepath.Join("testdata", "scalar.npy")); err == nil || !strings.Contains(err.Error(), "ReadNPY") {
		t.Errorf("an npy read as npz: %v", err)
	}
	if _, err := ReadNPY(path); err == nil || !strings.Contains(err.Error(), "ReadNPZ") {
		t.Errorf("an npz read as npy: %v", err)
	}
}

// Headers that lie must cost neither a crash nor memory: each of these claims more than it has.
func TestReadNPYHostile(t *testing.T) {
	build := func(dict string) []byte {
		return append([]byte(npyMagic+"\x01\x00"+string([]byte{byte(len(dict)), byte(len(dict) >> 8)})), dict...)
	}
	for dict, say := range map[string]string{
		"{'descr': '<f8', 'fortran_order': False, 'shape': (1152921504606846976,), }":   "cut short",
		"{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296), }": "cut short",
		"{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,), }":  "no length of an axis",
		"{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }":                    "no length of an axis",
		"{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4}":                      "no )",
		"{'descr': '<f8', 'fortran_order': Perhaps, 'shape': (3,), }":                   "no False",
		"{'descr': '<f8', 'shape': (3,), }":                                             "no fortran_order",
		"{'descr': '<f8', 'descr': '<f4', 'fortran_order': False, 'shape': (3,), }":     "twice",
		"{'descr': '<f8', 'fortran_order': False, 'shape': (3,), 'more': 1}":            "unknown key",
		"{'descr': '<f8, 'fortran_order': False, 'shape': (3,), }":                      "header is damaged",
		"{'descr': '', 'fortran_order': False, 'shape': (3,), }":                        "not known",
		"{'descr': '<f16', 'fortran_order': False, 'shape': (3,), }":                    "extended floats",
		"{'descr': '<', 'fortran_order': False, 'shape': (3,), }":                       "not known",
		"": "header is damaged",
		"{'descr': '<f8', 'fortran_order': False, 'shape': (" + strings.Repeat("1, ", 65) + "), }": "more than 64 axes",
		"{'descr': '<f8', 'fortran_order': False, 'shape': (), } import os":                        "after its end",
	} {
		if _, err := ParseNPY(build(dict)); err == nil || !strings.Contains(err.Error(), say) {
			t.Errorf("%s: the error is %v; want one that says %q", dict, err, say)
		}
	}
	whole, err := os.ReadFile("testdata/fortran.npy")
	if err != nil {
		t.Fatal(err)
	}
	for n := range whole { // no prefix of a file is taken for the file
		if _, err := ParseNPY(whole[:n]); err == nil {
			t.Fatalf("the first %d of %d bytes read as an array", n, len(whole))
		}
	}
	if _, err := ParseNPY(append(whole, 0)); err == nil || !strings.Contains(err.Error(), "1 bytes follow") {
		t.Errorf("a byte too many: %v", err)
	}
}
