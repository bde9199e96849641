package tests

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/report"
)

const megabyte = 1 << 20

// TestNotebooks executes every notebook with the real kernel, and holds it to the house rules.
func TestNotebooks(t *testing.T) {
	for _, path := range everyNotebook(t) {
		name := filepath.Base(path)
		t.Run(strings.TrimSuffix(name, ".ipynb"), func(t *testing.T) {
			before, err := os.ReadFile(path)
			must(t, "read it", err)
			run, executed := execute(t, path, "--format", "ipynb,html")
			if len(run.Claims) == 0 {
				t.Error("it makes no claim: end it with one that can fail")
			}
			for _, c := range run.Claims {
				if c.Status != report.ClaimHeld {
					t.Errorf("claim %q is %s: got %v, %s (%s)", c.Name, c.Status, c.Got, c.Tolerance.Words, c.Source)
				}
			}
			checkOutputs(t, executed)
			checkCommitted(t, path)
			after, err := os.ReadFile(path)
			must(t, "read it again", err)
			if !bytes.Equal(before, after) {
				t.Error("run changed the notebook, though --inplace was not given")
			}
		})
	}
}

// everyNotebook lists the curriculum.
func everyNotebook(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(checkout, "notebooks", "*.ipynb"))
	must(t, "list the notebooks", err)
	if len(paths) == 0 {
		t.Fatal("there are no notebooks")
	}
	return paths
}

// execute runs a notebook that should pass, and returns what the manifest and the executed copy say.
func execute(t *testing.T, path string, args ...string) (report.Run, *notebook.Notebook) {
	t.Helper()
	out := t.TempDir()
	printed, code := sublunar(t, 15*time.Minute, append([]string{"run", path, "--out", out}, args...)...)
	if code != 0 {
		t.Fatalf("sublunar run ended with %d:\n%s", code, printed)
	}
	run := theOnlyRun(t, out)
	executed, err := notebook.Read(filepath.Join(out, filepath.Base(path)))
	must(t, "read the executed notebook", err)
	return run, executed
}

func theOnlyRun(t *testing.T, out string) report.Run {
	t.Helper()
	manifest, err := report.ReadManifest(filepath.Join(out, "manifest.json"))
	must(t, "read the manifest", err)
	if len(manifest.Notebooks) != 1 {
		t.Fatalf("the manifest holds %d notebooks, not 1", len(manifest.Notebooks))
	}
	return manifest.Notebooks[0]
}

// checkOutputs holds an executed notebook to the house rules: nothing on stderr, and the cells that are meant to fail do.
func checkOutputs(t *testing.T, nb *notebook.Notebook) {
	t.Helper()
	for i, cell := range nb.Cells {
		meant := cell.HasTag("raises-exception")
		failed := slices.ContainsFunc(cell.Outputs, func(o notebook.Output) bool { return o.Type == notebook.Error })
		if meant != failed {
			t.Errorf("cell %d: tagged raises-exception is %v, but failed is %v", i+1, meant, failed)
		}
		for _, o := range cell.Outputs {
			if o.Type == notebook.Stream && o.Name == "stderr" && !meant {
				t.Errorf("cell %d writes on stderr: %q", i+1, o.Text)
			}
		}
	}
}

// checkCommitted looks at the notebook as a reader first sees it, before running anything.
func checkCommitted(t *testing.T, path string) {
	t.Helper()
	nb, err := notebook.Read(path)
	must(t, "read the committed notebook", err)
	raw, err := os.ReadFile(path)
	must(t, "read the committed notebook", err)
	if len(raw) > megabyte {
		t.Errorf("it is %d bytes; a notebook stays under 1 MB", len(raw))
	}
	if bytes.Contains(raw, []byte(checkout)) {
		t.Error("it holds a path of the machine that ran it")
	}
	claims, err := report.Claims(nb)
	must(t, "read the committed claims", err)
	if len(claims) == 0 {
		t.Error("it is committed without its outputs: go tool sublunar run --inplace")
	}
}
