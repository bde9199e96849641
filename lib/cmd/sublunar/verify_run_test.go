package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/supplement"
)

func TestWhatACommandIsMadeOf(t *testing.T) {
	sum := func(library string) [32]byte {
		t.Helper()
		sum, err := programSum(library)
		if err != nil {
			t.Fatal(err)
		}
		return sum
	}
	one, other := checkoutOfThis(t), t.TempDir()
	if err := os.CopyFS(other, os.DirFS(one)); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(other, "lib", "cmd", "sublunar", "more_test.go"), "package main\n") // archives hold no tests
	write(t, filepath.Join(other, "lib", "plot", "more.go"), "package plot\n")                 // and what cells compile is the archive's in any case
	if sum(one) != sum(other) {
		t.Error("two copies differ")
	}
	write(t, filepath.Join(other, "lib", "kernel", "more.go"), "package kernel\n")
	if sum(one) == sum(other) {
		t.Error("a file more makes no difference")
	}
}

// An archive of another version is run by its own command: here one that says so.
func TestVerifyAnotherVersion(t *testing.T) {
	if !*full {
		t.Skip("compiles the command and all below it anew: ask for it with -full")
	}
	if err := confinable(t); err != nil {
		t.Skip(err)
	}
	h := home(t)
	sublunar := built(t)
	folder := t.TempDir()
	path, data, zipped := filepath.Join(folder, "measured.ipynb"), filepath.Join(folder, "numbers.txt"), filepath.Join(folder, "s.zip")
	write(t, data, "1 2 3\n")
	writeNotebook(t, path, &notebook.Notebook{Cells: []*notebook.Cell{notebook.NewCode("var data = \"\" // file: numbers", "parameters"), notebook.NewCode(measured)}})
	if out, code := sublunar(h.Root, "supplement", path, "-p", "data="+data, "--out", zipped); code != 0 {
		t.Fatalf("supplement ended with %d:\n%s", code, out)
	}
	older, err := supplement.Open(zipped, t.TempDir(), supplement.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	main := filepath.Join(older, "lib", "cmd", "sublunar", "main.go")
	text, err := os.ReadFile(main)
	if err != nil {
		t.Fatal(err)
	}
	write(t, main, strings.Replace(string(text), "func main() {", "func main() {\n\tfmt.Fprintln(os.Stderr, \"an older one speaks\")", 1))
	if err := supplement.Seal(older); err != nil {
		t.Fatal(err)
	}
	out, code := sublunar(h.Root, "verify", older)
	if code != 0 || !strings.Contains(out, "an older one speaks") || !strings.Contains(out, "2 identical, 0 within tolerance, 0 differ") {
		t.Errorf("verify ended with %d:\n%s", code, out)
	}
}
