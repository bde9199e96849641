package own_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"sublunar/lib/kernel/internal/own"
)

func ExampleFolder() {
	home, err := os.MkdirTemp("", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(home)
	fmt.Println(own.Folder(home) == home) // who may write in it needs no other place
	// Output: true
}

func TestIn(t *testing.T) {
	home := t.TempDir()
	if c, ok := own.In(home); ok {
		t.Errorf("an empty folder has caches: %v", c)
	}
	for _, name := range []string{"build", "mod"} {
		if _, ok := own.In(home); ok {
			t.Errorf("it has caches before %s is there", name)
		}
		if err := os.MkdirAll(filepath.Join(home, "go", name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	c, ok := own.In(home)
	if want := (own.Caches{GOCACHE: filepath.Join(home, "go", "build"), GOMODCACHE: filepath.Join(home, "go", "mod")}); !ok || c != want {
		t.Errorf("got %v, %v", c, ok)
	}
}

// TestVariables reads, for each kind of path, what the go command will.
func TestVariables(t *testing.T) {
	home := t.TempDir()
	if got := own.Variables(home, "launcher", "cache"); len(got) != 0 {
		t.Errorf("with nothing to share: %v", got)
	}
	for _, name := range []string{"build", "mod"} {
		if err := os.MkdirAll(filepath.Join(home, "go", name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if got := own.Variables(home, "launcher", "cache"); got["GOCACHE"] != filepath.Join(home, "go", "build") || got["GOCACHEPROG"] != "" {
		t.Errorf("for the one who set up: %v", got)
	}
	if os.Getuid() == 0 {
		return // root may write everywhere; as another user see the launcher's tests
	}
	if err := os.Chmod(home, 0o555); err != nil {
		t.Fatal(err)
	}
	want := "launcher cache " + filepath.Join(home, "go", "build") + " 'my cache'"
	if got := own.Variables(home, "launcher", "my cache"); got["GOCACHEPROG"] != want || got["GOCACHE"] != "" {
		t.Errorf("for another: %v, want %s", got, want)
	}
}
