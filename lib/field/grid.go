package field

import (
	"fmt"
	"math"
	"slices"
)

// Shape is the number of points along each axis.
func (g Grid) Shape() []int {
	shape := make([]int, len(g.Axes))
	for i, a := range g.Axes {
		shape[i] = len(a.Values)
	}
	return shape
}

// Label is the name with its unit as it stands on a figure: "temperature (K)".
func (g Grid) Label() string { return label(g.Name, g.Unit) }

// Check returns nil when each axis is sound, no name comes twice, and there is one value for each
// point. Otherwise its error says what to change. NaN is no error: it counts as missing.
func (g Grid) Check() error {
	seen := map[string]bool{}
	for _, a := range g.Axes {
		if err := a.Check(); err != nil {
			return err
		}
		if seen[a.Name] {
			return fmt.Errorf("field: grid %q has two axes named %q; rename one", g.Name, a.Name)
		}
		seen[a.Name] = a.Name != ""
	}
	shape := g.Shape()
	if n, ok := points(shape); !ok || n != len(g.Values) {
		return fmt.Errorf("field: grid %q has %d values but its axes make %s points; give each point one value, the last axis fastest",
			g.Name, len(g.Values), times(shape))
	}
	if g.Missing != nil && len(g.Missing) != len(g.Values) {
		return fmt.Errorf("field: grid %q has %d values but a mask of %d; make Missing as long as Values, or nil",
			g.Name, len(g.Values), len(g.Missing))
	}
	return nil
}

// Warnings lists what is allowed but often a slip, as [Series.Warnings] does.
func (g Grid) Warnings() []string {
	var w []string
	if g.Unit == "" {
		w = append(w, fmt.Sprintf("the grid %q has no unit", g.Name))
	}
	for _, a := range g.Axes {
		if a.Unit == "" {
			w = append(w, fmt.Sprintf("the axis %q has no unit", a.Name))
		}
	}
	return append(w, warnValues("the grid", g.Name, g.Values, g.Missing)...)
}

func warnValues(what, name string, values []float64, missing []bool) (w []string) {
	infinite := 0
	for i, v := range values {
		if math.IsInf(v, 0) && !absent(values, missing, i) {
			infinite++
		}
	}
	if len(values) > 0 && countAbsent(values, missing) == len(values) {
		w = append(w, fmt.Sprintf("%s %q holds nothing but missing values", what, name))
	}
	if infinite > 0 {
		w = append(w, fmt.Sprintf("%s %q holds %d infinite values", what, name, infinite))
	}
	return w
}

// IsMissing says whether the value at a place in Values is missing or not a number.
func (g Grid) IsMissing(i int) bool { return absent(g.Values, g.Missing, i) }

// CountMissing is the number of values that are missing or not a number.
func (g Grid) CountMissing() int { return countAbsent(g.Values, g.Missing) }

// Range is the least and greatest value that is present and finite. ok is false when there is none.
func (g Grid) Range() (lo, hi float64, ok bool) { return span(g.Values, g.Missing) }

// At returns the value at one index for each axis; NaN where it is missing.
func (g Grid) At(indices ...int) (float64, error) {
	i, err := g.Index(indices...)
	if err != nil {
		return 0, err
	}
	return orNaN(g.Values[i], g.IsMissing(i)), nil
}

// Index returns the place in Values of the point with one index for each axis:
// ((i0*n1 + i1)*n2 + i2)...
func (g Grid) Index(indices ...int) (int, error) {
	if len(indices) != len(g.Axes) {
		return 0, fmt.Errorf("field: grid %q has %d axes (%s); %d indices were given",
			g.Name, len(g.Axes), quoted(g.names()), len(indices))
	}
	at := 0
	for k, i := range indices {
		n := len(g.Axes[k].Values)
		if i < 0 || i >= n {
			return 0, fmt.Errorf("field: grid %q: index %d along %q; it has %d points, 0 to %d", g.Name, i, g.Axes[k].Name, n, n-1)
		}
		at = at*n + i
	}
	if at >= len(g.Values) {
		return 0, g.Check()
	}
	return at, nil
}

// Axis returns the axis of that name and its number. The error lists the names there are.
func (g Grid) Axis(name string) (Axis, int, error) {
	i := slices.IndexFunc(g.Axes, func(a Axis) bool { return a.Name == name })
	if i < 0 {
		return Axis{}, 0, fmt.Errorf("field: grid %q has no axis %q; it has %s", g.Name, name, quoted(g.names()))
	}
	return g.Axes[i], i, nil
}

func (g Grid) names() []string {
	names := make([]string, len(g.Axes))
	for i, a := range g.Axes {
		names[i] = a.Name
	}
	return names
}

// Array returns the grid's numbers without its axes, as a copy; missing values are NaN. It returns
// an error where Check does.
func (g Grid) Array() (Array, error) {
	if err := g.Check(); err != nil {
		return Array{}, err
	}
	a := NewArray(g.Shape()...)
	for i, v := range g.Values {
		a.Values[i] = orNaN(v, g.IsMissing(i))
	}
	return a, nil
}

func orNaN(v float64, missing bool) float64 {
	if missing {
		return math.NaN()
	}
	return v
}
