package runner_test

import (
	"strings"
	"testing"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/runner"
	"sublunar/lib/notebook/wire"
)

// An update reaches outputs of earlier cells too, and an update of what was never shown shows nothing.
func TestUpdateDisplay(t *testing.T) {
	t.Parallel()
	const use = "import \"github.com/janpfeifer/gonb/gonbui\"\n"
	nb, r := run(t, withModule(t),
		notebook.NewCode(use+"%%\ngonbui.UpdateHTML(\"a\", \"0%\")\ngonbui.Sync()"),
		notebook.NewCode("%%\nfmt.Println(\"between\")"),
		notebook.NewCode(use+"%%\ngonbui.UpdateHTML(\"a\", \"100%\")\ngonbui.UpdateHTML(\"b\", \"other\")\ngonbui.Sync()"),
	)
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	first, _ := nb.Cells[0].Outputs[0].Data.Text("text/html")
	last, _ := nb.Cells[2].Outputs[0].Data.Text("text/html")
	if len(nb.Cells[0].Outputs) != 1 || first != "100%" || len(nb.Cells[2].Outputs) != 1 || last != "other" {
		t.Errorf("%+v\n%+v", nb.Cells[0].Outputs, nb.Cells[2].Outputs)
	}
}

// A display left out may have been a claim: that can't pass for success. Text may be left out.
func TestTooMuchOutput(t *testing.T) {
	t.Parallel()
	opts := withModule(t)
	opts.Kernel.Limits = wire.Limits{Text: 1000, Tail: 100, Displays: 5}
	nb, r := run(t, opts,
		notebook.NewCode("%%\nfor i := range 10_000 { fmt.Println(\"line\", i) }"),
		notebook.NewCode("import \"github.com/janpfeifer/gonb/gonbui\"\n%%\nfor range 9 { gonbui.DisplayHTML(\"x\") }\ngonbui.Sync()"),
	)
	if got := texts(nb.Cells[0], "stdout"); !strings.Contains(got, "bytes of stdout left out") || !strings.HasSuffix(got, "line 9999\n") {
		t.Errorf("%q", got)
	}
	if statuses(r) != "ok, error" || !strings.Contains(r.Failure.Message, "4 displays were left out") {
		t.Errorf("%s %+v", statuses(r), r.Failure)
	}
}

func TestEnvironment(t *testing.T) {
	t.Parallel()
	opts := options(t)
	cell := `%%
entries, err := os.ReadDir(os.Getenv("SUBLUNAR_KEEP"))
fmt.Println(os.Getenv("SUBLUNAR_HEADLESS"), len(entries), err)
os.WriteFile(os.Getenv("SUBLUNAR_KEEP")+"/kept", nil, 0o600)
f, _ := os.OpenFile(os.Getenv("SUBLUNAR_REPORT"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
fmt.Fprintln(f, ` + "`" + `{"kind":"backend","name":"xla:cpu","why":"asked","plugin":"/p/plugin.so","version":"0.106"}
{"kind":"other"}
half a li` + "`" + `)`
	nb, r := run(t, opts, notebook.NewCode(cell), notebook.NewCode(cell))
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	if a, b := texts(nb.Cells[0], "stdout"), texts(nb.Cells[1], "stdout"); a != "1 0 <nil>\n" || b != "1 1 <nil>\n" {
		t.Errorf("%q, %q", a, b)
	}
	want := runner.BackendLine{Name: "xla:cpu", Why: "asked", Plugin: "/p/plugin.so", Version: "0.106"}
	if len(r.Backends) != 1 || r.Backends[0] != want {
		t.Errorf("%+v", r.Backends)
	}
	// The next run finds nothing of it.
	nb, _ = run(t, opts, notebook.NewCode(cell))
	if got := texts(nb.Cells[0], "stdout"); got != "1 0 <nil>\n" {
		t.Errorf("the second run found %q", got)
	}
}
