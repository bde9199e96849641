package sindy

import (
	"fmt"
	"math"
	"slices"

	"sublunar/lib/derivative"
	"sublunar/lib/field"
)

// strongRows differentiates fields and takes the equations at some of their points, spread evenly: a
// margin along each axis is left out, where derivatives lean on one side.
func (p *posing) strongRows(fields []field.Grid, s Strong) (rows, error) {
	inTime, inSpace := s.methods()
	axes := fields[0].Axes
	w := waves{axes: axes, at: pointsOf(axes), time: inTime, space: inSpace}
	x := make([][]float64, len(fields))
	left := make([][]float64, len(fields))
	for v, u := range fields {
		if i := slices.IndexFunc(u.Values, math.IsNaN); i >= 0 {
			return rows{}, fmt.Errorf("sindy: %s is missing at value %d; the strong form needs each value: fill them, or use Weak", u.Name, i)
		}
		smooth, rate, err := w.along(u.Values, 0, 1)
		if err != nil {
			return rows{}, err
		}
		x[v], left[v] = smooth, w.picked(rate)
	}
	out := rows{count: len(w.at), b: slices.Concat(left...)}
	for _, t := range p.library {
		column, err := p.strongColumn(t, x, w)
		if err != nil {
			return rows{}, err
		}
		out.a = append(out.a, column...)
	}
	return out, nil
}

// strongColumn is a term at the points of rows.
func (p *posing) strongColumn(t Term, x [][]float64, w waves) ([]float64, error) {
	product := make([]float64, len(x[0]))
	p.products.column(p.products.slot(Term{Powers: t.Powers, Functions: t.Functions}), x, product)
	for axis, order := range t.Orders {
		if order == 0 {
			continue
		}
		var err error
		if _, product, err = w.along(product, axis+1, order); err != nil {
			return nil, err
		}
	}
	column := w.picked(product)
	for _, factor := range t.Times {
		further, err := p.strongColumn(factor, x, w)
		if err != nil {
			return nil, err
		}
		multiply(column, column, further)
	}
	return column, nil
}

// waves differentiates arrays on a grid, the first axis of which is time.
type waves struct {
	axes        []field.Axis
	at          []int // the points that make rows
	time, space derivative.Method
}

// along differentiates along an axis, line by line.
func (w waves) along(values []float64, axis, order int) (smooth, changed []float64, err error) {
	method := w.space
	if axis == 0 {
		method = w.time
	}
	inner := 1
	for _, a := range w.axes[axis+1:] {
		inner *= a.Len()
	}
	at := w.axes[axis].Values
	descends := at[0] > at[len(at)-1]
	if descends {
		at = slices.Clone(at)
		slices.Reverse(at)
	}
	n := len(at)
	smooth, changed = make([]float64, len(values)), make([]float64, len(values))
	lines := len(values) / n
	failed := make([]error, lines)
	parallel(lines, func(l int) {
		from, line := l/inner*inner*n+l%inner, make([]float64, n)
		for i := range line {
			line[i] = values[from+i*inner]
		}
		if descends {
			slices.Reverse(line)
		}
		s, d, err := derivative.Differentiate(method, at, line, order)
		if err != nil {
			failed[l] = fmt.Errorf("sindy: along %q: %w", w.axes[axis].Name, err)
			return
		}
		if descends {
			slices.Reverse(s)
			slices.Reverse(d)
		}
		for i := range line {
			smooth[from+i*inner], changed[from+i*inner] = s[i], d[i]
		}
	})
	for _, err := range failed {
		if err != nil {
			return nil, nil, err
		}
	}
	return smooth, changed, nil
}

func (w waves) picked(values []float64) []float64 {
	out := make([]float64, len(w.at))
	for i, at := range w.at {
		out[i] = values[at]
	}
	return out
}

// pointsOf are at most 20,000 of a grid's points, but for a twentieth of each axis at either end.
func pointsOf(axes []field.Axis) []int {
	var inside []int
	var fill func(axis, at int)
	fill = func(axis, at int) {
		if axis == len(axes) {
			inside = append(inside, at)
			return
		}
		n := axes[axis].Len()
		for i := n / 20; i < n-n/20; i++ {
			fill(axis+1, at*n+i)
		}
	}
	fill(0, 0)
	if len(inside) <= most {
		return inside
	}
	// Steps of the golden ratio visit all axes evenly, whatever their lengths.
	golden := (math.Sqrt(5) - 1) / 2
	chosen := map[int]bool{}
	var at []int
	for i := 0; len(at) < most && i < 4*most; i++ {
		_, part := math.Modf(float64(i) * golden)
		if k := int(part * float64(len(inside))); !chosen[k] {
			chosen[k] = true
			at = append(at, inside[k])
		}
	}
	slices.Sort(at)
	return at
}
