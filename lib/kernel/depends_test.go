package kernel

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestDepends: what may change a result changes a digest, under a name that says what it was; what can't, does not.
func TestDepends(t *testing.T) {
	h := checkout(t)
	put := func(name, text string) {
		t.Helper()
		path := filepath.Join(h.Root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put("go.sum", "")
	put("lib/sea/sea.go", "package sea")
	put("datasets/buoys/buoys.csv", "1,2")
	last, err := h.Depends()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what string
		do   func()
		want []string
	}{
		{"nothing", func() {}, nil},
		{"a source", func() { put("lib/sea/sea.go", "package sea // deep") }, []string{"the library"}},
		{"a new source", func() { put("lib/sea/ice.go", "package sea") }, []string{"the library"}},
		{"data in it", func() { put("datasets/buoys/buoys.csv", "1,3") }, []string{"the library"}},
		{"pinned modules", func() { put("go.sum", "x v1 h1:x") }, []string{"the library"}},
		{"a test", func() { put("lib/sea/sea_test.go", "package sea") }, nil},
		{"the command", func() { put("lib/cmd/sublunar/main.go", "package main") }, nil},
		{"a notebook", func() { put("lib/sea/page.ipynb", "{}") }, nil},
		{"a tool", func() { put(".sublunar/bin/.gonb.stamp", "2") }, []string{"the toolchain, or XLA's plugin,"}},
		{"a plugin", func() { put(".sublunar/xla/cpu/plugin.json", "{}") }, []string{"the toolchain, or XLA's plugin,"}},
		{"a variable", func() { t.Setenv("SEA", "rough") }, []string{"the environment's SEA"}},
		{"a terminal's variable", func() { t.Setenv("TERM_SESSION_ID", "7") }, nil},
	} {
		c.do()
		now, err := h.Depends()
		if err != nil {
			t.Fatal(err)
		}
		both := maps.Clone(last)
		maps.Copy(both, now)
		var changed []string
		for _, name := range slices.Sorted(maps.Keys(both)) {
			if last[name] != now[name] {
				changed = append(changed, name)
			}
		}
		if !slices.Equal(changed, c.want) {
			t.Errorf("%s changed %q, want %q", c.what, changed, c.want)
		}
		last = now
	}
}

// TestReplacedModules: sources that a project's go.mod puts in the place of modules are its own.
func TestReplacedModules(t *testing.T) {
	root := t.TempDir()
	text := "module course\n\ngo 1.26\n\nreplace (\n\ta.org/a => ../a\n\tb.org/b => b.org/c v1.2.3\n)\nreplace d.org/d => /somewhere/d\n"
	if err := os.WriteFile(filepath.Join(root, "go.mod"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	want := []string{filepath.Join(filepath.Dir(root), "a"), "/somewhere/d"}
	if got := replaced(root); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
