package backend

import (
	"os"
	"path/filepath"
	"testing"
)

// TestHomeOf looks for set-up in the checkout first, and for a copy of the library in the project around it.
func TestHomeOf(t *testing.T) {
	project := t.TempDir()
	library := filepath.Join(project, "sublunar")
	if got := homeOf(library); got != filepath.Join(library, ".sublunar") {
		t.Errorf("with none set up: %s", got)
	}
	for _, at := range []string{project, library} {
		if err := os.MkdirAll(filepath.Join(at, ".sublunar"), 0o755); err != nil {
			t.Fatal(err)
		}
		if got := homeOf(library); got != filepath.Join(at, ".sublunar") {
			t.Errorf("with set-up in %s: %s", at, got)
		}
	}
}
