package plot

import (
	"fmt"
	"strings"
)

// Multiples sets figures side by side, so many a row. Each keeps its own axes; their edges line up.
// What is set on the whole holds for each panel that doesn't set it itself: one Range makes the colours
// of all comparable. Title names the whole. Size is of each panel, by default 240 x 160.
func Multiples(columns int, figs ...*Figure) *Figure {
	out := &Figure{columns: columns}
	switch {
	case columns < 1:
		return out.fail("Multiples in %d columns; give 1 or more", columns)
	case len(figs) == 0:
		return out.fail("Multiples of nothing; give it figures")
	}
	for i, f := range figs {
		switch {
		case f == nil:
			return out.fail("Multiples: figure %d is nil", i+1)
		case f.err != nil:
			return failed(f.err)
		case f.panels != nil || f.film != nil:
			return out.fail("Multiples: figure %d is itself several; give its parts", i+1)
		}
	}
	out.panels = append([]*Figure(nil), figs...)
	return out
}

// multiple lays the panels out.
func (f *Figure) multiple() (*sheet, error) {
	w, h := 240.0, 160.0
	if f.columns == 1 {
		w, h = 480, 160
	}
	if f.width > 0 {
		w, h = f.width, f.height
	}
	s := &sheet{title: f.title, about: f.String(), columns: f.columns}
	cells := 0
	for _, g := range f.panels {
		cells += g.cells()
	}
	for i, g := range f.panels {
		both := *g
		both.x.take(f.x)
		both.y.take(f.y)
		both.shade.take(f.shade)
		if both.levels == nil {
			both.levels = f.levels
		}
		both.noLegend = g.noLegend || f.noLegend
		p, err := both.resolve(w, h)
		if err != nil {
			return nil, fmt.Errorf("panel %d: %w", i+1, err)
		}
		p.image = cells > mostCells
		s.panels = append(s.panels, p)
	}
	return s, nil
}

// String says what the figure shows, in words: a terminal's picture, and a reader's who can't see it.
func (f *Figure) String() string {
	switch {
	case f == nil:
		return "no figure"
	case f.err != nil:
		return f.err.Error()
	}
	var b strings.Builder
	if f.title != "" {
		b.WriteString(plainText(f.title) + "\n")
	}
	switch {
	case f.panels != nil:
		for i, g := range f.panels {
			if i > 0 {
				b.WriteByte('\n')
			}
			fmt.Fprintf(&b, "[%d] %s", i+1, strings.ReplaceAll(g.String(), "\n", "\n    "))
		}
		return b.String()
	case f.film != nil:
		b.WriteString(f.film.String())
		return b.String()
	}
	if p, err := f.resolve(480, 300); err == nil {
		fmt.Fprintf(&b, "%s over %s", orWord(p.yTitle, "y"), orWord(p.xTitle, "x"))
		var logs []string
		if p.x.log {
			logs = append(logs, "x")
		}
		if p.y.log {
			logs = append(logs, "y")
		}
		if logs != nil {
			b.WriteString(", log " + strings.Join(logs, " and "))
		}
	} else {
		b.WriteString(err.Error())
	}
	for _, l := range f.layers {
		fmt.Fprintf(&b, "\n  %s", l)
	}
	return b.String()
}

func orWord(s, word string) string {
	if s == "" {
		return word
	}
	return plainText(s)
}
