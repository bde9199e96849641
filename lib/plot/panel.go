package plot

import (
	"fmt"
	"strconv"

	"sublunar/lib/field"
)

// A panel is a figure with every choice made: what both the SVG and the Vega-Lite are written from.
type panel struct {
	fig                   *Figure
	title, xTitle, yTitle string
	xDrawn, yDrawn        string // the axes' titles as they stand on the figure
	x, y                  scale  // from data to pixels inside the axes; y's run upward
	w, h                  float64
	entries               []entry
	style                 map[*curve]int // each curve's entry
	shade                 *shade         // nil: nothing is coloured by value
	image                 bool           // fields are drawn as images, few cells or many
	reach                 *reach         // of arrows; nil: of its own
	crowd                 int            // most arrows along a side; 0: by default
	noBar                 bool           // another panel shows the colour bar for all
}

// An entry is a line of the legend: curves that share a name share one.
type entry struct {
	label string
	style style
	forms [3]bool // by form
}

// resolve makes the choices that the caller left open. w and h are the size to take where neither the
// caller nor the data asks for another.
func (f *Figure) resolve(w, h float64) (*panel, error) {
	if f.err != nil {
		return nil, f.err
	}
	if len(f.layers) == 0 {
		return nil, fmt.Errorf("plot: there is nothing to draw; make the figure with Lines, Heatmap and the like")
	}
	p := &panel{fig: f, title: f.title}
	p.name()
	p.assign()
	var err error
	if p.shade, err = f.shades(); err != nil {
		return nil, err
	}
	if err := p.span(); err != nil {
		return nil, err
	}
	p.manners()
	p.size(w, h)
	return p, nil
}

// name picks the axes' titles.
func (p *panel) name() {
	var curves []*curve
	for _, l := range p.fig.layers {
		x, y := l.titles()
		if p.xTitle == "" {
			p.xTitle = x
		}
		if c, ok := l.(*curve); ok {
			curves = append(curves, c)
		} else if p.yTitle == "" {
			p.yTitle = y
		}
	}
	if p.yTitle == "" && len(curves) > 0 {
		p.yTitle = common(curves)
	}
	if p.fig.x.named {
		p.xTitle = p.fig.x.title
	}
	if p.fig.y.named {
		p.yTitle = p.fig.y.title
	}
}

// common is what several curves have in common: name and unit, or the unit, or nothing.
func common(curves []*curve) string {
	name, unit := curves[0].yName, curves[0].unit
	for _, c := range curves[1:] {
		if c.unit != unit {
			return ""
		}
		if c.yName != name {
			name = ""
		}
	}
	if name == "" {
		return unit
	}
	return field.Column{Name: name, Unit: unit}.Label()
}

// assign gives each curve its line of the legend. Curves of one name and different form (the data's
// points, the model's line) share it; two of the same form are told apart by a number.
func (p *panel) assign() {
	p.style = map[*curve]int{}
	units := map[string]bool{}
	for _, l := range p.fig.layers {
		if c, ok := l.(*curve); ok {
			units[c.unit] = true
		}
	}
	for _, l := range p.fig.layers {
		c, ok := l.(*curve)
		if !ok {
			continue
		}
		base := c.label
		if len(units) > 1 {
			base = field.Column{Name: c.label, Unit: c.unit}.Label()
		}
		p.style[c] = p.entry(base, c.form)
	}
}

func (p *panel) entry(base string, f form) int {
	label := base
	for n := 2; ; n++ {
		i := 0
		for i < len(p.entries) && p.entries[i].label != label {
			i++
		}
		if i == len(p.entries) {
			p.entries = append(p.entries, entry{label: label, style: styleOf(i)})
		}
		if e := &p.entries[i]; !e.forms[f] {
			e.forms[f] = true
			return i
		}
		label = base + " (" + strconv.Itoa(n) + ")"
	}
}

// legend says whether one is shown: where there are two names to tell apart.
func (p *panel) legend() bool { return len(p.entries) > 1 && !p.fig.noLegend }

// span picks what the axes show.
func (p *panel) span() error {
	var x, y span
	var mx, my float64
	if (p.fig.x.log || p.fig.y.log) && p.arrowed() {
		return fmt.Errorf("plot: arrows on a log axis have no direction; drop LogX and LogY, or Quiver")
	}
	for _, l := range p.fig.layers {
		lx, ly, margin := l.extent(p.fig)
		xName, yName := l.titles()
		if p.fig.x.log {
			if err := positive("X", xName, lx); err != nil {
				return err
			}
		}
		if p.fig.y.log {
			if err := positive("Y", yName, ly); err != nil {
				return err
			}
		}
		x.join(lx)
		y.join(ly)
		mx = max(mx, margin)
		if _, ok := l.(*curve); ok {
			my = 0.04
		}
	}
	p.x, p.y = scale{log: p.fig.x.log}, scale{log: p.fig.y.log}
	p.x.lo, p.x.hi = domain(x, p.x.log, mx)
	p.y.lo, p.y.hi = domain(y, p.y.log, max(mx, my))
	for _, a := range []struct {
		axis  axis
		scale *scale
		name  string
	}{{p.fig.x, &p.x, "X"}, {p.fig.y, &p.y, "Y"}} {
		if !a.axis.fixed {
			continue
		}
		if a.axis.log && a.axis.lo <= 0 {
			return fmt.Errorf("plot: Range%s(%g, %g) on a log axis; begin above zero", a.name, a.axis.lo, a.axis.hi)
		}
		a.scale.lo, a.scale.hi = a.axis.lo, a.axis.hi
	}
	return nil
}

// size picks the area inside the axes and lays the scales on it. A map keeps its proportions: axes of
// one unit get equal lengths a unit, unless one would be more than three times the other.
func (p *panel) size(w, h float64) {
	p.w, p.h = w, h
	if p.fig.width > 0 {
		p.w, p.h = p.fig.width, p.fig.height
	}
	if p.fig.mapped && !p.x.log && !p.y.log {
		if p.fig.width > 0 {
			h = p.fig.height / 1.25 // exactly within the size asked for
		}
		p.fit(p.w, h)
	} else if p.fig.width == 0 && p.fig.isMap() && !p.x.log && !p.y.log {
		if r := (p.y.hi - p.y.lo) / (p.x.hi - p.x.lo); r >= 1./3 && r <= 3 {
			side := min(w, h*1.1)
			p.w, p.h = side, side*r
			if r > 1 {
				p.w, p.h = side/r, side
			} else if side/r <= w {
				p.w, p.h = side/r, side
			}
		}
	}
	p.x.from, p.x.to = 0, p.w
	p.y.from, p.y.to = p.h, 0
	if p.fig.x.reverse {
		p.x.from, p.x.to = p.w, 0
	}
	if p.fig.y.reverse {
		p.y.from, p.y.to = 0, p.h
	}
}

// isMap says that both axes measure the same thing in the same unit: every layer lies on a plane.
func (f *Figure) isMap() bool {
	for _, l := range f.layers {
		m, ok := l.(interface{ units() (x, y string) })
		if !ok {
			return false
		}
		if x, y := m.units(); x != y {
			return false
		}
	}
	return true
}
