package domain

import (
	"fmt"
	"slices"
)

// Points are places in a region or on its boundary, n of them with d coordinates.
type Points struct {
	Axes   []string  // [d], the coordinates' names
	Values []float64 // [n, d], row-major
	// Weights [n] add up to the measure of what was sampled: the sum of weight times value is an integral.
	Weights []float64
	// Normals [n, d] are the outward unit normals; nil inside.
	Normals []float64
	// Part [n] is each point's part of the boundary, by its number in Parts; nil inside.
	Part  []int
	Parts []string
	// Measure is that of what was sampled, with one standard error where it is an estimate.
	Measure Measure
}

// Len is the number of points.
func (p Points) Len() int { return len(p.Weights) }

// At is the coordinates of point i. It shares memory with Values.
func (p Points) At(i int) []float64 { return row(p.Values, i, len(p.Axes)) }

// Normal is the outward unit normal at point i, or nil where there is none.
func (p Points) Normal(i int) []float64 {
	if p.Normals == nil {
		return nil
	}
	return row(p.Normals, i, len(p.Axes))
}

// Column is a copy of one coordinate of all points.
func (p Points) Column(axis string) ([]float64, error) {
	k := slices.Index(p.Axes, axis)
	if k < 0 {
		return nil, fmt.Errorf("%w: there is no axis %q; the points have %v", ErrAxis, axis, p.Axes)
	}
	column := make([]float64, p.Len())
	for i := range column {
		column[i] = p.Values[i*len(p.Axes)+k]
	}
	return column, nil
}

// Integral is the sum of weight times value over all points.
func (p Points) Integral(f func(p []float64) float64) float64 {
	sum := 0.0
	for i, w := range p.Weights {
		sum += w * f(p.At(i))
	}
	return sum
}

func row(values []float64, i, d int) []float64 { return values[i*d : (i+1)*d : (i+1)*d] }

func axisNames(axes []Axis) []string {
	s := make([]string, len(axes))
	for i, a := range axes {
		s[i] = a.Name
	}
	return s
}

// patience is how many places in a row may be cut away before there is taken to be no other.
const patience = 1 << 22

// fill writes n points of a chart into values [n, d], going on with the sequence past those cut away.
func (c chart) fill(values []float64, n, d int, how Sampler, stream uint64) error {
	next, err := sequenceOf(how, c.dims, n, stream)
	if err != nil {
		return err
	}
	u := make([]float64, c.dims)
	for i, missed := 0, 0; i < n; {
		next(u)
		if c.at(u, row(values, i, d)) {
			i++
			missed = 0
		} else if missed++; missed == patience {
			return fmt.Errorf("%w: %d places in a row lie outside of what is kept; make it larger", ErrEmpty, patience)
		}
	}
	return nil
}

// Inside returns n points of the region, uniform in it, each with the same weight. A nil sampler means
// Sobol{}. Boxes, disks, balls and ellipses, what is made of them by Product, Over, Translate, Rotate and
// Scale, take exactly n points of the sequence; from others, points outside are left out and the sequence
// goes on.
func (r Region) Inside(n int, how Sampler) (Points, error) {
	if err := r.Check(); err != nil {
		return Points{}, err
	}
	if n < 1 {
		return Points{}, fmt.Errorf("%w: %d points inside; ask for at least one", ErrCount, n)
	}
	axes := r.shape.axes()
	d := len(axes)
	points := Points{Axes: axisNames(axes), Values: make([]float64, n*d), Weights: make([]float64, n), Measure: r.volume()}
	if err := r.shape.inside().fill(points.Values, n, d, how, 0); err != nil {
		return Points{}, err
	}
	for i := range points.Weights {
		points.Weights[i] = points.Measure.Value / float64(n)
	}
	return points, nil
}
