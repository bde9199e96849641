package plot

import (
	"math"
	"slices"

	"sublunar/lib/field"
)

// A quiver draws a vector at points of a plane.
type quiver struct {
	*plane // u, its horizontal part
	v      *plane
	unit   string
}

// mostArrows bounds those along a side, and arrowRoom is the least distance in pixels between them: more,
// or closer, run into each other.
const (
	mostArrows = 24
	arrowRoom  = 20.0
	calm       = 0.5 // pixels below which an arrow is left out: a grid of dots says nothing
)

// Quiver draws arrows (u, v) from the points of a grid of two axes, every so many where they are
// crowded. An arrow points the way that a particle would move across the picture: u to the right and v
// upward in the units of the axes; on a map in degrees, u to the east and v to the north in metres a second or the like. The longest spans the
// distance to the next; an arrow of a round length stands above the axes with its value and unit.
func Quiver(u, v field.Grid) *Figure {
	p, err := flat("Quiver", u)
	if err != nil {
		return failed(err)
	}
	q, err := flat("Quiver", v)
	if err != nil {
		return failed(err)
	}
	switch {
	case !slices.Equal(p.x, q.x) || !slices.Equal(p.y, q.y):
		return (&Figure{}).fail("Quiver: %q and %q lie on different axes; put both on the same points", u.Name, v.Name)
	case u.Unit != v.Unit:
		return (&Figure{}).fail("Quiver: %q is in %q but %q in %q; give both one unit", u.Name, u.Unit, v.Name, v.Unit)
	}
	return of(&quiver{plane: p, v: q, unit: u.Unit})
}

func (q *quiver) extent(f *Figure) (x, y span, margin float64) {
	return spanOf(q.x), spanOf(q.y), f.airy()
}

func (q *quiver) String() string {
	return q.describe("arrows of") + "; " + q.v.describe("and")
}

// An arrow is a polyline from tail to tip, to a barb, back to the tip and to the other barb.
type arrow struct {
	x, y [5]float64 // in pixels
	u, v float64
}

// A reach is how long vectors are drawn: pixels for one unit to the right and one upward.
type reach struct {
	most, right, up float64 // pixels of a vector of length most to the right, and upward
	pixels          float64 // of the longest
}

// Arrows sets the length of a vector that is drawn from one arrow to the next. Default: that of the longest; one Arrows makes
// several figures comparable.
func (f *Figure) Arrows(most float64) *Figure {
	if !(most > 0) || !finite(most) {
		return f.fail("Arrows(%g): give the length of a vector, above 0", most)
	}
	f.most = most
	return f
}

// reach finds the scale at which the longest arrow spans the distance to the next. Frames share one.
func (q *quiver) reach(p *panel) reach {
	if p.reach != nil {
		return *p.reach
	}
	is, js := strides(len(q.x), p.w, p.crowd), strides(len(q.y), p.h, p.crowd)
	// Pixels for one unit of each axis: the arrow's way across the picture. East is to the right of a map in degrees, whose
	// degrees are not of one length.
	sx, sy := (p.x.to-p.x.from)/(p.x.hi-p.x.lo), (p.y.to-p.y.from)/(p.y.hi-p.y.lo)
	if p.geographic() {
		sx, sy = math.Copysign(1, sx), math.Copysign(1, sy)
	}
	// Only ratios matter; with both scales and values near one nothing overflows.
	most := max(math.Abs(sx), math.Abs(sy))
	sx, sy = sx/most, sy/most
	us, vs := spanOf(q.values), spanOf(q.v.values)
	r := reach{most: max(math.Abs(us.lo), math.Abs(us.hi), math.Abs(vs.lo), math.Abs(vs.hi))}
	longest := 0.0
	if r.most > 0 {
		for _, j := range js {
			for _, i := range is {
				if l := math.Hypot(sx*(q.at(j, i)/r.most), sy*(q.v.at(j, i)/r.most)); l > longest {
					longest = l
				}
			}
		}
	}
	if p.fig.most > 0 {
		r.most, longest = p.fig.most, 1
	}
	r.pixels = max(8, min(p.w/float64(len(is)), p.h/float64(len(js)), 40))
	if longest > 0 {
		r.right, r.up = sx/longest*r.pixels, sy/longest*r.pixels
	}
	return r
}

