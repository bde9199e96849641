package plot

import (
	"fmt"
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
)

// Quiver draws arrows (u, v) from the points of a grid of two axes, every so many where they are
// crowded. An arrow points the way that a particle would move across the picture: u to the right and v
// upward in the units of the axes. The longest spans the distance to the next; the arrow above the
// axes says how much that is.
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
	if !f.hasHeatmap() {
		margin = 0.04
	}
	return spanOf(q.x), spanOf(q.y), margin
}

func (q *quiver) String() string {
	return q.describe("arrows of") + "; " + q.v.describe("and")
}

// An arrow is a polyline from tail to tip, to a barb, back to the tip and to the other barb.
type arrow struct {
	x, y [5]float64 // in pixels
	u, v float64
}

// reach is the vector drawn longest, and its length in pixels.
type reach struct{ longest, pixels float64 }

func (q *quiver) arrows(p *panel) ([]arrow, reach) {
	is, js := strides(len(q.x), p.w), strides(len(q.y), p.h)
	// Pixels for one unit of each axis: the arrow's way across the picture.
	sx, sy := (p.x.to-p.x.from)/(p.x.hi-p.x.lo), (p.y.to-p.y.from)/(p.y.hi-p.y.lo)
	// Only ratios matter; with both scales and values near one nothing overflows.
	most := max(math.Abs(sx), math.Abs(sy))
	sx, sy = sx/most, sy/most
	us, vs := spanOf(q.values), spanOf(q.v.values)
	unit := max(math.Abs(us.lo), math.Abs(us.hi), math.Abs(vs.lo), math.Abs(vs.hi))
	var r reach
	longest := 0.0
	for _, j := range js {
		for _, i := range is {
			u, v := q.at(j, i), q.v.at(j, i)
			if l := math.Hypot(sx*(u/unit), sy*(v/unit)); l > longest {
				longest, r.longest = l, math.Hypot(u, v)
			}
		}
	}
	r.pixels = max(8, min(p.w/float64(len(is)), p.h/float64(len(js)), 40))
	var out []arrow
	for _, j := range js {
		for _, i := range is {
			u, v := q.at(j, i), q.v.at(j, i)
			if math.IsNaN(u+v) || longest == 0 {
				continue
			}
			out = append(out, arrowAt(p.x.at(q.x[i]), p.y.at(q.y[j]), sx*(u/unit)/longest*r.pixels, sy*(v/unit)/longest*r.pixels, u, v))
		}
	}
	return out, r
}

// strides picks every so many of n points along a side of so many pixels, as far from both ends.
func strides(n int, pixels float64) (out []int) {
	most := max(1, min(mostArrows, int(pixels/arrowRoom)))
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
	arrows, _ := q.arrows(p)
	d := ""
	for _, a := range arrows {
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

// key says how long the longest arrow is.
func (q *quiver) key(p *panel) string {
	_, r := q.arrows(p)
	text := fmt.Sprintf("longest arrow: %s", figure(r.longest))
	if q.unit != "" {
		text += " " + q.unit
	}
	return text
}

func (q *quiver) vega(p *panel) []any {
	arrows, _ := q.arrows(p)
	var rows []any
	for _, a := range arrows {
		var xs, ys []float64
		for i := range a.x {
			xs, ys = append(xs, p.x.value(a.x[i])), append(ys, p.y.value(a.y[i]))
		}
		rows = append(rows, map[string]any{"x": list(xs, p.x), "y": list(ys, p.y), "u": round(a.u, 5), "v": round(a.v, 5)})
	}
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

// arrowKey is the key of the figure's first quiver; empty where there is none.
func (p *panel) arrowKey() string {
	if q := p.quiver(); q != nil {
		return q.key(p)
	}
	return ""
}
