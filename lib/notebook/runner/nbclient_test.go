package runner_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/internal/realkernel"
	"sublunar/lib/notebook/runner"
)

// python gives a Python that has nbclient: that of sublunar's own venv, or the one on the path.
func python(t *testing.T) string {
	t.Helper()
	home := os.Getenv("SUBLUNAR_HOME")
	if home == "" {
		home = filepath.Join(realkernel.Checkout(), ".sublunar")
	}
	var why []string
	for _, program := range []string{filepath.Join(home, "venv", "bin", "python"), "python3"} {
		out, err := exec.Command(program, "-c", "import nbclient").CombinedOutput()
		if err == nil {
			return program
		}
		lines := strings.Split(strings.TrimSpace(string(out)), "\n")
		why = append(why, fmt.Sprintf("%s: %v %s", program, err, lines[len(lines)-1]))
	}
	t.Skipf("no Python with nbclient (run `go tool sublunar setup`): %s", strings.Join(why, "; "))
	return ""
}

const byNbclient = `
import sys, nbformat
from nbclient import NotebookClient
nb = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(nb, kernel_name="gonb", timeout=120, resources={"metadata": {"path": sys.argv[3]}}).execute()
nbformat.write(nb, sys.argv[2])
`

// TestAgreesWithNbclient: the same notebook, run by Jupyter's nbclient and by us, holds the same text
// for each stream and the same sequence of displays. Their interleaving is masked, since GoNB itself
// varies it from run to run.
func TestAgreesWithNbclient(t *testing.T) {
	t.Parallel()
	program := python(t)
	const use = "import \"github.com/janpfeifer/gonb/gonbui\"\n"
	nb := notebook.New(
		notebook.NewMarkdown("# Everything a cell can show"),
		notebook.NewCode("%noautoget"),
		notebook.NewCode("var n = 1 // how often", runner.TagParameters),
		notebook.NewCode("var n int = 3", runner.TagInjected),
		notebook.NewCode("%%\nfor i := range n { fmt.Println(\"line\", i) }\nfmt.Fprintln(os.Stderr, \"aside π\")"),
		notebook.NewCode("func f() {}"),
		notebook.NewCode(use+"%%\ngonbui.DisplayHTML(\"<b>one</b>\")\ngonbui.DisplayMarkdown(\"*two*\")\ngonbui.UpdateHTML(\"live\", \"0%\")\nfmt.Println(\"text\")\ngonbui.Sync()"),
		notebook.NewCode(use+"%%\ngonbui.UpdateHTML(\"live\", \"100%\")\ngonbui.UpdateHTML(\"mine\", \"a\")\ngonbui.UpdateHTML(\"mine\", \"b\")\ngonbui.Sync()"),
		notebook.NewCode("!echo out; echo err >&2; exit 3", runner.TagRaises),
		notebook.NewCode("%%bash\nset -x\nfor i in 1 2; do echo $i; done"),
		notebook.NewCode("%%\nfmt.Println(\"before\")\npanic(\"boom\")", runner.TagRaises),
		notebook.NewCode("%%\nvar x int = \"a\"", runner.TagRaises),
		notebook.NewCode("%%\nos.Exit(3)", runner.TagRaises),
		notebook.NewCode("%no_such_command", runner.TagRaises),
		notebook.NewCode("%%\npanic(\"skipped\")", runner.TagSkip),
		notebook.NewCode("  "),
		notebook.NewCode("%env WHO=me\n!echo $WHO"),
		notebook.NewCode("%version"),
		notebook.NewCode("%%\nfmt.Print(strings.Repeat(\"0123456789\", 20_000))"),
	)
	for i, c := range nb.Cells {
		c.ID = fmt.Sprintf("cell-%d", i+1)
	}

	dir := t.TempDir()
	command := realkernel.WithModule(t)
	spec := filepath.Join(dir, "jupyter", "kernels", "gonb")
	if err := os.MkdirAll(spec, 0o755); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"TMPDIR": dir}
	for _, entry := range command.Env {
		name, value, _ := strings.Cut(entry, "=")
		env[name] = value
	}
	text, err := json.Marshal(map[string]any{"argv": command.Argv, "display_name": "Go", "language": "go", "interrupt_mode": "message", "env": env})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(spec, "kernel.json"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	in, out := filepath.Join(dir, "in.ipynb"), filepath.Join(dir, "out.ipynb")
	if err := nb.Write(in); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "-c", byNbclient, in, out, dir)
	cmd.Env = append(os.Environ(), "JUPYTER_PATH="+filepath.Join(dir, "jupyter"), "JUPYTER_RUNTIME_DIR="+filepath.Join(dir, "runtime"))
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("nbclient: %v\n%s", err, text)
	}
	theirs, err := notebook.Read(out)
	if err != nil {
		t.Fatal(err)
	}

	command.Dir = dir
	result, err := runner.Run(t.Context(), nb, runner.Options{Kernel: command})
	if err != nil {
		t.Fatal(err)
	}
	if err := result.Err(); err != nil {
		t.Fatal(err)
	}
	if len(theirs.Cells) != len(nb.Cells) {
		t.Fatalf("%d cells, by nbclient %d", len(nb.Cells), len(theirs.Cells))
	}
	for i := range nb.Cells {
		ours, its := shown(nb.Cells[i]), shown(theirs.Cells[i])
		if !slices.Equal(ours, its) {
			t.Errorf("cell %d shows\n%s\nby nbclient\n%s", i+1, strings.Join(ours, "\n"), strings.Join(its, "\n"))
		}
	}
	a, _ := nb.Metadata["language_info"].MarshalJSON()
	b, _ := theirs.Metadata["language_info"].MarshalJSON()
	if string(a) != string(b) {
		t.Errorf("language_info is %s, by nbclient %s", a, b)
	}
	// The control: the comparison sees a change of a single character.
	nb.Cells[4].Outputs[0].Text += "."
	if slices.Equal(shown(nb.Cells[4]), shown(theirs.Cells[4])) {
		t.Error("the comparison does not see a change")
	}
}

// What GoNB varies from run to run: the names of its folders, and which lines of a stack it marks.
var temporary = regexp.MustCompile(`(/[^\s"'<>:]*)?gonb_[0-9a-f]{8}`)
var annotation = regexp.MustCompile(` ?\x1b\[7m\[\[ Cell .*?\]\]\x1b\[0m ?`)

// shown gives what a cell shows in a form that two runs must agree in.
func shown(c *notebook.Cell) []string {
	mask := func(s string) string { return temporary.ReplaceAllString(annotation.ReplaceAllString(s, ""), "gonb_X") }
	var found []string
	for _, name := range []string{"stdout", "stderr"} {
		found = append(found, fmt.Sprintf("%s %q", name, mask(texts(c, name))))
	}
	if c.ExecutionCount != nil {
		found = append(found, fmt.Sprintf("count %d", *c.ExecutionCount))
	}
	for _, o := range c.Outputs {
		switch o.Type {
		case notebook.Stream:
		case notebook.Error:
			found = append(found, mask(fmt.Sprintf("error %q %q %q", o.ErrorName, o.ErrorValue, o.Traceback)))
		default:
			line := string(o.Type)
			for _, mime := range o.Data.Types() {
				line += fmt.Sprintf(" %s=%s", mime, o.Data[mime])
			}
			for _, key := range slices.Sorted(maps.Keys(o.Metadata)) {
				line += fmt.Sprintf(" [%s=%s]", key, o.Metadata[key])
			}
			found = append(found, mask(line))
		}
	}
	return found
}
