package runner

import (
	"go/parser"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sublunar/lib/notebook"
)

const cell = `//gonb:%%
import "time"

var nu = 0.01 // viscosity
var steps = 200
var quick = false
var title string = "Burgers"
// own data
var data = "" // file: CSV with the columns t, x
var (
	widths = []int{20, 20}
	// one for each
	names = []string{"a", "b"}
	rate  float32 // learning rate
)
var small uint8 = 3
var wait = time.Duration(5)
var below = -1
`

func declared(t testing.TB) map[string]Parameter {
	t.Helper()
	ps, err := Parameters(cell)
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]Parameter{}
	for _, p := range ps {
		byName[p.Name] = p
	}
	return byName
}

func TestParameters(t *testing.T) {
	ps := declared(t)
	for name, want := range map[string]struct{ kind, value, about string }{
		"nu":     {"float64", "0.01", "viscosity"},
		"steps":  {"int", "200", ""},
		"quick":  {"bool", "false", ""},
		"title":  {"string", `"Burgers"`, ""},
		"data":   {"string", `""`, "CSV with the columns t, x"},
		"widths": {"[]int", "[]int{20, 20}", ""},
		"names":  {"[]string", `[]string{"a", "b"}`, "one for each"},
		"rate":   {"float32", "", "learning rate"},
		"small":  {"uint8", "3", ""},
		"wait":   {"time.Duration", "time.Duration(5)", ""},
		"below":  {"int", "-1", ""},
	} {
		p := ps[name]
		if p.Type != want.kind || p.Default != want.value || p.About != want.about || p.File != (name == "data") {
			t.Errorf("%s is %+v, want %+v", name, p, want)
		}
	}
	if len(ps) != 11 {
		t.Errorf("%d parameters: %v", len(ps), ps)
	}
}

func TestParametersRefuses(t *testing.T) {
	for source, want := range map[string]string{
		"var x = f()":            "line 1 of the parameters cell: x = f() is not a literal",
		"\nvar x = math.Pi":      "line 2",
		"var x = map[int]int{}":  "has the type",
		"var x [3]int":           "has the type [3]int",
		"var x, y = 1, 2":        "declare each by itself",
		"const x = 1":            "use var",
		"func f() {}":            "declares a function",
		"type T int":             "declares a type",
		"x := 1":                 "must hold only declarations",
		"%%\nx := 1":             "must hold only declarations",
		"var x = ":               "must hold only declarations",
		"var x = 'a'":            "not a literal",
		"var x = 1i":             "not a literal",
		"var x struct{ A int }":  "has the type",
		"var x = []any{1}":       "has the type []any",
		"var x interface{} = 1 ": "has the type",
	} {
		if _, err := Parameters(source); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", source, err, want)
		}
	}
}

func TestLiteral(t *testing.T) {
	ps := declared(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "my data.csv")
	if err := os.WriteFile(file, []byte("t,x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, value, want string }{
		{"nu", "0.5", "0.5"},
		{"nu", "1", "1.0"},
		{"nu", "1e-3", "0.001"},
		{"nu", "-2.5E+10", "-2.5e+10"},
		{"nu", "0x1p-2", "0.25"},
		{"rate", "0.1", "0.1"},
		{"steps", "1_000", "1000"},
		{"steps", "-5", "-5"},
		{"steps", "0x10", "16"},
		{"small", "255", "255"},
		{"quick", "true", "true"},
		{"title", "a \"b\"\n\\ `c` 日", `"a \"b\"\n\\ ` + "`c`" + ` 日"`},
		{"title", `"; os.RemoveAll("/"); var _ = "`, `"\"; os.RemoveAll(\"/\"); var _ = \""`},
		{"title", "", `""`},
		{"data", "my data.csv", `"` + file + `"`},
		{"data", file, `"` + file + `"`},
		{"data", "", `""`},
		{"widths", "1,2, 3", "[]int{1, 2, 3}"},
		{"widths", "[64, 64]", "[]int{64, 64}"},
		{"widths", "7", "[]int{7}"},
		{"widths", "", "[]int{}"},
		{"names", `a,"b, c"`, `[]string{"a", "b, c"}`},
		{"wait", "1m30s", "time.Duration(90000000000)"},
	} {
		got, err := ps[c.name].Literal(c.value, dir)
		if err != nil || got != c.want {
			t.Errorf("-p %s=%s: got %s, %v, want %s", c.name, c.value, got, err, c.want)
		}
	}
	for _, c := range []struct{ name, value, want string }{
		{"nu", "small", "nu is a number (float64), not \"small\"; write for example -p nu=0.5"},
		{"nu", "NaN", "finite"},
		{"nu", "Inf", "finite"},
		{"nu", "1e999", "is a number"},
		{"nu", "1; x", "is a number"},
		{"nu", "", "is a number"},
		{"steps", "2.5", "steps is a whole number (int), not \"2.5\"; write for example -p steps=10"},
		{"steps", "99999999999999999999", "does not fit"},
		{"small", "256", "does not fit"},
		{"small", "-1", "whole number"},
		{"quick", "yes", "true or false"},
		{"quick", "1", "true or false"},
		{"data", "none.csv", "there is none at " + filepath.Join(dir, "none.csv")},
		{"widths", "1,two", `value 2: widths is a whole number (int), not "two"`},
		{"widths", `1,"2`, "is a list"},
		{"wait", "90", "duration"},
	} {
		got, err := ps[c.name].Literal(c.value, dir)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("-p %s=%s: got %s, %v, want %q", c.name, c.value, got, err, c.want)
		}
	}
}

