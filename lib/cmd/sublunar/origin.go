package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"sublunar/lib/kernel"
	"sublunar/lib/notebook/report"
	"sublunar/lib/notebook/supplement"
)

// originFile, in a copy of the library, says what it is a copy of.
const originFile = "origin.json"

// An origin is what a copy of the library was made from.
type origin struct {
	report.Commit
	// SHA256 is that of the names and contents of all files in the copy: whether somebody has changed them.
	SHA256 string `json:"sha256"`
}

// copyWithOrigin copies the library and notes where from. The copy of a copy has the origin of the first.
func copyWithOrigin(from, to string) error {
	if err := copyLibrary(from, to); err != nil {
		return err
	}
	if err := supplement.CopyFile(filepath.Join(from, "CITATION.cff"), filepath.Join(to, "CITATION.cff")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	o, _, err := originOf(from)
	if err != nil {
		return err
	}
	if o.SHA256, err = digestTree(to); err != nil {
		return err
	}
	text, err := json.MarshalIndent(o, "", "  ")
	if err != nil {
		return err
	}
	return put(filepath.Join(to, originFile), string(text)+"\n")
}

// originOf is the commit of a checkout, or the origin of a copy and whether the copy was changed since.
func originOf(library string) (o origin, changed bool, err error) {
	text, err := os.ReadFile(filepath.Join(library, originFile))
	if errors.Is(err, fs.ErrNotExist) {
		return origin{Commit: report.ReadCommit(library)}, false, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &o)
	}
	if err != nil {
		return o, false, fmt.Errorf("where the library comes from can't be read: %w", err)
	}
	now, err := digestTree(library)
	changed = now != o.SHA256
	o.Dirty = o.Dirty || changed
	return o, changed, err
}

// versions are those of the modules that a project requires, and the commit that its library is of, where that is not the project itself.
func versions(home *kernel.Home) map[string]string {
	found := report.ReadVersions(home.Root)
	if library := home.Library(); library != home.Root {
		if o, _, err := originOf(library); err == nil && o.Commit.Commit != "" {
			found[libraryFolder] = o.Commit.Commit
			if o.Dirty {
				found[libraryFolder] += " with changes"
			}
		}
	}
	return found
}

// digestTree is a SHA-256 of the names and contents of a folder's files, but for the file of its origin, and what tools put into folders whose
// names begin with a dot.
func digestTree(folder string) (string, error) {
	var sums strings.Builder
	err := filepath.WalkDir(folder, func(at string, d fs.DirEntry, err error) error {
		switch {
		case err == nil && d.IsDir() && at != folder && strings.HasPrefix(d.Name(), "."):
			return filepath.SkipDir
		case err != nil || !d.Type().IsRegular() || d.Name() == originFile:
			return err
		}
		name, err := filepath.Rel(folder, at)
		if err != nil {
			return err
		}
		sum, err := report.SHA256File(at)
		fmt.Fprintf(&sums, "%s  %s\n", sum, filepath.ToSlash(name))
		return err
	})
	return report.SHA256([]byte(sums.String())), err
}
