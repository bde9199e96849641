package report

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io/fs"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"sublunar/lib/notebook"
)

// Meta is what a page says beside the notebook itself. Its zero value works.
type Meta struct {
	// Name is the notebook's file name, for the page's foot and the title where it has none.
	Name string
	// Run is what happened when the notebook was executed; nil for a page from a notebook as it is.
	// Its claims are those counted on top; without a Run they are read from the outputs.
	Run *Run
	// Manifest tells how the run was made, at the page's end; nil leaves that out.
	Manifest *Manifest
	// Files are those beside the notebook: pictures that its Markdown names are put into the page,
	// up to 8 MB each. Nil: such pictures are given as links. Use os.DirFS, or [os.Root.FS] where
	// the folder may hold links to elsewhere.
	Files fs.FS
}

var (
	//go:embed page/page.html
	pageHTML string
	//go:embed page/style.css
	pageCSS string
	//go:embed page/page.js
	pageJS string

	pageTemplate = template.Must(template.New("page").Parse(pageHTML))
)

// A page is what page.html is filled with.
type page struct {
	Title, Name, Policy string
	Style               template.CSS
	Scripts             template.HTML
	Headings            []heading
	Cells               []cellView
	Claims              []Claim
	Held, Failed, Aside int
	Kept                string // how many cells were not run again
	Run                 *Run
	Times               []timeView
	Manifest            *Manifest
	Facts               [][2]string
	Vega                bool
	Licences            string
}

type cellView struct {
	Number           int
	Kind, Prompt     string
	Label            string // "parameters", "parameters of this run"; may be empty
	Body             template.HTML
	Outputs          []template.HTML
	Seconds          string
	Hidden, Unfolded bool // the source is folded away; outputs are shown
	Failed           bool
}

type timeView struct {
	Number  int
	Label   string
	Seconds string
	Width   template.CSS // of its bar
	Status  string
}

type pageBuilder struct {
	page     page
	markdown *markdowner
}

