package plot

import (
	"fmt"
	"math"
	"slices"
)

// A coast is lines on a map; those that end where they begin are filled as land.
type coast struct {
	lines []polyline
	rings []polyline // of lines, the closed ones: land counter-clockwise, lakes in it clockwise
}

// Coast draws shores as lines of points (x, y), longitude first, and fills with grey those that end exactly where they begin;
// a ring within a ring is a lake. Nothing of it widens the axes of an [Overlay], and it is drawn again 360 degrees to either
// side where the map reaches there, so that longitudes may run from -180 or from 0. A NaN breaks a line.
func Coast(lines ...[][2]float64) *Figure {
	c := &coast{}
	for k, line := range lines {
		var l polyline
		for _, at := range line {
			if math.IsInf(at[0], 0) || math.IsInf(at[1], 0) {
				return (&Figure{}).fail("Coast: line %d reaches infinity; give finite points, and NaN to break a line", k+1)
			}
			if math.IsNaN(at[0] + at[1]) {
				c.add(l)
				l = polyline{}
				continue
			}
			l.x, l.y = append(l.x, at[0]), append(l.y, at[1])
		}
		c.add(l)
	}
	if len(c.lines) == 0 {
		return (&Figure{}).fail("Coast of nothing; give lines of two points or more")
	}
	c.turn()
	f := of(c)
	f.mapped = true
	return f
}

func (c *coast) add(l polyline) {
	n := len(l.x)
	if n < 2 {
		return
	}
	c.lines = append(c.lines, l)
	if n > 3 && l.x[0] == l.x[n-1] && l.y[0] == l.y[n-1] {
		c.rings = append(c.rings, polyline{slices.Clone(l.x), slices.Clone(l.y)})
	}
}

// turn lets rings run counter-clockwise and those within an odd number of others clockwise: what is filled then is the same
// by the rule of even and odd and by that of winding.
func (c *coast) turn() {
	for k, r := range c.rings {
		within := 0
		for other, o := range c.rings {
			if other != k && o.holds(r.x[0], r.y[0]) {
				within++
			}
		}
		if (r.area() > 0) != (within%2 == 0) {
			slices.Reverse(r.x)
			slices.Reverse(r.y)
		}
	}
}

// area of a ring, positive where it runs counter-clockwise.
func (l polyline) area() (sum float64) {
	for i := 1; i < len(l.x); i++ {
		sum += (l.x[i-1]*l.y[i] - l.x[i]*l.y[i-1]) / 2
	}
	return sum
}

// holds says that a point lies within a ring: a ray from it crosses the ring an odd number of times.
func (l polyline) holds(x, y float64) (within bool) {
	for i := 1; i < len(l.x); i++ {
		if (l.y[i] > y) != (l.y[i-1] > y) && x < l.x[i]+(y-l.y[i])/(l.y[i-1]-l.y[i])*(l.x[i-1]-l.x[i]) {
			within = !within
		}
	}
	return within
}

func (c *coast) extent(f *Figure) (x, y span, margin float64) {
	if slices.ContainsFunc(f.layers, func(l layer) bool { _, is := l.(*coast); return !is }) {
		return span{}, span{}, 0
	}
	for _, l := range c.lines {
		x.join(spanOf(l.x))
		y.join(spanOf(l.y))
	}
	return x, y, 0
}

func (c *coast) titles() (x, y string) { return "", "" }

func (c *coast) String() string {
	n := 0
	for _, l := range c.lines {
		n += len(l.x)
	}
	return fmt.Sprintf("coast: %d lines of %d points, %d closed", len(c.lines), n, len(c.rings))
}

func (f *Figure) hasCoast() bool {
	return slices.ContainsFunc(f.layers, func(l layer) bool { _, is := l.(*coast); return is })
}

// around moves lines to where the map shows them: once, or 360 degrees to either side as well.
func around(p *panel, lines []polyline) (out []polyline) {
	turns := []float64{0}
	if p.x.as == eastward {
		turns = []float64{-360, 0, 360}
	}
	for _, turn := range turns {
		for _, l := range lines {
			if s := spanOf(l.x); s.hi+turn < p.x.lo || s.lo+turn > p.x.hi {
				continue
			}
			moved := polyline{make([]float64, len(l.x)), l.y}
			for i, x := range l.x {
				moved.x[i] = x + turn
			}
			out = append(out, moved)
		}
	}
	return out
}

// seen is the parts of the lines that pass through the panel, without points that can't be seen. A closed map of the globe
// is cut along the meridian of 180° and the pole; those cuts are no shores.
func (c *coast) seen(p *panel) (out []polyline) {
	cut := func(l polyline, i int) bool {
		meridian := func(x float64) bool { return math.Abs(math.Abs(math.Remainder(x, 360))-180) < 1e-6 }
		return p.geographic() && (meridian(l.x[i]) && meridian(l.x[i-1]) || l.y[i] <= -89.99 && l.y[i-1] <= -89.99)
	}
	for _, l := range around(p, c.lines) {
		ok := func(i int) bool { // the stretch from point i to the next
			i++
			x0, x1 := order(p.x.at(l.x[i-1]), p.x.at(l.x[i]))
			y0, y1 := order(p.y.at(l.y[i-1]), p.y.at(l.y[i]))
			return x1 >= -2 && x0 <= p.w+2 && y1 >= -2 && y0 <= p.h+2 && !cut(l, i)
		}
		for _, r := range runs(len(l.x)-1, ok) {
			from, to := r[0], r[len(r)-1]+2
			part := polyline{l.x[from:to], l.y[from:to]}
			out = append(out, part.simplified(func(x, y float64) (float64, float64) { return p.x.at(x), p.y.at(y) }, 0.2))
		}
	}
	return out
}
