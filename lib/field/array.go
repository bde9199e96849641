package field

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// NewArray returns an array of zeros. It panics on a negative length, as make does.
func NewArray(shape ...int) Array {
	n, ok := points(shape)
	if !ok {
		panic(fmt.Sprintf("field: an array of shape %v", shape))
	}
	return Array{Shape: slices.Clone(shape), Values: make([]float64, n)}
}

// Len is the length of the first axis, the number of samples; 0 for an array without axes.
func (a Array) Len() int {
	if len(a.Shape) == 0 {
		return 0
	}
	return a.Shape[0]
}

// Check returns nil when no axis has a negative length and there are as many values as the shape
// says.
func (a Array) Check() error {
	if n, ok := points(a.Shape); !ok || n != len(a.Values) {
		return fmt.Errorf("field: an array of shape %s has %d values; make both agree", tuple(a.Shape), len(a.Values))
	}
	return nil
}

// At returns the value at one index for each axis.
func (a Array) At(indices ...int) (float64, error) {
	if err := a.Check(); err != nil {
		return 0, err
	}
	if len(indices) != len(a.Shape) {
		return 0, fmt.Errorf("field: an array of shape %s needs %d indices; %d were given", tuple(a.Shape), len(a.Shape), len(indices))
	}
	at := 0
	for k, i := range indices {
		if i < 0 || i >= a.Shape[k] {
			return 0, fmt.Errorf("field: index %v of an array of shape %s; axis %d has %d points", indices, tuple(a.Shape), k, a.Shape[k])
		}
		at = at*a.Shape[k] + i
	}
	return a.Values[at], nil
}

// Slice returns samples first to last of the first axis, last not included. It shares memory.
func (a Array) Slice(first, last int) (Array, error) {
	if err := a.Check(); err != nil {
		return Array{}, err
	}
	if len(a.Shape) == 0 || first < 0 || last < first || last > a.Shape[0] {
		return Array{}, fmt.Errorf("field: samples [%d, %d) of an array of shape %s; want 0 <= first <= last <= %d",
			first, last, tuple(a.Shape), a.Len())
	}
	return a.slice(first, last), nil
}

// slice is Slice without its checks.
func (a Array) slice(first, last int) Array {
	row, _ := points(a.Shape[1:])
	out := Array{Shape: slices.Clone(a.Shape), Values: a.Values[first*row : last*row : last*row]}
	out.Shape[0] = last - first
	return out
}

// Every keeps each so-many-th point along every axis but the first, which counts samples: fields on a grid become those on a coarser one
// that has points in common with it, the first among them, and the last where step divides their number less one. It is a copy.
func (a Array) Every(step int) (Array, error) {
	if err := a.Check(); err != nil {
		return Array{}, err
	}
	if len(a.Shape) < 2 || step < 1 {
		return Array{}, fmt.Errorf("field: every %d-th point of an array of shape %s; give a step of 1 or more, and [samples, points...]", step, tuple(a.Shape))
	}
	out := Array{Shape: slices.Clone(a.Shape)}
	for k, n := range a.Shape[1:] {
		out.Shape[k+1] = (n + step - 1) / step
	}
	for i, v := range a.Values {
		kept := true
		for k := len(a.Shape) - 1; k > 0 && kept; k-- {
			kept = i%a.Shape[k]%step == 0
			i /= a.Shape[k]
		}
		if kept {
			out.Values = append(out.Values, v)
		}
	}
	return out, nil
}

// Reshape returns the same numbers in another shape. It shares memory.
func (a Array) Reshape(shape ...int) (Array, error) {
	if n, ok := points(shape); !ok || n != len(a.Values) {
		return Array{}, fmt.Errorf("field: %d values of shape %s don't fit the shape %s", len(a.Values), tuple(a.Shape), tuple(shape))
	}
	return Array{Shape: slices.Clone(shape), Values: a.Values}, nil
}

// Axis returns an array with one axis as the points of an Axis. It shares memory.
func (a Array) Axis(name, unit string) (Axis, error) {
	if err := a.Check(); err != nil {
		return Axis{}, err
	}
	if len(a.Shape) != 1 {
		return Axis{}, fmt.Errorf("field: axis %q from an array of shape %s; it needs one axis", name, tuple(a.Shape))
	}
	out := Axis{Name: name, Unit: unit, Values: a.Values}
	return out, out.Check()
}

// Grid lays the array out along axes, one for each axis of the array and as long. NaN becomes
// missing. It shares memory.
func (a Array) Grid(name, unit string, axes ...Axis) (Grid, error) {
	if err := a.Check(); err != nil {
		return Grid{}, err
	}
	if len(axes) != len(a.Shape) {
		return Grid{}, fmt.Errorf("field: grid %q: the array has shape %s but %d axes were given; give %d, in the array's order",
			name, tuple(a.Shape), len(axes), len(a.Shape))
	}
	for k, axis := range axes {
		if axis.Len() != a.Shape[k] {
			return Grid{}, fmt.Errorf("field: grid %q: axis %q has %d points but the array has shape %s, so its axis %d needs %d",
				name, axis.Name, axis.Len(), tuple(a.Shape), k, a.Shape[k])
		}
	}
	g := Grid{Name: name, Unit: unit, Axes: slices.Clone(axes), Values: a.Values}
	if slices.ContainsFunc(a.Values, math.IsNaN) {
		g.Missing = make([]bool, len(a.Values))
		for i, v := range a.Values {
			g.Missing[i] = math.IsNaN(v)
		}
	}
	return g, g.Check()
}

// points is the number of points in a shape: 1 for no axes. ok is false when a length is negative
// or the number passes int.
func points(shape []int) (n int, ok bool) {
	n = 1
	for _, d := range shape {
		if d < 0 {
			return 0, false
		}
	}
	if slices.Contains(shape, 0) {
		return 0, true
	}
	for _, d := range shape {
		if n > math.MaxInt/d {
			return 0, false
		}
		n *= d
	}
	return n, true
}

// tuple writes a shape as numpy does: (3, 4), (3,), ().
func tuple(shape []int) string {
	s := make([]string, len(shape))
	for i, d := range shape {
		s[i] = strconv.Itoa(d)
	}
	if len(s) == 1 {
		return "(" + s[0] + ",)"
	}
	return "(" + strings.Join(s, ", ") + ")"
}

// times writes a shape as a product: 3 x 4.
func times(shape []int) string {
	if len(shape) == 0 {
		return "1"
	}
	s := make([]string, len(shape))
	for i, d := range shape {
		s[i] = strconv.Itoa(d)
	}
	return strings.Join(s, " x ")
}
