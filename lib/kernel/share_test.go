package kernel

import (
	"os"
	"path/filepath"
	"testing"
)

func putFile(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
}

// TestShare gives a project tools and plugin with no room taken twice, and nothing that is good for the other's folders alone; what the
// one makes anew later, the other does not see.
func TestShare(t *testing.T) {
	from, to := checkout(t), &Home{Root: filepath.Join(t.TempDir(), "project")}
	if err := to.Share(from); err != nil {
		t.Errorf("of a checkout where nothing is set up: %v", err)
	}
	for file, text := range map[string]string{from.Bin("gonb"): "gonb", from.Bin(".gonb.stamp"): "of these sources", from.Plugin("cpu"): "plugin", from.warmStamp(): "of that folder",
		filepath.Join(from.Dir(), "keep", "result"): "a result", from.Bin(".gopls.new"): "half", filepath.Join(from.Bin(".gonb-changed.new"), "go.mod"): "module"} {
		putFile(t, file, text)
	}
	if err := to.Share(from); err != nil {
		t.Fatal(err)
	}
	a, errA := os.Stat(from.Plugin("cpu"))
	b, errB := os.Stat(to.Plugin("cpu"))
	if errA != nil || errB != nil || !os.SameFile(a, b) {
		t.Errorf("the plugin is there twice: %v, %v", errA, errB)
	}
	for _, not := range []string{to.warmStamp(), filepath.Join(to.Dir(), "keep", "result"), to.venv(), to.Bin(".gopls.new"), to.Bin(".gonb-changed.new")} {
		if _, err := os.Lstat(not); err == nil {
			t.Errorf("%s came along", not)
		}
	}
	// As set-up does: beside its place, and renamed.
	putFile(t, to.Bin(".gonb.new"), "another gonb")
	if err := os.Rename(to.Bin(".gonb.new"), to.Bin("gonb")); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(from.Bin("gonb")); err != nil || string(text) != "gonb" {
		t.Errorf("the other's tool is now %q, %v", text, err)
	}
	// What is there already is never written into: it may be the other's file.
	if err := to.Share(from); err == nil {
		t.Error("a second time it overwrote what was there")
	}
}
