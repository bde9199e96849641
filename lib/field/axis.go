package field

import (
	"fmt"
	"math"
	"sort"
)

// Linspace returns an axis of n evenly spaced values from lo to hi, both included exactly. With
// n = 1 it holds lo; with n < 1 nothing, which [Axis.Check] reports.
func Linspace(name, unit string, lo, hi float64, n int) Axis {
	a := Axis{Name: name, Unit: unit, Values: make([]float64, max(n, 0))}
	for i := range a.Values {
		// From both ends, so that the last value is hi and not hi plus a rounding error, and so
		// that a symmetric axis is symmetric bit for bit.
		if t := float64(i) / float64(n-1); n == 1 || t < 0.5 {
			a.Values[i] = lo + t*(hi-lo)
		} else {
			a.Values[i] = hi - float64(n-1-i)/float64(n-1)*(hi-lo)
		}
	}
	if n == 1 {
		a.Values[0] = lo
	}
	return a
}

// Len is the number of points along the axis.
func (a Axis) Len() int { return len(a.Values) }

// Label is the name with its unit as it stands on a figure: "time (yr)".
func (a Axis) Label() string { return label(a.Name, a.Unit) }

// Check returns nil when the axis has values, all finite, and strictly ascending or descending.
// Otherwise its error says which value is wrong. A missing unit is no error: see
// [Series.Warnings].
func (a Axis) Check() error {
	if len(a.Values) == 0 {
		return fmt.Errorf("field: axis %q has no values; give it one for each point", a.Name)
	}
	if i := a.fault(); i >= 0 {
		v := a.Values[i]
		if !finite(v) {
			return fmt.Errorf("field: axis %q: value %d is %g; an axis holds finite numbers only, so leave that point out",
				a.Name, i, v)
		}
		return fmt.Errorf("field: axis %q: value %d (%g) follows %g, but the axis %s; sort the points along it and keep one of each",
			a.Name, i, v, a.Values[i-1], a.direction())
	}
	return nil
}

// fault is the index of the first value that breaks the rule of Check, or -1.
func (a Axis) fault() int {
	for i, v := range a.Values {
		if !finite(v) {
			return i
		}
		if i == 0 {
			continue
		}
		// The first two points set the direction; comparing differences would overflow at the
		// ends of float64.
		up := a.Values[1] > a.Values[0]
		if v == a.Values[i-1] || (v > a.Values[i-1]) != up {
			return i
		}
	}
	return -1
}

func (a Axis) direction() string {
	if len(a.Values) < 2 || a.Values[1] > a.Values[0] {
		return "ascends"
	}
	if a.Values[1] == a.Values[0] {
		return "must ascend or descend"
	}
	return "descends"
}

// Nearest is the index of the value nearest to v; of two equally near, the first. The axis must
// pass Check. It is -1 for an empty axis or a NaN.
func (a Axis) Nearest(v float64) int {
	n := len(a.Values)
	if n == 0 || math.IsNaN(v) {
		return -1
	}
	down := n > 1 && a.Values[1] < a.Values[0]
	i := sort.Search(n, func(i int) bool {
		if down {
			return a.Values[i] <= v
		}
		return a.Values[i] >= v
	})
	switch {
	case i == 0:
		return 0
	case i == n:
		return n - 1
	case math.Abs(v-a.Values[i-1]) <= math.Abs(a.Values[i]-v):
		return i - 1
	}
	return i
}

// Between returns the half-open range of indices whose values lie in [lo, hi], both included.
// Where there is none, or lo > hi, first equals last.
func (a Axis) Between(lo, hi float64) (first, last int) {
	for first < len(a.Values) && !(a.Values[first] >= lo && a.Values[first] <= hi) {
		first++
	}
	last = first
	for last < len(a.Values) && a.Values[last] >= lo && a.Values[last] <= hi {
		last++
	}
	if first == last {
		return 0, 0
	}
	return first, last
}

// Even says whether the values are evenly spaced, to within rounding of the values themselves.
// Transforms need that. Fewer than three points are even.
func (a Axis) Even() bool {
	n := len(a.Values)
	if n < 3 {
		return true
	}
	first, last := a.Values[0], a.Values[n-1]
	step := (last - first) / float64(n-1)
	// A value written with all its digits is off by half a unit in the last place; four of them
	// leave room for an axis that was itself computed, by addition or by division.
	slack := 4 * 0x1p-52 * math.Max(math.Abs(first), math.Abs(last))
	for i, v := range a.Values {
		if math.Abs(v-(first+float64(i)*step)) > slack+1e-9*math.Abs(step) {
			return false
		}
	}
	return true
}

// Array returns the axis values as an array with one axis. It shares the axis's memory.
func (a Axis) Array() Array { return Array{Shape: []int{len(a.Values)}, Values: a.Values} }

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
