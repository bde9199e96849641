package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sublunar/lib/notebook"
)

// repository is a git repository of its own with one committed notebook, and what runs git in it with this command in reach.
func repository(t *testing.T) (folder string, git func(args ...string) string) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	folder = t.TempDir()
	git = func(args ...string) string {
		t.Helper()
		cmd := exec.Command("git", args...)
		cmd.Dir = folder
		cmd.Env = append(os.Environ(), asCommand+"=1", "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null",
			"GIT_AUTHOR_NAME=A", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=A", "GIT_COMMITTER_EMAIL=a@example.org")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
		return string(out)
	}
	git("init", "-q")
	savePage(t, folder, "%%\nfmt.Println(fit(0.1))", "rate 0.050\n", 1)
	git("add", "page.ipynb")
	git("commit", "-q", "-m", "Begin")
	return folder, git
}

// savePage writes the repository's notebook.
func savePage(t *testing.T, folder, source, prints string, count int) {
	t.Helper()
	cell := notebook.NewCode(source)
	cell.ID = "fit"
	cell.SetOutputs(count, notebook.NewStream("stdout", prints))
	if err := notebook.New(cell).Write(filepath.Join(folder, "page.ipynb")); err != nil {
		t.Fatal(err)
	}
}

func TestDiff(t *testing.T) {
	folder, git := repository(t)
	is := func(want string, code int, args ...string) {
		t.Helper()
		out, complaint, got := sublunar(t, folder, nil, append([]string{"diff"}, args...)...)
		if got != code || !strings.Contains(out+complaint, want) {
			t.Errorf("diff %v ended with %d: %s%s", args, got, out, complaint)
		}
	}
	is("nothing changed", 0, "--exit-code")
	savePage(t, folder, "%%\nfmt.Println(fit(0.1))", "rate 0.050\n", 23) // run again, out of order
	is("nothing changed", 0, "--exit-code")
	savePage(t, folder, "%%\nfmt.Println(fit(0.2))", "rate 0.055\n", 23)
	const want = "cell 1 changed\n  - fmt.Println(fit(0.1))\n  + fmt.Println(fit(0.2))\n  - prints rate 0.050\n  + prints rate 0.055\n    0.05 -> 0.055 (+10 %)\n"
	is("page.ipynb since HEAD\n"+want, 0)
	is(want, 1, "--exit-code", "page.ipynb")
	write(t, filepath.Join(folder, "new.ipynb"), plain("%%\nfmt.Println(1)"))
	is("cell 1 added", 0, "new.ipynb")
	is("page.ipynb -> new.ipynb", 0, "page.ipynb", "new.ipynb")
	git("commit", "-q", "-a", "-m", "Fit better")
	is("nothing changed", 0)
	is(want, 0, "--rev", "HEAD~1", "page.ipynb")
	is("there is no commit nonsense", exitWrongUse, "--rev", "nonsense", "page.ipynb")
	is("there is no notebook", exitWrongUse, "nowhere.ipynb")
	is("--text takes one notebook", exitWrongUse, "--text")
	is("--install takes no notebooks", exitWrongUse, "--install", "page.ipynb")
	if out, complaint, code := sublunar(t, t.TempDir(), []string{"GIT_CEILING_DIRECTORIES=/"}, "diff"); code == 0 {
		t.Errorf("outside of a repository it printed %s%s", out, complaint)
	}
}

// TestInstalledInGit: git itself shows what a person would read, and commits what is no noise; outputs stay.
func TestInstalledInGit(t *testing.T) {
	folder, git := repository(t)
	for range 2 { // twice is as good as once
		if out, complaint, code := sublunar(t, folder, nil, "diff", "--install"); code != 0 || !strings.Contains(out, "To undo it") {
			t.Fatalf("it ended with %d: %s%s", code, out, complaint)
		}
	}
	if text, err := os.ReadFile(filepath.Join(folder, ".git", "info", "attributes")); err != nil || strings.Count(string(text), attributes) != 1 {
		t.Errorf("the attributes are %q, %v", text, err)
	}
	savePage(t, folder, "%%\nfmt.Println(fit(0.1))", "rate 0.050\n", 23)
	git("add", "page.ipynb")
	if status := git("status", "--porcelain"); status != "" {
		t.Errorf("a count out of order is to be committed: %s", status)
	}
	savePage(t, folder, "%%\nfmt.Println(fit(0.2))", "rate 0.055\n", 24)
	shown := git("diff")
	for _, want := range []string{"\n-fmt.Println(fit(0.1))\n+fmt.Println(fit(0.2))\n", "\n-  > rate 0.050\n+  > rate 0.055\n"} {
		if !strings.Contains(shown, want) {
			t.Errorf("%q is not in\n%s", want, shown)
		}
	}
	if strings.Contains(shown, "execution_count") {
		t.Errorf("git shows noise:\n%s", shown)
	}
	git("commit", "-q", "-a", "-m", "Fit better")
	committed := git("show", "HEAD:page.ipynb")
	if !strings.Contains(committed, `"execution_count": 1`) || !strings.Contains(committed, "rate 0.055") {
		t.Errorf("committed is\n%s", committed)
	}
	// What is no notebook is committed as it is.
	write(t, filepath.Join(folder, "broken.ipynb"), "this is no notebook\n")
	git("add", "broken.ipynb")
	if staged := git("show", ":broken.ipynb"); staged != "this is no notebook\n" {
		t.Errorf("staged is %q", staged)
	}
}

func TestFilter(t *testing.T) {
	folder := t.TempDir()
	savePage(t, folder, "%%\nfit()", "1\n", 7)
	path := filepath.Join(folder, "page.ipynb")
	before, _ := os.ReadFile(path)
	if out, _, code := sublunar(t, folder, nil, "filter", "--check", "page.ipynb"); code != exitFailed || out != "page.ipynb\n" {
		t.Errorf("--check ended with %d: %s", code, out)
	}
	if after, _ := os.ReadFile(path); string(after) != string(before) {
		t.Error("--check changed the notebook")
	}
	if out, complaint, code := sublunar(t, folder, nil, "filter", "page.ipynb"); code != 0 || out != "page.ipynb\n" {
		t.Errorf("it ended with %d: %s%s", code, out, complaint)
	}
	if after, _ := os.ReadFile(path); !strings.Contains(string(after), `"execution_count": 1`) {
		t.Errorf("it left %s", after)
	}
	if out, _, code := sublunar(t, folder, nil, "filter", "--check", "page.ipynb"); code != 0 || out != "" {
		t.Errorf("cleaned, --check ended with %d: %s", code, out)
	}
	for _, args := range [][]string{{"filter", "--check"}, {"filter", "nowhere.ipynb"}} {
		if _, complaint, code := sublunar(t, folder, nil, args...); code != exitWrongUse || complaint == "" {
			t.Errorf("%v ended with %d: %s", args, code, complaint)
		}
	}
}
