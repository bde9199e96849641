package field

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unsafe"
)

// ReadCSV reads a table of numbers: the first column is the axis, the others are columns over it.
//
// The first line names them, with units in round or square brackets: "time (yr), hare
// (thousands)", or "hare [thousands]". Names may be quoted. The separator is a tab, a semicolon or
// a comma, whichever divides that line. Lines that begin with # and empty lines are left out.
// A missing value is an empty cell, NA, N/A, NaN, null, none or -; it becomes NaN with its Missing
// set. (A number that stands for missing, such as -9999, is for [Column.MarkMissing] to say.)
// Where the separator is not a comma, 1,5 is read as 1.5 if the file has no decimal points.
//
// The axis must ascend or descend and have no gaps. It may hold ISO 8601 dates (1958-03-29), which
// become days since the first, or times (1958-03-29T12:00Z), which become seconds since the first;
// its unit then says "days since 1958-03-29". Times with no zone are UTC.
//
// Errors give file, line and column. At most 1 GiB is read, into at most ten times the memory.
func ReadCSV(path string) (Series, error) {
	data, err := readWhole(path, "split the table, or save it as .npy")
	if err != nil {
		return Series{}, err
	}
	s, err := parseCSV(data, false)
	if err != nil {
		return Series{}, fmt.Errorf("field: %s: %w", path, err)
	}
	return s, nil
}

// ParseCSV is [ReadCSV] on a text in memory, such as an embedded file.
func ParseCSV(text []byte) (Series, error) {
	s, err := parseCSV(text, false)
	if err != nil {
		return Series{}, fmt.Errorf("field: CSV: %w", err)
	}
	return s, nil
}

// A table is a Series as it grows line by line.
type table struct {
	sep     byte
	free    bool     // no column is the axis: the rows' numbers are
	names   []string // of all columns, the axis first
	numbers numberReader
	instant []instant // the axis, where it holds dates
	dates   bool
	lines   []int // line of each row
	Series
}

// parseCSV reads a table, with its first column as the axis, or free of one.
func parseCSV(data []byte, free bool) (Series, error) {
	data, err := plainText(data)
	if err != nil {
		return Series{}, err
	}
	in := &csvLines{rest: data}
	head, ok := in.next()
	if !ok {
		return Series{}, fmt.Errorf("there is no table in it; begin with a line of names such as \"time (yr), hare (thousands)\"")
	}
	t := &table{sep: separator(string(head)), free: free}
	t.numbers.commas = t.sep != ','
	row, err := cells(nil, string(head), t.sep, in.line)
	if err != nil {
		return Series{}, err
	}
	if err := t.head(row, in.line); err != nil {
		return Series{}, err
	}
	for {
		text, ok := in.next()
		if !ok {
			break
		}
		// No copy: the text lives as long as data does, and nobody writes to it. Numbers are
		// parsed out of it and names were copied.
		if row, err = cells(row, unsafe.String(&text[0], len(text)), t.sep, in.line); err != nil {
			return Series{}, err
		}
		if err := t.row(row, in.line); err != nil {
			return Series{}, err
		}
	}
	return t.finish(in.line)
}

// head takes the names from the first line.
func (t *table) head(row []cell, line int) error {
	if numeric(row) {
		return &csvError{line, 0, "the first line holds numbers, not names; put a line such as \"time (yr), hare (thousands)\" above it " +
			"(or take the # off, if the names are in a comment)"}
	}
	if len(row) == 1 && !row[0].quoted {
		if name, unit := splitLabel(row[0].text); unit == "" && strings.Contains(name, " ") {
			return &csvError{line, 0, "there is one column, " + clip(row[0].text) + "; put commas, semicolons or tabs between the names, and between the numbers"}
		}
	}
	seen := map[string]int{}
	for i, c := range row {
		name, unit := splitLabel(c.text)
		if name == "" && i == 0 {
			name = "index" // pandas leaves the head of its row numbers empty
		}
		if at := seen[name]; at > 0 && name != "" {
			return &csvError{line, i + 1, fmt.Sprintf("the name %s is column %d's already; rename one", clip(name), at)}
		}
		seen[name] = i + 1
		t.names = append(t.names, name)
		if i < t.first() {
			t.Axis = Axis{Name: name, Unit: unit}
		} else {
			t.Columns = append(t.Columns, Column{Name: name, Unit: unit})
		}
	}
	return nil
}

// first is the number of the cell that the first of Columns has.
func (t *table) first() int {
	if t.free {
		return 0
	}
	return 1
}

