package report

import (
	"html"
	"regexp"
	"strings"
	"testing"
)

var anyTag = regexp.MustCompile(`<[^>]*>`)

// textOf is what a reader sees of HTML.
func textOf(s string) string { return html.UnescapeString(anyTag.ReplaceAllString(s, "")) }

func TestANSI(t *testing.T) {
	for in, want := range map[string]string{
		"plain <b>":                           "plain &lt;b&gt;",
		"\x1b[31mred\x1b[0m x":                `<span class="f1">red</span> x`,
		"\x1b[1;32mg\x1b[22mh\x1b[39mi":       `<span class="bold f2">g</span><span class="f2">h</span>i`,
		"\x1b[38;5;208mo\x1b[m":               `<span style="color:#ff8700">o</span>`,
		"\x1b[48;2;1;2;300mo":                 `<span style="background-color:#0102ff">o</span>`,
		"\x1b[7;31mx":                         `<span class="b1">x</span>`,
		"\x1b[91mx":                           `<span class="f9">x</span>`,
		"a\x1b[2K\x1b]0;title\x07b\x1b(":      "ab(",
		"10%\r50%\r100%\nnext\r\nlast":        "100%\nnext\nlast",
		"\x1b[31;\"><script>mx":               "[31;&#34;&gt;&lt;script&gt;mx",
		"\x1b[38;5mx":                         "x",
		"\x1b[99999999999999999999mx\x1b[1mb": `x<span class="bold">b</span>`,
	} {
		if got := ansiHTML(in); got != want {
			t.Errorf("%q\n got %s\nwant %s", in, got, want)
		}
	}
}

func FuzzANSI(f *testing.F) {
	f.Add("\x1b[1;31ma\x1b[0m\r<b>\x1b[38;2;1;2;3m")
	f.Fuzz(func(t *testing.T, in string) {
		out := ansiHTML(in)
		if rest := regexp.MustCompile(`</?span[^<>]*>`).ReplaceAllString(out, ""); strings.ContainsAny(rest, "<>") {
			t.Fatalf("%q brings in markup: %q", in, out)
		}
		if strings.Count(out, "<span") != strings.Count(out, "</span") {
			t.Fatalf("%q leaves a span open: %q", in, out)
		}
	})
}

func TestHighlight(t *testing.T) {
	got := highlight("go", "%%bash\nls\n")
	if want := "<span class=\"mg\">%%bash</span>\nls\n"; got != want {
		t.Errorf("got %q", got)
	}
	got = highlight("go", "!ls\nvar x float64 = f(\"a\") // note\n%%\n")
	want := `<span class="mg">!ls</span>` + "\n" + `<span class="kw">var</span> x <span class="ty">float64</span> = <span class="fn">f</span>(<span class="st">&#34;a&#34;</span>) <span class="cm">// note</span>` + "\n" + `<span class="mg">%%</span>` + "\n"
	if got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

// Colours never change the code: its text is what it was, broken code and odd bytes included.
func FuzzHighlight(f *testing.F) {
	f.Add("package x\nfunc f(a int) string { return `raw\r\n` + \"s\" + 'c' } // c\r\n/* d\r\n */")
	f.Add("%%writefile x\n\"unended\n!ls `\n%cd")
	f.Add("x := \"\xff\" & <b> \u2028")
	f.Fuzz(func(t *testing.T, code string) {
		out := highlight("go", code)
		if got := textOf(out); got != code {
			t.Fatalf("%q became %q", code, got)
		}
	})
}
