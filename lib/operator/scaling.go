package operator

import (
	"fmt"
	"math"
)

// A scaling takes each channel to mean 0 and deviation 1, over all points of the training data: numbers that don't know the grid, nor the
// test data.
type scaling struct {
	Mean, Deviation []float64
}

// running gathers the moments of channels, one sample after another, by Welford's method.
type running struct {
	n        float64
	mean, m2 []float64
}

func newRunning(channels int) *running {
	return &running{mean: make([]float64, channels), m2: make([]float64, channels)}
}

func (r *running) add(values []float64) {
	c := len(r.mean)
	for i := 0; i < len(values); i += c {
		r.n++
		for j, v := range values[i : i+c] {
			d := v - r.mean[j]
			r.mean[j] += d / r.n
			r.m2[j] += d * (v - r.mean[j])
		}
	}
}

// scaling that was found; a channel that never changes keeps its size.
func (r *running) scaling(name string) (scaling, error) {
	s := scaling{Mean: r.mean, Deviation: make([]float64, len(r.mean))}
	for j := range s.Mean {
		s.Deviation[j] = math.Sqrt(r.m2[j] / r.n)
		if math.IsNaN(s.Deviation[j]) || math.IsInf(s.Deviation[j], 0) {
			return s, fmt.Errorf("operator: channel %d of %s holds numbers that aren't finite", j, name)
		}
		if s.Deviation[j] <= 1e-12*math.Abs(s.Mean[j]) {
			s.Deviation[j] = 1
		}
	}
	return s, nil
}

// apply scales values [points, channels].
func (s scaling) apply(values []float64) []float64 {
	c := len(s.Mean)
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = (v - s.Mean[i%c]) / s.Deviation[i%c]
	}
	return out
}
