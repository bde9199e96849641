package supplement

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/report"
)

func claim(name string, got, want float64, kind string, size float64, status string) report.Claim {
	return report.Claim{Name: name, Status: status, Got: report.Number(got), Want: report.Number(want), Tolerance: report.Tolerance{Kind: kind, Size: report.Number(size)}}
}

func TestClaimsAreHeldToTheirOwnTolerance(t *testing.T) {
	for _, c := range []struct {
		before, after report.Claim
		want          Verdict
	}{
		{claim("a", 10.1, 10, "relative", 0.02, "held"), claim("a", 10.1, 10, "relative", 0.02, "held"), Identical},
		{claim("a", 10.1, 10, "relative", 0.02, "held"), claim("a", 9.95, 10, "relative", 0.02, "held"), Within},
		{claim("a", 10.19, 10, "relative", 0.02, "held"), claim("a", 9.85, 10, "relative", 0.02, "held"), Differs},
		{claim("a", 10.1, 10, "relative", 0.02, "held"), claim("a", 10.3, 10, "relative", 0.02, "failed"), Differs},
		{claim("a", 1, 2, "at most", 0, "held"), claim("a", 1.9, 2, "at most", 0, "held"), Within},
		{claim("a", 1, 0, "absolute", 0.5, "held"), claim("a", 1.6, 0, "absolute", 0.5, "held"), Differs},
		{claim("a", 1, 2, "at most", 0, "held"), claim("a", 1, 3, "at most", 0, "held"), Differs},
	} {
		if got, words := compareClaim(c.before, c.after); got != c.want {
			t.Errorf("%v, then %v: %v (%s), wanted %v", c.before, c.after, got, words, c.want)
		}
	}
	all := compareClaims("n", []report.Claim{claim("a", 1, 1, "absolute", 1, "held"), claim("b", 1, 1, "absolute", 1, "held")}, []report.Claim{claim("b", 1, 1, "absolute", 1, "held"), claim("c", 1, 1, "absolute", 1, "held")})
	words := fmt.Sprint(all)
	if len(all) != 3 || !strings.Contains(words, "did not come out") || !strings.Contains(words, "was not there before") {
		t.Errorf("lost and new claims: %v", all)
	}
}

const svg = `<svg viewBox="0 0 640 400"><path d="M 10 20 L %g 40"/><text>seconds</text><image href="data:image/png;base64,%s"/></svg>`

func pixels(level uint8) string {
	m := image.NewGray(image.Rect(0, 0, 4, 4))
	m.SetGray(1, 1, color.Gray{level})
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		panic(err)
	}
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

func TestFiguresAreComparedByTheirNumbers(t *testing.T) {
	first := fmt.Sprintf(svg, 30.0, pixels(100))
	for text, want := range map[string]Verdict{
		first:                                          Identical,
		fmt.Sprintf(svg, 30.5, pixels(100)):            Within,
		fmt.Sprintf(svg, 40.0, pixels(100)):            Differs,
		fmt.Sprintf(svg, 30.0, pixels(104)):            Within,
		fmt.Sprintf(svg, 30.0, pixels(250)):            Differs,
		strings.Replace(first, "seconds", "metres", 1): Differs,
	} {
		if got, words := comparePictures(first, text); got != want {
			t.Errorf("%s: %v (%s), wanted %v", text, got, words, want)
		}
	}
	if _, words := comparePictures(first, strings.Replace(first, "seconds", "metres", 1)); !strings.Contains(words, "of 6 elements 1 are gone or changed, and 1 are new") {
		t.Errorf("of one word it says %q", words)
	}
}

func TestTablesAndMacros(t *testing.T) {
	cell := notebook.NewCode("show()")
	cell.SetOutputs(1, notebook.NewDisplay(notebook.MIMEBundle{}, nil))
	cell.Outputs[0].Data.SetText("text/html", `<table><caption>who wins</caption><thead><tr><th>method</th><th>error, %</th></tr></thead><tbody><tr><td>a_b</td><td>1.5</td></tr></tbody></table>`)
	nb := &notebook.Notebook{Cells: []*notebook.Cell{cell}}
	tables := Tables(nb, "notebooks/n.ipynb")
	want := "% notebooks/n.ipynb, cell 1: who wins\n\\begin{tabular}{lr}\n\\toprule\nmethod & error, \\% \\\\\n\\midrule\na\\_b & 1.5 \\\\\n\\bottomrule\n\\end{tabular}\n"
	if len(tables) != 1 || tables[0].LaTeX != want {
		t.Errorf("got %+v, wanted %s", tables, want)
	}
	macros := Macros([]report.Run{{Name: "notebooks/n.ipynb", Claims: []report.Claim{claim("error at t=1", 3.7e-6, 1e-5, "at most", 0, "held")}}})
	if !strings.Contains(macros, `\newcommand{\claimErrorAtTOne}{\ensuremath{3.7 \times 10^{-6}}}`) {
		t.Error(macros)
	}
	twice := Macros([]report.Run{{Name: "n.ipynb", Claims: []report.Claim{claim("e", 1, 1, "at most", 0, "held"), claim("e", 2, 1, "at most", 0, "held")}}})
	if !strings.Contains(twice, `\claimNE}`) || !strings.Contains(twice, `\claimNETwo}`) {
		t.Errorf("two claims of one name need two macros:\n%s", twice)
	}
}
