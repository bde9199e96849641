package pde

import (
	"fmt"
	"math"
	"slices"

	"github.com/gomlx/compute"

	"sublunar/lib/field"
	"sublunar/lib/spectral"
)

// Settings of Solve. The zero value works for times that are close enough together.
type Settings struct {
	// Step is the longest to take. Each time between two frames is cut into equal steps no longer. Default: one step a frame. Good
	// values stand with each equation; halve it, and see how little the result changes.
	Step float64
	// Route of the transforms. Default: the backend's FFT, where it has one.
	Route spectral.Route
	// Observe hears of each frame: its time, and the root mean square of each field. An error returned stops the work.
	Observe func(field.Progress) error
}

// Solve integrates an equation from an initial state, one grid for each of the equation's fields in its order, all on the same
// periodic axes: see [Periodic]. The initial state is that at the first of the times, which ascend.
//
// The result has for each field a grid with the times as its first axis, under the names and units of the initial grids. Where
// Observe stops it, or the solution runs out of the finite numbers, the frames until then come with the error.
func Solve(engine compute.Backend, e Equation, initial []field.Grid, times field.Axis, s Settings) ([]field.Grid, error) {
	box, err := together(e, initial)
	if err != nil {
		return nil, err
	}
	box.Route = s.Route
	if err := s.check(times); err != nil {
		return nil, err
	}
	r, err := start(engine, e, box, initial)
	if err != nil {
		return nil, err
	}
	frames := make([][]float64, len(initial))
	for i, g := range initial {
		frames[i] = slices.Grow(slices.Clone(g.Values), (times.Len()-1)*len(g.Values))
	}
	spans := spans(times)
	for frame := 1; ; frame++ {
		if err = s.report(frame, times, initial, frames); err != nil || frame == times.Len() {
			break
		}
		span, steps := spans[frame-1], s.steps(spans[frame-1])
		now, failed := r.advance(span, steps)
		if failed != nil {
			return nil, failed
		}
		if err = finite(now, initial, times.Values[frame], span/float64(steps)); err != nil {
			break
		}
		for i := range frames {
			frames[i] = append(frames[i], now[i]...)
		}
	}
	r.close()
	out := make([]field.Grid, len(initial))
	for i, g := range initial {
		done := times
		done.Values = times.Values[:len(frames[i])/len(g.Values)]
		out[i] = field.Grid{Name: g.Name, Unit: g.Unit, Axes: append([]field.Axis{done}, g.Axes...), Values: frames[i]}
	}
	return out, err
}

func (s Settings) check(times field.Axis) error {
	if err := times.Check(); err != nil {
		return fmt.Errorf("pde: %w", err)
	}
	if times.Len() > 1 && times.Values[1] < times.Values[0] {
		return fmt.Errorf("pde: the times descend; give them from the earliest on")
	}
	if !(s.Step >= 0) || math.IsInf(s.Step, 0) {
		return fmt.Errorf("pde: a step of %g; give a positive one, or 0 for one a frame", s.Step)
	}
	return nil
}

// steps into which a span of time is cut. A step that fits but for rounding fits.
func (s Settings) steps(span float64) int {
	if s.Step == 0 {
		return 1
	}
	return max(1, int(math.Ceil(span/s.Step*(1-1e-9))))
}

// spans are the times between frames. Even ones are made equal to the last bit, for each different span is compiled anew.
func spans(times field.Axis) []float64 {
	spans, even := make([]float64, times.Len()-1), times.Even()
	for i := range spans {
		spans[i] = times.Values[i+1] - times.Values[i]
		if even {
			spans[i] = (times.Values[len(spans)] - times.Values[0]) / float64(len(spans))
		}
	}
	return spans
}

// report tells of a frame.
func (s Settings) report(frame int, times field.Axis, initial []field.Grid, frames [][]float64) error {
	if s.Observe == nil {
		return nil
	}
	p := field.Progress{Step: frame, Total: times.Len(), Values: []field.Value{{Name: times.Name, Value: times.Values[frame-1]}}}
	for i, g := range initial {
		n := len(g.Values)
		sum := 0.0
		for _, v := range frames[i][(frame-1)*n:] {
			sum += v * v
		}
		p.Values = append(p.Values, field.Value{Name: "rms " + g.Name, Value: math.Sqrt(sum / float64(n))})
	}
	if err := s.Observe(p); err != nil {
		return fmt.Errorf("pde: stopped at %s = %g: %w", times.Name, times.Values[frame-1], err)
	}
	return nil
}

func finite(now [][]float64, fields []field.Grid, t, step float64) error {
	for i, values := range now {
		for _, v := range values {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Errorf("pde: %q left the finite numbers before %g; take a shorter Step (now %g), or more points", fields[i].Name, t, step)
			}
		}
	}
	return nil
}
