package domain

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
)

// An Axis is a named coordinate and the interval it lies in. Units are the caller's.
type Axis struct {
	Name   string
	Lo, Hi float64
}

// Span is the axis of that name from lo to hi.
func Span(name string, lo, hi float64) Axis { return Axis{Name: name, Lo: lo, Hi: hi} }

func (a Axis) length() float64 { return a.Hi - a.Lo }

// A Region is a bounded closed set of points with named axes. It is made by the functions of this
// package, never changes, and may be used by several goroutines. The zero Region is an error in Check.
type Region struct {
	shape shape
	err   error
	found *found
}

// A shape is what a region is made of. Points have as many coordinates as axes returns.
type shape interface {
	// axes are the names, and the box around the shape.
	axes() []Axis
	// distance is signed, negative inside.
	distance(p []float64) float64
	// normal writes the unit gradient of distance at p.
	normal(p, n []float64)
	// ball is a ball that holds the shape.
	ball() (centre []float64, radius float64)
	// inside is a chart of the shape itself.
	inside() chart
	// faces are the parts of the boundary.
	faces() []face
	// positive is a formula of the coordinates x: positive inside, zero on the boundary, negative
	// outside, with slope one across the boundary.
	positive(b *tape, x []ref) (ref, error)
}

// found is what is worked out once about a region, when it is first asked for.
type found struct {
	checked  sync.Once
	fault    error
	measured sync.Once
	volume   Measure
	surfaced sync.Once
	faces    []face
	areas    []Measure
}

func regionOf(s shape) Region { return Region{shape: s, found: new(found)} }

func faulty(err error) Region { return Region{err: err} }

// Check returns nil where the region makes sense and holds at least one point; else its error says what
// to change. A combination that holds nothing is found out by trying 65,536 points.
func (r Region) Check() error {
	if r.err != nil {
		return r.err
	}
	if r.shape == nil {
		return fmt.Errorf("%w: a Region that nothing was put in; make one with Box, Disk or their like", ErrEmpty)
	}
	r.found.checked.Do(func() { r.found.fault = r.empty() })
	return r.found.fault
}

// Axes are the names of the coordinates, in order, and the box around the region. It is nil for a region
// that is faulty.
func (r Region) Axes() []Axis {
	if r.shape == nil {
		return nil
	}
	return slices.Clone(r.shape.axes())
}

// Dims is the number of axes.
func (r Region) Dims() int { return len(r.Axes()) }

// Axis is the number of the axis of that name, or ErrAxis.
func (r Region) Axis(name string) (int, error) {
	if r.err != nil || r.shape == nil {
		return 0, r.Check()
	}
	return axisOf(r.shape.axes(), name)
}

// Distance is the signed distance of the point to the boundary, negative inside; the package's
// documentation says where it is exact. It is NaN where the point has another number of coordinates or
// a NaN, or the region is faulty.
func (r Region) Distance(p []float64) float64 {
	if r.shape == nil || len(p) != len(r.shape.axes()) || !finite(p...) {
		return math.NaN()
	}
	return r.shape.distance(p)
}

// Contains says whether the point is in the region or on its boundary, to within rounding (1e-12 of the
// region's size). It is false where Distance is NaN.
func (r Region) Contains(p []float64) bool {
	return r.shape != nil && r.Distance(p) <= slack(r.shape)
}

// Outside returns which rows of values, [n, dims] row-major, the region doesn't contain: nil where it
// contains all. It is how data are checked against the region they should lie in.
func (r Region) Outside(values []float64) ([]int, error) {
	if err := r.Check(); err != nil {
		return nil, err
	}
	d := r.Dims()
	if len(values)%d != 0 {
		return nil, fmt.Errorf("%w: %d numbers aren't rows of %d coordinates (%s)", ErrDimension, len(values), d, names(r.shape.axes()))
	}
	var rows []int
	for i := 0; i < len(values); i += d {
		if !r.Contains(values[i : i+d]) {
			rows = append(rows, i/d)
		}
	}
	return rows, nil
}

// Normal is the unit outward normal at a point of the boundary: the gradient of Distance, which it is
// elsewhere too. At an edge or a corner, and wherever two points of the boundary are equally near, it is
// that of one of them. It is nil where Distance is NaN.
func (r Region) Normal(p []float64) []float64 {
	if math.IsNaN(r.Distance(p)) {
		return nil
	}
	n := make([]float64, len(p))
	r.shape.normal(p, n)
	return n
}

// String names the axes with their bounds.
func (r Region) String() string {
	if err := r.Check(); err != nil {
		return err.Error()
	}
	var b strings.Builder
	for i, a := range r.shape.axes() {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%s in [%.4g, %.4g]", a.Name, a.Lo, a.Hi)
	}
	return b.String()
}

// slack is how far from the boundary a point may be and still count as on it.
func slack(s shape) float64 {
	c, radius := s.ball()
	for _, v := range c {
		radius = math.Max(radius, math.Abs(v))
	}
	return 1e-12 * radius
}

func names(axes []Axis) string {
	s := make([]string, len(axes))
	for i, a := range axes {
		s[i] = a.Name
	}
	return strings.Join(s, ", ")
}

func axisOf(axes []Axis, name string) (int, error) {
	for i, a := range axes {
		if a.Name == name {
			return i, nil
		}
	}
	return 0, fmt.Errorf("%w: there is no axis %q; the axes are %s", ErrAxis, name, names(axes))
}

func finite(values ...float64) bool {
	for _, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}
