package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestCopyNotebooks shows that a reader's work is never overwritten, and that the rest comes whole.
func TestCopyNotebooks(t *testing.T) {
	from, to := t.TempDir(), filepath.Join(t.TempDir(), "deep", "work")
	write(t, filepath.Join(from, "a.ipynb"), "theirs")
	write(t, filepath.Join(from, "pictures", "p.svg"), "picture")
	write(t, filepath.Join(from, ".ipynb_checkpoints", "a.ipynb"), "old")
	if n, err := copyNotebooks(from, to); n != 2 || err != nil {
		t.Fatalf("it copied %d: %v", n, err)
	}
	write(t, filepath.Join(to, "a.ipynb"), "mine")
	write(t, filepath.Join(from, "b.ipynb"), "new")
	if n, err := copyNotebooks(from, to); n != 1 || err != nil {
		t.Fatalf("it copied %d the second time: %v", n, err)
	}
	want := "/a.ipynb: mine\n/b.ipynb: new\n/pictures/p.svg: picture\n"
	if got := tree(t, to); got != want {
		t.Errorf("there is\n%s, want\n%s", got, want)
	}
	blocked := filepath.Join(from, "a.ipynb", "in a file")
	if _, err := copyNotebooks(from, blocked); err == nil || !strings.Contains(err.Error(), blocked) {
		t.Errorf("of a folder that can't be it says %v", err)
	}
}

// TestLabWrongUse shows one clear line for each way to call it wrongly.
func TestLabWrongUse(t *testing.T) {
	root := checkout(t, nil)
	for says, args := range map[string][]string{
		"--threads": {"lab", "--threads", "0"},
		"no folder": {"lab", "nowhere"},
	} {
		_, complaint, code := sublunar(t, root, nil, args...)
		if code != exitWrongUse || !strings.Contains(complaint, says) || strings.Count(complaint, "\n") != 1 {
			t.Errorf("%q ended with %d and said %q", args, code, complaint)
		}
	}
}
