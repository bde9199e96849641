package diff_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/diff"
)

func claim(name, status string, got float64) notebook.Output {
	raw := fmt.Sprintf(`{"name":%q,"status":%q,"got":%g,"want":10,"tolerance":{"kind":"absolute","size":0.5,"words":"within 0.5 of 10"},"source":"a test"}`, name, status, got)
	return notebook.NewDisplay(notebook.MIMEBundle{"application/vnd.sublunar.claim+json": json.RawMessage(raw)}, nil)
}

func figure(title string, height int) notebook.Output {
	data := notebook.MIMEBundle{}
	if err := data.SetJSON("application/vnd.vegalite.v5+json", map[string]any{"title": title, "height": height}); err != nil {
		panic(err)
	}
	data.SetText("image/svg+xml", "<svg/>")
	return notebook.NewDisplay(data, nil)
}

func code(id, source string, outputs ...notebook.Output) *notebook.Cell {
	c := notebook.NewCode(source)
	c.ID = id
	c.SetOutputs(1, outputs...)
	return c
}

func ExampleCompare() {
	old := notebook.New(
		code("a", "%%\nfmt.Println(fit(0.1))", notebook.NewStream("stdout", "x' = -10.0 x + 10.0 y\n"), figure("The fit", 100)),
		code("b", "%%\ncheck()", claim("sigma", "held", 10.1)),
	)
	new := notebook.New(
		code("a", "%%\nfmt.Println(fit(0.2))", notebook.NewStream("stdout", "x' = -10.5 x + 10.0 y\n"), figure("The fit", 101)),
		code("b", "%%\ncheck()", claim("sigma", "failed", 10.6)),
	)
	for _, change := range diff.Compare(old, new) {
		fmt.Println(change)
	}
	// Output:
	// cell 1 changed
	//   - fmt.Println(fit(0.1))
	//   + fmt.Println(fit(0.2))
	//   - prints x' = -10.0 x + 10.0 y
	//   + prints x' = -10.5 x + 10.0 y
	//     -10 -> -10.5 (-5 %)
	//     figure "The fit" changed
	// cell 2 changed
	//   - claim "sigma": held, 10.1, wanted within 0.5 of 10
	//   + claim "sigma": failed, 10.6, wanted within 0.5 of 10
	//     10.1 -> 10.6 (+5 %)
}

func TestCompare(t *testing.T) {
	a, b, c := code("a", "one"), code("b", "two"), code("c", "three")
	changes := func(old, new []*notebook.Cell) string {
		var all []string
		for _, change := range diff.Compare(notebook.New(old...), notebook.New(new...)) {
			all = append(all, fmt.Sprintf("%d %s: %s", change.Cell, change.What, strings.Join(change.Lines, "|")))
		}
		return strings.Join(all, "; ")
	}
	type cells = []*notebook.Cell
	ran := code("a", "one")
	ran.SetOutputs(17)
	tagged := code("a", "one")
	tagged.AddTag("parameters")
	warned := code("a", "one", notebook.NewStream("stderr", "\x1b[31mcareful\x1b[0m\n"))
	failed := code("a", "one", notebook.NewError("Panic", "panic: boom", nil))
	table := code("a", "one", notebook.NewDisplay(notebook.MIMEBundle{"text/html": json.RawMessage(`"<b>1</b>"`)}, nil))
	for what, c := range map[string]struct {
		old, new cells
		want     string
	}{
		"nothing":        {cells{a, b}, cells{a, b}, ""},
		"counts":         {cells{a}, cells{ran}, ""},
		"added":          {cells{a, c}, cells{a, b, c}, "2 added: + two"},
		"added in front": {cells{b}, cells{a, b}, "1 added: + one"},
		"removed":        {cells{a, b, c}, cells{a, c}, "2 removed: - two"},
		"all new":        {nil, cells{a, b}, "1 added: + one; 2 added: + two"},
		"all gone":       {cells{a, b}, nil, "1 removed: - one; 2 removed: - two"},
		"other ids":      {cells{a, b}, cells{code("x", "one"), code("y", "two")}, ""},
		"edited":         {cells{a, b}, cells{a, code("b", "two\nand more")}, "2 changed: + and more"},
		"tags":           {cells{a}, cells{tagged}, "1 changed: tags: none -> [parameters]"},
		"stderr":         {cells{a}, cells{warned}, "1 changed: + stderr careful"},
		"an error":       {cells{a}, cells{failed}, "1 changed: + error Panic: panic: boom"},
		"a table":        {cells{a}, cells{table}, "1 changed: + output text/html"},
		"a claim more":   {cells{a}, cells{code("a", "one", claim("sigma", "held", 10))}, `1 changed: + claim "sigma": held, 10, wanted within 0.5 of 10`},
		"a figure fewer": {cells{code("a", "one", figure("The fit", 1))}, cells{a}, `1 changed: - figure "The fit"`},
	} {
		if got := changes(c.old, c.new); got != c.want {
			t.Errorf("%s: got %q, want %q", what, got, c.want)
		}
	}
}

func TestText(t *testing.T) {
	nb := notebook.New(notebook.NewMarkdown("# The sea"), code("a", "%%\nfit()", notebook.NewStream("stdout", "42\n"), figure("The fit", 1), claim("sigma", "held", 10.1)))
	text := diff.Text(nb)
	for _, want := range []string{"=== markdown\n# The sea\n", "=== code\n%%\nfit()\n\n  > 42\n", `  > claim "sigma": held, 10.1, wanted within 0.5 of 10`, `  > figure "The fit" `} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	nb.Cells[1].SetOutputs(99, nb.Cells[1].Outputs...)
	nb.Metadata["volatile"] = json.RawMessage(`1`)
	if diff.Text(nb) != text {
		t.Error("a count or metadata changes the text")
	}
}
