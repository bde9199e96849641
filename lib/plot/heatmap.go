package plot

import (
	"math"
	"strings"

	"sublunar/lib/field"
)

// Up to so many cells a field is drawn as rectangles, each with its value under the pointer; beyond, as
// one image.
const mostCells = 64 * 64

// A heatmap is a plane whose cells are coloured by value.
type heatmap struct {
	*plane
	land bool // what is missing is land
}

// Heatmap colours each cell of a grid of two axes by its value.
func Heatmap(g field.Grid) *Figure {
	p, err := flat("Heatmap", g)
	if err != nil {
		return failed(err)
	}
	return of(&heatmap{plane: p})
}

func (h *heatmap) extent(f *Figure) (x, y span, margin float64) {
	// The outermost edges; but a log axis that can't take the points must hear of the points.
	x, y = spanOf(h.x), spanOf(h.y)
	if !f.x.log || x.lo > 0 {
		x = spanOf(edges(h.x, f.x.log))
	}
	if !f.y.log || y.lo > 0 {
		y = spanOf(edges(h.y, f.y.log))
	}
	return x, y, 0
}

func (h *heatmap) shades(*Figure) (span, string) { return spanOf(h.values), h.label }

func (h *heatmap) String() string { return h.describe("field") }

// dense says that the field is drawn as an image.
func (h *heatmap) dense(p *panel) bool { return p.image || len(h.values) > mostCells }

// cells is how many cells a figure's fields have in all.
func (f *Figure) cells() (n int) {
	for _, l := range f.layers {
		if h, ok := l.(*heatmap); ok {
			n += len(h.values)
		}
	}
	return n
}

func (h *heatmap) draw(w *writer, p *panel) {
	if h.dense(p) {
		x0, x1, y0, y1 := h.frame(p)
		w.image(x0, y0, x1-x0, y1-y0, h.png(p))
	} else {
		h.drawCells(w, p)
	}
	if h.shored(p) {
		h.drawShore(w, p)
	}
}

func (h *heatmap) drawCells(w *writer, p *panel) {
	ex, ey := edges(h.x, p.x.log), edges(h.y, p.y.log)
	// One path for all cells of a colour: a third of the size of a rectangle each. Neighbours share
	// their edge to the last digit, so that no seam shows between them.
	shapes := map[string]*strings.Builder{}
	var colours []string
	for j := range h.y {
		for i := range h.x {
			v := h.at(j, i)
			if math.IsNaN(v) {
				continue
			}
			x0, x1 := order(p.x.at(ex[i]), p.x.at(ex[i+1]))
			y0, y1 := order(p.y.at(ey[j]), p.y.at(ey[j+1]))
			c := p.shade.colour(v)
			if shapes[c] == nil {
				shapes[c] = &strings.Builder{}
				colours = append(colours, c)
			}
			shapes[c].WriteString("M" + px(x0) + " " + px(y0) + "H" + px(x1) + "V" + px(y1) + "H" + px(x0) + "z")
		}
	}
	w.open("g", "shape-rendering", "crispEdges")
	for _, c := range colours {
		w.leaf("path", "d", shapes[c].String(), "fill", c)
	}
	w.close("g")
}

// frame is where the field lies on the panel, in pixels.
func (h *heatmap) frame(p *panel) (x0, x1, y0, y1 float64) {
	ex, ey := edges(h.x, p.x.log), edges(h.y, p.y.log)
	x0, x1 = order(p.x.at(ex[0]), p.x.at(ex[len(h.x)]))
	y0, y1 = order(p.y.at(ey[0]), p.y.at(ey[len(h.y)]))
	return x0, x1, y0, y1
}

func order(a, b float64) (lo, hi float64) { return min(a, b), max(a, b) }
