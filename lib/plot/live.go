package plot

import (
	"fmt"
	"math"
	"slices"

	"github.com/janpfeifer/gonb/gonbui/protocol"

	"sublunar/lib/field"
)

// Live returns an Observe function that draws values against steps as they come, all in one output, at
// most four times a second. Names pick the values, and their order; none picks all. The axis is
// logarithmic while all values are positive. Where a second stage counts its steps from the beginning
// again, its curve follows the first's.
//
// Under SUBLUNAR_HEADLESS=1 the output holds a late state: that of the last step where Total is given
// and reached. Outside a notebook one line is printed at the last step. The function may be called from
// several goroutines. It returns an error where the notebook can't be reached, or a step has none of the
// values named.
func Live(names ...string) func(field.Progress) error {
	return newLive(newOutput(), names).observe
}

// mostHistory bounds the points kept of each value: a long fit must not fill the memory.
const mostHistory = 2000

// A live curve is a history of values, thinned as it grows.
type live struct {
	*output
	names []string
	pick  bool // only these
	steps []float64
	kept  [][]float64 // by name, then by step
	every int         // steps of which one is kept
	count int
	shift int // steps of earlier stages
	end   float64
	state field.Progress
}

func newLive(o *output, names []string) *live {
	l := &live{output: o, names: append([]string(nil), names...), pick: len(names) > 0, every: 1}
	l.kept = make([][]float64, len(names))
	o.draw = l.bundle
	return l
}

func (l *live) observe(p field.Progress) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.known(p); err != nil {
		return err
	}
	l.add(p)
	return l.update(p.Step, p.Total)
}

// known refuses progress that holds none of the values asked for: an empty picture would not say why.
func (l *live) known(p field.Progress) error {
	if !l.pick || len(p.Values) == 0 {
		return nil
	}
	var there []string
	for _, v := range p.Values {
		if slices.Contains(l.names, v.Name) {
			return nil
		}
		there = append(there, v.Name)
	}
	return fmt.Errorf("plot: Live(%q) finds none of its values in the progress; there are %q", l.names, there)
}

func (l *live) add(p field.Progress) {
	at := float64(p.Step + l.shift)
	if len(l.steps) > 0 && at <= l.end {
		l.shift = int(l.end) - min(p.Step, 1) + 1
		at = float64(p.Step + l.shift)
	}
	l.end = at
	l.state = p
	if !l.pick {
		for _, v := range p.Values {
			if l.index(v.Name) < 0 {
				l.names = append(l.names, v.Name)
				gap := make([]float64, len(l.steps))
				for i := range gap {
					gap[i] = math.NaN()
				}
				l.kept = append(l.kept, gap)
			}
		}
	}
	if l.count++; (l.count-1)%l.every != 0 {
		return
	}
	if len(l.steps) >= mostHistory {
		l.halve()
	}
	l.steps = append(l.steps, at)
	for k, name := range l.names {
		l.kept[k] = append(l.kept[k], valueOf(p, name))
	}
}

// halve drops every second step.
func (l *live) halve() {
	l.every *= 2
	thin := func(values []float64) []float64 {
		n := 0
		for i := 0; i < len(values); i += 2 {
			values[n] = values[i]
			n++
		}
		return values[:n]
	}
	l.steps = thin(l.steps)
	for k := range l.kept {
		l.kept[k] = thin(l.kept[k])
	}
	l.count = 1 // the step about to be kept is the first of a new stretch
}

func (l *live) index(name string) int {
	for i, n := range l.names {
		if n == name {
			return i
		}
	}
	return -1
}

func valueOf(p field.Progress, name string) float64 {
	for _, v := range p.Values {
		if v.Name == name {
			return v.Value
		}
	}
	return math.NaN()
}

// series is the history with the state as it is at its end.
func (l *live) series() field.Series {
	s := field.Series{Axis: field.Axis{Name: "step", Values: append([]float64(nil), l.steps...)}}
	last := len(l.steps) == 0 || l.steps[len(l.steps)-1] < l.end
	if last {
		s.Axis.Values = append(s.Axis.Values, l.end)
	}
	for k, name := range l.names {
		c := field.Column{Name: name, Values: append([]float64(nil), l.kept[k]...)}
		if last {
			c.Values = append(c.Values, valueOf(l.state, name))
		}
		s.Columns = append(s.Columns, c)
	}
	return s
}

// drawn is the state, without the values that nobody asked to see.
func (l *live) drawn() field.Progress {
	p := l.state
	if l.pick {
		p.Values = slices.DeleteFunc(slices.Clone(p.Values), func(v field.Value) bool { return !slices.Contains(l.names, v.Name) })
	}
	return p
}

func (l *live) bundle() (map[protocol.MIMEType]any, error) {
	text := l.state.String()
	s := l.series()
	if len(s.Columns) == 0 {
		return map[protocol.MIMEType]any{protocol.MIMETextPlain: text}, nil
	}
	f := Lines(s).Title(l.drawn().String()).Size(480, 200)
	positive := true
	for _, c := range s.Columns {
		for _, v := range c.Values {
			positive = positive && !(v <= 0)
		}
	}
	if positive {
		f.LogY()
	}
	svg, err := f.SVG()
	if err != nil {
		return nil, fmt.Errorf("plot: Live: %w", err)
	}
	return map[protocol.MIMEType]any{protocol.MIMEImageSVG: svg, protocol.MIMETextPlain: text}, nil
}
