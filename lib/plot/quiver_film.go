package plot

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// arrows are those of all frames. A row is a frame's arrows as tenths of pixels to the right and downward, a thirtieth of the size of their
// lines: Vega-Lite finds the places by number and draws shaft and barbs, as arrowAt does.
func (fr *frames) arrows(k int) []any {
	p := fr.panels[0]
	first := p.fig.layers[k].(*quiver)
	var xs, ys []float64
	for _, j := range strides(len(first.y), p.h, p.crowd) {
		for _, i := range strides(len(first.x), p.w, p.crowd) {
			xs, ys = append(xs, p.x.at(first.x[i])), append(ys, p.y.at(first.y[j]))
		}
	}
	r := first.reach(p)
	if r.right == 0 {
		return nil
	}
	var rows []any
	for n, panel := range fr.panels {
		q := panel.fig.layers[k].(*quiver)
		var dx, dy []string
		for _, j := range strides(len(q.y), p.h, p.crowd) {
			for _, i := range strides(len(q.x), p.w, p.crowd) {
				right, down := q.at(j, i)/r.most*r.right, q.v.at(j, i)/r.most*r.up
				if !(math.Hypot(right, down) >= calm) {
					dx, dy = append(dx, ""), append(dy, "")
					continue
				}
				dx, dy = append(dx, tenths(right)), append(dy, tenths(down))
			}
		}
		rows = append(rows, map[string]any{"frame": float64(n), "dx": strings.Join(dx, " "), "dy": strings.Join(dy, " ")})
	}
	axis := func(s scale, places string) string { // from pixels to the units of the axis
		return fmt.Sprintf("%.12g + (%s - %.12g) * %.12g", s.lo, places, s.from, (s.hi-s.lo)/(s.to-s.from))
	}
	pixels := scale{lo: 0, hi: max(p.w, p.h)}
	const l, b = "max(sqrt(datum.dx*datum.dx + datum.dy*datum.dy), 1e-9)", "min(5 / datum.l, 0.4)"
	transform := []any{picked(), let("dx", "split(datum.dx, ' ')"), let("dy", "split(datum.dy, ' ')"),
		map[string]any{"flatten": []any{"dx", "dy"}}, numbered("part"),
		map[string]any{"filter": "datum.dx != ''"}, let("dx", "toNumber(datum.dx) / 10"), let("dy", "toNumber(datum.dy) / 10"),
		let("l", l), let("ex", "datum.dx * "+b), let("ey", "datum.dy * "+b),
		let("px", listed(xs, pixels)+"[datum.part - 1] + datum.dx"), let("py", listed(ys, pixels)+"[datum.part - 1] + datum.dy"),
		let("u", fmt.Sprintf("datum.dx * %.6g", r.most/r.right)), let("v", fmt.Sprintf("datum.dy * %.6g", r.most/r.up)),
		let("xs", "[datum.px - datum.dx, datum.px, datum.px - datum.ex - 0.5*datum.ey, datum.px, datum.px - datum.ex + 0.5*datum.ey]"),
		let("ys", "[datum.py - datum.dy, datum.py, datum.py - datum.ey + 0.5*datum.ex, datum.py, datum.py - datum.ey - 0.5*datum.ex]"),
		map[string]any{"flatten": []any{"xs", "ys"}}, numbered("i"),
		let("x", axis(p.x, "datum.xs")), let("y", axis(p.y, "datum.ys")),
	}
	var out []any
	for _, spec := range first.lines(p, rows) {
		spec.(map[string]any)["transform"] = transform
		out = append(out, spec)
	}
	return out
}

// tenths of a pixel; what lies far beyond the picture is kept at its edge.
func tenths(v float64) string { return strconv.Itoa(int(math.Round(10 * min(max(v, -1e4), 1e4)))) }
