package field

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// String is one line: "time (yr): 21 points, 1900 to 1920".
func (a Axis) String() string {
	if len(a.Values) == 0 {
		return a.Label() + ": no points"
	}
	return fmt.Sprintf("%s: %s, %.6g to %.6g", a.Label(), count(len(a.Values), "point"), a.Values[0], a.Values[len(a.Values)-1])
}

// String is one line: "hare (thousands): 21 values, 7.6 to 77.4, 1 missing".
func (c Column) String() string {
	return fmt.Sprintf("%s: %s, %s", c.Label(), count(len(c.Values), "value"), describe(c.Values, c.Missing))
}

// String is a summary: the axis on one line, then each column with its range and missing values.
func (s Series) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s over %s", count(len(s.Columns), "column"), s.Axis)
	width := 0
	for _, c := range s.Columns {
		width = max(width, utf8.RuneCountInString(c.Label()))
	}
	for _, c := range s.Columns {
		fmt.Fprintf(&b, "\n  %-*s  %s", width, c.Label(), describe(c.Values, c.Missing))
	}
	return b.String()
}

// String is a summary: shape and range on one line, then each axis.
func (g Grid) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s on %s points: %s", g.Label(), times(g.Shape()), describe(g.Values, g.Missing))
	for _, a := range g.Axes {
		fmt.Fprintf(&b, "\n  %s", a)
	}
	return b.String()
}

// String is one line: "array (3, 4), 0 to 11".
func (a Array) String() string {
	return fmt.Sprintf("array %s, %s", tuple(a.Shape), describe(a.Values, nil))
}

// String is one line: "1200 samples: (64, 64) to (64, 64)", the shapes of one sample of X and Y.
func (s Samples) String() string {
	if err := s.Check(); err != nil {
		return fmt.Sprintf("samples: X %s, Y %s (%v)", tuple(s.X.Shape), tuple(s.Y.Shape), err)
	}
	return fmt.Sprintf("%s: %s to %s", count(s.Len(), "sample"), tuple(s.X.Shape[1:]), tuple(s.Y.Shape[1:]))
}

// String is one line: "step 10 of 100: loss 0.01234".
func (p Progress) String() string {
	s := fmt.Sprintf("step %d", p.Step)
	if p.Total > 0 {
		s += fmt.Sprintf(" of %d", p.Total)
	}
	for i, v := range p.Values {
		s += ", "
		if i == 0 {
			s = strings.TrimSuffix(s, ", ") + ": "
		}
		s += v.String()
	}
	return s
}

// String is the name and four digits: "loss 0.01234".
func (v Value) String() string { return fmt.Sprintf("%s %.4g", v.Name, v.Value) }

// describe says how values spread: "4 to 59.4, 2 missing".
func describe(values []float64, missing []bool) string {
	if len(values) == 0 {
		return "no values"
	}
	s := "nothing finite"
	if lo, hi, ok := span(values, missing); ok {
		s = fmt.Sprintf("%.4g to %.4g", lo, hi)
	}
	if n := countAbsent(values, missing); n > 0 {
		s += fmt.Sprintf(", %d missing", n)
	}
	return s
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
