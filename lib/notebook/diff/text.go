package diff

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/report"
)

// Text is a notebook as lines: each cell's source as it is, and below it what it shows, in short. It leaves out what says nothing of
// the content: counts, ids, metadata.
func Text(nb *notebook.Notebook) string {
	var b strings.Builder
	for i, c := range nb.Cells {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "=== %s%s\n%s\n", c.Type, tagged(c), strings.TrimRight(c.Source, "\n"))
		if lines := shown(c).lines(); len(lines) > 0 {
			b.WriteString("\n") // else git takes a change of the source's end and one below it for one
			for _, line := range lines {
				fmt.Fprintln(&b, "  >", line)
			}
		}
	}
	return b.String()
}

func tagged(c *notebook.Cell) string {
	if tags := c.Tags(); len(tags) > 0 {
		return " [" + strings.Join(tags, ", ") + "]"
	}
	return ""
}

// A display is what a cell shows.
type display struct {
	stdout, stderr string
	claims         []report.Claim
	figures        []figure
	others         []figure // of a type that says no more than that it is there
	failure        string
}

// A figure is a picture, or another object: its kind, its title where it says one, and a digest of its content.
type figure struct{ kind, title, digest string }

func (f figure) String() string {
	if f.title != "" {
		return fmt.Sprintf("%s %q %s", f.kind, f.title, f.digest)
	}
	return f.kind + " " + f.digest
}

// pictures are the types of figures, those that say most first: the others in one output are the same thing drawn.
var pictures = []struct{ mime, kind string }{
	{"application/vnd.vegalite.v5+json", "figure"}, {"image/svg+xml", "figure"}, {"image/png", "figure"}, {"image/jpeg", "figure"},
}

var ansi = regexp.MustCompile("\x1b\\[[0-9;?]*[A-Za-z]")

func shown(c *notebook.Cell) display {
	var d display
	for _, o := range c.Outputs {
		switch o.Type {
		case notebook.Stream:
			if o.Name == "stderr" {
				d.stderr += ansi.ReplaceAllString(o.Text, "")
			} else {
				d.stdout += ansi.ReplaceAllString(o.Text, "")
			}
		case notebook.Error:
			d.failure = ansi.ReplaceAllString(o.ErrorName+": "+o.ErrorValue, "")
		default:
			d.object(o.Data)
		}
	}
	return d
}

func (d *display) object(data notebook.MIMEBundle) {
	if c, ok, err := report.ReadClaim(data); ok && err == nil {
		d.claims = append(d.claims, c)
		return
	}
	for _, p := range pictures {
		raw, ok := data[p.mime]
		if !ok {
			continue
		}
		f := figure{kind: p.kind, digest: short(raw)}
		if p.mime == "application/vnd.vegalite.v5+json" {
			f.title = titleOf(raw)
		}
		d.figures = append(d.figures, f)
		return
	}
	if text, ok := data.Text("text/plain"); ok && len(data) == 1 {
		d.stdout += text + "\n"
		return
	}
	for _, mime := range data.Types() {
		if mime != "text/plain" {
			d.others = append(d.others, figure{kind: mime, digest: short(data[mime])})
			return
		}
	}
}

func titleOf(vega json.RawMessage) string {
	var spec struct{ Title any }
	if json.Unmarshal(vega, &spec) != nil {
		return ""
	}
	switch t := spec.Title.(type) {
	case string:
		return t
	case map[string]any:
		text, _ := t["text"].(string)
		return text
	}
	return ""
}

func short(raw []byte) string { return report.SHA256(raw)[:10] }

// lines are a display for git to compare.
func (d display) lines() []string {
	var all []string
	for _, s := range []struct{ name, text string }{{"", d.stdout}, {"stderr: ", d.stderr}, {"error: ", d.failure}} {
		if s.text == "" {
			continue
		}
		for line := range strings.Lines(s.text) {
			all = append(all, strings.TrimRight(s.name+line, " \r\n"))
		}
	}
	for _, c := range d.claims {
		all = append(all, claimed(c))
	}
	for _, f := range slices.Concat(d.figures, d.others) {
		all = append(all, f.String())
	}
	return all
}

func claimed(c report.Claim) string {
	if c.Status == report.ClaimNotApplicable {
		return fmt.Sprintf("claim %q: not applicable", c.Name)
	}
	return fmt.Sprintf("claim %q: %s, %v, wanted %s", c.Name, c.Status, c.Got, c.Wanted())
}