// numeric says whether a line holds only numbers and missing values, and at least one number.
func numeric(row []cell) bool {
	r, some := numberReader{commas: true}, false
	for _, c := range row {
		if c.quoted {
			return false // whoever quotes means a name, be it "1960"
		}
		if missingCell(c.text) {
			continue
		}
		if _, err := r.number(c.text, 1); err != nil {
			if _, ok := parseInstant(c.text); !ok {
				return false
			}
		}
		some = true
	}
	return some
}

// row adds one line of numbers.
func (t *table) row(row []cell, line int) error {
	if !slices.ContainsFunc(row, func(c cell) bool { return c.text != "" }) {
		return nil // separators alone: a spreadsheet's empty line
	}
	if len(row) != len(t.names) {
		hint := ""
		if len(row) == 1 && len(t.names) > 1 {
			hint = fmt.Sprintf("; the names are divided by %q, so divide the numbers by it too", t.sep)
		}
		return &csvError{line, 0, fmt.Sprintf("there are %d cells, but the head names %d columns%s", len(row), len(t.names), hint)}
	}
	if t.free {
		t.lines = append(t.lines, line)
		t.Axis.Values = append(t.Axis.Values, float64(len(t.lines)))
	} else if err := t.axis(row[0].text, line); err != nil {
		return &csvError{line, 1, fmt.Sprintf("(%s) %v", t.Axis.Name, err)}
	}
	for j := range t.Columns {
		c, text := &t.Columns[j], row[j+t.first()].text
		if missingCell(text) {
			c.Values = append(c.Values, math.NaN())
			if c.Missing == nil {
				c.Missing = make([]bool, len(c.Values)-1, cap(c.Values))
			}
			c.Missing = append(c.Missing, true)
			continue
		}
		v, err := t.numbers.number(text, line)
		if err != nil {
			return &csvError{line, j + t.first() + 1, fmt.Sprintf("(%s) %v", c.Name, err)}
		}
		c.Values = append(c.Values, v)
		if c.Missing != nil {
			c.Missing = append(c.Missing, false)
		}
	}
	return nil
}

// axis adds the first cell of a line, a number or a date as the first of them was.
func (t *table) axis(text string, line int) error {
	t.lines = append(t.lines, line)
	if missingCell(text) {
		return fmt.Errorf("the axis has no value here; fill it in, or take the line out")
	}
	at, isDate := parseInstant(text)
	if len(t.lines) == 1 {
		t.dates = isDate
	}
	switch {
	case t.dates && isDate:
		t.instant = append(t.instant, at)
		return nil
	case t.dates:
		return fmt.Errorf("%s is not an ISO date such as 1958-03-29 or 1958-03-29T12:00Z, as the first line's is", clip(text))
	}
	v, err := t.numbers.number(text, line)
	if err != nil {
		return fmt.Errorf("%s is neither a number nor an ISO date such as 1958-03-29", clip(text))
	}
	t.Axis.Values = append(t.Axis.Values, v)
	return nil
}

// finish turns dates into numbers and checks the axis.
func (t *table) finish(line int) (Series, error) {
	if len(t.lines) == 0 {
		return Series{}, &csvError{line, 0, "no numbers follow the names"}
	}
	if t.dates {
		values, unit, fault, err := elapsed(t.instant)
		if err != nil {
			return Series{}, &csvError{t.lines[fault], 1, err.Error()}
		}
		t.Axis.Values, t.Axis.Unit = values, unit
	}
	// A spreadsheet leaves a separator at the end of each line: columns with neither name nor
	// values.
	for n := len(t.Columns); n > 0 && t.Columns[n-1].Name == "" && t.Columns[n-1].CountMissing() == len(t.lines); n-- {
		t.Columns = t.Columns[:n-1]
	}
	for j, c := range t.Columns {
		if c.Name == "" {
			return Series{}, fmt.Errorf("column %d has values but no name in the first line; name it", j+t.first()+1)
		}
	}
	if i := t.Axis.fault(); i >= 0 {
		if !finite(t.Axis.Values[i]) {
			return Series{}, &csvError{t.lines[i], 1, fmt.Sprintf("(%s) the axis is infinite here; take the line out", t.Axis.Name)}
		}
		return Series{}, &csvError{t.lines[i], 1, fmt.Sprintf(
			"(%s) the value does not follow on from line %d's: the first column is the axis and %s; sort the lines by it, "+
				"or, where values repeat, put a column of line numbers before it", t.Axis.Name, t.lines[i-1], t.Axis.direction())}
	}
	return t.Series, nil
}
