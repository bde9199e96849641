package plot

import (
	"fmt"
	"math"
	"slices"

	"sublunar/lib/field"
)

// A film is a field at several times, or depths, or wave numbers.
type film struct {
	planes []*heatmap
	over   field.Axis
}

// mostShown bounds the frames that a static picture shows.
const mostShown = 4

// Frames shows one grid of two axes for each value of an axis, all with one range of colours: with a
// slider in the notebook; in a static picture, the first, the last and two between.
func Frames(grids []field.Grid, over field.Axis) *Figure {
	out := &Figure{}
	if len(grids) == 0 {
		return out.fail("Frames of nothing; give a grid for each value of %q", over.Name)
	}
	if err := over.Check(); err != nil {
		return failed(err)
	}
	if len(grids) != len(over.Values) {
		return out.fail("Frames has %d grids but the axis %q has %d values; give one grid for each", len(grids), over.Name, len(over.Values))
	}
	f := &film{over: over}
	for i, g := range grids {
		p, err := flat("Frames", g)
		if err != nil {
			return failed(fmt.Errorf("frame %d: %w", i+1, err))
		}
		if i > 0 && (!slices.Equal(p.x, f.planes[0].x) || !slices.Equal(p.y, f.planes[0].y)) {
			return out.fail("Frames: grid %d lies on other axes than the first; put all on the same points", i+1)
		}
		f.planes = append(f.planes, &heatmap{p})
	}
	out.film = f
	return out
}

func (m *film) String() string {
	var s span
	for _, p := range m.planes {
		s.join(spanOf(p.values))
	}
	h := m.planes[0]
	return fmt.Sprintf("%d frames of %s over %s: each %d x %d, %s to %s", len(m.planes), quote(h.label), m.over,
		len(h.y), len(h.x), figure(s.lo), figure(s.hi))
}

// moment names a frame: "time = 0.5 yr".
func (m *film) moment(i int) string {
	s := m.over.Name + " = " + figure(m.over.Values[i])
	if m.over.Unit != "" {
		s += " " + m.over.Unit
	}
	return s
}

// frames is a film with its choices made.
type frames struct {
	film   *film
	panels []*panel // one a frame
}

func (m *film) sheet(f *Figure) (*sheet, error) {
	var all span
	for _, p := range m.planes {
		all.join(spanOf(p.values))
	}
	w, h := 380.0, 300.0
	out := &sheet{title: f.title, about: f.String(), frames: &frames{film: m}}
	panels := func(w, h float64, which []int, keyAt int) (list []*panel, err error) {
		for k, i := range which {
			g := *f
			g.title, g.film, g.layers = m.moment(i), nil, []layer{m.planes[i]}
			if !g.shade.fixed && all.lo < all.hi {
				if g.shade.log && all.lo <= 0 {
					return nil, fmt.Errorf("plot: LogColours, but %s reaches %g; set Range above zero, or drop LogColours", quote(m.planes[0].label), all.lo)
				}
				g.shade.lo, g.shade.hi, g.shade.fixed = all.lo, all.hi, true
			}
			p, err := g.resolve(w, h)
			if err != nil {
				return nil, fmt.Errorf("frame %d: %w", i+1, err)
			}
			p.noBar, p.image = k != keyAt, true
			list = append(list, p)
		}
		return list, nil
	}
	n := len(m.planes)
	var every []int
	for i := range n {
		every = append(every, i)
	}
	var some []int
	for k := range min(n, mostShown) {
		some = append(some, int(math.Round(float64(k)*float64(n-1)/float64(max(min(n, mostShown)-1, 1)))))
	}
	var err error
	if out.frames.panels, err = panels(w, h, every, -1); err != nil {
		return nil, err
	}
	if out.panels, err = panels(190, 150, some, len(some)-1); err != nil {
		return nil, err
	}
	out.columns = len(some)
	return out, nil
}

// vega is the first frame's panel with a slider that picks whose cells are shown.
func (fr *frames) vega() map[string]any {
	p := fr.panels[0]
	var images []string
	var marks []any
	for i, q := range fr.panels {
		images = append(images, fr.film.planes[i].png(q))
		marks = append(marks, map[string]any{"frame": float64(i), "label": plainText(fr.film.moment(i))})
	}
	pick := []any{map[string]any{"filter": "datum.frame == frame"}}
	picture := imageOf(images, fr.film.planes[0], p)
	picture["transform"] = pick
	label := map[string]any{
		"data": values(marks), "transform": pick,
		"mark": map[string]any{"type": "text", "fontSize": medium, "fontWeight": "bold", "color": ink, "clip": false,
			"x": p.w / 2, "y": -9.0},
		"encoding": map[string]any{"text": map[string]any{"field": "label", "type": "nominal"}},
	}
	return map[string]any{
		"width": p.w, "height": p.h,
		"params": []any{map[string]any{"name": "frame", "value": 0.0, "bind": map[string]any{
			"input": "range", "min": 0.0, "max": float64(len(fr.panels) - 1), "step": 1.0, "name": plainText(fr.film.over.Name) + " "}}},
		"layer": []any{picture, colourKey(p), label},
	}
}
