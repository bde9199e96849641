package datasets

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"sublunar/lib/field"
)

// Starts and first frames are the same on disk and in memory, and hold the numbers of the runs.
func TestStarts(t *testing.T) {
	whole, err := ReadHistories("testdata/runs2d.hdf5") // value i is i
	if err != nil {
		t.Fatal(err)
	}
	stored, err := OpenHistories("testdata/runs2d.hdf5")
	if err != nil {
		t.Fatal(err)
	}
	for name, h := range map[string]Histories{"in memory": whole, "on disk": stored} {
		_, h = h.Split(1)
		x, rest, err := h.Starts(2)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(x.Shape, []int{1, 4, 6, 2}) || !slices.Equal(rest.Shape, []int{1, 1, 4, 6}) {
			t.Fatalf("%s: shapes %v, %v", name, x.Shape, rest.Shape)
		}
		if x.Values[2*7] != 72+7 || x.Values[2*7+1] != 72+24+7 || rest.Values[5] != 72+48+5 {
			t.Errorf("%s: %g, %g, %g", name, x.Values[14], x.Values[15], rest.Values[5])
		}
		short, err := h.Until(2)
		if err != nil || short.Check() != nil || !slices.Equal(short.Values.Shape, []int{1, 2, 4, 6}) || short.Values.Values[47] != 72+47 {
			t.Errorf("%s: %v, %v", name, short, err)
		}
	}
	if whole.Times.Len() != 3 {
		t.Errorf("the histories that were cut from have %d frames now", whole.Times.Len())
	}
	for _, n := range []int{0, 3, -1} {
		if _, _, err := whole.Starts(n); err == nil || !strings.Contains(err.Error(), "leave one") {
			t.Errorf("a start of %d: %v", n, err)
		}
	}
	if _, err := whole.Until(4); err == nil || !strings.Contains(err.Error(), "1 to 3") {
		t.Errorf("got %v", err)
	}
	if _, _, err := (Histories{}).Starts(1); err == nil {
		t.Error("no histories, and no error")
	}
}

func ExampleHistories_Starts() {
	runs := Histories{Name: "u", Times: field.Linspace("t", "", 0, 2, 3), Axes: []field.Axis{field.Linspace("x", "", 0, 1, 2)},
		Values: field.Array{Shape: []int{1, 3, 2}, Values: []float64{1, 2, 3, 4, 5, 6}}}
	x, rest, err := runs.Starts(2)
	fmt.Println(x.Shape, x.Values, rest.Shape, rest.Values, err)
	// Output:
	// [1 2 2] [1 3 2 4] [1 1 2] [5 6] <nil>
}
