package plot

import (
	"math"
	"strconv"
	"strings"
)

// mostAsked bounds the blocks along a side of a dense field that answer the pointer.
const mostAsked = 40

func (h *heatmap) vega(p *panel) []any {
	out := h.field(p)
	if h.shored(p) {
		out = append(out, h.vegaShore(p))
	}
	return out
}

func (h *heatmap) field(p *panel) []any {
	if !h.dense(p) {
		return []any{h.cells(p, 1, 1, true), colourKey(p)}
	}
	// The picture is an image. Over it lie blocks that can't be seen, for the pointer to ask: each tells
	// the value in its middle.
	sx, sy := (len(h.x)+mostAsked-1)/mostAsked, (len(h.y)+mostAsked-1)/mostAsked
	return []any{imageOf([]string{h.png(p)}, h, p), h.cells(p, sx, sy, false), colourKey(p)}
}

// cells are rectangles of sx x sy cells. The rows are values alone, in their order, a tenth of the size
// of rows that carry the edges of their cells: Vega-Lite finds those by number.
func (h *heatmap) cells(p *panel, sx, sy int, visible bool) map[string]any {
	left, right, x := blocks(edges(h.x, p.x.log), h.x, sx)
	low, high, y := blocks(edges(h.y, p.y.log), h.y, sy)
	digits := p.shade.digits()
	var all []any
	for j := range y {
		for i := range x {
			v := h.at(min(j*sy+sy/2, len(h.y)-1), min(i*sx+sx/2, len(h.x)-1))
			if math.IsNaN(v) {
				all = append(all, "") // a gob has no null
			} else {
				all = append(all, round(v, digits))
			}
		}
	}
	transform := []any{
		map[string]any{"window": []any{map[string]any{"op": "row_number", "as": "k"}}},
		map[string]any{"filter": "isNumber(datum.data)"},
		map[string]any{"calculate": "datum.data", "as": "value"},
	}
	column := "[(datum.k - 1) % " + strconv.Itoa(len(x)) + "]"
	row := "[floor((datum.k - 1) / " + strconv.Itoa(len(x)) + ")]"
	for _, f := range []struct {
		name    string
		numbers []float64
		scale   scale
		at      string
	}{{"x", left, p.x, column}, {"x2", right, p.x, column}, {"xm", x, p.x, column},
		{"y", low, p.y, row}, {"y2", high, p.y, row}, {"ym", y, p.y, row}} {
		transform = append(transform, map[string]any{"calculate": listed(f.numbers, f.scale) + f.at, "as": f.name})
	}
	mark := map[string]any{"type": "rect", "clip": true}
	encoding := map[string]any{
		"x": p.vegaX(), "x2": map[string]any{"field": "x2"},
		"y": p.vegaY(), "y2": map[string]any{"field": "y2"},
		"tooltip": []any{tip("xm", p.xTitle, "x", p.x), tip("ym", p.yTitle, "y", p.y), tip("value", p.shade.title, "value", p.shade.scale)},
	}
	if visible {
		mark["strokeWidth"] = 0.6
		encoding["fill"] = p.vegaFill()
		// An edge of the cell's own colour hides the seam where cells meet between pixels.
		encoding["stroke"] = p.vegaFill()
	} else {
		mark["opacity"] = 0.0
	}
	return map[string]any{"data": values(all), "transform": transform, "mark": mark, "encoding": encoding}
}

// blocks joins every so many cells along an axis: their outer edges, and the point in their middle.
func blocks(edges, at []float64, size int) (low, high, middle []float64) {
	n := len(at)
	for i := 0; i < n; i += size {
		low, high = append(low, edges[i]), append(high, edges[min(i+size, n)])
		middle = append(middle, at[min(i+size/2, n-1)])
	}
	return low, high, middle
}

// listed writes numbers as a list in Vega's language.
func listed(numbers []float64, s scale) string {
	out, digits := make([]string, len(numbers)), s.digits()
	for i, v := range numbers {
		out[i] = strconv.FormatFloat(round(v, digits), 'g', -1, 64)
	}
	return "[" + strings.Join(out, ",") + "]"
}

// imageOf draws images of a field, a row each, with what else the rows are to hold. They are placed about
// their middle, at their size in pixels.
func imageOf(addresses []string, h *heatmap, p *panel) map[string]any {
	x0, x1, y0, y1 := h.frame(p)
	var rows []any
	for i, a := range addresses {
		rows = append(rows, map[string]any{"url": a, "frame": float64(i), "x": p.x.value((x0 + x1) / 2), "y": p.y.value((y0 + y1) / 2)})
	}
	return map[string]any{
		"data": values(rows),
		"mark": map[string]any{"type": "image", "width": x1 - x0, "height": y1 - y0, "aspect": false, "smooth": false, "clip": true},
		"encoding": map[string]any{
			"x": p.vegaX(), "y": p.vegaY(),
			"url": map[string]any{"field": "url", "type": "nominal"},
		},
	}
}
