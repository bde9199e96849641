package main

import (
	"archive/tar"
	"bufio"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// private are settings that must not get into an archive, as a person may have them.
var private = []string{"GOPROXY=https://me:hunter2@mirror.invalid", "GONOSUMDB=*", "PIP_TRUSTED_HOST=mirror.invalid"}

// contents are an archive's files by name, none larger than a megabyte kept whole, and what looks private in them.
func contents(t *testing.T, file string, forbidden []string) map[string]string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	zip, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	found, sums := map[string]string{}, map[string]string{}
	for from := tar.NewReader(zip); ; {
		h, err := from.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(from)
		if err != nil {
			t.Fatal(err)
		}
		_, name, _ := strings.Cut(h.Name, "/")
		sums[name] = fmt.Sprintf("%x", sha256.Sum256(text))
		for _, word := range forbidden {
			if strings.Contains(string(text), word) || strings.Contains(name, word) {
				t.Errorf("%s holds %q", name, word)
			}
		}
		if len(text) > 1<<20 {
			text = nil
		}
		found[name] = string(text)
	}
	listed := 0
	for line := range strings.Lines(found["checksums.sha256"]) {
		sum, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		if sums[name] != sum {
			t.Errorf("the checksum of %s is another", name)
		}
		listed++
	}
	if listed != len(found)-1 {
		t.Errorf("%d checksums for %d files", listed, len(found)-1)
	}
	return found
}

// TestPack packs a person's project, and looks at what is in the archive, and what is not.
func TestPack(t *testing.T) {
	if testing.Short() {
		t.Skip("packs half a gigabyte")
	}
	h := home(t)
	project := filepath.Join(t.TempDir(), "course")
	if out, complaint, code := sublunar(t, h.Root, nil, "new", project); code != 0 {
		t.Fatalf("it ended with %d: %s%s", code, out, complaint)
	}
	write(t, filepath.Join(project, "passwords.txt"), "not for students")
	write(t, filepath.Join(project, ".env"), "not for students")
	for _, args := range [][]string{{"init", "-q"}, {"add", "-A"}, {"rm", "-q", "--cached", "passwords.txt", ".env"}} {
		git := exec.Command("git", args...)
		git.Dir = project
		if out, err := git.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	out := filepath.Join(t.TempDir(), "monday.tar.gz")
	printed, complaint, code := sublunar(t, project, private, "pack", "--out", out, "--go=false", "--python=")
	if code != 0 || !strings.Contains(printed, "tar xf monday.tar.gz") || !strings.Contains(complaint, "not taken, for git does not know them: .env, passwords.txt") {
		t.Fatalf("it ended with %d: %s%s", code, printed, complaint)
	}
	modules, err := exec.Command("go", "env", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	found := contents(t, out, []string{"hunter2", "mirror.invalid", "not for students", project, h.Root + "/", strings.TrimSpace(string(modules))})
	for _, name := range []string{"restore", "sublunar", "README.txt", "bin/sublunar", "project/go.mod", "project/notebooks/tea.ipynb", "project/sublunar/lib/plot/doc.go",
		"project/.sublunar/bin/launcher", "project/.sublunar/bin/.gonb.stamp", "modules/cache/download/github.com/gomlx/gomlx/@v/v0.28.3.zip"} {
		if _, ok := found[name]; !ok {
			t.Errorf("there is no %s", name)
		}
	}
	for name := range found {
		for _, not := range []string{"go/", "wheels/", "project/.git/", "project/.sublunar/venv", "project/passwords.txt"} {
			if strings.HasPrefix(name, not) {
				t.Errorf("%s came along", name)
			}
		}
	}
	if code := interruptedAt(t, project, "the project: ", "pack", "--out", filepath.Join(filepath.Dir(out), "tuesday.tar.gz"), "--go=false", "--python="); code != exitInterrupted {
		t.Errorf("interrupted, it ended with %d", code)
	}
	if left, _ := os.ReadDir(filepath.Dir(out)); len(left) != 1 {
		t.Errorf("left beside the archive: %v", left)
	}
}

// interruptedAt runs the command until it says something, interrupts it there, and gives its exit code.
func interruptedAt(t *testing.T, dir, says string, args ...string) int {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), asCommand+"=1")
	said, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(said); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), says) {
			_ = cmd.Process.Signal(os.Interrupt)
		}
	}
	_ = cmd.Wait()
	return cmd.ProcessState.ExitCode()
}

