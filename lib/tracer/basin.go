package tracer

import (
	"fmt"
	"math"

	"sublunar/lib/field"
)

// Radius of the Earth as a sphere, in m.
const Radius = 6371e3

// Ends says what both ends of an axis are.
type Ends int

const (
	// Wall lets nothing through: the streamfunction is constant along it.
	Wall Ends = iota
	// Open lets water through, as the streamfunction says. What comes in has the concentration that [Transport.Inflow] says; what goes out
	// is what is there. Nothing diffuses through: so the amounts that pass are known, and what leaves makes no layer at the end (Danckwerts 1953,
	// doi:10.1016/0009-2509(53)80001-1).
	Open
	// Periodic ends meet: the axis goes round.
	Periodic
)

// A Basin is a rectangle of even cells, some of them land.
//
// With axes in "degrees_east" and "degrees_north" it lies on a sphere of [Radius], and cells, faces and distances are measured there; with
// any other unit it is a plane, and both axes are in m.
type Basin struct {
	// X and Y are the centres of the cells, ascending in even steps, 2 or more.
	X, Y field.Axis
	// Land says for each cell, [y, x] row-major, that it is no water. Default: none.
	Land []bool
	// EndsX are the western and the eastern end, EndsY the southern and the northern. Default Wall.
	EndsX, EndsY Ends
}

// Box is a plane basin of nx by ny cells, with walls, from 0 to a width and a height in m.
func Box(width, height float64, nx, ny int) Basin {
	return Basin{X: centres("x", "m", 0, width, nx), Y: centres("y", "m", 0, height, ny)}
}

// Region is a basin on the sphere between degrees east and north, with open ends.
func Region(west, east, south, north float64, nx, ny int) Basin {
	return Basin{X: centres("longitude", "degrees_east", west, east, nx), Y: centres("latitude", "degrees_north", south, north, ny), EndsX: Open, EndsY: Open}
}

// BasinOf is a basin with the last two axes of a grid, y and x. Where a value is missing (at any of the times, if time is its first axis) is
// land. Ends are open. Places that are even to a thousandth of a cell, as files in single precision have them, are made even.
func BasinOf(g field.Grid) (Basin, error) {
	if err := g.Check(); err != nil {
		return Basin{}, fmt.Errorf("tracer: %w", err)
	}
	if len(g.Axes) < 2 {
		return Basin{}, fmt.Errorf("tracer: %q has %d axes; a basin needs y and x, the last two", g.Name, len(g.Axes))
	}
	b := Basin{Y: evened(g.Axes[len(g.Axes)-2]), X: evened(g.Axes[len(g.Axes)-1]), EndsX: Open, EndsY: Open}
	b.Land = land(b, g)
	return b, b.Check()
}

func evened(a field.Axis) field.Axis {
	n := a.Len()
	if n < 3 || a.Even() {
		return a
	}
	even := field.Linspace(a.Name, a.Unit, a.Values[0], a.Values[n-1], n)
	for i, v := range even.Values {
		if !(math.Abs(v-a.Values[i]) <= aside*math.Abs(spacing(a))) {
			return a
		}
	}
	return even
}

// aside is how far places may be off the centres of cells, in cells.
const aside = 1e-3

func centres(name, unit string, lo, hi float64, n int) field.Axis {
	half := (hi - lo) / float64(2*max(n, 1))
	return field.Linspace(name, unit, lo+half, hi-half, n)
}

// Shape is the number of cells along y and x.
func (b Basin) Shape() (ny, nx int) { return b.Y.Len(), b.X.Len() }

// Spherical says whether the axes are degrees.
func (b Basin) Spherical() bool { return b.X.Unit == "degrees_east" && b.Y.Unit == "degrees_north" }

// Check returns nil for a basin that can be used; else its error says what to change.
func (b Basin) Check() error {
	for _, a := range []field.Axis{b.Y, b.X} {
		if err := a.Check(); err != nil {
			return fmt.Errorf("tracer: %w", err)
		}
		if a.Len() < 2 || !a.Even() || a.Values[1] < a.Values[0] {
			return fmt.Errorf("tracer: the axis %q must ascend in even steps, 2 or more; those are the centres of cells", a.Name)
		}
	}
	if (b.X.Unit == "degrees_east") != (b.Y.Unit == "degrees_north") {
		return fmt.Errorf("tracer: axes in %q and %q; give degrees_east and degrees_north, or m for both", b.X.Unit, b.Y.Unit)
	}
	for _, e := range []Ends{b.EndsX, b.EndsY} {
		if e < Wall || e > Periodic {
			return fmt.Errorf("tracer: ends of kind %d; give Wall, Open or Periodic", e)
		}
	}
	if b.Spherical() {
		x, y := b.Corners()
		n := b.Y.Len()
		if y.Values[0] < -90-1e-9 || y.Values[n] > 90+1e-9 || b.EndsY == Periodic {
			return fmt.Errorf("tracer: latitudes from %g to %g, ends of cells; keep them in -90 to 90, not periodic", y.Values[0], y.Values[n])
		}
		if poles := max(-y.Values[0], y.Values[n]); poles > 90-1e-9 && b.EndsY != Wall {
			return fmt.Errorf("tracer: the cells end at a pole, where nothing can come in; make EndsY Wall")
		}
		if round := x.Values[b.X.Len()] - x.Values[0]; round > 360+1e-6 {
			return fmt.Errorf("tracer: the cells go round %g degrees of longitude; give 360 at most", round)
		}
	}
	cells := b.X.Len() * b.Y.Len()
	if b.Land != nil && len(b.Land) != cells {
		return fmt.Errorf("tracer: a mask of %d cells for a basin of %d x %d; give Land one for each, [y, x]", len(b.Land), b.Y.Len(), b.X.Len())
	}
	for i := range cells {
		if !b.IsLand(i) {
			return nil
		}
	}
	return fmt.Errorf("tracer: all %d cells are land; a basin needs water (is the mask upside down?)", cells)
}

