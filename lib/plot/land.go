package plot

import (
	"math"
	"strconv"
	"strings"
)

// filled is the land within the panel, in pixels.
func (c *coast) filled(p *panel) (out []polyline) {
	pixels := func(x, y float64) (float64, float64) { return x, y }
	for _, r := range around(p, c.rings) {
		in := polyline{make([]float64, len(r.x)), make([]float64, len(r.x))}
		for i := range r.x {
			in.x[i], in.y[i] = p.x.at(r.x[i]), p.y.at(r.y[i])
		}
		// An edge beyond the panel's, so that it is never seen.
		in = in.clipped(-2, p.w+2, -2, p.h+2)
		if n := len(in.x); n > 3 {
			// A ring has no ends to hold on to: its halves have.
			a := polyline{in.x[:n/2+1], in.y[:n/2+1]}.simplified(pixels, 0.2)
			b := polyline{in.x[n/2:], in.y[n/2:]}.simplified(pixels, 0.2)
			out = append(out, polyline{append(a.x, b.x[1:]...), append(a.y, b.y[1:]...)})
		}
	}
	return out
}

// clipped is what of a ring lies within a rectangle (Sutherland and Hodgman 1974, doi:10.1145/360767.360802): one side after
// another, what lies beyond it is replaced by its crossings. It ends where it begins.
func (l polyline) clipped(x0, x1, y0, y1 float64) polyline {
	for _, side := range []struct {
		vertical bool
		at, sign float64 // inside: sign * (coordinate - at) >= 0
	}{{true, x0, 1}, {true, x1, -1}, {false, y0, 1}, {false, y1, -1}} {
		depth := func(i int) float64 {
			if side.vertical {
				return side.sign * (l.x[i] - side.at)
			}
			return side.sign * (l.y[i] - side.at)
		}
		var in polyline
		for i := 1; i < len(l.x); i++ {
			a, b := depth(i-1), depth(i)
			if (a >= 0) != (b >= 0) {
				t := a / (a - b)
				in.x, in.y = append(in.x, l.x[i-1]+t*(l.x[i]-l.x[i-1])), append(in.y, l.y[i-1]+t*(l.y[i]-l.y[i-1]))
			}
			if b >= 0 {
				in.x, in.y = append(in.x, l.x[i]), append(in.y, l.y[i])
			}
		}
		if n := len(in.x); n > 0 && (in.x[0] != in.x[n-1] || in.y[0] != in.y[n-1]) {
			in.x, in.y = append(in.x, in.x[0]), append(in.y, in.y[0])
		}
		l = in
	}
	return l
}

func (c *coast) draw(w *writer, p *panel) {
	var d strings.Builder
	for _, r := range c.filled(p) {
		d.WriteString(pathOf(r.x, r.y) + "Z")
	}
	if d.Len() > 0 {
		w.leaf("path", "d", d.String(), "fill", land, "fill-rule", "evenodd", "stroke", "none")
	}
	drawLines(w, p, c.seen(p), "stroke", ink, "stroke-width", px(shoreWidth))
}

// vega draws the land as one marker at the corner, whose shape is in pixels: text, where points would be five lines each in a
// notebook. A marker of size 4 is drawn as large as its shape is given.
func (c *coast) vega(p *panel) []any {
	var out []any
	var d strings.Builder
	for _, r := range c.filled(p) {
		for i := range r.x {
			d.WriteString(string("ML"[min(i, 1)]) + tenth(r.x[i]) + "," + tenth(r.y[i]))
		}
		d.WriteByte('Z')
	}
	if d.Len() > 0 {
		out = append(out, map[string]any{"data": values([]any{map[string]any{}}), "mark": map[string]any{"type": "point", "filled": true,
			"shape": d.String(), "size": 4.0, "x": 0.0, "y": 0.0, "color": land, "strokeWidth": 0.0, "opacity": 1.0, "clip": true}})
	}
	return append(out, vegaLines(p, c.seen(p), map[string]any{"strokeWidth": shoreWidth, "color": ink}))
}

// tenth writes pixels to a tenth.
func tenth(v float64) string { return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64) }
