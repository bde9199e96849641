package datasets

import (
	"math"
	"testing"
)

// The published data's starts have 37 times the variance of the paper's.
func TestStartsScaleTheFirstFrames(t *testing.T) {
	size := func(starts float64) float64 {
		h, err := Flows(Flow{Count: 1, Frames: 2, Side: 32, Fine: 32, Starts: starts, Seed: 3})
		if err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		for _, v := range h.Values.Values {
			sum += v * v
		}
		return math.Sqrt(sum / float64(len(h.Values.Values)))
	}
	if f, err := (Flow{}).check(); err != nil || f.Starts != 1 {
		t.Errorf("0 is not the default of 1: %g, %v", f.Starts, err)
	}
	// A unit or two of time on, the forcing has added its own 0.1 each: what is left of the start still grows with it.
	if ratio := size(PublishedStarts) / size(1); ratio < 1.5 || ratio > PublishedStarts {
		t.Errorf("starts %.3g times as large make a frame %.3g times as large", PublishedStarts, ratio)
	}
	if _, err := Flows(Flow{Count: 1, Starts: math.NaN()}); err == nil {
		t.Error("starts of NaN are taken")
	}
	if math.Abs(PublishedStarts-6.086) > 1e-3 {
		t.Error(PublishedStarts)
	}
}
