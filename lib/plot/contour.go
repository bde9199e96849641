package plot

import (
	"math"
	"slices"

	"sublunar/lib/field"
)

// A contour draws a plane by lines of equal value.
type contour struct{ *plane }

// Contour draws a grid of two axes by lines of equal value, at about ten round values unless
// [Figure.Levels] gives others. Over a heatmap the lines are dark, alone they take the colours of
// their values. Each carries its value.
func Contour(g field.Grid) *Figure {
	p, err := flat("Contour", g)
	if err != nil {
		return failed(err)
	}
	if len(p.x) < 2 || len(p.y) < 2 {
		return (&Figure{}).fail("Contour of %q: a grid of %d x %d; it needs 2 points along each axis", g.Name, len(p.y), len(p.x))
	}
	return of(&contour{p})
}

// Levels sets the values whose lines a contour draws. Default: about ten round values.
func (f *Figure) Levels(values ...float64) *Figure {
	for _, v := range values {
		if !finite(v) {
			return f.fail("Levels: %g; give finite values", v)
		}
	}
	if len(values) == 0 {
		return f.fail("Levels of nothing; give values, or leave the call out")
	}
	f.levels = slices.Compact(slices.Sorted(slices.Values(values)))
	return f
}

func (c *contour) extent(*Figure) (x, y span, margin float64) { return spanOf(c.x), spanOf(c.y), 0 }

func (c *contour) shades(f *Figure) (span, string) {
	if f.hasHeatmap() {
		return span{}, ""
	}
	return spanOf(c.values), c.label
}

// airy is the margin about marks, so that none is cut; a field reaches to the axes.
func (f *Figure) airy() float64 {
	if f.hasHeatmap() {
		return 0
	}
	return 0.04
}

func (f *Figure) hasHeatmap() bool {
	return slices.ContainsFunc(f.layers, func(l layer) bool { _, is := l.(*heatmap); return is })
}

func (c *contour) String() string { return c.describe("contours of") }

// levels are the values drawn.
func (c *contour) levels(p *panel) (out []float64) {
	if p.fig.levels != nil {
		return p.fig.levels
	}
	s := spanOf(c.values)
	ticks := linearTicks(s.lo, s.hi, 10)
	if p.fig.shade.log && s.lo > 0 {
		ticks = logTicks(s.lo, s.hi, 10)
	}
	for _, t := range ticks {
		if t.value > s.lo && t.value < s.hi {
			out = append(out, t.value)
		}
	}
	return out
}

// lines are those of one level, without points that can't be seen.
func (c *contour) lines(p *panel, level float64) (out []polyline) {
	for _, l := range c.isolines(level) {
		out = append(out, l.simplified(func(x, y float64) (float64, float64) { return p.x.at(x), p.y.at(y) }, 0.15))
	}
	return out
}

func (c *contour) colour(p *panel, level float64) string {
	if p.fig.hasHeatmap() || p.shade == nil {
		return ink
	}
	return p.shade.colour(level)
}

func (c *contour) draw(w *writer, p *panel) {
	width := 1.6
	if p.fig.hasHeatmap() {
		width = 0.9
	}
	for _, level := range c.levels(p) {
		d := ""
		for _, l := range c.lines(p, level) {
			d += pathOf(c.pixels(p, l))
		}
		if d != "" {
			w.leaf("path", "d", d, "fill", "none", "stroke", c.colour(p, level), "stroke-width", px(width), "stroke-linejoin", "round")
		}
	}
	c.write(w, p)
}

// write puts the value on each line that is long enough, at the first of some places that lies well
// inside the axes and on no other value.
func (c *contour) write(w *writer, p *panel) {
	var taken [][2]float64
	free := func(x, y, wide float64) bool {
		if x < wide || x > p.w-wide || y < 8 || y > p.h-8 {
			return false
		}
		for _, t := range taken {
			if math.Abs(t[0]-x) < wide+14 && math.Abs(t[1]-y) < 11 {
				return false
			}
		}
		return true
	}
	for _, level := range c.levels(p) {
		text := figure(level)
		wide := textWidth(text, 9)
		for _, l := range c.lines(p, level) {
			xs, ys := c.pixels(p, l)
			for _, part := range []float64{0.5, 0.35, 0.65, 0.2, 0.8} {
				x, y, ok := along(xs, ys, part, 90)
				if ok && free(x, y, wide) {
					taken = append(taken, [2]float64{x, y})
					w.text(x, y+3.2, "middle", text, "font-size", "9", "stroke", "#ffffff", "stroke-width", "2.5",
						"stroke-linejoin", "round", "paint-order", "stroke")
					break
				}
			}
		}
	}
}

func (c *contour) pixels(p *panel, l polyline) (xs, ys []float64) {
	for i := range l.x {
		xs, ys = append(xs, p.x.at(l.x[i])), append(ys, p.y.at(l.y[i]))
	}
	return xs, ys
}

// along is the place at a part of the way along a line of at least the given length.
func along(xs, ys []float64, part, least float64) (x, y float64, ok bool) {
	length := 0.0
	for i := 1; i < len(xs); i++ {
		length += distance(xs[i], ys[i], xs[i-1], ys[i-1], xs[i-1], ys[i-1])
	}
	if length < least {
		return 0, 0, false
	}
	for i, left := 1, length*part; i < len(xs); i++ {
		d := distance(xs[i], ys[i], xs[i-1], ys[i-1], xs[i-1], ys[i-1])
		if left <= d && d > 0 {
			t := left / d
			return (1-t)*xs[i-1] + t*xs[i], (1-t)*ys[i-1] + t*ys[i], true
		}
		left -= d
	}
	return 0, 0, false
}

func (c *contour) vega(p *panel) []any {
	var rows []any
	for _, level := range c.levels(p) {
		for _, l := range c.lines(p, level) {
			rows = append(rows, map[string]any{"x": list(l.x, p.x), "y": list(l.y, p.y), "value": level})
		}
	}
	mark := map[string]any{"type": "line", "clip": true, "strokeJoin": "round", "strokeWidth": 1.6}
	e := map[string]any{
		"x": p.vegaX(), "y": p.vegaY(),
		"detail":  map[string]any{"field": "part", "type": "nominal"},
		"order":   map[string]any{"field": "i", "type": "quantitative"},
		"tooltip": []any{tip("value", c.label, "value", scale{log: true})},
	}
	if p.fig.hasHeatmap() || p.shade == nil {
		mark["color"], mark["strokeWidth"] = ink, 0.9
	} else {
		e["color"] = p.vegaColour()
	}
	return []any{map[string]any{"data": values(rows), "transform": unrolled(), "mark": mark, "encoding": e}}
}
