//go:build linux

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// makeProject makes a project of a person's own: a module of another name, with a package, that has the library in a folder.
func makeProject(t *testing.T, module string) string {
	t.Helper()
	root := t.TempDir()
	library := makeCheckout(t)
	if err := os.Rename(filepath.Join(library, ".sublunar"), filepath.Join(root, ".sublunar")); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(library, filepath.Join(root, "sublunar")); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(root, "sublunar", "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	mod := strings.Replace(string(text), "module sublunar\n", "module "+module+"\n\nrequire sublunar v0.0.0\n\nreplace sublunar => ./sublunar\n", 1)
	write(t, filepath.Join(root, "go.mod"), mod)
	copyFile(t, filepath.Join(root, "sublunar", "go.sum"), filepath.Join(root, "go.sum"), 0o644)
	write(t, filepath.Join(root, "tide", "tide.go"), "// Package tide stands for one of a project's.\npackage tide\n\nimport \"sublunar/lib/wave\"\n\n// Range is in metres.\nfunc Range() float64 { return 2 * wave.Height() }\n")
	return root
}

// In a project of one's own a cell imports its packages and the library's, by path and by name alone, and sees their edits.
func TestProject(t *testing.T) {
	for _, module := range []string{"paper", "example.org/me/paper/v2"} {
		t.Run(strings.ReplaceAll(module, "/", "-"), func(t *testing.T) {
			root := makeProject(t, module)
			s := open(t, root)
			s.want("%%\nfmt.Println(tide.Range(), wave.Height())", "3 1.5\n")
			s.want("import \""+module+"/tide\"\n%%\nfmt.Println(tide.Range())", "3\n")
			path := filepath.Join(root, "tide", "tide.go")
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			write(t, path, strings.Replace(string(text), "2 *", "4 *", 1))
			s.want("%%\nfmt.Println(tide.Range())", "6\n")
			write(t, filepath.Join(root, "sublunar", "lib", "wave", "wave.go"), strings.Replace(waveSource, "1.5", "0.5", 1))
			s.want("%%\nfmt.Println(tide.Range())", "2\n")
			s.want("import \"gonum.org/v1/gonum/floats\"\n%%\nfmt.Println(floats.Sum([]float64{1, 2}))", "3\n")
		})
	}
}
