package keep

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
)

// checkout is the root of this library's sources, or "". A program built with -trimpath doesn't
// know it; then SUBLUNAR_HOME or the working folder may.
func checkout() string {
	if _, file, _, ok := runtime.Caller(0); ok && filepath.IsAbs(file) {
		if root := filepath.Dir(filepath.Dir(filepath.Dir(file))); isCheckout(root) {
			return root
		}
	}
	if home := os.Getenv("SUBLUNAR_HOME"); home != "" {
		if root := filepath.Dir(filepath.Clean(home)); isCheckout(root) {
			return root
		}
	}
	dir, err := os.Getwd()
	for err == nil {
		if isCheckout(dir) {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			break
		}
		dir = up
	}
	return ""
}

func isCheckout(dir string) bool {
	text, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	return err == nil && bytes.HasPrefix(text, []byte("module sublunar\n"))
}

// library is a digest of this library's sources, and of the project's where that is a person's own,
// made once a process. Where they are not found the program itself stands in for them.
var library = sync.OnceValues(func() (string, error) {
	root := checkout()
	if root == "" {
		return program()
	}
	sources, err := digestSources(root)
	own := project()
	if err != nil || own == "" {
		return sources, err
	}
	theirs, err := digestProject(own, root)
	return sources + theirs, err
})

// digestSources reads every source that can bear on a result: the .go files of lib and datasets with
// their embedded data, and the pinned versions of the libraries below. The runner, the kernel and
// the command are never part of a cell's program. All is read anew each time: a few hundred small
// files take a few milliseconds, and no time stamp has to be trusted.
func digestSources(root string) (string, error) {
	h := newHash()
	add := func(path string) error {
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		h.text(filepath.ToSlash(rel), string(text))
		return nil
	}
	for _, name := range []string{"go.mod", "go.sum"} {
		if err := add(filepath.Join(root, name)); err != nil && !os.IsNotExist(err) {
			return "", err
		}
	}
	for _, top := range []string{"lib", "datasets"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(path string, d fs.DirEntry, err error) error {
			switch {
			case os.IsNotExist(err):
				return nil
			case err != nil:
				return err
			case d.IsDir():
				if apart(root, path) {
					return filepath.SkipDir
				}
				return nil
			case !d.Type().IsRegular() || strings.HasPrefix(d.Name(), ".") || strings.HasSuffix(d.Name(), "_test.go"):
				return nil
			case top == "datasets" || strings.HasSuffix(d.Name(), ".go"):
				return add(path)
			}
			return nil
		})
		if err != nil {
			return "", err
		}
	}
	return h.sum(), nil
}

// apart says whether a folder holds nothing that a cell's program is made of.
func apart(root, dir string) bool {
	if name := filepath.Base(dir); name == "testdata" || strings.HasPrefix(name, ".") {
		return true
	}
	for _, out := range []string{"lib/notebook", "lib/kernel", "lib/cmd"} {
		if dir == filepath.Join(root, filepath.FromSlash(out)) {
			return true
		}
	}
	return false
}

// inLibrary says whether a file is among those that digestSources reads.
func inLibrary(file string) bool {
	root := checkout()
	if root == "" || strings.HasSuffix(file, "_test.go") {
		return false
	}
	for _, top := range []string{"lib", "datasets"} {
		if strings.HasPrefix(file, filepath.Join(root, top)+string(filepath.Separator)) {
			return true
		}
	}
	return false
}

// program is a digest of the file that is running: it stands for sources that can't be found.
var program = sync.OnceValues(func() (string, error) {
	path, err := os.Executable()
	if err != nil {
		return "", err
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	h := newHash()
	h.text(string(text))
	return h.sum(), nil
})
