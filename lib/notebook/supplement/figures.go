package supplement

import (
	"encoding/base64"
	"fmt"
	"strings"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/pdf"
	"sublunar/lib/notebook/report"
)

// A Figure is one picture as it stands in an executed notebook, and where.
type Figure struct {
	File     string `json:"file"`          // below results/
	PDF      string `json:"pdf,omitempty"` // the same as a page of PDF, where it is an SVG that can be drawn as one
	Notebook string `json:"notebook"`      // its file
	Cell     int    `json:"cell"`          // the place of the cell in it, from 1
	ID       string `json:"id"`            // of the cell
	Number   int    `json:"number"`        // among the figures of the cell, from 1
	Commit   string `json:"commit,omitempty"`

	content string
}

// Figures are those of an executed notebook: vectors where it has them, else pixels. name is its file, commit that of the code.
func Figures(nb *notebook.Notebook, name, commit string) ([]Figure, error) {
	var all []Figure
	base := strings.TrimSuffix(name[strings.LastIndexByte(name, '/')+1:], ".ipynb")
	for i, c := range nb.Cells {
		count := 0
		for _, o := range c.Outputs {
			if _, claim := o.Data[report.ClaimMIME]; claim {
				continue
			}
			ending := ".svg"
			text, ok := o.Data.Text("image/svg+xml")
			if !ok {
				packed, is := o.Data.Text("image/png")
				if !is {
					continue
				}
				pixels, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(packed), ""))
				if err != nil {
					return nil, fmt.Errorf("supplement: cell %d of %s holds a picture that is no base64: %w", i+1, name, err)
				}
				text, ending = string(pixels), ".png"
			}
			count++
			all = append(all, Figure{
				File: fmt.Sprintf("figures/%s-cell%02d-%d%s", base, i+1, count, ending), Notebook: name, Cell: i + 1, ID: c.ID, Number: count, Commit: commit, content: text,
			})
		}
	}
	return all, nil
}

// Content of the picture's file.
func (f Figure) Content() string { return f.content }

// Page is an SVG as a page of PDF, and names its file. Of pixels there is none: LaTeX takes them as they are.
func (f *Figure) Page() (string, error) {
	base, vector := strings.CutSuffix(f.File, ".svg")
	if !vector {
		return "", nil
	}
	page, err := pdf.Draw(f.content)
	if err != nil {
		return "", fmt.Errorf("%s: %w", f.File, err)
	}
	f.PDF = base + ".pdf"
	return string(page), nil
}
