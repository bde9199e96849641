package runner_test

import (
	"strings"
	"testing"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/resume"
	"sublunar/lib/notebook/runner"
)

// resumable runs notebooks of one folder, with records.
func resumable(t *testing.T) func(sources ...string) (*notebook.Notebook, *runner.Result) {
	opts := withModule(t)
	opts.Resume = &resume.Settings{
		Dir: t.TempDir(), Notebook: "/course/page.ipynb", Folder: opts.Kernel.Dir,
		Depends: func() (map[string]string, error) { return map[string]string{"the library": "1"}, nil },
	}
	return func(sources ...string) (*notebook.Notebook, *runner.Result) {
		t.Helper()
		var cells []*notebook.Cell
		for _, source := range sources {
			c := notebook.NewCode(source)
			if strings.Contains(source, "raises") {
				c.AddTag(runner.TagRaises)
			}
			cells = append(cells, c)
		}
		return run(t, opts, cells...)
	}
}

// TestResumedDeclarations: a cell that is run finds the declarations of those that are not, each in its place and once only.
func TestResumedDeclarations(t *testing.T) {
	t.Parallel()
	resumed := resumable(t)
	const one, two = "func depth() int { return 1 }\n%%\nfmt.Println(depth(), time.Now().UnixNano())", "func depth() int { return 2 }"
	first, r := resumed(one, two, "%%\nfmt.Println(depth())")
	if got := statuses(r); got != "ok, ok, ok" || texts(first.Cells[2], "stdout") != "2\n" {
		t.Fatalf("statuses %s, it printed %q", got, texts(first.Cells[2], "stdout"))
	}
	nb, r := resumed(one, two, "%%\nfmt.Println(\"again\", depth())")
	if got := statuses(r); got != "kept, kept, ok" || r.Kept != 2 || r.Why != "its source has changed" {
		t.Errorf("statuses %s, %d kept, for %q", got, r.Kept, r.Why)
	}
	if got := texts(nb.Cells[2], "stdout"); got != "again 2\n" || *nb.Cells[2].ExecutionCount != 3 {
		t.Errorf("it printed %q as In [%d]", got, *nb.Cells[2].ExecutionCount)
	}
	if a, b := texts(first.Cells[0], "stdout"), texts(nb.Cells[0], "stdout"); a != b {
		t.Errorf("the kept cell shows %q, and had shown %q", b, a)
	}
	nb, r = resumed(one, two, "%%\nfmt.Println(\"again\", depth())")
	if got := statuses(r); got != "kept, kept, kept" || r.NotRun != 0 || texts(nb.Cells[2], "stdout") != "again 2\n" {
		t.Errorf("with nothing changed: statuses %s", got)
	}
}

// TestResumedAfterAnUpdate: a cell whose output a later one changes is run again, for the later one may do otherwise now.
func TestResumedAfterAnUpdate(t *testing.T) {
	t.Parallel()
	resumed := resumable(t)
	const before, shows, update = "func f() {}", "import \"github.com/janpfeifer/gonb/gonbui\"\n\n%%\ngonbui.UpdateHtml(\"d\", \"before\")\ngonbui.Sync()",
		"import \"github.com/janpfeifer/gonb/gonbui\"\n\n%%\ngonbui.UpdateHtml(\"d\", \"after\")\ngonbui.Sync()"
	first, _ := resumed(before, shows, update)
	if html, _ := first.Cells[1].Outputs[0].Data.Text("text/html"); html != "after" {
		t.Fatalf("the first cell shows %q", html)
	}
	nb, r := resumed(before, shows, "%%")
	if got := statuses(r); got != "kept, ok, ok" || r.Why != "a later cell changes what it shows" {
		t.Errorf("statuses %s, for %q", got, r.Why)
	}
	if html, _ := nb.Cells[1].Outputs[0].Data.Text("text/html"); html != "before" {
		t.Errorf("with no update it shows %q", html)
	}
}

// TestResumedAfterAFailure: what failed is run again, and what went well before it is not.
func TestResumedAfterAFailure(t *testing.T) {
	t.Parallel()
	resumed := resumable(t)
	const good, raises, bad = "func f() {}", "%%\npanic(\"raises\")", "%%\nos.Exit(3)"
	resumed(good, raises, bad)
	_, r := resumed(good, raises, bad)
	if got := statuses(r); got != "kept, error, error" || r.Failure == nil || r.Why != "it ended with an error" {
		t.Errorf("statuses %s, for %q, failure %v", got, r.Why, r.Failure)
	}
}
