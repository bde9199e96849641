package operator

import (
	"math"
	"strings"
	"testing"

	"sublunar/lib/field"
)

// Over many sets to calibrate with, new samples are inside as often as was asked for. Bands by the samples that the operator was fitted to, of which
// it knows too much, are the control: they are too narrow.
func TestBandsCover(t *testing.T) {
	train := heat(12, 16, Periodic, 1)
	f, err := Fit(small, train, Training{Epochs: 150, Batch: 4, Rate: 1e-2})
	if err != nil {
		t.Fatal(err)
	}
	const sets, each, level = 20, 58, 0.9
	pool, fresh := heat(sets*each, 16, Periodic, 5), heat(400, 16, Periodic, 6)
	for _, share := range []float64{1, 0.9} {
		mean := 0.0
		for k := range sets {
			numbers := make([]int, each)
			for i := range numbers {
				numbers[i] = k*each + i
			}
			part, err := pool.Take(numbers...)
			if err != nil {
				t.Fatal(err)
			}
			bands, err := f.Calibrate(part, level, share)
			if err != nil {
				t.Fatal(err)
			}
			inside, err := bands.Coverage(fresh)
			if err != nil {
				t.Fatal(err)
			}
			mean += inside / sets
		}
		// 29 scores: the mean coverage is 27/30, and that of a set deviates by 0.054, of 20 sets by 0.012.
		if t.Logf("share %g: coverage %.3f", share, mean); math.Abs(mean-0.9) > 0.04 {
			t.Errorf("share %g: %.3f of new samples are inside; 0.9 were asked for", share, mean)
		}
	}
	if bands, err := f.Calibrate(heat(18, 16, Periodic, 1), 0.8, 1); err != nil {
		t.Fatal(err)
	} else if inside, err := bands.Coverage(fresh); err != nil || inside > 0.86 {
		t.Errorf("bands by what was fitted hold %.3f of new samples (%v): this test sees nothing", inside, err)
	}
}

func TestBadBands(t *testing.T) {
	f, err := Fit(small, heat(20, 16, Periodic, 1), Training{Epochs: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		s            Source
		level, share float64
		want         string
	}{
		{heat(20, 16, Periodic, 1), 1, 1, "between 0 and 1"},
		{heat(20, 16, Periodic, 1), 0.9, 0, "share above 0"},
		{heat(10, 16, Periodic, 1), 0.9, 1, "give 18 or more"},
		{field.Samples{}, 0.9, 1, "the calibration set"},
	} {
		if _, err := f.Calibrate(c.s, c.level, c.share); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("want %q, got %v", c.want, err)
		}
	}
	bands, err := f.Calibrate(heat(20, 16, Periodic, 1), 0.9, 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := bands.Coverage(heat(5, 32, Periodic, 1)); err == nil || !strings.Contains(err.Error(), "calibrate on the grid") {
		t.Errorf("got %v", err)
	}
}
