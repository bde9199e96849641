package plot

import (
	"fmt"
	"math"

	"sublunar/lib/field"
)

// A Figure is what was asked to be drawn. Its methods change it and return it, so that they chain; an
// error waits until the figure is drawn. Make one with [Lines] and the like, not as a literal.
type Figure struct {
	layers  []layer
	panels  []*Figure // of Multiples
	columns int
	film    *film // of Frames

	title         string
	x, y          axis
	shade         shading
	levels        []float64 // of contours; nil: by default
	width, height float64   // inside the axes; 0: by default
	noLegend      bool
	mapped        bool    // in the proportions of the ground
	most          float64 // that an arrow's full length stands for; 0: by default
	err           error
}

// An axis as the caller set it.
type axis struct {
	title   string
	named   bool // title is the caller's, even when empty
	log     bool
	reverse bool
	lo, hi  float64
	fixed   bool
}

// A layer is one thing drawn between the axes. It is never changed once made, so figures may share it.
type layer interface {
	// extent is what the layer covers of each axis, and how much room it wants beside that.
	extent(f *Figure) (x, y span, margin float64)
	// titles are what the axes measure, as far as the layer knows.
	titles() (x, y string)
	draw(w *writer, p *panel)
	vega(p *panel) []any
	String() string
}

func failed(err error) *Figure { return &Figure{err: err} }

func of(l layer) *Figure { return &Figure{layers: []layer{l}} }

// fail keeps the first error.
func (f *Figure) fail(format string, args ...any) *Figure {
	if f.err == nil {
		f.err = fmt.Errorf("plot: "+format, args...)
	}
	return f
}

// Err is the first error so far, or nil: what Show would return before it draws.
func (f *Figure) Err() error { return f.err }

// Title sets the line above the figure. Default: none.
func (f *Figure) Title(text string) *Figure { f.title = text; return f }

// X names the horizontal axis: X("time", "yr") reads "time (yr)". Default: from the data.
func (f *Figure) X(title, unit string) *Figure { f.x.name(title, unit); return f }

// Y names the vertical axis. Default: from the data.
func (f *Figure) Y(title, unit string) *Figure { f.y.name(title, unit); return f }

func (a *axis) name(title, unit string) {
	a.title, a.named = field.Axis{Name: title, Unit: unit}.Label(), true
}

// LogX makes the horizontal axis logarithmic. Data that aren't positive are then an error.
func (f *Figure) LogX() *Figure { f.x.log = true; return f }

// LogY makes the vertical axis logarithmic. Data that aren't positive are then an error.
func (f *Figure) LogY() *Figure { f.y.log = true; return f }

// ReverseX makes the horizontal axis run leftward.
func (f *Figure) ReverseX() *Figure { f.x.reverse = true; return f }

// ReverseY makes the vertical axis run downward, as depth does.
func (f *Figure) ReverseY() *Figure { f.y.reverse = true; return f }

// RangeX shows the horizontal axis from lo to hi. Default: all data, with a small margin for points.
func (f *Figure) RangeX(lo, hi float64) *Figure { return f.limit(&f.x, "RangeX", lo, hi) }

// RangeY shows the vertical axis from lo to hi. Default: all data, with a small margin.
func (f *Figure) RangeY(lo, hi float64) *Figure { return f.limit(&f.y, "RangeY", lo, hi) }

func (f *Figure) limit(a *axis, name string, lo, hi float64) *Figure {
	if !(lo < hi) || !finite(lo) || !finite(hi) {
		return f.fail("%s(%g, %g): give two finite numbers, the lesser first", name, lo, hi)
	}
	a.lo, a.hi, a.fixed = lo, hi, true
	return f
}

// Size sets the area inside the axes, in pixels; of each panel or frame where there are several.
// Default: 480 x 300, and for a grid whose two axes share a unit, in its proportions.
func (f *Figure) Size(width, height float64) *Figure {
	if !(width >= 40 && width <= 4000 && height >= 40 && height <= 4000) {
		return f.fail("Size(%g, %g): give a width and a height of 40 to 4000 pixels", width, height)
	}
	f.width, f.height = width, height
	return f
}

