package bundle

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func put(t testing.TB, file, text string, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}

// read gives an archive's files, with their rights.
func read(t testing.TB, file string) (texts map[string]string, headers map[string]*tar.Header) {
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
	texts, headers = map[string]string{}, map[string]*tar.Header{}
	for from := tar.NewReader(zip); ; {
		h, err := from.Next()
		if errors.Is(err, io.EOF) {
			return texts, headers
		}
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(from)
		if err != nil {
			t.Fatal(err)
		}
		texts[h.Name], headers[h.Name] = string(text), h
	}
}

func ExampleWriter() {
	folder, err := os.MkdirTemp("", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	out := filepath.Join(folder, "monday.tar.gz")
	w, err := Create(out, "monday")
	if err == nil {
		err = w.AddText("hello", "water\n", false)
	}
	if err == nil {
		err = w.Close(out)
	}
	fmt.Println(w.Size, err)
	// Output: 78 <nil>
}

// TestWriter keeps a file's text and whether it may be executed, and nothing of whose it was; the same files make the same archive.
func TestWriter(t *testing.T) {
	folder := t.TempDir()
	put(t, filepath.Join(folder, "run"), "#!/bin/sh\n", 0o700)
	put(t, filepath.Join(folder, "data"), "1 2 3\n", 0o600)
	var archives [2]string
	for i := range archives {
		out := filepath.Join(folder, fmt.Sprintf("%d.tar.gz", i))
		w, err := Create(out, "x")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"run", "data"} {
			if err := w.Add("a/"+name, filepath.Join(folder, name)); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(out); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		archives[i] = string(text)
	}
	if archives[0] != archives[1] {
		t.Error("the same files make two archives")
	}
	texts, headers := read(t, filepath.Join(folder, "0.tar.gz"))
	if h := headers["x/a/run"]; h.Mode != 0o755 || h.Uid != 0 || h.Uname != "" || !h.ModTime.Equal(epoch) {
		t.Errorf("run is kept as %+v", h)
	}
	if headers["x/a/data"].Mode != 0o644 || texts["x/a/data"] != "1 2 3\n" {
		t.Errorf("data is kept as %+v, %q", headers["x/a/data"], texts["x/a/data"])
	}
	if sums := texts["x/checksums.sha256"]; strings.Count(sums, "\n") != 2 || !strings.Contains(sums, "  a/data\n") {
		t.Errorf("the checksums are\n%s", sums)
	}
}

// TestWriterRefuses leaves out what could not be unpacked where it belongs, and leaves nothing behind when it is given up.
func TestWriterRefuses(t *testing.T) {
	folder := t.TempDir()
	out := filepath.Join(folder, "x.tar.gz")
	w, err := Create(out, "x")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.AddText("a", "", false); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a", "../a", "/a", "", "b\nc"} {
		if w.AddText(name, "", false) == nil {
			t.Errorf("%q was taken", name)
		}
	}
	if err := w.Add("folder", folder); err == nil {
		t.Error("a folder was taken for a file")
	}
	stop := errors.New("enough")
	w.Observe = func(string) error { return stop }
	if err := w.AddText("b", "", false); !errors.Is(err, stop) {
		t.Errorf("told to stop it gave %v", err)
	}
	w.Discard()
	if left, _ := os.ReadDir(folder); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
	if _, err := Create(filepath.Join(folder, "nowhere", "x.tar.gz"), "x"); err == nil {
		t.Error("an archive in no folder was begun")
	}
}

// TestAddGo takes what compiles, through links, and a system's own settings not.
func TestAddGo(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{"VERSION": "go1.26.5\n", "go.env": "GOPROXY=https://mirror.example\n", "bin/go": "x", "pkg/tool/link": "x", "pkg/obj/cache": "x",
		"test/a.go": "x", "api/a": "x", "elsewhere/fmt/print.go": "x", "elsewhere/fmt/print_test.go": "x", "elsewhere/fmt/testdata/a": "x"} {
		put(t, filepath.Join(folder, filepath.FromSlash(name)), text, 0o755)
	}
	if err := os.Symlink("elsewhere", filepath.Join(folder, "src")); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "x.tar.gz")
	w, err := Create(out, "x")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.AddGo(folder); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(out); err != nil {
		t.Fatal(err)
	}
	texts, _ := read(t, out)
	for _, name := range []string{"VERSION", "bin/go", "pkg/tool/link", "src/fmt/print.go", "go.env"} {
		if _, ok := texts["x/go/"+name]; !ok {
			t.Errorf("there is no %s", name)
		}
	}
	if len(texts) != 6 {
		t.Errorf("there are %d files, with the checksums, not 6", len(texts))
	}
	if strings.Contains(texts["x/go/go.env"], "mirror.example") {
		t.Error("the system's settings came along")
	}
}
