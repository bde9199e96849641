package plot

import (
	"fmt"
	"math"
	"strings"

	"sublunar/lib/field"
)

// Spots are points of a plane coloured by value.
type spots struct {
	x, y, value field.Column
	at          []int // those drawn
}

const spotSize = 4.0 // half a spot's width

// Spots draws points (x[i], y[i]) coloured by value[i], on the same scale of colours as a field under them: floats,
// moorings, a swath of a satellite. Points that lack one of the three are left out; of more than 5000, 5000 are drawn.
func Spots(x, y, value field.Column) *Figure {
	s := &spots{x: x, y: y, value: value}
	for _, c := range []field.Column{x, y, value} {
		if err := c.Check(); err != nil {
			return failed(err)
		}
		if len(c.Values) != len(value.Values) {
			return (&Figure{}).fail("Spots: %q has %d values but %q has %d; make them as long", c.Name, len(c.Values), value.Name, len(value.Values))
		}
	}
	ok := both(gaps(x.Values, x.Missing), gaps(y.Values, y.Missing), gaps(value.Values, value.Missing))
	for i := range value.Values {
		if ok(i) {
			s.at = append(s.at, i)
		}
	}
	if len(s.at) == 0 {
		return (&Figure{}).fail("Spots of %q: no point has a place and a value", value.Name)
	}
	return of(s)
}

func (s *spots) extent(f *Figure) (x, y span, margin float64) {
	for _, i := range s.at {
		x.include(s.x.Values[i])
		y.include(s.y.Values[i])
	}
	return x, y, f.airy()
}

func (s *spots) titles() (x, y string) { return s.x.Label(), s.y.Label() }
func (s *spots) units() (x, y string)  { return s.x.Unit, s.y.Unit }
func (s *spots) names() (x, y string)  { return s.x.Name, s.y.Name }

func (s *spots) shades(*Figure) (span, string) {
	var v span
	for _, i := range s.at {
		v.include(s.value.Values[i])
	}
	return v, s.value.Label()
}

func (s *spots) shown() []int { return every(s.at, mostPoints) }

func (s *spots) String() string {
	v, _ := s.shades(nil)
	text := fmt.Sprintf("spots of %s: %d points, %s to %s", quote(s.value.Label()), len(s.at), figure(v.lo), figure(v.hi))
	if n := len(s.shown()); n < len(s.at) {
		text += fmt.Sprintf(", %d of them shown", n)
	}
	if gone := len(s.value.Values) - len(s.at); gone > 0 {
		text += fmt.Sprintf(", %d missing", gone)
	}
	return text
}

// size is half a spot's width: many are drawn smaller, as a swath is.
func (s *spots) size() float64 { return spotSize / max(1, math.Pow(float64(len(s.at))/200, 0.3)) }

func (s *spots) draw(w *writer, p *panel) {
	// One path for all spots of a colour, over a pale edge that shows them on dark colours.
	shapes := map[string]*strings.Builder{}
	var colours []string
	var halo strings.Builder
	r := s.size()
	for _, i := range s.shown() {
		x, y := p.x.at(s.x.Values[i]), p.y.at(s.y.Values[i])
		c := p.shade.colour(s.value.Values[i])
		if shapes[c] == nil {
			shapes[c] = &strings.Builder{}
			colours = append(colours, c)
		}
		shapes[c].WriteString(marker("circle", x, y, r))
		halo.WriteString(marker("circle", x, y, r+1.1))
	}
	w.leaf("path", "d", halo.String(), "fill", "#ffffff", "fill-opacity", px(haloOpacity))
	for _, c := range colours {
		w.leaf("path", "d", shapes[c].String(), "fill", c, "stroke", ink, "stroke-width", "0.8")
	}
}

func (s *spots) vega(p *panel) []any {
	var rows []any
	for _, i := range s.shown() {
		rows = append(rows, map[string]any{"x": round(s.x.Values[i], p.x.digits()), "y": round(s.y.Values[i], p.y.digits()),
			"value": round(s.value.Values[i], p.shade.digits())})
	}
	r := s.size()
	layer := func(r float64, mark map[string]any) map[string]any {
		mark["type"], mark["shape"], mark["size"], mark["filled"], mark["opacity"], mark["clip"] = "point", "circle", math.Pi*r*r, true, 1.0, true
		return map[string]any{"data": values(rows), "mark": mark, "encoding": map[string]any{"x": p.vegaX(), "y": p.vegaY()}}
	}
	under := layer(r+1.1, map[string]any{"fill": "#ffffff", "fillOpacity": haloOpacity, "stroke": "#ffffff", "strokeWidth": 0.0})
	over := layer(r, map[string]any{"stroke": ink, "strokeWidth": 0.8})
	e := over["encoding"].(map[string]any)
	e["fill"] = p.vegaFill()
	e["tooltip"] = []any{tip("x", p.xTitle, "x", p.x), tip("y", p.yTitle, "y", p.y), tip("value", s.value.Label(), "value", p.shade.scale)}
	out := []any{under, over}
	if !p.fig.hasHeatmap() {
		out = append(out, colourKey(p))
	}
	return out
}
