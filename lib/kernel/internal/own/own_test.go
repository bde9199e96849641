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
