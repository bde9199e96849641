package plot

import "math"

// shore is the edges between cells that have a value and cells that lack one, as runs along the axes: each a line from
// (x0, y0) to (x1, y1) in the units of the axes.
func (h *heatmap) shore(p *panel) (out []polyline) {
	nx, ny := len(h.x), len(h.y)
	ex, ey := edges(h.x, p.x.log), edges(h.y, p.y.log)
	differ := func(j, i, l, k int) bool { return math.IsNaN(h.at(j, i)) != math.IsNaN(h.at(l, k)) }
	// Each line of edges is one path along which runs are joined.
	for j := 1; j < ny; j++ {
		for _, r := range runs(nx, func(i int) bool { return differ(j-1, i, j, i) }) {
			out = append(out, polyline{[]float64{ex[r[0]], ex[r[len(r)-1]+1]}, []float64{ey[j], ey[j]}})
		}
	}
	for i := 1; i < nx; i++ {
		for _, r := range runs(ny, func(j int) bool { return differ(j, i-1, j, i) }) {
			out = append(out, polyline{[]float64{ex[i], ex[i]}, []float64{ey[r[0]], ey[r[len(r)-1]+1]}})
		}
	}
	return out
}

// shored says that the shore of the field is drawn.
func (h *heatmap) shored(p *panel) bool { return h.land && !p.fig.hasCoast() }

const shoreWidth = 0.9

func (h *heatmap) drawShore(w *writer, p *panel) {
	drawLines(w, p, h.shore(p), "stroke", ink, "stroke-width", px(shoreWidth), "stroke-linecap", "square")
}

func (h *heatmap) vegaShore(p *panel) map[string]any {
	return vegaLines(p, h.shore(p), map[string]any{"strokeWidth": shoreWidth, "color": ink, "strokeCap": "square"})
}

// drawLines draws lines given in the units of the axes as one path; attributes come in pairs.
func drawLines(w *writer, p *panel, lines []polyline, attributes ...string) {
	d := ""
	for _, l := range lines {
		xs, ys := make([]float64, len(l.x)), make([]float64, len(l.x))
		for i := range l.x {
			xs[i], ys[i] = p.x.at(l.x[i]), p.y.at(l.y[i])
		}
		d += pathOf(xs, ys)
	}
	if d != "" {
		w.leaf("path", append([]string{"d", d, "fill", "none", "stroke-linejoin", "round"}, attributes...)...)
	}
}

// vegaLines is the same in Vega-Lite; the mark's looks are given.
func vegaLines(p *panel, lines []polyline, looks map[string]any) map[string]any {
	var rows []any
	for _, l := range lines {
		rows = append(rows, map[string]any{"x": list(l.x, p.x), "y": list(l.y, p.y)})
	}
	mark := map[string]any{"type": "line", "clip": true, "strokeJoin": "round"}
	for k, v := range looks {
		mark[k] = v
	}
	return map[string]any{"data": values(rows), "transform": unrolled(), "mark": mark, "encoding": map[string]any{
		"x": p.vegaX(), "y": p.vegaY(),
		"detail": map[string]any{"field": "part", "type": "nominal"},
		"order":  map[string]any{"field": "i", "type": "quantitative"},
	}}
}
