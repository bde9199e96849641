package plot

import (
	"fmt"
	"math"
	"reflect"
)

// frames is a film with its choices made.
type frames struct {
	film   *film
	panels []*panel // one a frame
}

// mostInFrames bounds the arrows along a side of a frame, which come again in each.
const mostInFrames = 16

func (m *film) sheet(f *Figure) (*sheet, error) {
	every := make([]int, len(m.frames))
	for i := range every {
		every[i] = i
	}
	some := m.some()
	out := &sheet{title: f.title, about: f.String(), frames: &frames{film: m}, columns: len(some)}
	var err error
	if out.frames.panels, err = m.panels(f, every, 380, 300); err != nil {
		return nil, err
	}
	if out.panels, err = m.panels(f, some, 190, 150); err != nil {
		return nil, err
	}
	out.panels[len(some)-1].noBar = false
	return out, nil
}

// panels makes some of the frames; what they share is that of all.
func (m *film) panels(f *Figure, which []int, w, h float64) ([]*panel, error) {
	base := *f
	base.film = nil
	if f.width > 0 && w < 380 {
		base.width, base.height = w, w*f.height/f.width
	}
	if err := m.colours(&base); err != nil {
		return nil, err
	}
	all := make([]*panel, len(m.frames))
	var x, y span
	for round := range 2 {
		for i, layers := range m.frames {
			g := base
			g.title, g.layers = m.moment(i), layers
			var err error
			if all[i], err = g.resolve(w, h); err != nil {
				return nil, fmt.Errorf("frame %d: %w", i+1, err)
			}
			x.join(span{all[i].x.lo, all[i].x.hi, true})
			y.join(span{all[i].y.lo, all[i].y.hi, true})
		}
		if round == 0 && base.x.fixed && base.y.fixed {
			break
		}
		base.x.lo, base.x.hi, base.x.fixed = x.lo, x.hi, true
		base.y.lo, base.y.hi, base.y.fixed = y.lo, y.hi, true
	}
	var longest *reach
	for _, p := range all {
		p.noBar, p.image, p.crowd = true, true, mostInFrames
		// The frame with the fewest pixels for a vector has the longest.
		if q := p.quiver(); q != nil {
			if r := q.reach(p); r.right != 0 && (longest == nil || r.most/math.Abs(r.right) > longest.most/math.Abs(longest.right)) {
				longest = &r
			}
		}
	}
	var out []*panel
	for _, i := range which {
		all[i].reach = longest
		out = append(out, all[i])
	}
	return out, nil
}

// colours fixes the range of the colours to that of all frames.
func (m *film) colours(f *Figure) error {
	var all span
	title := ""
	for _, layers := range m.frames {
		g := *f
		g.layers = layers
		for _, l := range layers {
			if s, ok := l.(shaded); ok {
				v, t := s.shades(&g)
				all.join(v)
				title = t
			}
		}
	}
	if f.shade.fixed || !(all.lo < all.hi) {
		return nil
	}
	if f.shade.log && all.lo <= 0 {
		return fmt.Errorf("plot: LogColours, but %s reaches %g; set Range above zero, or drop LogColours", quote(title), all.lo)
	}
	f.shade.lo, f.shade.hi, f.shade.fixed = all.lo, all.hi, true
	return nil
}

// vega is the first frame's panel with a slider that picks which frame's rows are shown.
func (fr *frames) vega() map[string]any {
	p := fr.panels[0]
	var layers, marks []any
	for k, l := range p.fig.layers {
		switch l.(type) {
		case *heatmap:
			layers = append(layers, fr.images(k)...)
		case *quiver:
			layers = append(layers, fr.arrows(k)...)
		default:
			layers = append(layers, fr.each(func(q *panel) []any { return q.fig.layers[k].vega(q) })...)
		}
	}
	for i := range fr.panels {
		marks = append(marks, map[string]any{"frame": float64(i), "label": plainText(fr.film.moment(i))})
	}
	layers = append(layers, p.vegaSample()...)
	above := -9.0
	if p.arrowed() {
		above = -25
	}
	layers = append(layers, map[string]any{
		"data": values(marks), "transform": []any{picked()},
		"mark": map[string]any{"type": "text", "fontSize": medium, "fontWeight": "bold", "color": ink, "clip": false,
			"x": p.w / 2, "y": above},
		"encoding": map[string]any{"text": map[string]any{"field": "label", "type": "nominal"}},
	})
	spec := map[string]any{
		"width": p.w, "height": p.h,
		"params": []any{map[string]any{"name": "frame", "value": 0.0, "bind": map[string]any{
			"input": "range", "min": 0.0, "max": float64(len(fr.panels) - 1), "step": 1.0, "name": plainText(fr.film.over.Name) + " "}}},
		"layer": layers,
	}
	for _, q := range fr.panels {
		if ground := q.fig.ground(); ground != "" {
			spec["view"] = map[string]any{"fill": ground}
		}
	}
	return spec
}

// picked keeps the rows of the frame that the slider shows.
func picked() map[string]any { return map[string]any{"filter": "datum.frame == frame"} }

// images are the fields of all frames, and what is drawn with them.
func (fr *frames) images(k int) []any {
	var images []string
	for _, q := range fr.panels {
		images = append(images, q.fig.layers[k].(*heatmap).png(q))
	}
	h := fr.panels[0].fig.layers[k].(*heatmap)
	picture := imageOf(images, h, fr.panels[0])
	picture["transform"] = []any{picked()}
	out := []any{picture, colourKey(fr.panels[0])}
	if h.shored(fr.panels[0]) {
		out = append(out, fr.each(func(q *panel) []any { return []any{q.fig.layers[k].(*heatmap).vegaShore(q)} })...)
	}
	return out
}

// each draws a thing of each frame; what is the same in all is drawn once. The rows carry the number of their frame.
func (fr *frames) each(draw func(*panel) []any) []any {
	out := draw(fr.panels[0])
	all := [][]any{out}
	for _, q := range fr.panels[1:] {
		all = append(all, draw(q))
	}
	for k := range out {
		moves := false
		for _, specs := range all[1:] {
			moves = moves || !reflect.DeepEqual(specs[k], all[0][k])
		}
		if !moves {
			continue
		}
		var rows []any
		for i, specs := range all {
			for _, row := range specs[k].(map[string]any)["data"].(map[string]any)["values"].([]any) {
				row := row.(map[string]any)
				row["frame"] = float64(i)
				rows = append(rows, row)
			}
		}
		spec := out[k].(map[string]any)
		spec["data"] = values(rows)
		rest, _ := spec["transform"].([]any)
		spec["transform"] = append([]any{picked()}, rest...)
	}
	return out
}
