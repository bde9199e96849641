package project

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func put(t testing.TB, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func ExampleAt() {
	root, err := os.MkdirTemp("", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(root)
	_, err = At(root)
	fmt.Println(errors.Is(err, ErrNone))
	_ = os.WriteFile(filepath.Join(root, "go.mod"), []byte("module sublunar\n"), 0o644)
	found, err := At(root)
	fmt.Println(found.Module, found.Library == root, err)
	// Output:
	// true
	// sublunar true <nil>
}

// TestAt reads the go.mod files that people have, whole and broken.
func TestAt(t *testing.T) {
	above := t.TempDir()
	put(t, filepath.Join(above, "library", "go.mod"), "module sublunar\n")
	put(t, filepath.Join(above, "other", "go.mod"), "module other\n")
	for _, c := range []struct{ name, text, library, says string }{
		{"beside it", "module paper\nrequire sublunar v0.0.0\nreplace sublunar => ../library\n", "library", ""},
		{"by its whole path", "module paper\nreplace sublunar => " + filepath.Join(above, "library") + "\n", "library", ""},
		{"nowhere", "module paper\nreplace sublunar => ./nowhere\n", "", "mend its replace line"},
		{"another module", "module paper\nreplace sublunar => ../other\n", "", "mend its replace line"},
		{"not said", "module paper\nrequire sublunar v0.0.0\n", "", "add replace sublunar"},
		{"nothing to do with it", "module paper\n", "", ErrNone.Error()},
		{"a name that begins alike", "module sublunarium\n", "", ErrNone.Error()},
		{"no go.mod's text", "}\n", "", ErrNone.Error()},
	} {
		t.Run(c.name, func(t *testing.T) {
			root := filepath.Join(above, "paper")
			put(t, filepath.Join(root, "go.mod"), c.text)
			p, err := At(root)
			switch {
			case c.says == "" && (err != nil || p.Library != filepath.Join(above, c.library) || p.Module != "paper" || p.Root != root):
				t.Errorf("got %+v, %v", p, err)
			case c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)):
				t.Errorf("got %v, want %q", err, c.says)
			}
		})
	}
}
