package plot

import (
	"math"
	"slices"
	"strings"

	"sublunar/lib/field"
)

// Map draws a grid as a chart: Heatmap in the proportions of the ground, what is missing filled as land with its shore drawn
// along the cells' edges. Axes in degrees_north and degrees_east (also degrees, named lat... and lon...) are numbered 30°N and
// 60°W, and a degree of longitude is drawn cos(latitude of the middle) as wide as one of latitude; axes in metres over 10 km
// and more are numbered in km. Under a [Coast] missing values are gaps in the data, and the coast is the land.
//
//	plot.Overlay(plot.Map(temperature), plot.Coast(shores...), plot.Quiver(u, v), plot.Spots(lon, lat, seen)).Show()
func Map(g field.Grid) *Figure {
	p, err := flat("Map", g)
	if err != nil {
		return failed(err)
	}
	x, y := bearing(p.xUnit, p.xName, "lon"), bearing(p.yUnit, p.yName, "lat")
	switch {
	case x == eastward && y == northward:
		p.xUnit, p.yUnit = "degrees_east", "degrees_north"
		if s := spanOf(p.y); s.lo < -90 || s.hi > 90 {
			return (&Figure{}).fail("Map of %q: the latitudes reach from %g to %g; give degrees north within -90 to 90", g.Name, s.lo, s.hi)
		}
	case x != plainly || y != plainly:
		return (&Figure{}).fail("Map of %q: its axes are %s upward and %s to the right; put degrees_north upward and degrees_east to the right",
			g.Name, g.Axes[0].Label(), g.Axes[1].Label())
	case p.xUnit != p.yUnit:
		return (&Figure{}).fail("Map of %q: its axes are %s and %s; give both one unit, or degrees_north and degrees_east, or use Heatmap",
			g.Name, g.Axes[0].Label(), g.Axes[1].Label())
	}
	f := of(&heatmap{plane: p, land: true})
	f.mapped = true
	return f
}

// A manner is how an axis is numbered.
type manner int

const (
	plainly    manner = iota
	eastward          // degrees east: 60°W
	northward         // degrees north: 30°N
	kilometres        // metres, numbered in km
)

// bearing is the manner of a unit of longitude or latitude; of one that is degrees alone, by the axis' name.
func bearing(unit, name, stem string) manner {
	switch strings.TrimSpace(unit) {
	case "degrees_east", "degree_east", "degrees_E", "degree_E", "degreesE", "degreeE", "°E":
		return eastward
	case "degrees_north", "degree_north", "degrees_N", "degree_N", "degreesN", "degreeN", "°N":
		return northward
	case "degrees", "degree", "deg", "°":
		if name = strings.ToLower(name); strings.HasPrefix(name, stem) {
			return map[string]manner{"lon": eastward, "lat": northward}[stem]
		}
	}
	return plainly
}

// A placed layer knows what the axes of its points are.
type placed interface {
	units() (x, y string)
	names() (x, y string)
}

// manners picks how the axes are numbered, once their ranges are known.
func (p *panel) manners() {
	for _, l := range p.fig.layers {
		at, ok := l.(placed)
		if !ok {
			continue
		}
		xUnit, yUnit := at.units()
		xName, yName := at.names()
		p.x.as, p.y.as = bearing(xUnit, xName, ""), bearing(yUnit, yName, "")
		p.xDrawn = p.drawn(&p.x, p.fig.x, xName, xUnit, p.xTitle)
		p.yDrawn = p.drawn(&p.y, p.fig.y, yName, yUnit, p.yTitle)
		return
	}
	p.xDrawn, p.yDrawn = p.xTitle, p.yTitle
}

// drawn is an axis' title as it stands on the figure. Numbers such as 30°N say for themselves what they are.
func (p *panel) drawn(s *scale, a axis, name, unit, title string) string {
	if s.log {
		s.as = plainly
	}
	if p.fig.mapped && unit == "m" && !s.log && s.hi-s.lo >= 1e4 {
		s.as = kilometres
	}
	switch {
	case a.named || s.as == plainly:
		return title
	case s.as == kilometres:
		return field.Axis{Name: name, Unit: "km"}.Label()
	}
	return ""
}

// geographic says that the axes are degrees east and north.
func (p *panel) geographic() bool { return p.x.as == eastward && p.y.as == northward }

// fit lays a map into w x h, or taller by a quarter, in the proportions of the ground.
func (p *panel) fit(w, h float64) {
	r := (p.y.hi - p.y.lo) / (p.x.hi - p.x.lo)
	if p.geographic() {
		r /= max(math.Cos((p.y.lo+p.y.hi)/2*math.Pi/180), 0.1)
	}
	r = min(max(r, 0.2), 5)
	p.w, p.h = w, w*r
	if tallest := h * 1.25; p.h > tallest {
		p.w, p.h = tallest/r, tallest
	}
	p.w, p.h = math.Round(max(p.w, 60)), math.Round(max(p.h, 40))
}

// ground is the colour behind a field that lacks values somewhere; empty behind one that doesn't.
func (f *Figure) ground() string {
	switch {
	case !f.gaps():
		return ""
	case f.mapped && !f.hasCoast() && slices.ContainsFunc(f.layers, func(l layer) bool { h, is := l.(*heatmap); return is && h.land }):
		return land
	}
	return nothing
}