func TestInject(t *testing.T) {
	source := "var nu = 0.01\nvar steps = 200"
	nb := notebook.New(notebook.NewMarkdown("# Title"), notebook.NewCode(source, TagParameters), notebook.NewCode("%%"))
	for range 2 { // the second time in place of the first
		literals, err := Inject(nb, map[string]string{"steps": "5", "nu": "1"}, "")
		if err != nil {
			t.Fatal(err)
		}
		if literals["steps"] != "5" || literals["nu"] != "1.0" {
			t.Errorf("literals %v", literals)
		}
		if len(nb.Cells) != 4 || !nb.Cells[2].HasTag(TagInjected) || nb.Cells[1].Source != source {
			t.Fatalf("cells: %d", len(nb.Cells))
		}
		want := "// The values that this run was given; they replace those above.\nvar nu float64 = 1.0\nvar steps int = 5"
		if got := nb.Cells[2].Source; got != want {
			t.Errorf("injected %q", got)
		}
	}
	// An injected cell before the parameters moves behind them.
	nb = notebook.New(notebook.NewCode("var steps int = 1", TagInjected), notebook.NewCode(source, TagParameters))
	if _, err := Inject(nb, map[string]string{"steps": "5"}, ""); err != nil || len(nb.Cells) != 2 || !nb.Cells[1].HasTag(TagInjected) {
		t.Errorf("%v, %d cells", err, len(nb.Cells))
	}
}

func TestInjectRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		nb     *notebook.Notebook
		values map[string]string
		want   []string
	}{
		"no parameters cell": {notebook.New(notebook.NewCode("x")), map[string]string{"a": "1"}, []string{"no cell tagged"}},
		"unknown": {notebook.New(notebook.NewCode("var nu = 0.1\nvar n = 3", TagParameters)), map[string]string{"mu": "1"},
			[]string{`no parameter "mu"`, "nu (float64), n (int)"}},
		"all problems at once": {notebook.New(notebook.NewCode("var nu = 0.1\nvar n = 3", TagParameters)), map[string]string{"mu": "1", "n": "x"},
			[]string{`no parameter "mu"`, "n is a whole number"}},
		"none declared": {notebook.New(notebook.NewCode("// none", TagParameters)), map[string]string{"mu": "1"}, []string{"it has none"}},
	} {
		before, _ := c.nb.Encode()
		_, err := Inject(c.nb, c.values, "")
		for _, want := range c.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: got %v, want %q", name, err, want)
			}
		}
		if after, _ := c.nb.Encode(); string(after) != string(before) {
			t.Errorf("%s: the notebook was changed", name)
		}
	}
}

// FuzzLiteral: whatever a reader types becomes an error, or Go text that is one literal of the
// parameter's type and nothing more.
func FuzzLiteral(f *testing.F) {
	for _, value := range []string{"1", "-0.5", "true", `"; f(); "`, "[1,2]", `a,"b,c"`, "1h", "\x00", "x\ny", "}{"} {
		f.Add(value)
	}
	ps := declared(f)
	f.Fuzz(func(t *testing.T, value string) {
		for name, p := range ps {
			if p.File {
				continue // would look for files
			}
			lit, err := p.Literal(value, "")
			if err != nil {
				continue
			}
			e, err := parser.ParseExpr(lit)
			if err != nil {
				t.Fatalf("-p %s=%q gives %s: %v", name, value, lit, err)
			}
			again, err := Parameters("var x " + p.Type + " = " + lit)
			if err != nil || len(again) != 1 || again[0].Type != p.Type {
				t.Fatalf("-p %s=%q gives %s (%T): %v %v", name, value, lit, e, again, err)
			}
		}
	})
}

// FuzzParameters: any source is an error or a list of named, typed parameters.
func FuzzParameters(f *testing.F) {
	f.Add(cell)
	f.Add("var x = 1 //")
	f.Add("%%\nvar x int")
	f.Fuzz(func(t *testing.T, source string) {
		ps, err := Parameters(source)
		if err != nil {
			return
		}
		for _, p := range ps {
			if p.Name == "" || p.Type == "" || p.element == "" {
				t.Fatalf("%q gives %+v", source, p)
			}
		}
	})
}

func BenchmarkParameters(b *testing.B) {
	source := cell
	for b.Loop() {
		if _, err := Parameters(source); err != nil {
			b.Fatal(err)
		}
	}
}
