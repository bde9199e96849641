package domain

import "fmt"

// Vanishing is a formula that is zero on this part of the boundary, positive elsewhere in the region,
// and has slope one across the boundary, so that near it it is the distance. It is smooth inside. Where
// parts meet, at edges and corners, it is zero, but its value is 0/0 exactly there and its second
// derivatives grow: keep points of the inside off them, as samples are with probability one. Where two
// operands of a union share a stretch of boundary its slope there is between 1/2 and 3/2.
//
// For an interval it is (x - lo)(hi - x)/(hi - lo), for a ball (R^2 - |x - c|^2)/2R. It is ErrFormula
// where a test of points (Where) cut a part, and for a union with a polygon that isn't convex.
func (b Boundary) Vanishing() (Formula, error) {
	if len(b.faces) == 0 {
		return Formula{}, fmt.Errorf("%w: a Boundary that nothing was put in; get one from Region.Boundary", ErrPart)
	}
	if b.cut {
		return Formula{}, fmt.Errorf("%w for parts of a boundary that are chosen by a test of their points; choose whole parts, with At, On or Named", ErrFormula)
	}
	t := new(tape)
	x := make([]ref, b.region.Dims())
	for i := range x {
		x[i] = t.axis(i)
	}
	var all ref
	for i, f := range b.faces {
		g, err := f.zero(t, x, inside)
		if err != nil {
			return Formula{}, err
		}
		if i == 0 {
			all = g
		} else {
			all = t.either(all, g)
		}
	}
	return Formula{axes: axisNames(b.region.Axes()), steps: t.upTo(all)}, nil
}
