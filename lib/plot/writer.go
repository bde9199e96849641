package plot

import (
	"strings"
	"unicode/utf8"
)

// A writer builds SVG. It makes no ids, which would clash where a page holds several figures, and no
// scripts.
type writer struct{ strings.Builder }

// open begins an element; attributes come in pairs, name and value. An empty value leaves one out.
func (w *writer) open(tag string, attributes ...string) { w.tag(tag, ">", attributes) }

// leaf is an element with nothing in it.
func (w *writer) leaf(tag string, attributes ...string) { w.tag(tag, "/>", attributes) }

func (w *writer) tag(tag, end string, attributes []string) {
	w.WriteString("<" + tag)
	for i := 0; i+1 < len(attributes); i += 2 {
		if attributes[i+1] != "" {
			w.WriteString(" " + attributes[i] + `="` + escape(attributes[i+1]) + `"`)
		}
	}
	w.WriteString(end + "\n")
}

func (w *writer) close(tag string) { w.WriteString("</" + tag + ">\n") }

func (w *writer) rect(x, y, width, height float64, fill string) {
	w.leaf("rect", "x", px(x), "y", px(y), "width", px(width), "height", px(height), "fill", fill)
}

func (w *writer) line(x1, y1, x2, y2 float64, colour string, width float64) {
	w.leaf("line", "x1", px(x1), "y1", px(y1), "x2", px(x2), "y2", px(y2), "stroke", colour, "stroke-width", px(width))
}

// image places a PNG, pixel by pixel, stretched to the size.
func (w *writer) image(x, y, width, height float64, address string) {
	w.leaf("image", "x", px(x), "y", px(y), "width", px(width), "height", px(height), "preserveAspectRatio", "none",
		"style", "image-rendering:pixelated", "href", address)
}

// text places a line of text. anchor is start, middle or end; further attributes come in pairs.
func (w *writer) text(x, y float64, anchor, text string, attributes ...string) {
	if text == "" {
		return
	}
	w.WriteString(`<text x="` + px(x) + `" y="` + px(y) + `" text-anchor="` + anchor + `"`)
	for i := 0; i+1 < len(attributes); i += 2 {
		w.WriteString(" " + attributes[i] + `="` + escape(attributes[i+1]) + `"`)
	}
	w.WriteString(">" + escape(text) + "</text>\n")
}

// element is one with text alone in it.
func (w *writer) element(tag, text string) {
	w.WriteString("<" + tag + ">" + escape(text) + "</" + tag + ">\n")
}

// escape makes text safe in XML, in an attribute or not. What XML 1.0 can't hold at all, control
// characters and broken UTF-8, becomes the replacement character.
func escape(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '"':
			b.WriteString("&quot;")
		case r == '\'':
			b.WriteString("&#39;")
		case r == '\t' || r == '\n' || r == '\r':
			b.WriteByte(' ')
		case r < 0x20 || r >= 0x7f && r < 0xa0 || r == 0xfffe || r == 0xffff:
			b.WriteRune(utf8.RuneError)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// quote is a name within a sentence.
func quote(s string) string { return "“" + s + "”" }

// pathOf writes the path of a polyline; NaN lifts the pen. A lone point between gaps is drawn as a dot, for
// the caps of the line are round.
func pathOf(xs, ys []float64) string {
	var b strings.Builder
	down, alone := false, false
	dot := func() {
		if alone {
			b.WriteString("h0")
		}
		alone = false
	}
	for i := range xs {
		if xs[i] != xs[i] || ys[i] != ys[i] {
			dot()
			down = false
			continue
		}
		if !down {
			b.WriteByte('M')
		} else {
			b.WriteByte('L')
		}
		alone, down = !down, true
		b.WriteString(px(xs[i]) + " " + px(ys[i]))
	}
	dot()
	return b.String()
}
