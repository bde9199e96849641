package datasets_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"sublunar/datasets"
)

func ExampleLorenzModes() {
	l, err := datasets.LorenzModes(datasets.Starts{Count: 20, Seed: 1})
	fmt.Println(len(l.Seen), "runs of", l.Seen[0].Len(), "samples by", len(l.Seen[0].Columns), "sensors", err)
	fmt.Println(l.Coefficients["y'"]["x z"])
	// Output:
	// 20 runs of 250 samples by 128 sensors <nil>
	// -40
}

// The rates are those of what is seen, by central differences of a run with short steps.
func TestLorenzModesRates(t *testing.T) {
	const step = 1e-4
	l, err := datasets.LorenzModes(datasets.Starts{Count: 2, Samples: 50, Step: step, Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	for run, seen := range l.Seen {
		for i, c := range seen.Columns {
			for at := 1; at < seen.Len()-1; at++ {
				want := (c.Values[at+1] - c.Values[at-1]) / (2 * step)
				if got := l.Rates[run].Columns[i].Values[at]; math.Abs(got-want) > 1e-3*(1+math.Abs(want)) {
					t.Fatalf("run %d, %s: the rate is %g, by differences %g", run, c.Name, got, want)
				}
			}
		}
	}
}

// Six patterns hold all that is seen, and no five do. At the middle of the line P_1, P_3 and P_5 are 0, so that x - z/2 + 3/8 y^3 is
// seen there.
func TestLorenzModesPatterns(t *testing.T) {
	l, err := datasets.LorenzModes(datasets.Starts{Count: 30, Seed: 2})
	if err != nil {
		t.Fatal(err)
	}
	rows := mat.NewDense(30*250, 128, nil)
	for run, seen := range l.Seen {
		truth := l.Truth[run].Columns
		for at := range seen.Len() {
			for i, c := range seen.Columns {
				rows.Set(run*250+at, i, c.Values[at])
			}
			x, y, z := truth[0].Values[at], truth[1].Values[at], truth[2].Values[at]
			middle := (seen.Columns[63].Values[at] + seen.Columns[64].Values[at]) / 2
			if want := x - z/2 + 3./8*y*y*y; math.Abs(middle-want) > 1e-3*(1+math.Abs(want)) {
				t.Fatalf("at the middle %g is seen, want %g", middle, want)
			}
		}
	}
	var svd mat.SVD
	if !svd.Factorize(rows, mat.SVDNone) {
		t.Fatal("no singular values")
	}
	s := svd.Values(nil)
	if s[5] < 1e-3*s[0] || s[6] > 1e-12*s[0] {
		t.Errorf("singular values %g", s[:8])
	}
}

// Runs start in the box, or around it; noise has the size that was asked for, and the same seed gives the same.
func TestLorenzModesStarts(t *testing.T) {
	inside := func(x, y, z float64) bool {
		return math.Abs(40*x) <= 36 && math.Abs(40*y) <= 48 && math.Abs(40*z-25) <= 41
	}
	for _, outside := range []bool{false, true} {
		s := datasets.Starts{Count: 40, Samples: 3, Seed: 4, Outside: outside}
		clean, err := datasets.LorenzModes(s)
		if err != nil {
			t.Fatal(err)
		}
		for i, run := range clean.Truth {
			c := run.Columns
			if inside(c[0].Values[0], c[1].Values[0], c[2].Values[0]) == outside {
				t.Errorf("outside %v: run %d starts at %g, %g, %g", outside, i, c[0].Values[0], c[1].Values[0], c[2].Values[0])
			}
		}
		s.Noise = 0.01
		noisy, _ := datasets.LorenzModes(s)
		again, _ := datasets.LorenzModes(s)
		sum, n := 0.0, 0.0
		for i, run := range noisy.Seen {
			for k, c := range run.Columns {
				for at, v := range c.Values {
					if v != again.Seen[i].Columns[k].Values[at] {
						t.Fatal("the same seed gave other values")
					}
					sum, n = sum+math.Pow(v-clean.Seen[i].Columns[k].Values[at], 2), n+1
				}
			}
		}
		if size := math.Sqrt(sum / n); math.Abs(size-0.01) > 5e-4 {
			t.Errorf("noise of 0.01 has a deviation of %g", size)
		}
	}
}

func TestBadStarts(t *testing.T) {
	for _, c := range []datasets.Starts{{Count: -1}, {Samples: 1}, {Step: -1}, {Step: math.Inf(1)}, {Noise: -1}, {Noise: math.NaN()}} {
		l, err := datasets.LorenzModes(c)
		if err == nil || !strings.HasPrefix(err.Error(), "datasets: ") || !strings.Contains(err.Error(), "give 1 run or more") || l.Seen != nil {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func BenchmarkLorenzModes(b *testing.B) {
	for b.Loop() {
		if _, err := datasets.LorenzModes(datasets.Starts{Count: 10}); err != nil {
			b.Fatal(err)
		}
	}
}