func (q *quiver) arrows(p *panel) (out []arrow) {
	r := q.reach(p)
	if r.right == 0 {
		return nil
	}
	for _, j := range strides(len(q.y), p.h, p.crowd) {
		for _, i := range strides(len(q.x), p.w, p.crowd) {
			u, v := q.at(j, i), q.v.at(j, i)
			if dx, dy := u/r.most*r.right, v/r.most*r.up; math.Hypot(dx, dy) >= calm {
				out = append(out, arrowAt(p.x.at(q.x[i]), p.y.at(q.y[j]), dx, dy, u, v))
			}
		}
	}
	return out
}

// strides picks every so many of n points along a side of so many pixels, as far from both ends.
func strides(n int, pixels float64, crowd int) (out []int) {
	if crowd == 0 {
		crowd = mostArrows
	}
	most := max(1, min(crowd, int(pixels/arrowRoom)))
	step := (n + most - 1) / most
	for i := (n - 1) % step / 2; i < n; i += step {
		out = append(out, i)
	}
	return out
}

// arrowAt has its tail at (x, y) and its tip (dx, dy) away.
func arrowAt(x, y, dx, dy, u, v float64) arrow {
	l := math.Hypot(dx, dy)
	a := arrow{u: u, v: v}
	tx, ty := x+dx, y+dy
	a.x[0], a.y[0], a.x[1], a.y[1], a.x[3], a.y[3] = x, y, tx, ty, tx, ty
	a.x[2], a.y[2], a.x[4], a.y[4] = tx, ty, tx, ty
	if l > 0 {
		barb := min(5, 0.4*l)
		ex, ey := dx/l*barb, dy/l*barb
		a.x[2], a.y[2] = tx-ex-0.5*ey, ty-ey+0.5*ex
		a.x[4], a.y[4] = tx-ex+0.5*ey, ty-ey-0.5*ex
	}
	return a
}

func (q *quiver) draw(w *writer, p *panel) {
	d := ""
	for _, a := range q.arrows(p) {
		d += pathOf(a.x[:], a.y[:])
	}
	if d == "" {
		return
	}
	colour := categories[0]
	if p.fig.hasHeatmap() {
		// A pale edge shows dark arrows on dark colours.
		colour = ink
		w.leaf("path", "d", d, "fill", "none", "stroke", "#ffffff", "stroke-width", "2.6", "stroke-opacity", px(haloOpacity), "stroke-linejoin", "round")
	}
	w.leaf("path", "d", d, "fill", "none", "stroke", colour, "stroke-width", "1.2", "stroke-linejoin", "round", "stroke-linecap", "round")
}

const haloOpacity = 0.75

func (q *quiver) vega(p *panel) []any {
	var rows []any
	for _, a := range q.arrows(p) {
		var xs, ys []float64
		for i := range a.x {
			xs, ys = append(xs, p.x.value(a.x[i])), append(ys, p.y.value(a.y[i]))
		}
		rows = append(rows, map[string]any{"x": list(xs, p.x), "y": list(ys, p.y), "u": round(a.u, 5), "v": round(a.v, 5)})
	}
	return q.lines(p, rows)
}

// lines draws rows of lines, over a field with a pale edge.
func (q *quiver) lines(p *panel, rows []any) []any {
	line := func(width, opacity float64, colour string) any {
		return map[string]any{
			"data":      values(rows),
			"transform": unrolled(),
			"mark": map[string]any{"type": "line", "strokeWidth": width, "strokeOpacity": opacity, "strokeJoin": "round", "strokeCap": "round",
				"color": colour, "clip": true},
			"encoding": map[string]any{
				"x": p.vegaX(), "y": p.vegaY(),
				"detail":  map[string]any{"field": "part", "type": "nominal"},
				"order":   map[string]any{"field": "i", "type": "quantitative"},
				"tooltip": []any{tip("u", q.label, "u", scale{log: true}), tip("v", q.v.label, "v", scale{log: true})},
			},
		}
	}
	if p.fig.hasHeatmap() {
		return []any{line(2.6, haloOpacity, "#ffffff"), line(1.2, 1, ink)}
	}
	return []any{line(1.2, 1, categories[0])}
}

// quiver is the figure's first quiver, or nil.
func (p *panel) quiver() *quiver {
	for _, l := range p.fig.layers {
		if q, is := l.(*quiver); is {
			return q
		}
	}
	return nil
}

func (p *panel) arrowed() bool { return p.quiver() != nil }
