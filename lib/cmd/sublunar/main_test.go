package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The tests run the command as people do: as a process, whose exit code and output count. The test binary plays its part.
const asCommand = "SUBLUNAR_TEST_AS_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// sublunar runs the command in a folder.
func sublunar(t *testing.T, dir string, env []string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, args...)
	cmd.Dir = dir
	cmd.Env = append(append(os.Environ(), env...), asCommand+"=1")
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	err = cmd.Run()
	if exit := new(exec.ExitError); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return out.String(), complaint.String(), cmd.ProcessState.ExitCode()
}

// checkout makes a folder that looks like a checkout, with the given notebooks, and with nothing set up.
func checkout(t *testing.T, notebooks map[string]string) string {
	t.Helper()
	root := t.TempDir()
	write(t, filepath.Join(root, "go.mod"), "module sublunar\n\ngo 1.26.5\n")
	for name, text := range notebooks {
		write(t, filepath.Join(root, "notebooks", name), text)
	}
	return root
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// page is a notebook with one cell tagged parameters, of a kernel's language.
func page(language, parameters string) string {
	return fmt.Sprintf(`{"cells":[{"cell_type":"code","id":"a","metadata":{"tags":["parameters"]},"execution_count":null,"outputs":[],"source":%q}],
"metadata":{"kernelspec":{"name":"x","display_name":"x","language":%q}},"nbformat":4,"nbformat_minor":5}`, parameters, language)
}

// plain is a notebook of one cell without tags.
func plain(source string) string { return strings.Replace(page("go", source), `"parameters"`, "", 1) }

// TestWrongUse shows one clear line, the exit code 2 and no written file for each way to go wrong before anything runs.
func TestWrongUse(t *testing.T) {
	notebooks := map[string]string{
		"good.ipynb":   page("go", "var steps = 3 // how many\nvar data = \"\" // file: a CSV"),
		"text.ipynb":   "this is no notebook",
		"python.ipynb": page("python", "steps = 3"),
	}
	for _, c := range []struct {
		name string
		args []string
		says string
	}{
		{"no such notebook", []string{"run", "notebooks/nowhere.ipynb"}, "there is no notebook"},
		{"not JSON", []string{"run", "notebooks/text.ipynb"}, "text.ipynb"},
		{"another kernel's", []string{"run", "notebooks/python.ipynb"}, "python"},
		{"an unknown parameter", []string{"run", "notebooks/good.ipynb", "-p", "stepps=4"}, "steps"},
		{"an ill-typed parameter", []string{"run", "notebooks/good.ipynb", "-p", "steps=four"}, "int"},
		{"a file that is not there", []string{"run", "notebooks/good.ipynb", "-p", "data=nowhere.csv"}, "nowhere.csv"},
		{"no value", []string{"run", "notebooks/good.ipynb", "-p", "steps"}, "name=value"},
		{"a parameter twice", []string{"run", "notebooks/good.ipynb", "-p", "steps=1", "-p", "steps=2"}, "twice"},
		{"an unknown format", []string{"run", "notebooks/good.ipynb", "--format", "pdf"}, "pdf"},
		{"no time", []string{"run", "notebooks/good.ipynb", "--timeout", "0"}, "timeout"},
		{"no jobs", []string{"run", "notebooks/good.ipynb", "--jobs", "0"}, "jobs"},
		{"in place with a parameter", []string{"run", "notebooks/good.ipynb", "--inplace", "-p", "steps=1"}, "--inplace"},
		{"in place and resumed", []string{"run", "notebooks/good.ipynb", "--inplace", "--resume"}, "--inplace"},
		{"in place and watched", []string{"run", "notebooks/good.ipynb", "--inplace", "--watch"}, "--inplace"},
		{"an unknown flag", []string{"run", "--quickly"}, "quickly"},
		{"a flag that is missing", []string{"gallery"}, "out"},
		{"an unknown command", []string{"dance"}, "dance"},
		{"an argument too many", []string{"doctor", "now"}, "now"},
		{"a folder without notebooks", []string{"run", "."}, "no notebook"},
	} {
		t.Run(c.name, func(t *testing.T) {
			root := checkout(t, notebooks)
			before := tree(t, root)
			_, complaint, code := sublunar(t, root, nil, c.args...)
			if code != exitWrongUse {
				t.Errorf("it ended with %d, not %d", code, exitWrongUse)
			}
			if !strings.Contains(complaint, c.says) {
				t.Errorf("it does not say %q: %s", c.says, complaint)
			}
			if lines := strings.Count(strings.TrimSpace(complaint), "\n") + 1; lines != 1 {
				t.Errorf("%d lines instead of one: %s", lines, complaint)
			}
			if after := tree(t, root); after != before {
				t.Errorf("files changed:\n%s\nbefore:\n%s", after, before)
			}
		})
	}
}

// tree lists every file below a folder with its content.
func tree(t *testing.T, root string) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		fmt.Fprintf(&all, "%s: %s\n", strings.TrimPrefix(path, root), text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

func TestOutsideOfACheckout(t *testing.T) {
	for _, command := range []string{"run", "lab", "setup", "doctor"} {
		_, complaint, code := sublunar(t, t.TempDir(), nil, command)
		if code != exitFailed || !strings.Contains(complaint, "checkout") {
			t.Errorf("%s ended with %d and said %q", command, code, complaint)
		}
	}
}

func TestHelpAndVersion(t *testing.T) {
	for _, args := range [][]string{{"--help"}, {"--version"}, {"run", "--help"}, {}} {
		out, complaint, code := sublunar(t, t.TempDir(), nil, args...)
		if code != 0 || out == "" || complaint != "" {
			t.Errorf("%v ended with %d and printed %q and %q", args, code, out, complaint)
		}
	}
}

// TestFlagsComplete: a shell that asks what may follow is told of each command's flags.
func TestFlagsComplete(t *testing.T) {
	for _, args := range [][2]string{{"run", "--resume"}, {"run", "--watch"}, {"run", "--junit"}, {"diff", "--install"}, {"diff", "--rev"}, {"filter", "--check"}} {
		out, _, code := sublunar(t, t.TempDir(), nil, "__complete", args[0], args[1][:4])
		if code != 0 || !strings.HasPrefix(out, args[1]) && !strings.Contains(out, "\n"+args[1]) {
			t.Errorf("%s %s completes to %q", args[0], args[1][:4], out)
		}
	}
}
