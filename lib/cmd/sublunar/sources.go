package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"

	"sublunar/lib/kernel"
	"sublunar/lib/notebook/supplement"
)

// What of the library others need, to compile it and to say whose it is. Its notebooks and tests stay behind.
var libraryParts = []string{"lib", "datasets", "docker", "go.mod", "go.sum", "LICENSE"}

// libraryFolder is where a project has its copy of the library.
const libraryFolder = "sublunar"

// copySources copies what a project's notebooks need beside themselves: the library, and of a project of a person's own all its
// files too. The copy stands by itself: a library that lies elsewhere comes into it.
func copySources(from *kernel.Home, to string) error {
	library := from.Library()
	if library == from.Root {
		return copyLibrary(library, to)
	}
	files, err := projectFiles(from.Root)
	if err != nil {
		return err
	}
	if err := copyFiles(from.Root, to, files); err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(to, libraryFolder, "go.mod")); err == nil && library == filepath.Join(from.Root, libraryFolder) {
		return nil
	}
	if err := copyWithOrigin(library, filepath.Join(to, libraryFolder)); err != nil {
		return err
	}
	return pointAtLibrary(filepath.Join(to, "go.mod"), "./"+libraryFolder)
}

// copyLibrary copies the library's sources out of a checkout, or out of a project's copy.
func copyLibrary(from, to string) error {
	files, err := filesBelow(from, libraryParts)
	if err != nil {
		return err
	}
	return copyFiles(from, to, files)
}

// projectFiles are a project's own files, without its notebooks: those that are executed come by themselves. Archives that were made in it are no part of it.
func projectFiles(root string) ([]string, error) {
	files, err := filesBelow(root, []string{"."})
	if err != nil {
		return nil, err
	}
	kept := files[:0]
	for _, name := range files {
		slashed := filepath.ToSlash(name)
		ending := filepath.Ext(name)
		atTop := !strings.Contains(slashed, "/")
		notebook := ending == ".ipynb" && !strings.HasPrefix(slashed, libraryFolder+"/")
		if notebook || strings.HasPrefix(slashed, ".") || atTop && (ending == ".zip" || ending == ".gz") {
			continue
		}
		kept = append(kept, name)
	}
	return kept, nil
}

// filesBelow are the files below some parts of a folder that are needed to compile it: those that git knows, or would, without tests. Where git knows none they are all
// there are, but for those in folders whose names begin with a dot.
func filesBelow(root string, parts []string) ([]string, error) {
	names := gitFiles(root, parts, "--cached", "--others", "--exclude-standard")
	if len(names) == 0 {
		for _, part := range parts {
			err := filepath.WalkDir(filepath.Join(root, part), func(at string, d fs.DirEntry, err error) error {
				switch {
				case errors.Is(err, fs.ErrNotExist):
					return nil
				case err != nil:
					return err
				case d.IsDir() && at != root && strings.HasPrefix(d.Name(), "."):
					return filepath.SkipDir
				case d.Type().IsRegular():
					name, err := filepath.Rel(root, at)
					names = append(names, name)
					return err
				}
				return nil
			})
			if err != nil {
				return nil, err
			}
		}
	}
	kept := names[:0]
	for _, name := range names {
		slashed := filepath.ToSlash(name)
		if strings.HasSuffix(name, "_test.go") || strings.Contains(slashed, "/testdata/") {
			continue
		}
		if info, err := os.Lstat(filepath.Join(root, name)); err != nil || !info.Mode().IsRegular() {
			continue // deleted, and git not told yet
		}
		kept = append(kept, name)
	}
	return kept, nil
}

// gitFiles asks git for files below some parts of a folder, and gives none where git knows none.
func gitFiles(root string, parts []string, which ...string) []string {
	ask := exec.Command("git", append(append([]string{"ls-files", "-z"}, which...), append([]string{"--"}, parts...)...)...)
	ask.Dir = root
	out, err := ask.Output()
	if err != nil || len(out) == 0 {
		return nil
	}
	var names []string
	for name := range bytes.SplitSeq(bytes.TrimSuffix(out, []byte{0}), []byte{0}) {
		names = append(names, filepath.FromSlash(string(name)))
	}
	return names
}

func copyFiles(from, to string, names []string) error {
	for _, name := range names {
		if err := supplement.CopyFile(filepath.Join(from, name), filepath.Join(to, name)); err != nil {
			return err
		}
	}
	return nil
}

// pointAtLibrary has a go.mod say that the library lies in another folder.
func pointAtLibrary(file, folder string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	mod, err := modfile.Parse(file, text, nil)
	if err != nil {
		return err
	}
	if err := mod.AddReplace(libraryFolder, "", folder, ""); err != nil {
		return err
	}
	if text, err = mod.Format(); err != nil {
		return err
	}
	return put(file, string(text))
}
