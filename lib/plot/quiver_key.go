package plot

import (
	"fmt"
	"math"
)

// A sample is the arrow above the axes that says what a length stands for: how long it is in pixels, and of what vector.
type sample struct {
	pixels float64
	text   string
}

// sample is of a round length, at most an arrow's.
func (q *quiver) sample(p *panel) sample {
	r := q.reach(p)
	if r.right == 0 {
		return sample{text: "no motion"}
	}
	// The greatest of 1, 2 and 5 times a power of ten that is drawn no longer than an arrow may be.
	long := r.most / math.Abs(r.right) * r.pixels
	v := niceStep(long)
	if v > long*1.0001 {
		v = niceStep(long / 2.5)
	}
	if v == 0 {
		return sample{} // beyond what float64 holds
	}
	text := figure(v)
	if q.unit != "" {
		text += " " + q.unit
	}
	return sample{pixels: math.Abs(v / r.most * r.right), text: text}
}

// arrowKey is the sample of the figure's first quiver; without text where there is none.
func (p *panel) arrowKey() (s sample) {
	if q := p.quiver(); q != nil {
		s = q.sample(p)
	}
	return s
}

// drawSample puts the sample above the axes, at their right end.
func (p *panel) drawSample(w *writer) {
	s := p.arrowKey()
	w.text(p.w, -6, "end", cut(s.text, small, p.w+30))
	if s.pixels > 0 {
		a := arrowAt(p.w-textWidth(s.text, small)-6-s.pixels, -6-small*0.36, s.pixels, 0, 0, 0)
		w.leaf("path", "d", pathOf(a.x[:], a.y[:]), "fill", "none", "stroke", ink, "stroke-width", "1.2", "stroke-linejoin", "round")
	}
}

func (p *panel) vegaSample() (out []any) {
	s := p.arrowKey()
	if s.text == "" {
		return nil
	}
	one := values([]any{map[string]any{}})
	out = append(out, map[string]any{"data": one,
		"mark": map[string]any{"type": "text", "text": plainText(s.text), "x": p.w, "y": -7.0, "align": "right", "fontSize": small, "color": ink}})
	if l := s.pixels; l > 0 {
		// A shape lies within -1 ... 1, and is as wide as the root of its size.
		a := arrowAt(-1, 0, 2, 0, 0, 0)
		barb := min(5, 0.4*l) / l * 2
		a.x[2], a.y[2], a.x[4], a.y[4] = 1-barb, -barb/2, 1-barb, barb/2
		d := ""
		for i := range a.x {
			d += string("ML"[min(i, 1)]) + fmt.Sprintf("%.4g,%.4g", a.x[i], a.y[i])
		}
		out = append(out, map[string]any{"data": one, "mark": map[string]any{"type": "point", "shape": d, "size": l * l, "filled": false,
			"x": p.w - textWidth(s.text, small) - 6 - l/2, "y": -7.0, "stroke": ink, "strokeWidth": 1.2, "opacity": 1.0}})
	}
	return out
}
