package keep

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// project is the folder of a person's own project, or "": the one in which the kernel has its SUBLUNAR_HOME, where that is not a
// checkout of this library.
func project() string {
	home := os.Getenv("SUBLUNAR_HOME")
	if home == "" {
		return ""
	}
	root := filepath.Dir(filepath.Clean(home))
	if _, err := os.Stat(filepath.Join(root, "go.mod")); err != nil || isCheckout(root) {
		return ""
	}
	return root
}

// digestProject reads what a project's packages are made of: their .go files, and what lies beside these, for they may embed it.
// The library, which may lie in the project, is read by digestSources.
func digestProject(root, library string) (string, error) {
	h := newHash()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if path != root && (path == library || strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		return digestPackage(h, root, path)
	})
	return h.sum(), err
}

// digestPackage adds the files of a folder, if some of them are Go's, and in the root of the module the versions that it requires.
func digestPackage(h hasher, root, dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	source := func(name string) bool { return strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") }
	isPackage := false
	for _, e := range entries {
		isPackage = isPackage || source(e.Name())
	}
	for _, e := range entries {
		name := e.Name()
		pins := dir == root && (name == "go.mod" || name == "go.sum")
		if !e.Type().IsRegular() || !pins && (!isPackage || strings.HasPrefix(name, ".") || strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, ".ipynb")) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		at, err := filepath.Rel(root, filepath.Join(dir, name))
		if err != nil {
			return err
		}
		h.text(filepath.ToSlash(at), string(text))
	}
	return nil
}
