package tracer

import (
	"fmt"
	"math"
)

// A Current is a velocity measured at a place and a time, such as what carried a float from one fix to the next.
type Current struct {
	X, Y, Time float64
	// U eastward and V northward in m/s, and the standard deviation of the error of each.
	U, V, Deviation float64
	Platform        int
}

// Check refuses what can't have been measured in a basin. number is its place in the list, for errors.
func (c Current) Check(b Basin, number int) error {
	o := Observation{X: c.X, Y: c.Y, Time: c.Time, Value: c.U, Deviation: c.Deviation}
	if err := o.Check(b, number); err != nil {
		return fmt.Errorf("%w (among the currents)", err)
	}
	o.Value = c.V
	if err := o.Check(b, number); err != nil {
		return fmt.Errorf("%w (among the currents)", err)
	}
	return nil
}

// Currents are the mean velocities along a drifter's path, between fixes at times in s that follow one another: at the middle of each two.
// deviation is that of a fix in m along each axis; random is the diffusivity in m^2/s of what shakes the drifter between fixes and isn't
// the current that is looked for, and adds a deviation of sqrt(2 random/interval). Fixes more than longest seconds apart say nothing of the
// places between, and are left out.
func (b Basin) Currents(platform int, times, x, y []float64, deviation, random, longest float64) ([]Current, error) {
	if len(x) != len(times) || len(y) != len(times) {
		return nil, fmt.Errorf("tracer: a path of %d times with %d and %d places; give one each", len(times), len(x), len(y))
	}
	var out []Current
	for k := 1; k < len(times); k++ {
		dt := times[k] - times[k-1]
		if !(dt > 0) {
			return nil, fmt.Errorf("tracer: fix %d of platform %d comes at time %g, after %g; give them in order", k, platform, times[k], times[k-1])
		}
		if dt > longest {
			continue
		}
		dx, dy := shorter(x[k]-x[k-1], b.EndsX, b.X.Values), y[k]-y[k-1]
		mx, my := x[k-1]+dx/2, y[k-1]+dy/2
		if j, i, ok := b.Cell(mx, my); !ok || !b.Water(j, i) { // round a cape
			continue
		}
		out = append(out, Current{X: mx, Y: my, Time: times[k-1] + dt/2, Platform: platform, U: dx * b.MetresEast(my) / dt, V: dy * b.MetresNorth() / dt,
			Deviation: math.Sqrt(2*deviation*deviation/(dt*dt) + 2*random/dt)})
	}
	return out, nil
}
