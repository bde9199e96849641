package report

import (
	"strings"
	"testing"

	"sublunar/lib/notebook"
)

func TestGallery(t *testing.T) {
	cell := notebook.NewCode("plot()")
	data := notebook.MIMEBundle{}
	data.SetText("image/svg+xml", `<svg viewBox="0 0 1 1"><script>alert(1)</script></svg>`)
	claim := notebook.MIMEBundle{}
	if err := claim.SetJSON(ClaimMIME, Claim{Name: "<b>mass</b>", Status: ClaimHeld, Got: 1, Want: 1, Tolerance: Tolerance{Kind: "absolute", Size: 1, Words: "within 1 of 1"}, Source: "here"}); err != nil {
		t.Fatal(err)
	}
	cell.SetOutputs(1, notebook.NewDisplay(data, nil), notebook.NewDisplay(claim, nil))
	nb := &notebook.Notebook{Cells: []*notebook.Cell{notebook.NewMarkdown("# How warm is <i>the sea</i>?\n\n**Fifty floats** know."), cell}}
	page, err := Gallery("All of them", []Entry{{nb, "n.ipynb", "n.html"}, {&notebook.Notebook{}, "empty.ipynb", "empty.html"}})
	if err != nil {
		t.Fatal(err)
	}
	text := string(page)
	for _, want := range []string{"Fifty floats know.", `href="n.html"`, "1 claim held", "&lt;b&gt;mass", "data:image/svg&#43;xml;base64,", "<h2>empty</h2>", "no figure", "default-src 'none'"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in the page", want)
		}
	}
	if strings.Contains(text, "<script") || strings.Contains(text, "<i>the sea") {
		t.Error("a notebook's own tags are in the page")
	}
}
