package plot

import (
	"math"
)

const (
	small  = 11.0 // font size of numbers and legends
	medium = 12.0 // of axes' titles
	large  = 14.0 // of the figure's title
	fonts  = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
)

// SVG is the figure as a static picture: it holds no script, needs nothing from elsewhere, and is the
// same each time.
func (f *Figure) SVG() (string, error) {
	s, err := f.sheet()
	if err != nil {
		return "", err
	}
	return s.svg(), nil
}

// A sheet is panels in rows and columns, with one title above.
type sheet struct {
	title   string
	about   string
	columns int
	panels  []*panel
	frames  *frames // nil but for Frames
}

func (f *Figure) sheet() (*sheet, error) {
	switch {
	case f == nil:
		return nil, (&Figure{}).fail("the figure is nil").err
	case f.err != nil:
		return nil, f.err
	case f.panels != nil:
		return f.multiple()
	case f.film != nil:
		return f.film.sheet(f)
	}
	p, err := f.resolve(480, 300)
	if err != nil {
		return nil, err
	}
	s := &sheet{title: p.title, about: f.String(), columns: 1, panels: []*panel{p}}
	p.title = ""
	return s, nil
}

// margins is the room about the area inside the axes.
type margins struct{ left, right, top, bottom float64 }

func (s *sheet) svg() string {
	// All panels of a column share margins, and so do those of a row: the axes line up.
	rows := (len(s.panels) + s.columns - 1) / s.columns
	columns := min(s.columns, len(s.panels))
	left, right, width := make([]float64, columns), make([]float64, columns), make([]float64, columns)
	top, bottom, height := make([]float64, rows), make([]float64, rows), make([]float64, rows)
	for k, p := range s.panels {
		r, c, m := k/s.columns, k%s.columns, p.margins()
		left[c], right[c], width[c] = max(left[c], m.left), max(right[c], m.right), max(width[c], p.w)
		top[r], bottom[r], height[r] = max(top[r], m.top), max(bottom[r], m.bottom), max(height[r], p.h)
	}
	const gap = 10
	head, w, h := 6.0, 6.0, 6.0
	if s.title != "" {
		head = 28
	}
	h = head
	for c := range columns {
		w += left[c] + width[c] + right[c]
	}
	for r := range rows {
		h += top[r] + height[r] + bottom[r]
	}
	w, h = math.Ceil(w+gap*float64(columns-1)), math.Ceil(h+gap*float64(rows-1)+4)
	var out writer
	out.open("svg", "xmlns", "http://www.w3.org/2000/svg", "width", px(w), "height", px(h),
		"viewBox", "0 0 "+px(w)+" "+px(h), "font-family", fonts, "font-size", px(small), "fill", ink, "role", "img")
	title := s.title
	if title == "" {
		title = s.panels[0].subject()
	}
	out.element("title", title)
	out.element("desc", s.about)
	out.rect(0, 0, w, h, "#ffffff")
	out.text(w/2, 20, "middle", cut(s.title, large*1.06, w-8), "font-size", px(large), "font-weight", "bold")
	y := head
	for r := range rows {
		x := 3.0
		for c := range columns {
			if k := r*s.columns + c; k < len(s.panels) {
				p := s.panels[k]
				out.open("g", "transform", "translate("+px(x+left[c])+" "+px(y+top[r])+")")
				p.draw(&out)
				out.close("g")
			}
			x += left[c] + width[c] + right[c] + gap
		}
		y += top[r] + height[r] + bottom[r] + gap
	}
	out.close("svg")
	return out.String()
}

// subject names a figure without a title.
func (p *panel) subject() string {
	what := p.yTitle
	if p.shade != nil {
		what = p.shade.title
	}
	switch {
	case p.title != "":
		return p.title
	case what != "" && p.xTitle != "" && p.shade == nil:
		return what + " over " + p.xTitle
	case what != "":
		return what
	}
	return "figure"
}

func (p *panel) draw(w *writer) {
	p.grid(w)
	// An inner svg clips what passes the axes, with no id to clash.
	w.open("svg", "x", "0", "y", "0", "width", px(p.w), "height", px(p.h), "overflow", "hidden")
	for _, l := range p.fig.layers {
		l.draw(w, p)
	}
	w.close("svg")
	p.axes(w)
	if p.bar() {
		p.colourBar(w)
	}
	if p.legend() {
		p.drawLegend(w)
	}
	p.drawSample(w)
	if p.title != "" {
		w.text(p.w/2, -p.legendHeight()-7, "middle", cut(p.title, medium*1.06, p.w+30), "font-size", px(medium), "font-weight", "bold")
	}
}
