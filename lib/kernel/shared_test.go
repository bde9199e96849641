package kernel

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestOthersSetUp shows what one who may only read gets of steps that are not done: their own are made, what can be done without
// is told, and what can't is an error that says whom to ask.
func TestOthersSetUp(t *testing.T) {
	h := checkout(t)
	var personal, optional, needed int
	own := made(&personal, nil, "")
	own.personal = true
	var said []string
	observe := func(line string) { said = append(said, line) }
	if err := h.takeOthers(t.Context(), []step{own, made(&optional, nil, "slower")}, observe); err != nil {
		t.Fatal(err)
	}
	if personal != 1 || optional != 0 || len(said) != 1 || !strings.Contains(said[0], "slower") {
		t.Errorf("made %d and %d, said %q", personal, optional, said)
	}
	err := h.takeOthers(t.Context(), []step{made(&needed, nil, "")}, observe)
	if needed != 0 || err == nil || !strings.Contains(err.Error(), "setup --shared") {
		t.Errorf("made %d: %v", needed, err)
	}
	// One's own that fails is no reason not to work.
	failing := made(&personal, errors.New("it broke"), "")
	failing.personal = true
	if err := h.takeOthers(t.Context(), []step{failing}, observe); err != nil || !strings.Contains(said[len(said)-1], "it broke") {
		t.Errorf("%v, said %q", err, said)
	}
}

// TestOpen shows that everybody may read what is set up, and nobody what is private.
func TestOpen(t *testing.T) {
	h := checkout(t)
	for name, mode := range map[string]os.FileMode{"bin/tool": 0o700, "go/build/a": 0o600, "keep/secret": 0o600, "jupyter/log": 0o600} {
		path := filepath.Join(h.Dir(), name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, nil, mode)); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.open(); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]os.FileMode{
		"": 0o755, "bin": 0o755, "bin/tool": 0o755, "go/build/a": 0o644,
		"keep": 0o700, "keep/secret": 0o600, "jupyter/log": 0o600,
	} {
		if info, err := os.Stat(filepath.Join(h.Dir(), name)); err != nil || info.Mode().Perm() != want {
			t.Errorf("%q has %v, want %v (%v)", name, info.Mode().Perm(), want, err)
		}
	}
}

// TestClosed names the folder that keeps the others out, and passes over a Python that they can't reach.
func TestClosed(t *testing.T) {
	h := checkout(t)
	python := filepath.Join(h.Root, "bin", "python3")
	if err := errors.Join(os.MkdirAll(filepath.Dir(python), 0o755), os.WriteFile(python, nil, 0o755), os.Chmod(h.Root, 0o700)); err != nil {
		t.Fatal(err)
	}
	if folder, what := h.closed(); folder != h.Root || !strings.Contains(what, "project") {
		t.Errorf("got %q, where %q, want %q", folder, what, h.Root)
	}
	if got := closedAbove(python); got != h.Root {
		t.Errorf("above the interpreter %q is closed, want %q", got, h.Root)
	}
	if !h.suits(python) {
		t.Error("for one person any Python will do")
	}
	for _, name := range []string{"build", "mod"} {
		if err := os.MkdirAll(filepath.Join(h.Dir(), "go", name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if h.suits(python) {
		t.Error("for all, one that they can't reach will not do")
	}
}

// TestSharedSteps shows that a set-up for all, and no other, has steps for all.
func TestSharedSteps(t *testing.T) {
	h := checkout(t)
	has := func() bool {
		return slices.ContainsFunc(h.steps(ForRun), func(s step) bool { return strings.Contains(s.about, "for all users") })
	}
	if has() {
		t.Error("a set-up for one has steps for all")
	}
	for _, name := range []string{"build", "mod"} {
		if err := os.MkdirAll(filepath.Join(h.Dir(), "go", name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if !has() {
		t.Error("a set-up for all has no steps for all")
	}
	if got, want := h.buildCache(), filepath.Join(h.Dir(), "go", "build"); got != want {
		t.Errorf("cells are compiled into %s, not %s", got, want)
	}
}
