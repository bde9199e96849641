package plot

import (
	"strings"
)

const (
	lineWidth = 1.8
	pointSize = 3.2 // half a marker's width
)

func (c *curve) draw(w *writer, p *panel) {
	st := p.entries[p.style[c]].style
	at := c.shown()
	if c.form == asPoints {
		c.drawPoints(w, p, at, st)
		return
	}
	if c.form == asBand {
		c.drawBand(w, p, at, st)
	}
	xs, ys := make([]float64, len(at)), make([]float64, len(at))
	for k, i := range at {
		xs[k], ys[k] = p.x.at(c.x[i]), p.y.at(c.y[i])
	}
	w.leaf("path", "d", pathOf(xs, ys), "fill", "none", "stroke", st.colour, "stroke-width", px(lineWidth),
		"stroke-linejoin", "round", "stroke-linecap", "round", "stroke-dasharray", dashList(st.dash))
}

func (c *curve) drawBand(w *writer, p *panel, at []int, st style) {
	ok := both(c.x, c.low, c.high)
	for _, run := range runs(len(at), func(k int) bool { return ok(at[k]) }) {
		var d strings.Builder
		for n, k := range run {
			d.WriteString(string("ML"[min(n, 1)]) + px(p.x.at(c.x[at[k]])) + " " + px(p.y.at(c.high[at[k]])))
		}
		for n := len(run) - 1; n >= 0; n-- {
			i := at[run[n]]
			d.WriteString("L" + px(p.x.at(c.x[i])) + " " + px(p.y.at(c.low[i])))
		}
		w.leaf("path", "d", d.String()+"Z", "fill", st.colour, "fill-opacity", "0.2", "stroke", "none")
	}
}

func (c *curve) drawPoints(w *writer, p *panel, at []int, st style) {
	// One path for all: a hundredth of the size of a shape each.
	var d strings.Builder
	for _, i := range at {
		d.WriteString(marker(st.marker, p.x.at(c.x[i]), p.y.at(c.y[i]), pointSize))
	}
	w.leaf("path", "d", d.String(), "fill", st.colour, "fill-opacity", px(opacity(len(at))), "stroke", "#ffffff", "stroke-width", "0.4")
}

// opacity lets crowded points show where they are densest.
func opacity(n int) float64 {
	if n > 500 {
		return 0.45
	}
	return 0.85
}

func dashList(dash []float64) string {
	s := make([]string, len(dash))
	for i, d := range dash {
		s[i] = px(d)
	}
	return strings.Join(s, " ")
}

// marker is a shape about (x, y), all of about the same area.
func marker(shape string, x, y, r float64) string {
	polygon := func(points ...float64) string {
		var b strings.Builder
		for i := 0; i < len(points); i += 2 {
			b.WriteString(string("ML"[min(i, 1)]) + px(x+r*points[i]) + " " + px(y+r*points[i+1]))
		}
		return b.String() + "Z"
	}
	switch shape {
	case "square":
		return polygon(-0.9, -0.9, 0.9, -0.9, 0.9, 0.9, -0.9, 0.9)
	case "triangle-up":
		return polygon(0, -1.25, 1.15, 0.8, -1.15, 0.8)
	case "triangle-down":
		return polygon(0, 1.25, 1.15, -0.8, -1.15, -0.8)
	case "triangle-right":
		return polygon(1.25, 0, -0.8, 1.15, -0.8, -1.15)
	case "triangle-left":
		return polygon(-1.25, 0, 0.8, 1.15, 0.8, -1.15)
	case hourglass:
		return polygon(-1.1, -1.2, 1.1, -1.2, -1.1, 1.2, 1.1, 1.2)
	case "diamond":
		return polygon(0, -1.35, 1.05, 0, 0, 1.35, -1.05, 0)
	case "cross":
		const a, b = 1.2, 0.42
		return polygon(-b, -a, b, -a, b, -b, a, -b, a, b, b, b, b, a, -b, a, -b, b, -a, b, -a, -b, -b, -b)
	}
	s := px(r)
	return "M" + px(x-r) + " " + px(y) + "a" + s + " " + s + " 0 1 0 " + px(2*r) + " 0a" + s + " " + s + " 0 1 0 " + px(-2*r) + " 0Z"
}

// swatch is the width of an entry's sample.
func (e entry) swatch() float64 {
	if e.forms[asLine] || e.forms[asBand] {
		return 26
	}
	return 10
}

// legendRows lays the legend's entries out in lines no wider than the panel.
func (p *panel) legendRows() (rows [][]int) {
	if !p.legend() {
		return nil
	}
	room := 0.0
	for i, e := range p.entries {
		width := e.swatch() + 8 + textWidth(e.label, small) + 16
		if len(rows) == 0 || room+width > p.w+40 {
			rows, room = append(rows, nil), 0
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], i)
		room += width
	}
	return rows
}

func (p *panel) legendHeight() float64 {
	n := len(p.legendRows())
	if p.arrowed() {
		n++
	}
	if n > 0 {
		return float64(n)*16 + 4
	}
	return 0
}

// drawLegend writes the names above the axes, where they hide no data.
func (p *panel) drawLegend(w *writer) {
	rows := p.legendRows()
	above := p.legendHeight() - 8
	for r, row := range rows {
		x, y := 2.0, 16*float64(r)-above
		for _, i := range row {
			e := p.entries[i]
			if e.forms[asBand] {
				w.leaf("rect", "x", px(x), "y", px(y-5), "width", "26", "height", "10", "fill", e.style.colour, "fill-opacity", "0.2")
			}
			if e.forms[asLine] || e.forms[asBand] {
				w.leaf("line", "x1", px(x), "y1", px(y), "x2", px(x+26), "y2", px(y), "stroke", e.style.colour,
					"stroke-width", px(lineWidth), "stroke-dasharray", dashList(e.style.dash))
			}
			if e.forms[asPoints] {
				w.leaf("path", "d", marker(e.style.marker, x+e.swatch()/2, y, pointSize+0.3), "fill", e.style.colour)
			}
			label := cut(e.label, small, p.w)
			w.text(x+e.swatch()+6, y+small*0.36, "start", label)
			x += e.swatch() + 8 + textWidth(label, small) + 16
		}
	}
}
