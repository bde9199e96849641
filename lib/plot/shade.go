package plot

import (
	"fmt"
	"math"
)

// shading is what the caller set of the colours of a field.
type shading struct {
	colours        Colourmap
	lo, hi, centre float64
	fixed          bool
	diverging, log bool
}

func (s *shading) take(o shading) {
	if s.colours.stops == nil {
		s.colours = o.colours
	}
	if !s.fixed {
		s.lo, s.hi, s.fixed = o.lo, o.hi, o.fixed
	}
	if !s.diverging {
		s.centre, s.diverging = o.centre, o.diverging
	}
	s.log = s.log || o.log
}

// A shade carries values to colours: a scale from 0 to 1 and a colour map.
type shade struct {
	scale
	colours Colourmap
	title   string
}

// colour is one of 255 steps, finer than the eye, so that cells nearly alike are alike.
func (s *shade) colour(v float64) string {
	const steps = 254
	return hexOf(s.colours.At(math.Round(min(max(s.at(v), 0), 1)*steps) / steps))
}

// A shaded layer is coloured by value.
type shaded interface {
	// shades is the range of what is coloured, and its title; empty when nothing is.
	shades(f *Figure) (span, string)
}

// shades lays out the colours of a figure; nil when nothing is coloured by value.
func (f *Figure) shades() (*shade, error) {
	var values span
	out := &shade{colours: f.shade.colours}
	for _, l := range f.layers {
		if s, ok := l.(shaded); ok {
			v, title := s.shades(f)
			values.join(v)
			if out.title == "" {
				out.title = title
			}
		}
	}
	if !values.any {
		return nil, nil
	}
	return out, out.fit(f.shade, values)
}

func (s *shade) fit(want shading, values span) error {
	s.log = want.log
	s.from, s.to = 0, 1
	if want.fixed {
		s.lo, s.hi = want.lo, want.hi
	} else {
		if want.log && values.lo <= 0 {
			return fmt.Errorf("plot: LogColours, but %s reaches %g; set Range above zero, mark those values as missing, or drop LogColours",
				quote(s.title), values.lo)
		}
		s.lo, s.hi = domain(values, want.log, 0)
	}
	if want.log && s.lo <= 0 {
		return fmt.Errorf("plot: LogColours with Range(%g, %g); begin above zero", s.lo, s.hi)
	}
	if want.diverging {
		if want.log {
			return fmt.Errorf("plot: Diverging and LogColours together; use one")
		}
		half := max(math.Abs(s.hi-want.centre), math.Abs(s.lo-want.centre))
		s.lo, s.hi = want.centre-half, want.centre+half
	}
	if s.colours.stops == nil {
		s.colours = Viridis
		if want.diverging {
			s.colours = BlueOrange
		}
	}
	return nil
}
