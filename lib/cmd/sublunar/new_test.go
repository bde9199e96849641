package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sublunar/lib/kernel"
)

// offline is a command with no network: in a network namespace of its own where the system lets us, else with all that Go would ask switched off.
func offline(t *testing.T, dir string, env []string, name string, args ...string) (string, error) {
	t.Helper()
	if err := exec.Command("unshare", "--map-root-user", "--net", "ip", "link", "set", "lo", "up").Run(); err == nil {
		name, args = "unshare", append([]string{"--map-root-user", "--net", "sh", "-c", `ip link set lo up && exec "$0" "$@"`, name}, args...)
	}
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = dir
	cmd.Env = append(append(os.Environ(), "GOPROXY=off", "HTTPS_PROXY=http://127.0.0.1:9", "HTTP_PROXY=http://127.0.0.1:9"), env...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// fillIn writes a person's name where the project asks for it.
func fillIn(t *testing.T, project string) {
	t.Helper()
	file := filepath.Join(project, "CITATION.cff")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	filled := strings.NewReplacer("<title of your work>", "How fast tea cools", "<your family name>", "Doe", "<your given name>", "J.",
		"<SPDX name of your licence, such as CC-BY-4.0>", "CC-BY-4.0").Replace(string(text))
	write(t, file, filled)
}

// TestNewProject makes a project, and does in it with no network what people do in theirs.
func TestNewProject(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the kernel's tools, and compiles the library")
	}
	h := home(t)
	project := filepath.Join(t.TempDir(), "tea-paper")
	if out, complaint, code := sublunar(t, h.Root, nil, "new", project); code != 0 || !strings.Contains(out, "module tea-paper") {
		t.Fatalf("it ended with %d: %s%s", code, out, complaint)
	}
	if entries, err := os.ReadDir(filepath.Dir(project)); err != nil || len(entries) != 1 {
		t.Errorf("something is left beside the project: %v, %v", entries, err)
	}
	// The tests execute the notebook, with the command that go.mod names; a changed notebook is executed again.
	if out, err := offline(t, project, nil, "go", "test", "./..."); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	notebook := filepath.Join(project, "notebooks", "tea.ipynb")
	text, err := os.ReadFile(notebook)
	if err != nil {
		t.Fatal(err)
	}
	write(t, notebook, strings.Replace(string(text), "0.05, \\\"the rate", "0.07, \\\"the rate", 1))
	if out, err := offline(t, project, nil, "go", "test", "./..."); err == nil || !strings.Contains(out, "1 failed") {
		t.Errorf("a wrong claim: %v\n%s", err, out)
	}
	write(t, notebook, string(text))
	// A person's own readings, in a hotter room: the claim about the tea does not apply.
	write(t, filepath.Join(project, "mine.csv"), "time (min),temperature (°C)\n0,90\n5,75.5\n10,64.8\n15,56.9\n20,51.2\n25,46.9\n30,43.8\n")
	if out, err := offline(t, project, nil, "go", "tool", "sublunar", "run", "-p", "data=mine.csv", "-p", "room=35"); err != nil || !strings.Contains(out, "1 held, 1 not applicable") {
		t.Errorf("with other data: %v\n%s", err, out)
	}

	if out, err := offline(t, project, nil, "go", "tool", "sublunar", "supplement", notebook, "--out", "s.zip"); err == nil || !strings.Contains(out, "angle brackets") {
		t.Errorf("a supplement by nobody: %v\n%s", err, out)
	}
	fillIn(t, project)
	if out, err := offline(t, project, nil, "go", "tool", "sublunar", "supplement", notebook, "--results", ".sublunar/out", "--out", "s.zip"); err == nil || !strings.Contains(out, "has no run") {
		t.Errorf("with the results of other data: %v\n%s", err, out)
	}
	if out, err := offline(t, project, nil, "go", "tool", "sublunar", "run"); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if out, err := offline(t, project, nil, "go", "tool", "sublunar", "supplement", notebook, "--results", ".sublunar/out", "--out", "s.zip"); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	inside := filesOf(t, filepath.Join(project, "s.zip"))
	// What is named as the library's version is the checkout's, and not the project's, which has none yet.
	if o, _, err := originOf(filepath.Join(project, libraryFolder)); err != nil || !strings.Contains(inside["s/results/manifest.json"], `"sublunar": "`+o.Commit.Commit) {
		t.Errorf("the manifest does not say that the library is of %+v, %v:\n%s", o, err, inside["s/results/manifest.json"])
	}
	for _, name := range []string{"go.mod", "cooling/cooling.go", "data/tea.csv", "notebooks/tea.ipynb", "sublunar/go.mod", "sublunar/origin.json", "sublunar/lib/plot/doc.go",
		"sublunar/lib/cmd/sublunar/starter/files/notebooks/tea.ipynb"} {
		if _, ok := inside["s/"+name]; !ok {
			t.Errorf("the supplement has no %s", name)
		}
	}
	for name, text := range inside {
		if strings.Contains(text, project) || strings.Contains(text, h.Root) {
			t.Errorf("%s names a folder of this machine", name)
		}
	}
	if out, err := offline(t, project, nil, "go", "tool", "sublunar", "gallery", "--out", "site"); err != nil || !strings.Contains(out, "1 notebooks") {
		t.Errorf("%v\n%s", err, out)
	}
	if !*full {
		return // verify compiles all anew: a minute and a half of two cores
	}
	if err := confinable(t); err != nil {
		t.Skip(err)
	}
	if out, code := built(t)(project, "verify", "s.zip"); code != 0 || !strings.Contains(out, "4 identical, 0 within tolerance, 0 differ") {
		t.Errorf("verify ended with %d:\n%s", code, out)
	}
}

// TestNewProjectLinked uses the checkout's library where it lies.
func TestNewProjectLinked(t *testing.T) {
	h := home(t)
	project := filepath.Join(t.TempDir(), "a course", "on Monday")
	if out, complaint, code := sublunar(t, h.Root, nil, "new", project, "--link"); code != exitWrongUse || !strings.Contains(complaint, "--module on-monday") {
		t.Errorf("it ended with %d: %s%s", code, out, complaint)
	}
	if out, complaint, code := sublunar(t, h.Root, nil, "new", project, "--link", "--module", "example.org/course/v2"); code != 0 {
		t.Fatalf("it ended with %d: %s%s", code, out, complaint)
	}
	found, err := kernel.Find(filepath.Join(project, "notebooks"))
	if err != nil || found.Root != project || found.Library() != h.Root {
		t.Errorf("found %+v with the library in %s, %v", found, found.Library(), err)
	}
	if _, err := os.Stat(filepath.Join(project, libraryFolder)); err == nil {
		t.Error("it has a copy of the library all the same")
	}
	if out, err := offline(t, project, nil, "go", "vet", "./..."); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	// Staged for an archive, it carries the library.
	stage := filepath.Join(t.TempDir(), "stage")
	if err := copySources(found, stage); err != nil {
		t.Fatal(err)
	}
	if at := (&kernel.Home{Root: stage}).Library(); at != filepath.Join(stage, libraryFolder) {
		t.Errorf("on the stage the library is in %s", at)
	}
	if out, _, code := sublunar(t, h.Root, nil, "new", project, "--update"); code != exitWrongUse {
		t.Errorf("updating what has no copy ended with %d: %s", code, out)
	}
}

// TestNewRefuses shows one clear line, the exit code 2 and nothing written for each way to go wrong.
func TestNewRefuses(t *testing.T) {
	root := checkout(t, nil)
	parent := t.TempDir()
	write(t, filepath.Join(parent, "full", "thesis.tex"), "mine")
	write(t, filepath.Join(parent, "file"), "mine")
	for _, c := range []struct {
		name string
		args []string
		says string
	}{
		{"a folder that is not empty", []string{"full"}, "not empty"},
		{"a file", []string{"file"}, "can't be a project's folder"},
		{"no folder", nil, "accepts 1 arg"},
		{"a name with spaces", []string{"My Paper"}, "--module my-paper"},
		{"the library's name", []string{"p", "--module", "sublunar/paper"}, "library's own name"},
		{"a name of Go's", []string{"p", "--module", "math/paper"}, "Go's own package"},
		{"a version that is none", []string{"p", "--module", "example.org/p/v0"}, "version"},
		{"a path upwards", []string{"p", "--module", "../p"}, "can't be a module's path"},
		{"inside of the checkout", []string{filepath.Join(root, "paper")}, "outside of it"},
		{"an update of nothing", []string{"nowhere", "--update"}, "nothing to renew"},
		{"an update by a link", []string{"full", "--update", "--link"}, "update"},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := tree(t, parent) + tree(t, root)
			args := c.args
			if len(args) > 0 && !filepath.IsAbs(args[0]) {
				args = append([]string{filepath.Join(parent, args[0])}, args[1:]...)
			}
			_, complaint, code := sublunar(t, root, nil, append([]string{"new"}, args...)...)
			if code != exitWrongUse || !strings.Contains(complaint, c.says) || strings.Count(complaint, "\n") != 1 {
				t.Errorf("it ended with %d and said %q, not %q", code, complaint, c.says)
			}
			if tree(t, parent)+tree(t, root) != before {
				t.Error("files changed")
			}
		})
	}
}

