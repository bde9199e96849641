package tracer

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"sync"

	"sublunar/lib/field"
)

// Drifters are particles that the water carries, and that wander as the diffusivity has it:
//
//	dx = u dt + sqrt(2 Diffusivity) dW
//
// so their density follows the same law as a concentration. Between wanderings they follow the flow by Runge-Kutta's scheme of fourth order;
// the flow is that of [Flow.At], whose lines keep to the coasts. A step of wandering that would end on land, or beyond a wall, is reflected
// at the faces of cells. With it a density that is even stays even.
type Drifters struct {
	Flow Flow
	// Diffusivity in m^2/s. Default 0: they follow the water.
	Diffusivity float64
	// Step is the longest to take, in s. Default: that in which the fastest water crosses half a cell, and a standard deviation of
	// wandering half of one.
	Step float64
	// Seed of the wandering. Each particle has its own stream, so how many there are and who computes them changes nothing.
	Seed uint64
	// Workers that share the particles. Default: as many as there are processors.
	Workers int
}

// Tracks are the places of particles at times.
type Tracks struct {
	Times field.Axis
	// X and Y are [particle, time], in the axes' units; NaN after a particle has left through an open end. A periodic axis is counted on: a
	// particle that goes round it twice is two lengths away.
	X, Y field.Array
}

// Drift takes particles that are at places x and y at the first of times, ascending, on to the last.
func (d Drifters) Drift(x, y []float64, times field.Axis) (Tracks, error) {
	if err := d.check(x, y, times); err != nil {
		return Tracks{}, err
	}
	n, frames := len(x), times.Len()
	out := Tracks{Times: times, X: field.NewArray(n, frames), Y: field.NewArray(n, frames)}
	walker := newWalker(d)
	workers := cmp.Or(d.Workers, runtime.GOMAXPROCS(0))
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for k := w; k < n; k += workers {
				walker.track(x[k], y[k], times.Values, rand.New(rand.NewPCG(d.Seed, uint64(k))), out.X.Values[k*frames:][:frames], out.Y.Values[k*frames:][:frames])
			}
		})
	}
	group.Wait()
	return out, nil
}

func (d Drifters) check(x, y []float64, times field.Axis) error {
	if err := d.Flow.Check(); err != nil {
		return err
	}
	if err := times.Check(); err != nil {
		return fmt.Errorf("tracer: %w", err)
	}
	if n := times.Len(); n > 1 && times.Values[0] > times.Values[1] {
		return fmt.Errorf("tracer: the times descend; give them from the earliest on")
	}
	if err := d.Flow.Known(times.Values[0], times.Values[times.Len()-1]); err != nil {
		return err
	}
	if !(d.Diffusivity >= 0) || math.IsInf(d.Diffusivity, 0) || !(d.Step >= 0) || math.IsInf(d.Step, 0) || d.Workers < 0 {
		return fmt.Errorf("tracer: drifters with a diffusivity of %g, steps of %g and %d workers; give finite numbers, 0 or more", d.Diffusivity, d.Step, d.Workers)
	}
	if len(x) != len(y) || len(x) == 0 {
		return fmt.Errorf("tracer: %d places along x and %d along y; give one of each for each particle", len(x), len(y))
	}
	for k := range x {
		if j, i, ok := d.Flow.Basin.Cell(x[k], y[k]); !ok || !d.Flow.Basin.Water(j, i) {
			return fmt.Errorf("tracer: particle %d at %g, %g is on land or outside the basin; put it on water", k, x[k], y[k])
		}
	}
	return nil
}

// Scatter puts particles at random evenly over the water, by area.
func (b Basin) Scatter(count int, seed uint64) (x, y []float64, err error) {
	if err := b.Check(); err != nil {
		return nil, nil, err
	}
	r := rand.New(rand.NewPCG(seed, 0))
	xc, yc := b.Corners()
	ny, nx := b.Shape()
	west, width := xc.Values[0], xc.Values[nx]-xc.Values[0]
	south, north := yc.Values[0], yc.Values[ny]
	for len(x) < count {
		px, py := west+width*r.Float64(), south+(north-south)*r.Float64()
		if b.Spherical() { // even in the sine of the latitude
			const degree = math.Pi / 180
			lo, hi := math.Sin(south*degree), math.Sin(north*degree)
			py = math.Asin(lo+(hi-lo)*(py-south)/(north-south)) / degree
		}
		if j, i, ok := b.Cell(px, py); ok && b.Water(j, i) {
			x, y = append(x, px), append(y, py)
		}
	}
	return x, y, nil
}

// Density of particles at one of the times of their tracks: an amount of 1 for each over the area of its cell.
func (t Tracks) Density(b Basin, frame int) (field.Grid, error) {
	if err := b.Check(); err != nil {
		return field.Grid{}, err
	}
	if frame < 0 || frame >= t.Times.Len() {
		return field.Grid{}, fmt.Errorf("tracer: frame %d of tracks at %d times; give 0 to %d", frame, t.Times.Len(), t.Times.Len()-1)
	}
	_, nx := b.Shape()
	area := b.metric().area
	g := b.Grid("density", "1/m^2", make([]float64, len(b.X.Values)*len(b.Y.Values)))
	for k := range t.X.Len() {
		at := k*t.Times.Len() + frame
		if j, i, ok := b.Cell(t.X.Values[at], t.Y.Values[at]); ok {
			g.Values[j*nx+i] += 1 / area[j]
		}
	}
	return g, nil
}

// Series is the track of one particle: columns x and y over time.
func (t Tracks) Series(particle int) field.Series {
	n := t.Times.Len()
	return field.Series{Axis: t.Times, Columns: []field.Column{
		{Name: "x", Values: t.X.Values[particle*n:][:n]}, {Name: "y", Values: t.Y.Values[particle*n:][:n]},
	}}
}
