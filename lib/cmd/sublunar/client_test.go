package main

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sublunar/lib/kernel"
)

// TestOtherClients: a Jupyter that is not ours, in an environment that knows nothing of this one, finds the kernel where set-up has
// linked it, and works with it. It is what VS Code does, which looks in the same folder and speaks to kernels without a server.
func TestOtherClients(t *testing.T) {
	python := environment(t, "jupyter")
	h := home(t)
	share := t.TempDir()
	user := append(kernel.PythonEnvironment(), "XDG_DATA_HOME="+share, "JUPYTER_DATA_DIR=", "JUPYTER_PATH=", "SUBLUNAR_HOME=")
	if out, complaint, code := sublunar(t, h.Root, user, "setup"); code != 0 {
		t.Fatalf("setup ended with %d: %s%s", code, out, complaint)
	}
	cells, err := json.Marshal([]string{
		"import \"sublunar/lib/field\"\n\n%%\nfmt.Println(len(field.Linspace(\"x\", \"m\", 0, 1, 5).Values))",
		"%%\nclaim.Check(\"a sum\", 2+2, claim.Absolute(1e-9), 4, \"arithmetic\")",
		"%%\nvar xs []int\nfmt.Println(xs[0])",
	})
	if err != nil {
		t.Fatal(err)
	}
	client := exec.CommandContext(t.Context(), python, filepath.Join("testdata", "jupyter", "client.py"), t.TempDir())
	var complaint bytes.Buffer
	client.Stdin, client.Stderr, client.Env = bytes.NewReader(cells), &complaint, user
	out, err := client.Output()
	if err != nil {
		t.Fatalf("the client: %v\n%s", err, complaint.String())
	}
	var said struct {
		Found map[string]string
		Cells []struct {
			Stdout, Stderr, Status, Ename string
			Error, Mimes                  []string
			Count                         int
		}
	}
	if err := json.Unmarshal(out, &said); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if want := filepath.Join(share, "jupyter", "kernels", kernel.SpecName); said.Found[kernel.SpecName] != want {
		t.Errorf("the kernel was found at %q, not %q", said.Found[kernel.SpecName], want)
	}
	if len(said.Cells) != 5 {
		t.Fatalf("%d cells ran", len(said.Cells))
	}
	if c := said.Cells[0]; c.Status != "ok" || c.Stdout != "5\n" || c.Count != 1 {
		t.Errorf("the library: %+v", c)
	}
	if c := said.Cells[1]; c.Status != "ok" || !slices.Contains(c.Mimes, "text/html") {
		t.Errorf("a claim: %+v", c)
	}
	if c := said.Cells[2]; c.Status != "error" || c.Ename != "Panic" || !strings.Contains(strings.Join(c.Error, "\n"), "In [3], line 3: fmt.Println(xs[0])") || c.Stderr != "" {
		t.Errorf("an error: %+v", c)
	}
	if c := said.Cells[3]; c.Status != "error" || c.Stdout != "begun\n" {
		t.Errorf("interrupted: %+v", c)
	}
	if c := said.Cells[4]; c.Status != "ok" || c.Stdout != "and on\n" {
		t.Errorf("after that: %+v", c)
	}
}
