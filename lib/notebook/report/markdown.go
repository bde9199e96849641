package report

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"html"
	"io/fs"
	"mime"
	"path"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	ghtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/report/tex"
)

// A heading is an entry of the table of contents.
type heading struct {
	Level    int
	ID, Text string
}

// A markdowner renders a page's Markdown. One serves the whole page, so that ids are unique in it.
type markdowner struct {
	files    fs.FS
	ids      map[string]int
	headings []heading

	slots       []string // trusted markup of the cell that is being rendered
	attachments map[string]notebook.MIMEBundle
}

func newMarkdowner(files fs.FS) *markdowner { return &markdowner{files: files, ids: map[string]int{}} }

// render turns a cell's Markdown into HTML that is safe to show, and names what was left out.
func (m *markdowner) render(source string, attachments map[string]notebook.MIMEBundle) (string, []string, error) {
	m.slots, m.attachments = nil, attachments
	md := goldmark.New(
		goldmark.WithExtensions(extension.GFM, extension.Footnote),
		goldmark.WithParserOptions(append(mathsParsers(), parser.WithAutoHeadingID())...),
		// Raw HTML goes through: the sanitiser below sees all that comes out.
		goldmark.WithRendererOptions(ghtml.WithUnsafe(), renderer.WithNodeRenderers(util.Prioritized(m, 50))),
	)
	src := []byte(source)
	doc := md.Parser().Parse(text.NewReader(src), parser.WithContext(parser.NewContext(parser.WithIDs(headingIDs{m}))))
	m.contents(doc, src)
	var b bytes.Buffer
	if err := md.Renderer().Render(&b, src, doc); err != nil {
		return "", nil, err
	}
	s := sanitiser{image: m.image, slot: func(n int) string {
		if n < 0 || n >= len(m.slots) {
			return ""
		}
		return m.slots[n]
	}}
	out, dropped := s.clean(b.String())
	return out, dropped, nil
}

// contents adds the document's headings down to the third level.
func (m *markdowner) contents(doc ast.Node, src []byte) {
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		h, ok := n.(*ast.Heading)
		if !ok || !entering || h.Level > 3 {
			return ast.WalkContinue, nil
		}
		id, _ := h.AttributeString("id")
		idText, _ := id.([]byte)
		m.headings = append(m.headings, heading{Level: h.Level, ID: string(idText), Text: plainText(h, src)})
		return ast.WalkSkipChildren, nil
	})
}

// plainText is a node's text without markup.
func plainText(n ast.Node, src []byte) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Text:
			b.Write(n.Segment.Value(src))
		case *ast.String:
			b.Write(n.Value)
		case *inlineMaths:
			b.WriteString(n.source)
		}
		return ast.WalkContinue, nil
	})
	return strings.TrimSpace(html.UnescapeString(b.String()))
}

// headingIDs makes the ids that JupyterLab makes, so that links between sections work there and
// here: the text, with hyphens for spaces.
type headingIDs struct{ m *markdowner }

func (h headingIDs) Generate(value []byte, _ ast.NodeKind) []byte {
	id := strings.ReplaceAll(strings.TrimSpace(string(value)), " ", "-")
	if id == "" {
		id = "section"
	}
	n := h.m.ids[id]
	h.m.ids[id]++
	if n > 0 {
		id = fmt.Sprintf("%s-%d", id, n)
	}
	return []byte(id)
}

func (h headingIDs) Put([]byte) {}

// RegisterFuncs takes over code and maths from goldmark's renderer.
func (m *markdowner) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(kindInlineMaths, m.renderNode)
	r.Register(kindBlockMaths, m.renderNode)
	r.Register(ast.KindFencedCodeBlock, m.renderNode)
	r.Register(ast.KindCodeBlock, m.renderNode)
}

func (m *markdowner) renderNode(w util.BufWriter, src []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkSkipChildren, nil
	}
	var trusted string
	switch n := node.(type) {
	case *inlineMaths:
		trusted = maths(n.source, n.display)
	case *blockMaths:
		trusted = `<div class="maths">` + maths(n.formula(src), true) + `</div>`
	case *ast.FencedCodeBlock:
		language := string(n.Language(src))
		if language == "" {
			language = "text" // without a name it may be anything
		}
		trusted = codeBlock(language, string(n.Lines().Value(src)))
	case *ast.CodeBlock:
		trusted = codeBlock("text", string(n.Lines().Value(src)))
	}
	_, err := fmt.Fprintf(w, `<x-slot n="%d">`, len(m.slots))
	m.slots = append(m.slots, trusted)
	return ast.WalkSkipChildren, err
}

func codeBlock(language, code string) string {
	return `<pre class="code"><code>` + highlight(language, strings.TrimSuffix(code, "\n")) + `</code></pre>`
}

// maths is MathML, or the TeX itself with the reason in its title where that is not understood.
func maths(source string, display bool) string {
	ml, err := tex.MathML(source, display)
	if err == nil {
		return ml
	}
	return fmt.Sprintf(`<code class="tex" title="%s">%s</code>`, html.EscapeString(err.Error()), html.EscapeString(strings.TrimSpace(source)))
}

// maxImage is the largest file that is put into a page.
const maxImage = 8 << 20

// image finds the bytes of a Markdown picture: in the cell's attachments, in the files beside the
// notebook, or in the address itself. Addresses on the web give "".
func (m *markdowner) image(src string) string {
	if name, ok := strings.CutPrefix(src, "attachment:"); ok {
		bundle := m.attachments[name]
		for _, t := range bundle.Types() {
			if data, ok := bundle.Text(t); ok && pictureTypes[t] {
				return dataURL(t, data)
			}
		}
		return ""
	}
	if strings.HasPrefix(src, "data:") {
		t, _, _ := strings.Cut(src[len("data:"):], ",")
		t, _, _ = strings.Cut(t, ";")
		if pictureTypes[t] {
			return src
		}
		return ""
	}
	t, _, _ := strings.Cut(mime.TypeByExtension(path.Ext(src)), ";")
	name := path.Clean(src)
	if m.files == nil || !pictureTypes[t] || !fs.ValidPath(name) { // ValidPath refuses "..": no way out of the folder
		return ""
	}
	info, err := fs.Stat(m.files, name)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxImage {
		return ""
	}
	data, err := fs.ReadFile(m.files, name)
	if err != nil {
		return ""
	}
	return "data:" + t + ";base64," + base64.StdEncoding.EncodeToString(data)
}

var pictureTypes = map[string]bool{
	"image/png": true, "image/jpeg": true, "image/gif": true, "image/webp": true, "image/avif": true, "image/svg+xml": true,
}

// dataURL makes an address of a picture as notebooks hold it: SVG as text, others in base64.
func dataURL(mimeType, data string) string {
	if mimeType == "image/svg+xml" && !isBase64(data) {
		return "data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString([]byte(data))
	}
	return "data:" + mimeType + ";base64," + strings.Join(strings.Fields(data), "")
}

func isBase64(s string) bool { return !strings.Contains(s, "<") }
