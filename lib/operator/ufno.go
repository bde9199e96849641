package operator

import (
	"fmt"
	"math"
	"slices"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/layers/activation"
)

// UFNO is a U-shaped Fourier neural operator (Rahman, Ross and Azizzadenesheli 2023, https://openreview.net/forum?id=j3oQF9coJd): layers of an [FNO]
// on the grid, and on ones with half the points, with twice the channels and half the modes, down Levels and up again, with what a level held on
// the way down beside what comes up. Deep layers are cheap, and see wide.
//
// A field goes up to more points by linear interpolation at their true places, and down to fewer by means of that, so that a coarser grid holds the same function
// whatever the grid was: unlike [UNet]'s, its weights don't know how far apart points are.
type UFNO struct {
	// Modes kept along each axis at the finest level, as in [FNO]; each coarser one has half, rounded up. Good values: 4 to 24.
	Modes []int
	// Channels at the finest level; each coarser one has twice as many. Default: 16. Good values: 8 to 32.
	Channels int
	// Levels below the finest. Default: 2.
	Levels int
	// Grid says where the points lie. Default: Periodic.
	Grid Grid
	// Extend is how much longer the periodic box of the modes is than the domain, as a share of it. Default: 0 on a Periodic grid, else 1/4.
	Extend float64
}

// Dims is how many axes the grid has.
func (u UFNO) Dims() int { return len(u.Modes) }

func (u UFNO) grid() Grid { return u.Grid }

// Check looks at the settings.
func (u UFNO) Check(s Shape) error {
	if u.Channels < 0 || u.Levels < 0 {
		return fmt.Errorf("operator: UFNO of %d channels and %d levels; give positive numbers, or 0 for the defaults", u.Channels, u.Levels)
	}
	u = u.filled()
	if err := u.level(0).Check(s); err != nil {
		return err
	}
	for a, n := range u.points(s.Points, u.Levels-1) {
		if n < 3 {
			return fmt.Errorf("operator: UFNO of %d levels, on %d points along axis %d: nothing is left to halve; give fewer Levels", u.Levels, s.Points[a], a)
		}
	}
	return nil
}

func (u UFNO) filled() UFNO {
	if u.Channels == 0 {
		u.Channels = 16
	}
	if u.Levels == 0 {
		u.Levels = 2
	}
	return u
}

// level is the FNO of which a level has a layer.
func (u UFNO) level(i int) FNO {
	f := FNO{Modes: slices.Clone(u.Modes), Channels: u.Channels << i, Grid: u.Grid, Extend: u.Extend}
	for range i {
		for a, m := range f.Modes {
			f.Modes[a] = (m + 1) / 2
		}
	}
	return f.filled()
}

// points of a level's grid.
func (u UFNO) points(finest []int, level int) []int {
	points := slices.Clone(finest)
	for range level {
		for a, n := range points {
			if u.Grid == Ends { // both ends stay
				points[a] = n/2 + 1
			} else {
				points[a] = (n + 1) / 2
			}
		}
	}
	return points
}

// Apply builds the operator.
func (u UFNO) Apply(w *Weights, x *Node, outputs int) *Node {
	u = u.filled()
	if u.Grid != Periodic {
		x = u.Grid.coordinates(x)
	}
	finest := x.Shape().Dimensions[1 : x.Rank()-1]
	layer := func(name string, level int, v *Node) *Node {
		f := u.level(level)
		return f.layer(w, name, v, nil)
	}
	v := w.Dense("lift", pointsFirst(x), u.Channels)
	var down []*Node
	for i := range u.Levels {
		v = layer(fmt.Sprintf("down %d", i+1), i, v)
		down = append(down, v)
		v = u.Grid.moved(v, u.points(finest, i+1))
		v = w.Dense(fmt.Sprintf("down %d to more channels", i+1), v, u.Channels<<(i+1))
	}
	v = layer("bottom", u.Levels, v)
	for i := u.Levels - 1; i >= 0; i-- {
		v = w.Dense(fmt.Sprintf("up %d to fewer channels", i+1), v, u.Channels<<i)
		v = Concatenate([]*Node{down[i], u.Grid.moved(v, u.points(finest, i))}, -1)
		v = w.Dense(fmt.Sprintf("up %d joined", i+1), v, u.Channels<<i)
		v = layer(fmt.Sprintf("up %d", i+1), i, v)
	}
	return batchFirst(w.Dense("project", activation.Gelu(w.Dense("widen", v, 2*u.Channels)), outputs))
}

// moved is a field [points..., batch, channels] on a grid of other points.
func (g Grid) moved(v *Node, points []int) *Node {
	lead := 1
	dims := slices.Clone(v.Shape().Dimensions)
	for a, n := range points {
		if n != dims[a] {
			v = times(g.resampling(dims[a], n), v, lead)
		}
		dims[a] = n
		lead *= n
	}
	return Reshape(v, dims...)
}

// resampling takes n points of an axis to others, [others, n]: to more by linear interpolation, to fewer by means of that over the distance of the new points, but
// on walls, where the value is the wall's. Either leaves linear fields as they are.
func (g Grid) resampling(n, others int) *tensors.Tensor {
	m := make([]float64, others*n)
	const parts = 16 // of a mean
	for i := range others {
		place, count := g.place(i, others), 1
		if others < n && !(g == Ends && (i == 0 || i == others-1)) {
			count = parts
		}
		for k := range count {
			share := (float64(k)+0.5)/float64(count) - 0.5
			g.between(place+share*g.step(others), n, func(j int, weight float64) { m[i*n+j] += weight / float64(count) })
		}
	}
	return tensors.FromFlatDataAndDimensions(m, others, n)
}

// between gives the weights of linear interpolation at a place among n points, and of extrapolation past the outermost ones of Centres.
func (g Grid) between(place float64, n int, use func(j int, weight float64)) {
	if n == 1 {
		use(0, 1)
		return
	}
	at := (place - g.place(0, n)) / g.step(n)
	low := math.Floor(at)
	if g != Periodic {
		low = min(max(low, 0), float64(n-2))
	}
	j := (int(low) + n) % n
	use(j, 1-(at-low))
	use((j+1)%n, at-low)
}
