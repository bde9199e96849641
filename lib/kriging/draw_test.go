package kriging_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat"

	"sublunar/lib/kriging"
)

func ExampleModel_Draws() {
	var x, values []float64
	for i := range 21 {
		at := float64(i) / 20
		x, values = append(x, at), append(values, math.Sin(2*math.Pi*at))
	}
	m, err := kriging.Fit(x, 1, values, kriging.Settings{})
	if err != nil {
		panic(err)
	}
	draws, err := m.Draws([]float64{0.125, 2}, 100, 1)
	var near, far []float64
	for _, d := range draws {
		near, far = append(near, d[0]), append(far, d[1])
	}
	fmt.Printf("between %.3f in each; far away they differ: %t, %v\n", stat.Mean(near, nil), stat.StdDev(far, nil) > 0.1, err)
	// Output: between 0.707 in each; far away they differ: true, <nil>
}

// Draws have the mean and the deviation of the estimate; those made with no regard to the measurements would not.
func TestDraws(t *testing.T) {
	x, values := wave(60, 0.2, 1)
	m, err := kriging.Fit(x, 2, values, kriging.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	other := []float64{0.5, 5, 0.1, 9, 1.5, 5, 3, 40}
	mean, deviation, err := m.At(other)
	if err != nil {
		t.Fatal(err)
	}
	const n = 2000
	draws, err := m.Draws(other, n, 2)
	if err != nil {
		t.Fatal(err)
	}
	for p := range mean {
		at := make([]float64, n)
		for d := range draws {
			at[d] = draws[d][p]
		}
		if off := math.Abs(stat.Mean(at, nil)-mean[p]) / deviation[p]; off > 4/math.Sqrt(n) {
			t.Errorf("point %d: the draws' mean is off by %.3f deviations", p, off)
		}
		if ratio := stat.StdDev(at, nil) / deviation[p]; math.Abs(ratio-1) > 0.08 {
			t.Errorf("point %d: the draws' deviation is %.3f of the estimate's", p, ratio)
		}
	}
	if !(deviation[0] < 0.5*m.Size) {
		t.Errorf("deviation %.3g of a size of %.3g: the measurements tell nothing, and the test neither", deviation[0], m.Size)
	}
	same, _ := m.Draws(other, 3, 2)
	again, _ := m.Draws(other, 3, 2)
	if same[1][2] != again[1][2] {
		t.Error("the same seed, other draws")
	}
	for _, bad := range [][]float64{nil, {1}, {1, math.NaN()}} {
		if _, err := m.Draws(bad, 3, 1); err == nil || !strings.HasPrefix(err.Error(), "kriging: ") {
			t.Errorf("%v: %v", bad, err)
		}
	}
}

func BenchmarkDraws(b *testing.B) {
	x, values := wave(300, 0.1, 1)
	m, err := kriging.Fit(x, 2, values, kriging.Settings{Sites: 100})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := m.Draws(x, 60, 1); err != nil {
			b.Fatal(err)
		}
	}
}
