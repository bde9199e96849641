package field

import (
	"fmt"
	"slices"
	"strings"
)

// Len is the number of rows: points along the axis.
func (s Series) Len() int { return len(s.Axis.Values) }

// Names returns the columns' names in order.
func (s Series) Names() []string {
	names := make([]string, len(s.Columns))
	for i, c := range s.Columns {
		names[i] = c.Name
	}
	return names
}

// Check returns nil when the axis is sound, every column is as long as the axis, and no name comes
// twice. Otherwise its error says what to change. NaN in a column is no error: it counts as missing.
func (s Series) Check() error {
	if err := s.Axis.Check(); err != nil {
		return err
	}
	seen := map[string]bool{s.Axis.Name: s.Axis.Name != ""}
	for i, c := range s.Columns {
		if len(c.Values) != len(s.Axis.Values) {
			return fmt.Errorf("field: column %q (number %d) has %d values but the axis %q has %d; give each point of the axis one value",
				c.Name, i+1, len(c.Values), s.Axis.Name, len(s.Axis.Values))
		}
		if err := c.Check(); err != nil {
			return err
		}
		if seen[c.Name] {
			return fmt.Errorf("field: the name %q comes twice (again at column %d); rename one", c.Name, i+1)
		}
		seen[c.Name] = c.Name != ""
	}
	return nil
}

// Warnings lists what is allowed but often a slip, each in a sentence: no unit, nothing but missing
// values, infinite values. Nil when there is nothing to say.
func (s Series) Warnings() []string {
	var w []string
	if s.Axis.Unit == "" {
		w = append(w, fmt.Sprintf("the axis %q has no unit", s.Axis.Name))
	}
	for _, c := range s.Columns {
		if c.Unit == "" {
			w = append(w, fmt.Sprintf("the column %q has no unit", c.Name))
		}
		w = append(w, warnValues("the column", c.Name, c.Values, c.Missing)...)
	}
	return w
}

// Column returns the column of that name. The error lists the names there are.
func (s Series) Column(name string) (Column, error) {
	for _, c := range s.Columns {
		if c.Name == name {
			return c, nil
		}
	}
	hint := ""
	if name == s.Axis.Name {
		hint = "; that is the axis: use Series.Axis"
	}
	return Column{}, fmt.Errorf("field: there is no column %q; there is %s%s", name, quoted(s.Names()), hint)
}

// Select returns the series with only the named columns, in the order given. It shares memory.
func (s Series) Select(names ...string) (Series, error) {
	out := Series{Axis: s.Axis}
	for _, name := range names {
		c, err := s.Column(name)
		if err != nil {
			return Series{}, err
		}
		out.Columns = append(out.Columns, c)
	}
	return out, nil
}

// Slice returns rows first to last, last not included, as s[first:last] would. It shares memory.
func (s Series) Slice(first, last int) (Series, error) {
	if err := s.Check(); err != nil {
		return Series{}, err
	}
	if first < 0 || last > s.Len() || first >= last {
		return Series{}, fmt.Errorf("field: rows [%d, %d) of a series of %d; want 0 <= first < last <= %d",
			first, last, s.Len(), s.Len())
	}
	out := Series{Axis: s.Axis, Columns: slices.Clone(s.Columns)}
	out.Axis.Values = s.Axis.Values[first:last:last]
	for i, c := range out.Columns {
		out.Columns[i] = c.slice(first, last)
	}
	return out, nil
}

// Window returns the rows whose axis value lies in [lo, hi], both included. It shares memory.
func (s Series) Window(lo, hi float64) (Series, error) {
	if err := s.Check(); err != nil {
		return Series{}, err
	}
	first, last := s.Axis.Between(lo, hi)
	if first == last {
		return Series{}, fmt.Errorf("field: no row has %s in [%g, %g]; the axis goes from %g to %g",
			s.Axis.Name, lo, hi, s.Axis.Values[0], s.Axis.Values[s.Len()-1])
	}
	return s.Slice(first, last)
}

// Complete returns a copy with only the rows where no column is missing or NaN. The gaps that this
// leaves in the axis are not filled: a derivative across one is wrong.
func (s Series) Complete() (Series, error) {
	if err := s.Check(); err != nil {
		return Series{}, err
	}
	out := Series{Axis: s.Axis, Columns: slices.Clone(s.Columns)}
	out.Axis.Values = nil
	for j := range out.Columns {
		out.Columns[j].Values, out.Columns[j].Missing = nil, nil
	}
	for i, t := range s.Axis.Values {
		if slices.ContainsFunc(s.Columns, func(c Column) bool { return c.IsMissing(i) }) {
			continue
		}
		out.Axis.Values = append(out.Axis.Values, t)
		for j, c := range s.Columns {
			out.Columns[j].Values = append(out.Columns[j].Values, c.Values[i])
		}
	}
	if out.Len() == 0 {
		return Series{}, fmt.Errorf("field: each of the %d rows has a missing value; Select fewer columns first", s.Len())
	}
	return out, nil
}

// Array returns the columns side by side, of shape [rows, columns], as a copy; missing values are
// NaN. The axis is left out: [Axis.Array] gives it. It returns an error where Check does.
func (s Series) Array() (Array, error) {
	if err := s.Check(); err != nil {
		return Array{}, err
	}
	a := NewArray(s.Len(), len(s.Columns))
	for j, c := range s.Columns {
		for i, v := range c.Values {
			a.Values[i*len(s.Columns)+j] = orNaN(v, c.IsMissing(i))
		}
	}
	return a, nil
}

// quoted lists names for an error: "hare", "lynx". Long lists are cut.
func quoted(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	const most = 20
	rest := ""
	if len(names) > most {
		rest = fmt.Sprintf(" and %d more", len(names)-most)
		names = names[:most]
	}
	q := make([]string, len(names))
	for i, n := range names {
		q[i] = fmt.Sprintf("%q", n)
	}
	return strings.Join(q, ", ") + rest
}