// Range sets the values at the ends of the colours; values beyond take the end colours. Default: all
// data; one Range makes several figures comparable.
func (f *Figure) Range(lo, hi float64) *Figure {
	if !(lo < hi) || !finite(lo) || !finite(hi) {
		return f.fail("Range(%g, %g): give two finite numbers, the lesser first", lo, hi)
	}
	f.shade.lo, f.shade.hi, f.shade.fixed = lo, hi, true
	return f
}

// Colours picks the colour map of a field. Default: Viridis.
func (f *Figure) Colours(m Colourmap) *Figure { f.shade.colours = m; return f }

// Diverging colours a field by its distance from a centre, the same distance on both sides, blue below
// and orange above.
func (f *Figure) Diverging(centre float64) *Figure {
	if !finite(centre) {
		return f.fail("Diverging(%g): give a finite centre", centre)
	}
	f.shade.centre, f.shade.diverging = centre, true
	return f
}

// LogColours spaces the colours of a field by logarithm. Values that aren't positive are then an error.
func (f *Figure) LogColours() *Figure { f.shade.log = true; return f }

// Legend names the lines, points and bands in the order they were given. Those that share a name share
// a colour. Default: the names of the columns.
func (f *Figure) Legend(names ...string) *Figure {
	layers := append([]layer(nil), f.layers...)
	i := 0
	for k, l := range layers {
		c, ok := l.(*curve)
		if !ok {
			continue
		}
		if i < len(names) {
			renamed := *c
			renamed.label = names[i]
			layers[k] = &renamed
		}
		i++
	}
	if i != len(names) {
		return f.fail("Legend got %d names for %d lines, points and bands; give one each", len(names), i)
	}
	f.layers = layers
	return f
}

// NoLegend leaves the legend out.
func (f *Figure) NoLegend() *Figure { f.noLegend = true; return f }

// Overlay lays figures over one another, the first at the bottom, on common axes. Settings come from
// the first figure that has them; an axis is logarithmic or reversed where one of the figures' is.
func Overlay(figs ...*Figure) *Figure {
	out, films := &Figure{}, false
	if len(figs) == 0 {
		return out.fail("Overlay of nothing; give it figures")
	}
	for i, f := range figs {
		switch {
		case f == nil:
			return out.fail("Overlay: figure %d is nil", i+1)
		case f.err != nil:
			return failed(f.err)
		case f.panels != nil:
			return out.fail("Overlay: figure %d is itself several; overlay the parts, then set them side by side", i+1)
		}
		films = films || f.film != nil
		out.layers = append(out.layers, f.layers...)
		if out.title == "" {
			out.title = f.title
		}
		out.x.take(f.x)
		out.y.take(f.y)
		out.shade.take(f.shade)
		if out.levels == nil {
			out.levels = f.levels
		}
		if out.width == 0 {
			out.width, out.height = f.width, f.height
		}
		if out.most == 0 {
			out.most = f.most
		}
		out.noLegend = out.noLegend || f.noLegend
		out.mapped = out.mapped || f.mapped
	}
	if films {
		layers, over, err := overlaid(figs)
		if err != nil {
			return failed(err)
		}
		out.layers, out.film = nil, &film{frames: layers, over: over}
	}
	return out
}

func (a *axis) take(o axis) {
	if !a.named {
		a.title, a.named = o.title, o.named
	}
	if !a.fixed {
		a.lo, a.hi, a.fixed = o.lo, o.hi, o.fixed
	}
	a.log, a.reverse = a.log || o.log, a.reverse || o.reverse
}

// gaps copies values with NaN wherever nothing is to be drawn.
func gaps(values []float64, missing []bool) []float64 {
	out := make([]float64, len(values))
	for i, v := range values {
		if out[i] = v; !finite(v) || i < len(missing) && missing[i] {
			out[i] = math.NaN()
		}
	}
	return out
}
