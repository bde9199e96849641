package tracer

import (
	"fmt"
	"math"
	"slices"

	"sublunar/lib/field"
)

// Removed is what velocities lost when they became a [Flow], which makes no water and passes no coast.
type Removed struct {
	// Energy is the share of the kinetic energy that the removed part had, 0 to 1.
	Energy float64
	// Divergence is the largest there was in a cell, in 1/s, and RMS its root mean square.
	Divergence, RMS float64
	// Iterations that solving for the streamfunction took, over all times.
	Iterations int
}

func (r Removed) String() string {
	return fmt.Sprintf("%.2g%% of the energy; the divergence was up to %.2g 1/s", 100*r.Energy, r.Divergence)
}

// FromVelocity is the flow nearest to velocities u and v at the centres of a basin's cells, in m/s: [y, x], or [time, y, x]; an axis of one value
// between time and y, such as a depth, doesn't matter. It minimises
//
//	integral over the water of |velocity - flow|^2,  flow = (-psi_y, psi_x)
//
// over streamfunctions that are constant on each coast, each island's constant among what is found: a sparse Poisson equation (the
// projection of Helmholtz and Hodge). Water that goes round an island in the velocities goes round it in the flow.
//
// Where u or v is missing, at any time, is land, if the basin has no mask of its own; else water with missing velocities is an error.
//
// Times may be in s, min, h or days, or count from a date as NetCDF files have it ("days since 1950-01-01"). Those of the flow are in s, and then
// from its first frame: their unit keeps the date ("seconds since 2024-03-01 12:00:00"), and the times of observations are in s since that too.
func FromVelocity(b Basin, u, v field.Grid) (Flow, Removed, error) {
	b, times, err := b.under(u, v)
	if err != nil {
		return Flow{}, Removed{}, err
	}
	f, p := Flow{Basin: b, Times: times}, newProjection(b)
	ny, nx := b.Shape()
	cells := ny * nx
	var all removal
	for frame := range max(1, times.Len()) {
		at := frame * cells
		east, north := b.onFaces(u.Values[at:at+cells], v.Values[at:at+cells])
		psi, err := p.psi(east, north, &all)
		if err != nil {
			return Flow{}, Removed{}, err
		}
		x, y := b.Corners()
		f.Psi = append(f.Psi, field.Grid{Name: "psi", Unit: "m^2/s", Axes: []field.Axis{y, x}, Values: psi})
	}
	return f, all.removed(), f.Check()
}

// Around bends a flow round the coasts of its basin: that of the streamfunction it has, whatever passes them, becomes the nearest one that
// doesn't. It is for formulas that know nothing of islands.
func (f Flow) Around() (Flow, Removed, error) {
	b := f.Basin
	if err := b.Check(); err != nil {
		return Flow{}, Removed{}, err
	}
	ny, nx := b.Shape()
	p := newProjection(b)
	out := Flow{Basin: b, Times: f.Times}
	var all removal
	for _, g := range f.Psi {
		if len(g.Values) != (ny+1)*(nx+1) {
			return Flow{}, Removed{}, fmt.Errorf("tracer: a streamfunction of %d values; it stands at the corners of %d x %d cells, so give [%d, %d]", len(g.Values), ny, nx, ny+1, nx+1)
		}
		east, north := b.fluxes(g.Values)
		psi, err := p.psi(east, north, &all)
		if err != nil {
			return Flow{}, Removed{}, err
		}
		g.Values = psi
		out.Psi = append(out.Psi, g)
	}
	return out, all.removed(), out.Check()
}

// under checks velocities, and gives their basin its land.
func (b Basin) under(u, v field.Grid) (Basin, field.Axis, error) {
	var times field.Axis
	if b.Land == nil {
		b.Land = land(b, u, v)
	}
	if err := b.Check(); err != nil {
		return b, times, err
	}
	for n, g := range []field.Grid{u, v} {
		g = oneLevel(g)
		here := g
		if len(g.Axes) == 3 {
			if err := g.Check(); err != nil {
				return b, times, fmt.Errorf("tracer: %w", err)
			}
			seconds, err := inSeconds(g.Axes[0])
			if err != nil {
				return b, times, err
			}
			if n == 1 && times.Len() > 0 && (seconds.Unit != times.Unit || !slices.Equal(seconds.Values, times.Values)) {
				return b, times, fmt.Errorf("tracer: %q and %q are at other times; give both at the same", u.Name, v.Name)
			}
			times = seconds
			here.Axes, here.Missing = g.Axes[1:], nil
			here.Values = g.Values[:len(g.Values)/max(1, g.Axes[0].Len())]
		}
		if err := b.Fits(here); err != nil {
			return b, times, err
		}
		for i, x := range g.Values {
			if cell := i % len(here.Values); !b.IsLand(cell) && (g.IsMissing(i) || math.IsInf(x, 0)) {
				return b, times, fmt.Errorf("tracer: %q is %g in cell [%d, %d], which is water by the basin's mask; give a velocity there, or mark it as Land", g.Name, x, cell/b.X.Len(), cell%b.X.Len())
			}
		}
	}
	if len(u.Values) != len(v.Values) {
		return b, times, fmt.Errorf("tracer: u has %d values, v %d; give both at the same times and cells", len(u.Values), len(v.Values))
	}
	return b, times, nil
}

// oneLevel is a grid without axes of one value between the first and the last two.
func oneLevel(g field.Grid) field.Grid {
	n := len(g.Axes)
	if n < 4 {
		return g
	}
	axes := []field.Axis{g.Axes[0]}
	for _, a := range g.Axes[1 : n-2] {
		if a.Len() != 1 {
			axes = append(axes, a)
		}
	}
	g.Axes = append(axes, g.Axes[n-2:]...)
	return g
}

// land where one of some grids misses a value at any time; nil where none does.
func land(b Basin, grids ...field.Grid) []bool {
	cells := b.X.Len() * b.Y.Len()
	var mask []bool
	for _, g := range grids {
		for i := range g.Values {
			if g.IsMissing(i) && cells > 0 {
				if mask == nil {
					mask = make([]bool, cells)
				}
				mask[i%cells] = true
			}
		}
	}
	return mask
}

// onFaces are the fluxes of velocities at centres: their mean of both sides, at open ends that inside.
func (b Basin) onFaces(u, v []float64) (east, north []float64) {
	ny, nx := b.Shape()
	m := b.metric()
	wetX, wetY := b.faces()
	east, north = make([]float64, ny*(nx+1)), make([]float64, (ny+1)*nx)
	mean := func(v []float64, low, high int, lowIn, highIn bool) float64 {
		switch {
		case !lowIn:
			return v[high]
		case !highIn:
			return v[low]
		}
		return (v[low] + v[high]) / 2
	}
	for j := range ny {
		for i := range nx + 1 {
			if wetX[j*(nx+1)+i] {
				round := b.EndsX == Periodic
				east[j*(nx+1)+i] = m.east * mean(u, j*nx+(i+nx-1)%nx, j*nx+i%nx, round || i > 0, round || i < nx)
			}
		}
	}
	for j := range ny + 1 {
		for i := range nx {
			if wetY[j*nx+i] {
				round := b.EndsY == Periodic
				north[j*nx+i] = m.north[j] * mean(v, (j+ny-1)%ny*nx+i, j%ny*nx+i, round || j > 0, round || j < ny)
			}
		}
	}
	return east, north
}
