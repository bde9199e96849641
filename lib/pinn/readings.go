package pinn

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"sublunar/lib/domain"
	"sublunar/lib/field"
)

// ReadData reads measurements of a field at scattered points from a CSV file, such as
//
//	x (m), t (s), u (m/s)
//	0.31, 0.05, -0.82
//	-0.72, 0.40, 0.61
//
// with a column for each of the axes, by name, and one for the field; further columns are left out. The rows come in any order. A row
// whose value is missing is left out; one whose place is missing is an error. How the text may look is said at field.ReadColumns. Noise
// is left 0: not known.
//
// Whether the points lie in a domain is seen when a problem has them: [Problem.Check] names the first that doesn't.
func ReadData(path, of string, axes ...string) (Data, error) {
	columns, err := field.ReadColumns(path)
	if err != nil {
		return Data{}, fmt.Errorf("pinn: %w", err)
	}
	d, err := scattered(columns, of, axes)
	if err != nil {
		return Data{}, fmt.Errorf("pinn: %s: %w", path, err)
	}
	return d, nil
}

// scattered puts columns together to points and values.
func scattered(columns []field.Column, of string, axes []string) (Data, error) {
	if len(axes) == 0 {
		return Data{}, fmt.Errorf("measurements along no axes; name the domain's")
	}
	var picked []field.Column
	for _, name := range append(slices.Clone(axes), of) {
		i := slices.IndexFunc(columns, func(c field.Column) bool { return c.Name == name })
		if i < 0 {
			return Data{}, fmt.Errorf("there is no column %q; there is %s. The first line names the axes (%s) and the field (%s)",
				name, list(columns, func(c field.Column) string { return c.Name }), strings.Join(axes, ", "), of)
		}
		picked = append(picked, columns[i])
	}
	d, value := Data{Name: of, Field: of}, picked[len(axes)]
	for row := range value.Values {
		if value.IsMissing(row) {
			continue
		}
		for _, c := range picked {
			v := c.Values[row]
			if c.IsMissing(row) {
				return Data{}, fmt.Errorf("row %d has a value of %q, but no %q; fill it in, or take the row out", row+1, of, c.Name)
			}
			if math.IsInf(v, 0) {
				return Data{}, fmt.Errorf("row %d has an infinite %q; take the row out", row+1, c.Name)
			}
		}
		for _, c := range picked[:len(axes)] {
			d.X = append(d.X, c.Values[row])
		}
		d.Values = append(d.Values, value.Values[row])
	}
	if len(d.Values) == 0 {
		return Data{}, fmt.Errorf("none of the %d rows has a value of %q", len(value.Values), of)
	}
	return d, nil
}

// Box is the smallest box that holds all the points, its axes named in the order of the coordinates: a domain for a problem of which
// nothing is known but its law and these data.
func (d Data) Box(axes ...string) (domain.Region, error) {
	n := len(axes)
	if n == 0 || len(d.X) == 0 || len(d.X)%n != 0 {
		return domain.Region{}, fmt.Errorf("pinn: %d coordinates aren't points of %d axes", len(d.X), n)
	}
	spans := make([]domain.Axis, n)
	for k, name := range axes {
		lo, hi := math.Inf(1), math.Inf(-1)
		for i := k; i < len(d.X); i += n {
			lo, hi = math.Min(lo, d.X[i]), math.Max(hi, d.X[i])
		}
		if !(lo < hi) {
			return domain.Region{}, fmt.Errorf("pinn: all points have %s = %.6g, which leaves no room for a law along %s; measure at more places", name, lo, name)
		}
		spans[k] = domain.Span(name, lo, hi)
	}
	box := domain.Box(spans...)
	return box, box.Check()
}

// mostSites is how many places along an axis count as places of their own; more are taken together in as many strips.
const mostSites = 50

// PutAside puts data aside for a test: all that was measured at every so many of the places along an axis, an instrument with all its
// readings where the axis is one of space. The first place and the last stay, so that nothing is asked beyond the data. More than 50
// places are cut into 50 strips, of as many places each, and strips are put aside.
func (d Data) PutAside(in domain.Region, axis string, every int) (kept, aside Data, err error) {
	k, err := in.Axis(axis)
	if err != nil {
		return d, Data{}, fmt.Errorf("pinn: %w", err)
	}
	n := in.Dims()
	if len(d.X) != n*len(d.Values) {
		return d, Data{}, fmt.Errorf("pinn: %d coordinates for %d values; give %d for each value", len(d.X), len(d.Values), n)
	}
	var sites []float64
	for i := range d.Values {
		sites = append(sites, d.X[i*n+k])
	}
	slices.Sort(sites)
	sites = slices.Compact(sites)
	strips := min(len(sites), mostSites)
	if every < 2 || strips < 3 || every > strips {
		return d, Data{}, fmt.Errorf("pinn: every %dth of %d places along %q; give 2 or more, and no more than there are, of 3 places at least", every, strips, axis)
	}
	kept, aside = d, d
	kept.X, kept.Values, aside.X, aside.Values = nil, nil, nil, nil
	for i, v := range d.Values {
		at, _ := slices.BinarySearch(sites, d.X[i*n+k])
		strip := at * strips / len(sites)
		to := &kept
		if strip > 0 && strip < strips-1 && strip%every == every/2 {
			to = &aside
		}
		to.X, to.Values = append(to.X, d.X[i*n:(i+1)*n]...), append(to.Values, v)
	}
	return kept, aside, nil
}