// TestPackRefuses shows one clear line for each way to go wrong, and no file.
func TestPackRefuses(t *testing.T) {
	root := checkout(t, nil)
	for _, c := range []struct {
		name string
		args []string
		says string
	}{
		{"another kind of archive", []string{"--out", "monday.zip"}, ".tar.gz"},
		{"no name", []string{"--out", ".tar.gz"}, ".tar.gz"},
		{"a name that a shell would part", []string{"--out", "on monday.tar.gz"}, "without spaces"},
		{"no such folder", []string{"--out", "nowhere/monday.tar.gz"}, "there is no folder nowhere"},
		{"a Python too old", []string{"--out", "monday.tar.gz", "--python", "3.9"}, "3.10, 3.11"},
		{"no version", []string{"--out", "monday.tar.gz", "--python", "three"}, "\"three\""},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := tree(t, root)
			_, complaint, code := sublunar(t, root, nil, append([]string{"pack"}, c.args...)...)
			if code != exitWrongUse || !strings.Contains(complaint, c.says) || strings.Count(complaint, "\n") != 1 {
				t.Errorf("it ended with %d and said %q, not %q", code, complaint, c.says)
			}
			if tree(t, root) != before {
				t.Error("files changed")
			}
		})
	}
}

// TestPackRestores packs this checkout, restores it with no network where nobody has been before, and executes the first notebook there.
func TestPackRestores(t *testing.T) {
	if !*full {
		t.Skip("packs Go and JupyterLab, and compiles the library anew: some minutes of two cores")
	}
	if out, err := exec.Command("unshare", "--map-root-user", "--net", "ip", "link", "set", "lo", "up").CombinedOutput(); err != nil {
		t.Skipf("this system lets no program have a network of its own: %v: %s", err, out)
	}
	python, err := exec.Command("python3", "-c", "import os, sys; print('%d.%d' % sys.version_info[:2]); print(os.path.dirname(os.path.realpath(sys.executable)))").Output()
	if err != nil {
		t.Skip("no python3")
	}
	version, folder, _ := strings.Cut(strings.TrimSpace(string(python)), "\n")
	h := home(t)
	room := filepath.Join(t.TempDir(), "a laptop")
	nobody := filepath.Join(room, "home")
	if err := os.MkdirAll(nobody, 0o755); err != nil {
		t.Fatal(err)
	}
	archive := filepath.Join(room, "monday.tar.gz")
	printed, complaint, code := sublunar(t, h.Root, nil, "pack", "--out", archive, "--python", version)
	if code != 0 {
		t.Fatalf("it ended with %d: %s%s", code, printed, complaint)
	}
	t.Log(printed)
	if out, err := exec.Command("tar", "-xf", archive, "-C", room).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	there := filepath.Join(room, "monday")
	alone := func(command string) string {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), "unshare", "--map-root-user", "--net", "sh", "-c", "ip link set lo up && "+command)
		cmd.Dir = there
		cmd.Env = []string{"HOME=" + nobody, "PATH=" + folder + ":/usr/sbin:/usr/bin:/sbin:/bin"}
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", command, err, out)
		}
		return string(out)
	}
	if out := alone("./restore"); !strings.Contains(out, "./sublunar lab") || strings.Contains(out, "can't be had") {
		t.Errorf("restore says\n%s", out)
	}
	if out := alone("./sublunar run project/notebooks/00-welcome.ipynb"); !strings.Contains(out, " held") || strings.Contains(out, "can't be had") {
		t.Errorf("run says\n%s", out)
	}
	if out := alone("project/.sublunar/venv/bin/python -m jupyterlab --version"); !strings.HasPrefix(out, "4.") {
		t.Errorf("JupyterLab says it is %s", out)
	}
	if out := alone("cd project && ../sublunar doctor"); strings.Contains(out, "✗") {
		t.Errorf("the doctor says\n%s", out)
	}
	if left, err := os.ReadDir(nobody); err != nil || len(left) > 0 {
		t.Errorf("outside of its folder it left %v, %v", left, err)
	}
}
