package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestGalleryOfAFolder(t *testing.T) {
	h := home(t)
	folder, out := t.TempDir(), filepath.Join(t.TempDir(), "site")
	write(t, filepath.Join(folder, "one.ipynb"), plain("%%\nfmt.Println(1)"))
	write(t, filepath.Join(folder, "two.ipynb"), plain("%%\nfmt.Println(2)"))
	if printed, complaint, code := sublunar(t, h.Root, nil, "gallery", folder, "--out", out); code != 0 || !strings.Contains(printed, "2 notebooks") {
		t.Fatalf("it ended with %d: %s%s", code, printed, complaint)
	}
	index, err := os.ReadFile(filepath.Join(out, "index.html"))
	if err != nil || !strings.Contains(string(index), `href="two.html"`) {
		t.Errorf("the index names no page of the second: %v\n%s", err, index)
	}
	if _, err := os.Stat(filepath.Join(out, "one.html")); err != nil {
		t.Error(err)
	}
	write(t, filepath.Join(folder, "index.ipynb"), plain("%%\nfmt.Println(3)"))
	if printed, complaint, code := sublunar(t, h.Root, nil, "gallery", folder, "--out", out); code != exitWrongUse || !strings.Contains(complaint, "rename") {
		t.Errorf("a notebook named index ended with %d: %s%s", code, printed, complaint)
	}
}
