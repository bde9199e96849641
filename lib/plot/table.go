package plot

import (
	"fmt"
	"html"
	"strings"
	"unicode/utf8"

	"github.com/janpfeifer/gonb/gonbui/protocol"

	"sublunar/lib/field"
)

// A Tabular is a table of numbers, made by [Table]. Its methods change it and return it; an error waits
// until it is written.
type Tabular struct {
	columns []field.Column
	heading string
	rows    []string
	title   string
	digits  int
	err     error
}

// Table sets columns side by side. Heads carry names and units; numbers stand with their decimal points
// under each other; missing values, and NaN, are a dash.
func Table(columns ...field.Column) *Tabular {
	t := &Tabular{columns: append([]field.Column(nil), columns...), digits: 4}
	if len(columns) == 0 {
		return t.fail("a table of no columns; give some")
	}
	for _, c := range columns {
		if err := c.Check(); err != nil {
			t.err = err
			return t
		}
		if len(c.Values) != len(columns[0].Values) {
			return t.fail("the column %q has %d values but %q has %d; make them as long", c.Name, len(c.Values), columns[0].Name, len(columns[0].Values))
		}
	}
	return t
}

func (t *Tabular) fail(format string, args ...any) *Tabular {
	if t.err == nil {
		t.err = fmt.Errorf("plot: "+format, args...)
	}
	return t
}

// Rows puts a column of text at the left: what each row is. The heading may be empty.
func (t *Tabular) Rows(heading string, names ...string) *Tabular {
	if t.err == nil && len(names) != len(t.columns[0].Values) {
		return t.fail("Rows got %d names for %d rows; give one each", len(names), len(t.columns[0].Values))
	}
	t.heading, t.rows = heading, append([]string{}, names...)
	return t
}

// Title sets the line above the table. Default: none.
func (t *Tabular) Title(text string) *Tabular { t.title = text; return t }

// Digits sets how many significant digits of a column's largest value are shown. Default 4; CSV always
// has all.
func (t *Tabular) Digits(n int) *Tabular {
	if n < 1 || n > 17 {
		return t.fail("Digits(%d); give 1 to 17", n)
	}
	t.digits = n
	return t
}

// Err is the first error so far, or nil.
func (t *Tabular) Err() error { return t.err }

// cells are the heads, and the rows of text; text columns come first. write says how a number is put.
func (t *Tabular) cells(write func(number) string) (heads []string, rows [][]string) {
	n := len(t.columns[0].Values)
	rows = make([][]string, n)
	if t.rows != nil {
		heads = append(heads, t.heading)
		for i := range rows {
			rows[i] = append(rows[i], t.rows[i])
		}
	}
	for _, c := range t.columns {
		heads = append(heads, c.Label())
		for i, v := range numbersOf(c, t.digits) {
			rows[i] = append(rows[i], write(v))
		}
	}
	return heads, rows
}

// String is the table as text.
func (t *Tabular) String() string {
	if t.err != nil {
		return t.err.Error()
	}
	heads, rows := t.cells(number.text)
	for i := range heads {
		heads[i] = plainText(heads[i])
	}
	widths := make([]int, len(heads))
	for _, r := range append([][]string{heads}, rows...) {
		for k := range r {
			r[k] = strings.Map(printable, r[k])
			widths[k] = max(widths[k], utf8.RuneCountInString(r[k]))
		}
	}
	var b strings.Builder
	if t.title != "" {
		b.WriteString(plainText(t.title) + "\n")
	}
	line := func(r []string) {
		var l strings.Builder
		for k, s := range r {
			if k > 0 {
				l.WriteString("  ")
			}
			pad := strings.Repeat(" ", widths[k]-utf8.RuneCountInString(s))
			if t.rows != nil && k == 0 {
				l.WriteString(s + pad)
			} else {
				l.WriteString(pad + s)
			}
		}
		b.WriteString(strings.TrimRight(l.String(), " ") + "\n")
	}
	line(heads)
	rule := 2 * (len(widths) - 1)
	for _, w := range widths {
		rule += w
	}
	b.WriteString(strings.Repeat("─", rule) + "\n")
	for _, r := range rows {
		line(r)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// printable keeps what would break a line of text out of it.
func printable(r rune) rune {
	if r < ' ' || r == 0x7f {
		return ' '
	}
	return r
}

// HTML is the table as an element of a page. Its colours are the page's own.
func (t *Tabular) HTML() (string, error) {
	if t.err != nil {
		return "", t.err
	}
	heads, rows := t.cells(number.padded)
	var b strings.Builder
	b.WriteString(`<table style="border-collapse: collapse; font-variant-numeric: tabular-nums">` + "\n")
	if t.title != "" {
		b.WriteString("<caption>" + html.EscapeString(t.title) + "</caption>\n")
	}
	row := func(tag string, cells []string, line string) {
		b.WriteString("<tr>")
		for k, s := range cells {
			align := "right"
			if t.rows != nil && k == 0 {
				align = "left"
			}
			fmt.Fprintf(&b, `<%s style="text-align: %s; padding: 2px 10px%s">%s</%s>`, tag, align, line, html.EscapeString(s), tag)
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("<thead>\n")
	row("th", heads, "; border-bottom: 1px solid #888")
	b.WriteString("</thead>\n<tbody>\n")
	for _, r := range rows {
		row("td", r, "")
	}
	b.WriteString("</tbody>\n</table>\n")
	return b.String(), nil
}

// Show draws the table in the notebook; outside one it prints the text. A table that can't be written
// shows why in its place, and Show returns it.
func (t *Tabular) Show() error {
	page, err := t.HTML()
	if err != nil {
		return complain(err)
	}
	return display(map[protocol.MIMEType]any{protocol.MIMETextHTML: page, protocol.MIMETextPlain: t.String()})
}
