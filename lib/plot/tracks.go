package plot

import (
	"fmt"
	"math"
)

// Tracks are paths over a plane.
type tracks struct {
	lines []polyline
	ends  []polyline // the last point of each path
	count int
}

// Tracks draws paths of points (x, y), longitude first, as dark lines that end in a dot: where drifters and floats went. A
// NaN breaks a path, and so do two points more than 180° apart on a map in degrees.
func Tracks(paths ...[][2]float64) *Figure {
	t := &tracks{count: len(paths)}
	for k, path := range paths {
		var l, end polyline
		for _, at := range path {
			if math.IsInf(at[0], 0) || math.IsInf(at[1], 0) {
				return (&Figure{}).fail("Tracks: path %d reaches infinity; give finite points, and NaN to break a path", k+1)
			}
			l.x, l.y = append(l.x, at[0]), append(l.y, at[1])
			if !math.IsNaN(at[0] + at[1]) {
				end = polyline{[]float64{at[0]}, []float64{at[1]}}
			}
		}
		if end.x != nil {
			t.lines, t.ends = append(t.lines, l), append(t.ends, end)
		}
	}
	if len(t.lines) == 0 {
		return (&Figure{}).fail("Tracks of nothing; give paths with a finite point")
	}
	return of(t)
}

func (t *tracks) extent(f *Figure) (x, y span, margin float64) {
	for _, l := range t.lines {
		x.join(spanOf(l.x))
		y.join(spanOf(l.y))
	}
	return x, y, f.airy()
}

func (t *tracks) titles() (x, y string) { return "", "" }

func (t *tracks) String() string {
	n := 0
	for _, l := range t.lines {
		n += len(l.x)
	}
	return fmt.Sprintf("tracks: %d paths of %d points", t.count, n)
}

// parts are the paths cut at their breaks, each with no more points than can be seen.
func (t *tracks) parts(p *panel) (out []polyline) {
	for _, l := range t.lines {
		ok := func(i int) bool { return !math.IsNaN(l.x[i] + l.y[i]) }
		for _, r := range runs(len(l.x), ok) {
			from := r[0]
			for i := from + 1; i <= r[len(r)-1]+1; i++ {
				if i <= r[len(r)-1] && !(p.x.as == eastward && math.Abs(l.x[i]-l.x[i-1]) > 180) {
					continue
				}
				part := polyline{l.x[from:i], l.y[from:i]}
				out = append(out, part.simplified(func(x, y float64) (float64, float64) { return p.x.at(x), p.y.at(y) }, 0.15))
				from = i
			}
		}
	}
	return out
}

const (
	trackWidth = 1.1
	trackEnd   = 2.4 // half the width of the dot
)

func (t *tracks) draw(w *writer, p *panel) {
	parts := t.parts(p)
	drawLines(w, p, parts, "stroke", "#ffffff", "stroke-width", px(trackWidth+1.4), "stroke-opacity", px(haloOpacity), "stroke-linecap", "round")
	drawLines(w, p, parts, "stroke", ink, "stroke-width", px(trackWidth), "stroke-linecap", "round")
	dots := ""
	for _, e := range t.ends {
		dots += marker("circle", p.x.at(e.x[0]), p.y.at(e.y[0]), trackEnd)
	}
	w.leaf("path", "d", dots, "fill", ink, "stroke", "#ffffff", "stroke-width", "0.8")
}

func (t *tracks) vega(p *panel) []any {
	parts := t.parts(p)
	var rows []any
	for _, e := range t.ends {
		rows = append(rows, map[string]any{"x": round(e.x[0], p.x.digits()), "y": round(e.y[0], p.y.digits())})
	}
	return []any{
		vegaLines(p, parts, map[string]any{"color": "#ffffff", "strokeWidth": trackWidth + 1.4, "strokeOpacity": haloOpacity, "strokeCap": "round"}),
		vegaLines(p, parts, map[string]any{"color": ink, "strokeWidth": trackWidth, "strokeCap": "round"}),
		map[string]any{"data": values(rows), "encoding": map[string]any{"x": p.vegaX(), "y": p.vegaY()},
			"mark": map[string]any{"type": "point", "shape": "circle", "filled": true, "size": math.Pi * trackEnd * trackEnd, "opacity": 1.0,
				"color": ink, "stroke": "#ffffff", "strokeWidth": 0.8, "clip": true}},
	}
}
