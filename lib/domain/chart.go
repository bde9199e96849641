package domain

import "math"

// A chart is a map from the unit cube onto a set of points, that keeps ratios of measure: where u is
// uniform in the cube, the points are uniform. Some images may be cut away.
type chart struct {
	dims int     // of the cube
	size float64 // measure of the image of the whole cube
	// exact is the measure of what is kept; NaN where it isn't known.
	exact float64
	// at writes the image of u, kept or not, and says whether it is kept.
	at func(u, p []float64) bool
}

// whole is a chart of which nothing is cut.
func whole(dims int, size float64, at func(u, p []float64)) chart {
	return chart{dims: dims, size: size, exact: size, at: func(u, p []float64) bool { at(u, p); return true }}
}

// cut keeps of a chart only the points that pass.
func (c chart) cut(keep func(p []float64) bool) chart {
	at := c.at
	return chart{dims: c.dims, size: c.size, exact: math.NaN(), at: func(u, p []float64) bool { return at(u, p) && keep(p) }}
}

// of returns the chart with a known measure of what is kept.
func (c chart) of(exact float64) chart { c.exact = exact; return c }

// A place is where a face's formula has to be positive off the face.
type place int

const (
	inside  place = iota // in the shape
	outside              // out of the shape
	// aloneInside is in the shape, and wherever else the face's plane, or the like, goes on.
	aloneInside
)

// A face is a part of a boundary.
type face struct {
	chart
	// name says which part it is; of the shape it came from, owners[0], and of all that that one is part of.
	name   string
	owners []shape
	// normal writes the outward unit normal at a point of the face.
	normal func(p, n []float64)
	// zero is a formula of the coordinates x that vanishes on the face, with slope one across it.
	zero func(b *tape, x []ref, in place) (ref, error)
}

// boxChart is the chart of a box around a shape, of which the shape is kept.
func boxChart(s shape) chart {
	axes := s.axes()
	size := 1.0
	for _, a := range axes {
		size *= a.length()
	}
	return whole(len(axes), size, func(u, p []float64) {
		for i, a := range axes {
			p[i] = a.Lo + u[i]*a.length()
		}
	}).cut(func(p []float64) bool { return s.distance(p) <= 0 })
}

// boundingBall is the ball around the box around a shape.
func boundingBall(axes []Axis) (centre []float64, radius float64) {
	centre = make([]float64, len(axes))
	for i, a := range axes {
		centre[i] = (a.Lo + a.Hi) / 2
		radius = math.Hypot(radius, a.length()/2)
	}
	return centre, radius
}
