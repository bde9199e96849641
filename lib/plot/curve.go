package plot

import (
	"fmt"
	"math"
	"sort"
	"strings"

	"sublunar/lib/field"
)

// A form is how a curve is drawn.
type form int

const (
	asLine form = iota
	asPoints
	asBand
)

func (f form) String() string { return [...]string{"line", "points", "band"}[f] }

// A curve is y against x. Gaps are NaN.
type curve struct {
	form          form
	label         string // as the legend says it
	unit          string
	xTitle, yName string
	x, y          []float64
	low, high     []float64 // of a band
}

// Lines draws each column as a line over the axis. Missing values break the line.
func Lines(s field.Series) *Figure { return series(s, asLine) }

// Points draws each column as points over the axis.
func Points(s field.Series) *Figure { return series(s, asPoints) }

func series(s field.Series, as form) *Figure {
	if err := s.Check(); err != nil {
		return failed(err)
	}
	if len(s.Columns) == 0 {
		return (&Figure{}).fail("the series over %q has no columns to draw", s.Axis.Name)
	}
	f := &Figure{}
	x := gaps(s.Axis.Values, nil)
	for _, c := range s.Columns {
		f.layers = append(f.layers, &curve{form: as, label: c.Name, unit: c.Unit, yName: c.Name,
			xTitle: s.Axis.Label(), x: x, y: gaps(c.Values, c.Missing)})
	}
	return f
}

// Band draws a line, mid, and the area from low to high about it: an uncertainty. A gap in low or high
// leaves a gap in the area, one in mid a gap in the line. The name and unit are mid's.
func Band(axis field.Axis, mid, low, high field.Column) *Figure {
	s := field.Series{Axis: axis, Columns: []field.Column{mid}}
	if err := s.Check(); err != nil {
		return failed(err)
	}
	for _, c := range []field.Column{low, high} {
		if err := c.Check(); err != nil {
			return failed(err)
		}
		if len(c.Values) != len(axis.Values) {
			return (&Figure{}).fail("the band about %q: column %q has %d values but the axis %q has %d; give one for each point",
				mid.Name, c.Name, len(c.Values), axis.Name, len(axis.Values))
		}
	}
	c := &curve{form: asBand, label: mid.Name, unit: mid.Unit, yName: mid.Name, xTitle: axis.Label(), x: gaps(axis.Values, nil),
		y: gaps(mid.Values, mid.Missing), low: gaps(low.Values, low.Missing), high: gaps(high.Values, high.Missing)}
	return of(c)
}

// Path joins the points (x[i], y[i]) in their order: an orbit in phase space. A missing coordinate
// breaks it.
func Path(x, y field.Column) *Figure { return pairs(x, y, asLine) }

// Scatter draws the points (x[i], y[i]): what was predicted against what was seen.
func Scatter(x, y field.Column) *Figure { return pairs(x, y, asPoints) }

func pairs(x, y field.Column, as form) *Figure {
	for _, c := range []field.Column{x, y} {
		if err := c.Check(); err != nil {
			return failed(err)
		}
	}
	if len(x.Values) != len(y.Values) {
		return (&Figure{}).fail("x, %q, has %d values but y, %q, has %d; make them as long",
			x.Name, len(x.Values), y.Name, len(y.Values))
	}
	return of(&curve{form: as, label: y.Name, unit: y.Unit, yName: y.Name, xTitle: x.Label(),
		x: gaps(x.Values, x.Missing), y: gaps(y.Values, y.Missing)})
}

func (c *curve) extent(*Figure) (x, y span, margin float64) {
	x, y = spanOf(c.x), spanOf(c.y, c.low, c.high)
	if c.form == asPoints || !c.sorted() {
		margin = 0.04 // so that no marker is cut, and no turn of an orbit
	}
	return x, y, margin
}

// sorted says that x only rises or only falls, as along an axis.
func (c *curve) sorted() bool {
	return !math.IsNaN(spanOf(c.x).lo) && (sort.Float64sAreSorted(c.x) || sort.IsSorted(sort.Reverse(sort.Float64Slice(c.x))))
}

func (c *curve) titles() (x, y string) {
	return c.xTitle, field.Column{Name: c.yName, Unit: c.unit}.Label()
}

func (c *curve) String() string {
	drawn := 0
	for i := range c.x {
		if finite(c.x[i]) && finite(c.y[i]) {
			drawn++
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: ", c.form, quote(c.label))
	if y := spanOf(c.y); y.any {
		fmt.Fprintf(&b, "%d points, %s to %s", drawn, figure(y.lo), figure(y.hi))
	} else {
		b.WriteString("nothing finite")
	}
	if c.form == asBand {
		if s := spanOf(c.low, c.high); s.any {
			fmt.Fprintf(&b, ", within %s to %s", figure(s.lo), figure(s.hi))
		}
	}
	if gap := len(c.x) - drawn; gap > 0 {
		fmt.Fprintf(&b, ", %d missing", gap)
	}
	if n := len(c.shown()); n < drawn && c.form == asPoints {
		fmt.Fprintf(&b, ", %d of them shown", n)
	}
	return b.String()
}

// runs splits indices 0 ... n-1 into stretches with no gap.
func runs(n int, ok func(int) bool) (out [][]int) {
	var run []int
	for i := range n {
		if ok(i) {
			run = append(run, i)
			continue
		}
		if run != nil {
			out, run = append(out, run), nil
		}
	}
	if run != nil {
		out = append(out, run)
	}
	return out
}

// both says that value i of each list is there.
func both(lists ...[]float64) func(int) bool {
	return func(i int) bool {
		for _, l := range lists {
			if math.IsNaN(l[i]) {
				return false
			}
		}
		return true
	}
}
