package field

import (
	"fmt"
	"slices"
)

// Slice returns the grid at one point of the named axis, which goes: a map (y, x) out of a film
// (time, y, x). It is a copy, except along the first axis, where it shares memory.
func (g Grid) Slice(axis string, index int) (Grid, error) {
	if err := g.Check(); err != nil {
		return Grid{}, err
	}
	a, k, err := g.Axis(axis)
	if err != nil {
		return Grid{}, err
	}
	if index < 0 || index >= a.Len() {
		return Grid{}, fmt.Errorf("field: grid %q: index %d along %q; it has %d points, 0 to %d", g.Name, index, axis, a.Len(), a.Len()-1)
	}
	out := g.cut(k, index, index+1)
	out.Axes = slices.Delete(out.Axes, k, k+1)
	return out, nil
}

// SliceAt is Slice at the point of the axis nearest to a value. The value must lie on the axis's
// range: it is not extrapolated.
func (g Grid) SliceAt(axis string, value float64) (Grid, error) {
	if err := g.Check(); err != nil {
		return Grid{}, err
	}
	a, _, err := g.Axis(axis)
	if err != nil {
		return Grid{}, err
	}
	lo, hi := min(a.Values[0], a.Values[a.Len()-1]), max(a.Values[0], a.Values[a.Len()-1])
	if !(value >= lo && value <= hi) {
		return Grid{}, fmt.Errorf("field: grid %q: %s = %g lies outside the axis, which goes from %g to %g", g.Name, axis, value, lo, hi)
	}
	return g.Slice(axis, a.Nearest(value))
}

// Window returns the part of the grid whose points along the named axis lie in [lo, hi], both
// included.
func (g Grid) Window(axis string, lo, hi float64) (Grid, error) {
	if err := g.Check(); err != nil {
		return Grid{}, err
	}
	a, k, err := g.Axis(axis)
	if err != nil {
		return Grid{}, err
	}
	first, last := a.Between(lo, hi)
	if first == last {
		return Grid{}, fmt.Errorf("field: grid %q: no point has %s in [%g, %g]; the axis goes from %g to %g",
			g.Name, axis, lo, hi, a.Values[0], a.Values[a.Len()-1])
	}
	return g.cut(k, first, last), nil
}

// Frames returns the slices at each point of the named axis, in its order: the pictures of a film.
func (g Grid) Frames(axis string) ([]Grid, error) {
	a, _, err := g.Axis(axis)
	if err != nil {
		return nil, err
	}
	frames := make([]Grid, a.Len())
	for i := range frames {
		if frames[i], err = g.Slice(axis, i); err != nil {
			return nil, err
		}
	}
	return frames, nil
}

// Row returns the values along the named axis, at one index for each of the other axes in their
// order, as a series with one column.
func (g Grid) Row(axis string, others ...int) (Series, error) {
	if err := g.Check(); err != nil {
		return Series{}, err
	}
	a, k, err := g.Axis(axis)
	if err != nil {
		return Series{}, err
	}
	if len(others) != len(g.Axes)-1 {
		return Series{}, fmt.Errorf("field: grid %q: a row along %q needs %d indices, one for each other axis of %s; %d were given",
			g.Name, axis, len(g.Axes)-1, quoted(g.names()), len(others))
	}
	indices := slices.Insert(slices.Clone(others), k, 0)
	start, err := g.Index(indices...)
	if err != nil {
		return Series{}, err
	}
	stride, _ := points(g.Shape()[k+1:])
	c := Column{Name: g.Name, Unit: g.Unit, Values: make([]float64, a.Len())}
	if g.Missing != nil {
		c.Missing = make([]bool, a.Len())
	}
	for i := range c.Values {
		c.Values[i] = g.Values[start+i*stride]
		if g.Missing != nil {
			c.Missing[i] = g.Missing[start+i*stride]
		}
	}
	return Series{Axis: a, Columns: []Column{c}}, nil
}

// cut keeps the points first to last of axis k. The grid must pass Check.
func (g Grid) cut(k, first, last int) Grid {
	shape := g.Shape()
	outer, _ := points(shape[:k])
	inner, _ := points(shape[k+1:])
	out := g
	out.Axes = slices.Clone(g.Axes)
	out.Axes[k].Values = g.Axes[k].Values[first:last:last]
	from, to, width := first*inner, last*inner, shape[k]*inner
	if outer == 1 { // the kept points lie side by side: no need to copy a large film
		out.Values = g.Values[from:to:to]
		if g.Missing != nil {
			out.Missing = g.Missing[from:to:to]
		}
		return out
	}
	out.Values, out.Missing = make([]float64, 0, outer*(to-from)), nil
	for i := range outer {
		out.Values = append(out.Values, g.Values[i*width+from:i*width+to]...)
		if g.Missing != nil {
			out.Missing = append(out.Missing, g.Missing[i*width+from:i*width+to]...)
		}
	}
	return out
}