// HTML returns a notebook as one page that works offline and can be printed. Nothing in the
// notebook can run a program in it or reach the network: see the package's words on trust.
func HTML(nb *notebook.Notebook, meta Meta) ([]byte, error) {
	p := &pageBuilder{markdown: newMarkdowner(meta.Files)}
	p.page.Title = nb.Title()
	if p.page.Title == "" {
		p.page.Title = strings.TrimSuffix(meta.Name, ".ipynb")
	}
	p.page.Name, p.page.Run, p.page.Manifest = meta.Name, meta.Run, meta.Manifest
	p.page.Kept = keptInWords(meta.Run)
	if err := p.claims(nb, meta.Run); err != nil {
		return nil, err
	}
	seconds := map[int]CellRun{}
	if meta.Run != nil {
		for _, c := range meta.Run.Cells {
			seconds[c.Cell] = c
		}
		p.times(nb, meta.Run)
	}
	for i, c := range nb.Cells {
		view, err := p.cell(i+1, c, seconds[i+1])
		if err != nil {
			return nil, fmt.Errorf("cell %d: %w", i+1, err)
		}
		if view.Body != "" || len(view.Outputs) > 0 {
			p.page.Cells = append(p.page.Cells, view)
		}
	}
	p.page.Headings = p.markdown.headings
	if meta.Manifest != nil {
		p.page.Facts = facts(*meta.Manifest)
	}
	if err := p.scripts(); err != nil {
		return nil, err
	}
	p.page.Style = template.CSS(pageCSS)
	var b bytes.Buffer
	if err := pageTemplate.Execute(&b, p.page); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Write makes the page and writes it to a file, whole or not at all.
func Write(path string, nb *notebook.Notebook, meta Meta) error {
	data, err := HTML(nb, meta)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return notebook.WriteWhole(path, data)
}

func (p *pageBuilder) claims(nb *notebook.Notebook, run *Run) (err error) {
	if run != nil {
		p.page.Claims = run.Claims
	} else if p.page.Claims, err = Claims(nb); err != nil {
		return err
	}
	tally := Run{Claims: p.page.Claims}
	p.page.Held, p.page.Failed, p.page.Aside = tally.Held(), tally.Failed(), tally.NotApplicable()
	return nil
}

// times are the cells' seconds, each with a bar of its share of the longest.
func (p *pageBuilder) times(nb *notebook.Notebook, run *Run) {
	longest := 0.0
	for _, c := range run.Cells {
		longest = max(longest, c.Seconds)
	}
	for _, c := range run.Cells {
		t := timeView{Number: c.Cell, Seconds: seconds(c.Seconds), Status: c.Status}
		if longest > 0 && c.Seconds > 0 {
			t.Width = template.CSS(fmt.Sprintf("width:%.1f%%", 100*c.Seconds/longest))
		}
		if i := c.Cell - 1; i >= 0 && i < len(nb.Cells) {
			t.Label = firstCodeLine(nb.Cells[i].Source)
		}
		p.page.Times = append(p.page.Times, t)
	}
}

func (p *pageBuilder) cell(number int, c *notebook.Cell, run CellRun) (cellView, error) {
	v := cellView{Number: number, Kind: string(c.Type), Failed: run.Status == "error"}
	switch c.Type {
	case notebook.Markdown:
		body, dropped, err := p.markdown.render(c.Source, c.Attachments)
		v.Body = template.HTML(body + leftOut(dropped))
		return v, err
	case notebook.Code:
	default:
		return v, nil // raw cells are for other converters
	}
	if strings.TrimSpace(c.Source) != "" {
		v.Body = template.HTML(highlight("go", strings.Trim(c.Source, "\n")))
	}
	if c.ExecutionCount != nil {
		v.Prompt = fmt.Sprint(*c.ExecutionCount)
	}
	switch {
	case c.HasTag("injected-parameters"):
		v.Label = "parameters of this run"
	case c.HasTag("parameters"):
		v.Label = "parameters"
	}
	if run.Status != "" {
		v.Seconds = seconds(run.Seconds)
	}
	if run.Status == "skipped" || run.Status == "not run" {
		v.Seconds = run.Status
	}
	if run.From != nil {
		v.Seconds = "not run again, of " + minute(*run.From)
	}
	var fold struct {
		Source  bool `json:"source_hidden"`
		Outputs bool `json:"outputs_hidden"`
	}
	_, _ = c.Metadata.Get("jupyter", &fold) // a badly typed field folds nothing
	v.Hidden, v.Unfolded = fold.Source, !fold.Outputs
	for i, o := range c.Outputs {
		out, err := p.shown(o)
		if err != nil {
			return v, fmt.Errorf("output %d: %w", i+1, err)
		}
		if out != "" {
			v.Outputs = append(v.Outputs, template.HTML(out))
		}
		v.Failed = v.Failed || o.Type == notebook.Error && !c.HasTag("raises-exception")
	}
	return v, nil
}

// scripts puts in the page's own scripts and the policy that lets these run, by their hashes, and
// nothing else: a nonce in a file would be known to whoever wrote what is in it.
func (p *pageBuilder) scripts() error {
	sources := []string{pageJS}
	if p.page.Vega {
		vega, err := vegaSources()
		if err != nil {
			return err
		}
		sources = slices.Concat(vega, sources)
		p.page.Licences = vegaLicences()
	}
	var hashes []string
	var b strings.Builder
	for _, src := range sources {
		sum := sha256.Sum256([]byte(src))
		hashes = append(hashes, "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
		b.WriteString("<script>" + src + "</script>\n")
	}
	p.page.Scripts = template.HTML(b.String())
	p.page.Policy = "default-src 'none'; script-src " + strings.Join(hashes, " ") +
		"; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
	return nil
}

// keptInWords says how many cells were not run again; "" when all were.
func keptInWords(run *Run) string {
	if run == nil {
		return ""
	}
	switch n, from := run.Kept(); n {
	case 0:
		return ""
	case 1:
		return "1 cell not run again, of " + minute(from)
	default:
		return fmt.Sprintf("%d cells not run again, the oldest of %s", n, minute(from))
	}
}

func minute(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 MST") }

// firstCodeLine tells a cell by its first line that says something.
func firstCodeLine(source string) string {
	first := ""
	for line := range strings.Lines(source) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line == "%%" || strings.HasPrefix(line, "import"):
		case strings.HasPrefix(line, "//"):
			return shorten(strings.TrimSpace(strings.TrimLeft(line, "/")), 60)
		case first == "":
			first = line
		}
	}
	return shorten(first, 60)
}

// seconds as people say them: 0.42 s, 12.3 s, 3 min 20 s.
func seconds(s float64) string {
	switch {
	case math.IsNaN(s) || s < 0:
		return ""
	case s < 10:
		return strconv.FormatFloat(s, 'f', 2, 64) + " s"
	case s < 100:
		return strconv.FormatFloat(s, 'f', 1, 64) + " s"
	}
	whole := int(s + 0.5)
	return fmt.Sprintf("%d min %d s", whole/60, whole%60)
}