// IsLand says whether a cell, row-major, is land.
func (b Basin) IsLand(cell int) bool { return b.Land != nil && b.Land[cell] }

// Water says whether the cell in row j and column i is water.
func (b Basin) Water(j, i int) bool { return !b.IsLand(j*b.X.Len() + i) }

// Corners are the corners of cells along x and along y, one more than cells: where the streamfunction stands.
func (b Basin) Corners() (x, y field.Axis) { return corners(b.X), corners(b.Y) }

func corners(a field.Axis) field.Axis {
	n := a.Len()
	first, last := a.Values[0], a.Values[n-1]
	half := (last - first) / float64(2*(n-1))
	return field.Linspace(a.Name, a.Unit, first-half, last+half, n+1)
}

// Cell is the row and the column of the cell that holds a place. ok is false outside; land is inside. Periodic axes go round.
func (b Basin) Cell(x, y float64) (j, i int, ok bool) {
	i, _, okx := place(b.X, b.EndsX, x)
	j, _, oky := place(b.Y, b.EndsY, y)
	return j, i, okx && oky
}

// place is the cell along an axis, and how far into it, from 0 to 1. A place at the upper end is in the last cell.
func place(a field.Axis, ends Ends, v float64) (cell int, within float64, ok bool) {
	n := a.Len()
	at := (v-a.Values[0])/spacing(a) + 0.5
	if ends == Periodic {
		at -= math.Floor(at/float64(n)) * float64(n)
	}
	if !(at >= 0 && at <= float64(n)) {
		return 0, 0, false
	}
	cell = min(int(at), n-1)
	return cell, at - float64(cell), true
}

// around is the cell in a row and a column, counted on round periodic axes. ok is false beyond other ends.
func (b Basin) around(j, i int) (at int, ok bool) {
	ny, nx := b.Y.Len(), b.X.Len()
	if b.EndsX == Periodic {
		i = wrap(i, nx)
	}
	if b.EndsY == Periodic {
		j = wrap(j, ny)
	}
	return j*nx + i, j >= 0 && j < ny && i >= 0 && i < nx
}

// wrap is a number from 0 to n-1 that is a multiple of n away.
func wrap(i, n int) int { return ((i % n) + n) % n }

// spacing of an even axis.
func spacing(a field.Axis) float64 {
	n := a.Len()
	return (a.Values[n-1] - a.Values[0]) / float64(n-1)
}

// Sample is a field of values at the centres of cells; f gets x and y in the axes' units. Land is missing.
func (b Basin) Sample(name, unit string, f func(x, y float64) float64) field.Grid {
	g := b.Grid(name, unit, make([]float64, b.X.Len()*b.Y.Len()))
	for j, y := range b.Y.Values {
		for i, x := range b.X.Values {
			if at := j*b.X.Len() + i; !b.IsLand(at) {
				g.Values[at] = f(x, y)
			}
		}
	}
	return g
}

// Grid dresses cells' values, which it keeps.
func (b Basin) Grid(name, unit string, values []float64) field.Grid {
	return field.Grid{Name: name, Unit: unit, Axes: []field.Axis{b.Y, b.X}, Values: values, Missing: b.Land}
}

// Total is the integral of a field over the water, in its unit times m^2: the amount of tracer for a depth of 1 m.
func (b Basin) Total(c field.Grid) (float64, error) {
	if err := b.Fits(c); err != nil {
		return 0, err
	}
	return b.Integral(c.Values), nil
}

// Integral of cells' values over the water, by Neumaier's sum (doi:10.1002/zamm.19740540106), right to the last bits however many cells.
func (b Basin) Integral(c []float64) float64 {
	area, nx := b.metric().area, b.X.Len()
	sum, lost := 0.0, 0.0
	for i, v := range c {
		if b.IsLand(i) {
			continue
		}
		v *= area[i/nx]
		t := sum + v
		if math.Abs(sum) >= math.Abs(v) {
			lost += sum - t + v
		} else {
			lost += v - t + sum
		}
		sum = t
	}
	return sum + lost
}

// Fits checks that a field lies on the cells.
func (b Basin) Fits(g field.Grid) error {
	if err := g.Check(); err != nil {
		return fmt.Errorf("tracer: %w", err)
	}
	if ny, nx := b.Shape(); len(g.Axes) != 2 || g.Axes[0].Len() != ny || g.Axes[1].Len() != nx {
		return fmt.Errorf("tracer: %q has the shape %v; on this basin it is [%d, %d], y and x", g.Name, g.Shape(), ny, nx)
	}
	for axis, own := range []field.Axis{b.Y, b.X} {
		h := own.Values[1] - own.Values[0]
		for i, v := range g.Axes[axis].Values {
			if math.Abs(v-own.Values[i]) > aside*h {
				return fmt.Errorf("tracer: %q has %g where the basin's axis %q has %g; give it on the cells' centres", g.Name, v, own.Name, own.Values[i])
			}
		}
	}
	return nil
}
