package plot

import (
	"encoding/csv"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// CSV is the table as comma-separated values: heads with units, numbers with all their digits, missing
// ones empty.
func (t *Tabular) CSV() (string, error) {
	if t.err != nil {
		return "", t.err
	}
	var b strings.Builder
	w := csv.NewWriter(&b)
	var head []string
	if t.rows != nil {
		head = append(head, t.heading)
	}
	for _, c := range t.columns {
		head = append(head, c.Label())
	}
	records := [][]string{head}
	for i := range t.columns[0].Values {
		var r []string
		if t.rows != nil {
			r = append(r, t.rows[i])
		}
		for _, c := range t.columns {
			switch v := c.Values[i]; {
			case c.IsMissing(i):
				r = append(r, "")
			case math.IsInf(v, 0):
				r = append(r, strings.TrimPrefix(strconv.FormatFloat(v, 'g', -1, 64), "+"))
			default:
				r = append(r, strconv.FormatFloat(v, 'g', -1, 64))
			}
		}
		records = append(records, r)
	}
	if err := w.WriteAll(records); err != nil {
		return "", fmt.Errorf("plot: %w", err)
	}
	return b.String(), nil
}

// LaTeX is the table as a tabular of the package booktabs.
func (t *Tabular) LaTeX() (string, error) {
	if t.err != nil {
		return "", t.err
	}
	heads, rows := t.cells(number.latex)
	var b strings.Builder
	spec := strings.Repeat("r", len(t.columns))
	if t.rows != nil {
		spec = "l" + spec
	}
	if t.title != "" {
		b.WriteString("% " + plainText(t.title) + "\n")
	}
	b.WriteString("\\begin{tabular}{" + spec + "}\n\\toprule\n")
	for k := range heads {
		heads[k] = latexText(heads[k])
	}
	b.WriteString(strings.Join(heads, " & ") + " \\\\\n\\midrule\n")
	for _, r := range rows {
		if t.rows != nil {
			r[0] = latexText(r[0])
		}
		b.WriteString(strings.Join(r, " & ") + " \\\\\n")
	}
	b.WriteString("\\bottomrule\n\\end{tabular}\n")
	return b.String(), nil
}

// latexText escapes text, and raises the powers of units: m^-2 is m$^{-2}$.
func latexText(s string) string {
	var b strings.Builder
	r := []rune(plainText(s))
	for i := 0; i < len(r); i++ {
		switch r[i] {
		case '\\':
			b.WriteString(`\textbackslash{}`)
		case '~':
			b.WriteString(`\textasciitilde{}`)
		case '{', '}', '$', '&', '#', '_', '%':
			b.WriteString(`\` + string(r[i]))
		case '<', '>', '|':
			b.WriteString("$" + string(r[i]) + "$")
		case '^':
			end := i + 1
			if end < len(r) && r[end] == '-' {
				end++
			}
			first := end
			for end < len(r) && r[end] >= '0' && r[end] <= '9' {
				end++
			}
			if end == first {
				b.WriteString(`\textasciicircum{}`)
				continue
			}
			b.WriteString("$^{" + string(r[i+1:end]) + "}$")
			i = end - 1
		case '[':
			b.WriteString("{[}") // after \\ a bracket would be an option of it
		default:
			b.WriteRune(r[i])
		}
	}
	return b.String()
}
