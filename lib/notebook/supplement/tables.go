package supplement

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/report"
)

// A Table is one of an executed notebook, as LaTeX.
type Table struct {
	File     string
	Notebook string
	Cell     int
	LaTeX    string
}

// Tables are those that cells show as HTML, which must be well-formed XML, as plot.Table's are; what isn't is passed over.
func Tables(nb *notebook.Notebook, name string) []Table {
	var all []Table
	base := strings.TrimSuffix(name[strings.LastIndexByte(name, '/')+1:], ".ipynb")
	for i, c := range nb.Cells {
		count := 0
		for _, o := range c.Outputs {
			page, ok := o.Data.Text("text/html")
			if _, claim := o.Data[report.ClaimMIME]; !ok || claim {
				continue
			}
			rows, caption, err := readTable(page)
			if err != nil || len(rows) == 0 {
				continue
			}
			count++
			all = append(all, Table{
				File: fmt.Sprintf("tables/%s-cell%02d-%d.tex", base, i+1, count), Notebook: name, Cell: i + 1,
				LaTeX: tabular(rows, fmt.Sprintf("%s, cell %d: %s", name, i+1, caption)),
			})
		}
	}
	return all
}

// readTable gives the rows of a table's text.
func readTable(page string) (rows [][]string, caption string, err error) {
	d := xml.NewDecoder(strings.NewReader(page))
	d.Strict, d.Entity = true, xml.HTMLEntity
	var text strings.Builder
	inside := false
	for {
		token, err := d.Token()
		if err == io.EOF {
			return rows, caption, nil
		}
		if err != nil {
			return nil, "", err
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "table":
				inside = true
			case "tr":
				rows = append(rows, nil)
			case "td", "th", "caption":
				text.Reset()
			}
		case xml.CharData:
			text.Write(t)
		case xml.EndElement:
			cell := strings.TrimSpace(text.String())
			switch {
			case t.Name.Local == "caption":
				caption = cell
			case (t.Name.Local == "td" || t.Name.Local == "th") && inside && len(rows) > 0:
				rows[len(rows)-1] = append(rows[len(rows)-1], cell)
			}
		}
	}
}

func tabular(rows [][]string, about string) string {
	columns := 0
	for _, r := range rows {
		columns = max(columns, len(r))
	}
	spec := make([]byte, columns)
	for k := range spec {
		spec[k] = 'l'
		if columns > 1 && k > 0 || startsAsNumber(rows, k) {
			spec[k] = 'r'
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%% %s\n\\begin{tabular}{%s}\n\\toprule\n", strings.Join(strings.Fields(about), " "), spec)
	for i, r := range rows {
		cells := make([]string, columns)
		for k, s := range r {
			cells[k] = latexText(s)
		}
		b.WriteString(strings.Join(cells, " & ") + " \\\\\n")
		if i == 0 && len(rows) > 1 {
			b.WriteString("\\midrule\n")
		}
	}
	b.WriteString("\\bottomrule\n\\end{tabular}\n")
	return b.String()
}

func startsAsNumber(rows [][]string, k int) bool {
	for _, r := range rows[min(1, len(rows)-1):] {
		if k >= len(r) || r[k] == "" || !strings.ContainsAny(r[k][:1], "0123456789-+.") {
			return false
		}
	}
	return true
}
