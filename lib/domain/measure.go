package domain

import (
	"fmt"
	"math"
)

// A Measure is a length, an area or a volume, with one standard error: 0 where it is exact.
type Measure struct{ Value, Error float64 }

// String is the value, with its error where it has one.
func (m Measure) String() string {
	if m.Error == 0 {
		return fmt.Sprintf("%.6g", m.Value)
	}
	return fmt.Sprintf("%.6g ± %.1g", m.Value, m.Error)
}

func (m Measure) plus(o Measure) Measure {
	return Measure{m.Value + o.Value, math.Hypot(m.Error, o.Error)}
}

// Volume is the measure of the region itself: the length of an interval, the area of a disk, the volume
// of a ball, times the length of time where time is an axis. Of a combination it may be an estimate, by
// 65,536 scrambled Sobol points, the same each time.
func (r Region) Volume() (Measure, error) {
	if err := r.Check(); err != nil {
		return Measure{}, err
	}
	return r.volume(), nil
}

func (r Region) volume() Measure {
	r.found.measured.Do(func() { r.found.volume = r.shape.inside().measure(len(r.shape.axes())) })
	return r.found.volume
}

const (
	repeats = 8 // independent estimates, whose spread is the error
	batch   = 1 << 13
)

// measure is the measure of what is kept of a chart, whose points have d coordinates.
func (c chart) measure(d int) Measure {
	if !math.IsNaN(c.exact) {
		return Measure{Value: c.exact}
	}
	if c.dims == 0 {
		if c.at(nil, make([]float64, d)) {
			return Measure{Value: c.size}
		}
		return Measure{}
	}
	u, p := make([]float64, c.dims), make([]float64, d)
	var shares [repeats]float64
	mean := 0.0
	for k := range shares {
		next := quasi(c.dims, uint64(k))
		for range batch {
			next(u)
			if c.at(u, p) {
				shares[k]++
			}
		}
		shares[k] /= batch
		mean += shares[k] / repeats
	}
	sum := 0.0
	for _, s := range shares {
		sum += (s - mean) * (s - mean)
	}
	if mean == 0 {
		return Measure{}
	}
	// What all of them missed, or all found, may still be one point's worth.
	off := math.Max(math.Sqrt(sum/(repeats*(repeats-1))), 1.0/(repeats*batch))
	return Measure{Value: c.size * mean, Error: c.size * off}
}

// quasi is the sequence that measures are taken with: Sobol's as far as it goes, else Halton's.
func quasi(dims int, stream uint64) func(u []float64) {
	var s Sampler = Sobol{Seed: measureSeed}
	if dims > len(sobolTable)+1 {
		s = Halton{Seed: measureSeed}
	}
	next, err := s.Sequence(dims, batch, stream)
	if err != nil {
		next, _ = Uniform{Seed: measureSeed}.Sequence(dims, batch, stream)
	}
	return next
}

// measureSeed keeps measures from sharing their points with the samples of a small seed.
const measureSeed = 0x6d656173757265

// empty is ErrEmpty where no point of the region is found.
func (r Region) empty() error {
	c, axes := r.shape.inside(), r.shape.axes()
	if c.exact > 0 {
		return nil
	}
	if c.exact == 0 {
		return fmt.Errorf("%w: nothing is left of it; move its parts or make them larger", ErrEmpty)
	}
	u, p := make([]float64, c.dims), make([]float64, len(axes))
	next := quasi(c.dims, 0)
	for range repeats * batch {
		next(u)
		if c.at(u, p) {
			return nil
		}
	}
	return fmt.Errorf("%w: none of %d points of the box around it (%s) lies in it; check what is taken away and what overlaps",
		ErrEmpty, repeats*batch, names(axes))
}
