package field_test

import (
	"fmt"
	"strings"
	"testing"

	"sublunar/lib/field"
)

// The corners and the middle of a field of three points a side.
func ExampleArray_Every() {
	a := field.Array{Shape: []int{1, 3, 3}, Values: []float64{1, 2, 3, 4, 5, 6, 7, 8, 9}}
	coarse, err := a.Every(2)
	fmt.Println(coarse.Shape, coarse.Values, err)
	// Output:
	// [1 2 2] [1 3 7 9] <nil>
}

// What is kept is what At finds there.
func TestEvery(t *testing.T) {
	a := field.NewArray(2, 7, 4, 5)
	for i := range a.Values {
		a.Values[i] = float64(i)
	}
	for _, step := range []int{1, 2, 3, 9} {
		out, err := a.Every(step)
		if err != nil {
			t.Fatal(err)
		}
		if err := out.Check(); err != nil {
			t.Fatal(err)
		}
		for s := range out.Shape[0] {
			for i := range out.Shape[1] {
				for j := range out.Shape[2] {
					for k := range out.Shape[3] {
						got, _ := out.At(s, i, j, k)
						want, err := a.At(s, i*step, j*step, k*step)
						if err != nil || got != want {
							t.Fatalf("step %d at %v: %g, want %g (%v)", step, []int{s, i, j, k}, got, want, err)
						}
					}
				}
			}
		}
		if (out.Shape[1]-1)*step > 6 || out.Shape[1]*step < 7 {
			t.Errorf("step %d keeps %d of 7", step, out.Shape[1])
		}
	}
	for _, bad := range []struct {
		a    field.Array
		step int
	}{{a, 0}, {field.NewArray(3), 2}, {field.Array{Shape: []int{2, 2}}, 1}} {
		if _, err := bad.a.Every(bad.step); err == nil || !strings.Contains(err.Error(), "field: ") {
			t.Errorf("every %d-th of %v: %v", bad.step, bad.a.Shape, err)
		}
	}
}
