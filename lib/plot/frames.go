package plot

import (
	"fmt"
	"math"
	"slices"

	"sublunar/lib/field"
)

// A film is layers at several times, or depths, or wave numbers.
type film struct {
	frames [][]layer
	over   field.Axis
}

// mostShown bounds the frames that a static picture shows.
const mostShown = 4

// Frames shows one grid of two axes for each value of an axis, all with one range of colours: with a
// slider in the notebook; in a static picture, the first, the last and two between. An [Overlay] lays
// what stands still over all frames, and frames of the same axis over one another; [Film] takes frames that are drawn otherwise.
func Frames(grids []field.Grid, over field.Axis) *Figure {
	figs := make([]*Figure, len(grids))
	for i, g := range grids {
		p, err := flat("Frames", g)
		if err != nil {
			return failed(fmt.Errorf("frame %d: %w", i+1, err))
		}
		figs[i] = of(&heatmap{plane: p})
	}
	return filmOf("Frames", "grid", over, figs)
}

// Film shows a figure for each value of an axis as [Frames] shows a grid: maps with their currents, floats as they drift. All
// frames hold the same kinds of things in the same order, and share their axes and their ranges of colours and arrows. Settings
// are those of the first, or of the film. Times in seconds are told in days where there are more than two.
func Film(over field.Axis, frames ...*Figure) *Figure { return filmOf("Film", "figure", over, frames) }

func filmOf(what, each string, over field.Axis, figs []*Figure) *Figure {
	out := &Figure{}
	if len(figs) == 0 {
		return out.fail("%s of nothing; give a %s for each value of %q", what, each, over.Name)
	}
	if err := over.Check(); err != nil {
		return failed(err)
	}
	if len(figs) != len(over.Values) {
		return out.fail("%s has %d %ss but the axis %q has %d values; give one %s for each", what, len(figs), each, over.Name, len(over.Values), each)
	}
	for i, f := range figs {
		switch {
		case f == nil:
			return out.fail("%s: %s %d is nil", what, each, i+1)
		case f.err != nil:
			return failed(fmt.Errorf("frame %d: %w", i+1, f.err))
		case f.panels != nil || f.film != nil || len(f.layers) == 0:
			return out.fail("%s: %s %d is itself several, or empty; give figures that Overlay takes", what, each, i+1)
		}
		if err := alike(figs[0].layers, f.layers); err != nil {
			return out.fail("%s: %s %d %w", what, each, i+1, err)
		}
	}
	first := *figs[0]
	first.layers, first.film = nil, &film{over: over}
	for _, f := range figs {
		first.film.frames = append(first.film.frames, f.layers)
	}
	return &first
}

// alike says what keeps two frames from being one film.
func alike(first, other []layer) error {
	if len(first) != len(other) {
		return fmt.Errorf("lays %d things over one another, but the first %d; draw all frames alike", len(other), len(first))
	}
	for k := range first {
		if a, b := fmt.Sprintf("%T", first[k]), fmt.Sprintf("%T", other[k]); a != b {
			return fmt.Errorf("draws something else than the first; draw all frames alike")
		}
		a, is := first[k].(interface{ points() (x, y []float64) })
		if !is {
			continue
		}
		ax, ay := a.points()
		bx, by := other[k].(interface{ points() (x, y []float64) }).points()
		if !slices.Equal(ax, bx) || !slices.Equal(ay, by) {
			return fmt.Errorf("lies on other axes than the first; put all on the same points")
		}
	}
	return nil
}

// overlaid lays films, and figures that stand still, over one another.
func overlaid(figs []*Figure) ([][]layer, field.Axis, error) {
	var first *film
	for _, f := range figs {
		switch {
		case f.film == nil:
		case first == nil:
			first = f.film
		case !slices.Equal(first.over.Values, f.film.over.Values):
			return nil, field.Axis{}, fmt.Errorf("plot: Overlay of frames over %s and over %s; give both one axis", first.over, f.film.over)
		}
	}
	frames := make([][]layer, len(first.frames))
	for i := range frames {
		for _, f := range figs {
			if f.film != nil {
				frames[i] = append(frames[i], f.film.frames[i]...)
			} else {
				frames[i] = append(frames[i], f.layers...)
			}
		}
	}
	return frames, first.over, nil
}

// subject is the first thing of the frames that is coloured by value, or else their first.
func (m *film) subject() int {
	k := slices.IndexFunc(m.frames[0], func(l layer) bool { _, is := l.(shaded); return is })
	return max(k, 0)
}

func (m *film) String() string {
	k := m.subject()
	text := fmt.Sprintf("%d frames over %s: the first has %s", len(m.frames), m.over, m.frames[0][k])
	if h, is := m.frames[0][k].(*heatmap); is {
		var s span
		for _, layers := range m.frames {
			s.join(spanOf(layers[k].(*heatmap).values))
		}
		text = fmt.Sprintf("%d frames of %s over %s: each %d x %d, %s to %s", len(m.frames), quote(h.label), m.over,
			len(h.y), len(h.x), figure(s.lo), figure(s.hi))
	}
	for i, l := range m.frames[0] {
		if i != k {
			text += fmt.Sprintf("\n  with %s", l)
		}
	}
	return text
}

// moment names a frame: "time = 0.5 yr".
func (m *film) moment(i int) string {
	v, unit := m.over.Values[i], m.over.Unit
	if s := spanOf(m.over.Values); unit == "s" && s.hi-s.lo >= 2*86400 {
		v, unit = v/86400, "d"
	}
	s := m.over.Name + " = " + figure(v)
	if unit != "" {
		s += " " + unit
	}
	return s
}

// some are the numbers of the frames that a static picture shows.
func (m *film) some() (out []int) {
	n := len(m.frames)
	for k := range min(n, mostShown) {
		out = append(out, int(math.Round(float64(k)*float64(n-1)/float64(max(min(n, mostShown)-1, 1)))))
	}
	return out
}
