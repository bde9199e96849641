package report

import (
	"strings"
	"testing"
	"testing/fstest"

	"sublunar/lib/notebook"
)

func rendered(t *testing.T, src string) string {
	t.Helper()
	out, _, err := newMarkdowner(nil).render(src, nil)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Maths is found where Jupyter finds it, and prices are left alone.
func TestMathsInMarkdown(t *testing.T) {
	for src, want := range map[string]int{
		"$x$ and $y_1 * z_2 * w$":  2,
		"It costs $5 and $6.":      0,
		"a `$x$` b":                0,
		"```\n$x$\n```":            0,
		`\$x\$`:                    0,
		"$$\na\n+ b\n- c\n= d\n$$": 1,
		"text $$a$$ text":          1,
		"$$a$$":                    1,
		"\\begin{align}\na &= b \\\\\n+ c\n\\end{align}": 1,
		"- item $x$\n- other $y$":                        2,
		"| a |\n|--|\n| $x$ |":                           1,
		"# Heading $x$":                                  1,
		"**$x$**":                                        1,
		"a $x\ny$ b":                                     1,
		"$$ never closed\n\nnext $x$":                    2,
		"cost: $5\n\nlater: $x$":                         1,
		"para\n$$a$$\nmore":                              1,
	} {
		out := rendered(t, src)
		if got := strings.Count(out, "<math"); got != want {
			t.Errorf("%q: %d formulas, not %d\n%s", src, got, want, out)
		}
	}
	if out := rendered(t, "$$\na\n+ b\n$$"); strings.Contains(out, "<li>") {
		t.Errorf("a formula became a list: %s", out)
	}
	if out := rendered(t, `$\foo$`); !strings.Contains(out, `<code class="tex" title="tex: \foo is not known">\foo</code>`) {
		t.Errorf("unknown TeX is not shown as it is: %s", out)
	}
}

func TestHeadingsAreUniqueOverThePage(t *testing.T) {
	m := newMarkdowner(nil)
	for _, src := range []string{"# The law\n\n## Part `x`", "## The law\n\n#### deep", "Set\n==="} {
		if _, _, err := m.render(src, nil); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for _, h := range m.headings {
		got = append(got, h.ID+"|"+h.Text)
	}
	if want := "The-law|The law, Part-x|Part x, The-law-1|The law, Set|Set"; strings.Join(got, ", ") != want && strings.Join(got, ", ") != strings.Replace(want, "Part-x|", "Part-`x`|", 1) {
		t.Errorf("got %q", got)
	}
}

func TestPicturesInMarkdown(t *testing.T) {
	files := fstest.MapFS{"fig/a.png": {Data: []byte("png")}, "a.txt": {Data: []byte("secret")}}
	m := newMarkdowner(files)
	attachments := map[string]notebook.MIMEBundle{"b.png": {"image/png": []byte(`"QUJD\n"`)}}
	out, _, err := m.render("![x](fig/a.png) ![y](attachment:b.png) ![z](a.txt) ![u](../up.png) ![w](https://a.b/c.png)", attachments)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`<img src="data:image/png;base64,cG5n" alt="x">`, `<img src="data:image/png;base64,QUJD" alt="y">`,
		"[picture not in this page: z", "[picture not in this page: u", "[picture not in this page: w"} {
		if !strings.Contains(out, want) {
			t.Errorf("lacks %s in %s", want, out)
		}
	}
}