// TestNewUpdate renews the copy of a project from a checkout that has gone on, and raises versions, but loses no change of the person's.
func TestNewUpdate(t *testing.T) {
	root := checkout(t, nil)
	write(t, filepath.Join(root, "go.mod"), "module sublunar\n\ngo 1.26.5\n\nrequire (\n\texample.org/a v1.1.0 // indirect\n\texample.org/b v1.0.0 // indirect\n)\n")
	write(t, filepath.Join(root, "go.sum"), "example.org/a v1.1.0 h1:x=\n")
	write(t, filepath.Join(root, "lib", "wave", "wave.go"), "package wave\n")
	project := filepath.Join(t.TempDir(), "paper")
	if out, complaint, code := sublunar(t, root, nil, "new", project); code != 0 {
		t.Fatalf("it ended with %d: %s%s", code, out, complaint)
	}
	mod, err := os.ReadFile(filepath.Join(project, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(project, "go.mod"), strings.Replace(string(mod), "example.org/b v1.0.0", "example.org/b v1.5.0", 1))
	write(t, filepath.Join(project, "go.sum"), "example.org/mine v1.0.0 h1:y=\n")

	write(t, filepath.Join(root, "lib", "tide", "tide.go"), "package tide\n")
	if err := os.RemoveAll(filepath.Join(root, "lib", "wave")); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(root, "go.mod"), "module sublunar\n\ngo 1.26.6\n\nrequire (\n\texample.org/a v1.2.0 // indirect\n\texample.org/b v1.1.0 // indirect\n\texample.org/c v0.1.0 // indirect\n)\n")
	write(t, filepath.Join(root, "go.sum"), "example.org/a v1.2.0 h1:z=\n")
	changed := filepath.Join(project, "sublunar", "lib", "wave", "wave.go")
	write(t, changed, "package wave // mine\n")
	before := tree(t, project)
	if _, complaint, code := sublunar(t, root, nil, "new", project, "--update"); code != exitFailed || !strings.Contains(complaint, "were changed") || tree(t, project) != before {
		t.Errorf("over a person's change it ended with %d: %s", code, complaint)
	}
	write(t, changed, "package wave\n")
	write(t, filepath.Join(project, "sublunar", ".idea", "workspace.xml"), "an editor's")
	if out, complaint, code := sublunar(t, root, nil, "new", project, "--update"); code != 0 {
		t.Fatalf("it ended with %d: %s%s", code, out, complaint)
	}
	if _, err := os.Stat(changed); err == nil {
		t.Error("a package that the library dropped is still there")
	}
	if _, err := os.Stat(filepath.Join(project, "sublunar", "lib", "tide", "tide.go")); err != nil {
		t.Error(err)
	}
	mod, err = os.ReadFile(filepath.Join(project, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"module paper", "go 1.26.6", "example.org/a v1.2.0", "example.org/b v1.5.0", "example.org/c v0.1.0", "replace sublunar => ./sublunar"} {
		if !strings.Contains(string(mod), line) {
			t.Errorf("go.mod has no %q:\n%s", line, mod)
		}
	}
	sums, err := os.ReadFile(filepath.Join(project, "go.sum"))
	if err != nil || !strings.Contains(string(sums), "example.org/mine") || !strings.Contains(string(sums), "h1:z=") {
		t.Errorf("go.sum: %v\n%s", err, sums)
	}
	if left, _ := filepath.Glob(filepath.Join(project, ".sublunar-new-*")); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}
