package report

import (
	"bytes"
	_ "embed"
	"encoding/base64"
	"html/template"
	"strings"

	"sublunar/lib/notebook"
)

var (
	//go:embed page/gallery.html
	galleryHTML string

	galleryTemplate = template.Must(template.New("gallery").Parse(galleryHTML))
)

// An Entry is a notebook of a gallery.
type Entry struct {
	Notebook *notebook.Notebook
	// Name of its file, and the address of its page, from the gallery.
	Name, Page string
}

// Gallery is a page of executed notebooks, a card each: the title, the question that it begins with, its last figure, and its claims as they stand
// in the outputs. Like a notebook's page it works offline and can run nothing.
func Gallery(title string, entries []Entry) ([]byte, error) {
	type card struct {
		Title, Lead, Name, Page string
		Picture                 template.URL // a data: URL that is made here
		Claims                  []Claim
		Held, Failed, Aside     int
	}
	var cards []card
	for _, e := range entries {
		claims, err := Claims(e.Notebook)
		if err != nil {
			return nil, err
		}
		r := Run{Claims: claims}
		c := card{Title: e.Notebook.Title(), Lead: lead(e.Notebook), Name: e.Name, Page: e.Page, Claims: claims, Held: r.Held(), Failed: r.Failed(), Aside: r.NotApplicable()}
		if c.Title == "" {
			c.Title = strings.TrimSuffix(e.Name, ".ipynb")
		}
		if svg := lastFigure(e.Notebook); svg != "" {
			c.Picture = template.URL("data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString([]byte(svg)))
		}
		cards = append(cards, c)
	}
	var b bytes.Buffer
	err := galleryTemplate.Execute(&b, struct {
		Title   string
		Entries []card
	}{title, cards})
	return b.Bytes(), err
}

// lastFigure is where a notebook has got to.
func lastFigure(nb *notebook.Notebook) string {
	last := ""
	for _, c := range nb.Cells {
		for _, o := range c.Outputs {
			if svg, ok := o.Data.Text("image/svg+xml"); ok {
				last = svg
			}
		}
	}
	return last
}

// lead is the first line of text below a notebook's title.
func lead(nb *notebook.Notebook) string {
	for _, c := range nb.Cells {
		if c.Type != notebook.Markdown {
			continue
		}
		for line := range strings.Lines(c.Source) {
			line = strings.TrimSpace(line)
			if line == "" || strings.HasPrefix(line, "#") || strings.HasPrefix(line, "!") || strings.HasPrefix(line, "|") {
				continue
			}
			line = strings.NewReplacer("**", "", "`", "", "*", "").Replace(line)
			return shorten(strings.TrimSpace(strings.TrimPrefix(line, "Question.")), 180)
		}
	}
	return ""
}
