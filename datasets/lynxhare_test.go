package datasets_test

import (
	"fmt"
	"math"
	"testing"

	"sublunar/datasets"
)

// Sums made from Carpenter's (2018) own table. The second is weighted by place, 1 for 1900 to 21 for
// 1920, so that two numbers that changed places show as well as one mistyped.
func TestLynxHare(t *testing.T) {
	s := datasets.LynxHare()
	if err := s.Check(); err != nil {
		t.Fatal(err)
	}
	if s.Len() != 21 || s.Axis.Values[0] != 1900 || s.Axis.Values[20] != 1920 || !s.Axis.Even() || s.Axis.Label() != "time (yr)" {
		t.Errorf("the axis is %s", s.Axis)
	}
	for _, c := range []struct {
		name           string
		sum, byPlace   float64
		least, largest float64
	}{
		{"hare", 715.7, 6838.5, 7.6, 77.4},
		{"lynx", 423.5, 4605.9, 4, 59.4},
	} {
		col, err := s.Column(c.name)
		if err != nil {
			t.Fatal(err)
		}
		var sum, byPlace float64
		for i, v := range col.Values {
			sum += v
			byPlace += v * float64(i+1)
		}
		if math.Abs(sum-c.sum) > 1e-9 || math.Abs(byPlace-c.byPlace) > 1e-9 {
			t.Errorf("%s sums to %g and by place to %g, want %g and %g", c.name, sum, byPlace, c.sum, c.byPlace)
		}
		if lo, hi, _ := col.Range(); col.Unit != "thousand pelts" || lo != c.least || hi != c.largest {
			t.Errorf("%s, want %g to %g thousand pelts", col, c.least, c.largest)
		}
	}
}

// Each call gives its own copy: one reader's change is not another's data.
func TestLynxHareIsACopy(t *testing.T) {
	a := datasets.LynxHare()
	a.Columns[0].Values[0] = -1
	if datasets.LynxHare().Columns[0].Values[0] != 30 {
		t.Error("a change to one copy shows in the next")
	}
}

func ExampleLynxHare() {
	fmt.Println(datasets.LynxHare())
	// Output:
	// 2 columns over time (yr): 21 points, 1900 to 1920
	//   hare (thousand pelts)  7.6 to 77.4
	//   lynx (thousand pelts)  4 to 59.4
}

func BenchmarkLynxHare(b *testing.B) {
	for b.Loop() {
		datasets.LynxHare()
	}
}
