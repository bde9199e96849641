package plot

import "math"

func (p *panel) xTicks() []tick { return thinned(p.x.marks(int(max(p.w/60, 2))), p.x) }
func (p *panel) yTicks() []tick { return p.y.marks(int(max(p.h/28, 2))) }

// thinned drops every other label until none touch.
func thinned(ticks []tick, s scale) []tick {
	for try := 0; try < 6; try++ {
		end, touch := math.Inf(-1), false
		prev := math.NaN()
		for _, t := range ticks {
			if t.label == "" {
				continue
			}
			at, half := s.at(t.value), textWidth(t.label, small)/2+3
			if !math.IsNaN(prev) && math.Abs(at-prev) < half+end {
				touch = true
			}
			prev, end = at, half
		}
		if !touch {
			break
		}
		odd := false
		for i := range ticks {
			if ticks[i].label != "" {
				if odd {
					ticks[i].label = ""
				}
				odd = !odd
			}
		}
	}
	return ticks
}

// margins is the room that ticks, titles, the legend and the colour bar need.
func (p *panel) margins() margins {
	m := margins{left: 8, right: 12, top: 8, bottom: 10}
	wide := 0.0
	for _, t := range p.yTicks() {
		wide = max(wide, textWidth(t.label, small))
	}
	m.left += wide + 6
	if p.yDrawn != "" {
		m.left += medium + 6
	}
	m.bottom += small + 6
	if p.xDrawn != "" {
		m.bottom += medium + 5
	}
	if p.bar() {
		m.right += barGap + barWidth + 8 + p.barLabels()
		if p.shade.title != "" {
			m.right += medium + 5
		}
	}
	// A number at the end of the axis hangs over it by half.
	for _, t := range p.xTicks() {
		half := textWidth(t.label, small) / 2
		m.right = max(m.right, p.x.at(t.value)+half-p.w+4)
		m.left = max(m.left, half-p.x.at(t.value)+4)
	}
	m.top += p.legendHeight()
	if p.title != "" {
		m.top += medium + 6
	}
	return m
}

// grid draws faint lines at the ticks, under the data. Under a field there is nothing to see of them.
func (p *panel) grid(w *writer) {
	if ground := p.fig.ground(); ground != "" {
		w.rect(0, 0, p.w, p.h, ground)
	}
	if p.fig.hasHeatmap() {
		return
	}
	for _, t := range p.xTicks() {
		if t.label != "" {
			x := p.x.at(t.value)
			w.line(x, 0, x, p.h, faint, 1)
		}
	}
	for _, t := range p.yTicks() {
		if t.label != "" {
			y := p.y.at(t.value)
			w.line(0, y, p.w, y, faint, 1)
		}
	}
}

func (p *panel) axes(w *writer) {
	w.line(0, p.h, p.w, p.h, edge, 1)
	w.line(0, 0, 0, p.h, edge, 1)
	for _, t := range p.xTicks() {
		x := p.x.at(t.value)
		w.line(x, p.h, x, p.h+tickLength(t), edge, 1)
		w.text(x, p.h+6+small, "middle", t.label)
	}
	for _, t := range p.yTicks() {
		y := p.y.at(t.value)
		w.line(-tickLength(t), y, 0, y, edge, 1)
		w.text(-8, y+small*0.36, "end", t.label)
	}
	w.text(p.w/2, p.h+6+small+5+medium, "middle", cut(p.xDrawn, medium, p.w+20), "font-size", px(medium))
	wide := 0.0
	for _, t := range p.yTicks() {
		wide = max(wide, textWidth(t.label, small))
	}
	sideways(w, -(wide + 17), p.h/2, cut(p.yDrawn, medium, p.h+20), -90)
}

func tickLength(t tick) float64 {
	if t.label == "" {
		return 3
	}
	return 5
}

// sideways writes text along a vertical axis, its foot at x.
func sideways(w *writer, x, y float64, text string, angle float64) {
	w.text(0, 0, "middle", text, "font-size", px(medium), "transform", "translate("+px(x)+" "+px(y)+") rotate("+px(angle)+")")
}

const (
	barGap   = 12.0
	barWidth = 12.0
)

func (p *panel) barTicks() []tick {
	s := p.shade.scale
	return s.ticks(int(max(p.h/28, 2)))
}

func (p *panel) barLabels() (wide float64) {
	for _, t := range p.barTicks() {
		wide = max(wide, textWidth(t.label, small))
	}
	return wide
}

// bar says that a colour bar stands beside the panel.
func (p *panel) bar() bool { return p.shade != nil && !p.noBar }

// colourBar says which value each colour stands for.
func (p *panel) colourBar(w *writer) {
	x, n := p.w+barGap, 64
	w.open("g", "shape-rendering", "crispEdges")
	for k := range n {
		// Each strip reaches the foot and the next covers it, so that no seam shows between them.
		top := p.h * (1 - float64(k+1)/float64(n))
		low := p.h * (1 - float64(k)/float64(n))
		w.rect(x, top, barWidth, low-top+1*b2f(k > 0), hexOf(p.shade.colours.At((float64(k)+0.5)/float64(n))))
	}
	w.close("g")
	for _, t := range p.barTicks() {
		y := p.h * (1 - p.shade.at(t.value))
		w.line(x+barWidth, y, x+barWidth+4, y, edge, 1)
		w.text(x+barWidth+7, y+small*0.36, "start", t.label)
	}
	sideways(w, x+barWidth+7+p.barLabels()+6+medium, p.h/2, cut(p.shade.title, medium, p.h+20), -90)
}

func b2f(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
