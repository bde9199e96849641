package field

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestLinspace(t *testing.T) {
	// The ends are exact and a symmetric axis is symmetric, for any n: adding up a step, the
	// obvious way, is neither (checked, so that the test is seen to tell them apart).
	added := false
	for n := 2; n < 300; n++ {
		a := Linspace("x", "m", -0.7, 0.7, n)
		if err := a.Check(); err != nil {
			t.Fatal(err)
		}
		if a.Values[0] != -0.7 || a.Values[n-1] != 0.7 {
			t.Fatalf("n = %d: the ends are %v and %v", n, a.Values[0], a.Values[n-1])
		}
		for i, v := range a.Values {
			if v != -a.Values[n-1-i] {
				t.Fatalf("n = %d: value %d is %v, its mirror %v", n, i, v, a.Values[n-1-i])
			}
		}
		if !a.Even() {
			t.Fatalf("n = %d: not even", n)
		}
		x, step := -0.7, 1.4/float64(n-1)
		for range n - 1 {
			x += step
		}
		added = added || x != 0.7
	}
	if !added {
		t.Error("adding a step up was exact too: the test shows nothing")
	}
	if a := Linspace("x", "", 3, 4, 1); len(a.Values) != 1 || a.Values[0] != 3 {
		t.Errorf("n = 1: %v", a.Values)
	}
	for _, n := range []int{0, -5} {
		if err := Linspace("x", "", 0, 1, n).Check(); err == nil || !strings.Contains(err.Error(), "has no values") {
			t.Errorf("n = %d: %v", n, err)
		}
	}
}

func TestAxisCheck(t *testing.T) {
	big := math.MaxFloat64
	for say, values := range map[string][]float64{
		"":                {-big, 0, big},
		"value 1 is NaN":  {0, math.NaN(), 1},
		"value 0 is -Inf": {math.Inf(-1), 0},
		"value 2 (1) follows 2, but the axis ascends":                {1, 2, 1},
		"value 2 (2) follows 1, but the axis descends":               {3, 1, 2},
		"value 1 (1) follows 1, but the axis must ascend or descend": {1, 1, 2},
	} {
		err := Axis{Name: "t", Values: values}.Check()
		if (say == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), say) {
			t.Errorf("%v: %v; want %q", values, err, say)
		}
	}
}

// Nearest and Between against a search of every value.
func TestAxisSearch(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 500 {
		a := Axis{Values: []float64{r.Float64()}}
		sign := float64(1 - 2*r.IntN(2))
		for range r.IntN(8) {
			a.Values = append(a.Values, a.Values[len(a.Values)-1]+sign*(0.1+r.Float64()))
		}
		v, w := 6*r.Float64()-3, 6*r.Float64()-3
		best := 0
		for i := range a.Values {
			if math.Abs(a.Values[i]-v) < math.Abs(a.Values[best]-v) {
				best = i
			}
		}
		if got := a.Nearest(v); got != best {
			t.Fatalf("nearest to %v in %v: %d, want %d", v, a.Values, got, best)
		}
		first, last := a.Between(v, w)
		for i, x := range a.Values {
			if in := x >= v && x <= w; in != (i >= first && i < last) {
				t.Fatalf("between %v and %v in %v: [%d, %d)", v, w, a.Values, first, last)
			}
		}
	}
	if (Axis{}).Nearest(1) != -1 || Linspace("x", "", 0, 1, 3).Nearest(math.NaN()) != -1 {
		t.Error("nearest in nothing, or to NaN, should be -1")
	}
}

func TestAxisEven(t *testing.T) {
	for i, c := range []struct {
		values []float64
		even   bool
	}{
		{[]float64{0, 1, 2, 3}, true},
		{[]float64{0, 0.1, 0.2, 0.30000000000000004}, true},
		{[]float64{1900, 1900.1, 1900.2}, true},
		{[]float64{0, 1, 2, 3.001}, false},
		{[]float64{1, 10, 100}, false},
		{[]float64{5, 1}, true},
	} {
		if got := (Axis{Values: c.values}).Even(); got != c.even {
			t.Errorf("%d: %v: even is %v", i, c.values, got)
		}
	}
}
