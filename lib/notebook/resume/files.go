package resume

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sublunar/lib/notebook/report"
)

// What is looked at before it is said that it is too much.
const (
	mostFiles = 5000
	mostBytes = 4 << 30
)

var errTooMuch = errors.New("there is too much in it to see what has changed")

// A look is files by their path, each with a digest of its content.
type look struct {
	of     map[string]string
	ignore []string // folders
	bytes  int64
}

func newLook(ignore []string) *look { return &look{of: map[string]string{}, ignore: ignore} }

// tree looks at all files of a folder, and gives their digests.
func (l *look) tree(dir string) (map[string]string, error) {
	found := map[string]string{}
	err := walk(dir, l.ignore, func(path string, info fs.FileInfo) (err error) {
		found[path], err = l.file(path, info)
		return err
	})
	return found, err
}

// named looks at the files that texts name from a folder; "" stands for a text that names none.
func (l *look) named(dir string, texts []string) (map[string]string, error) {
	found := map[string]string{}
	for _, text := range texts {
		if text == "" || len(text) > 1000 || strings.ContainsAny(text, "\n\x00") {
			continue
		}
		path := text
		if !filepath.IsAbs(path) {
			path = filepath.Join(dir, path)
		}
		info, err := os.Stat(path)
		switch {
		case err != nil:
			found[path] = ""
		case info.IsDir():
			inside, err := l.tree(path)
			if err != nil {
				return nil, err
			}
			maps.Copy(found, inside)
		default:
			if found[path], err = l.file(path, info); err != nil {
				return nil, err
			}
		}
	}
	return found, nil
}

func (l *look) file(path string, info fs.FileInfo) (string, error) {
	if sum, have := l.of[path]; have {
		return sum, nil
	}
	if !info.Mode().IsRegular() {
		return "", nil
	}
	l.bytes += info.Size()
	if len(l.of) >= mostFiles || l.bytes > mostBytes {
		return "", errTooMuch
	}
	sum, err := report.SHA256File(path)
	l.of[path] = sum
	return sum, err
}

// walk visits the files of a folder that a cell may read or write: not an editor's, nor pages.
func walk(dir string, ignore []string, visit func(path string, info fs.FileInfo) error) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		switch {
		case d.IsDir() && (slices.Contains(ignore, path) || path != dir && strings.HasPrefix(name, ".")):
			return fs.SkipDir
		case d.IsDir(), strings.HasPrefix(name, "."), strings.HasSuffix(name, "~"), strings.HasSuffix(name, ".ipynb"):
			return nil
		}
		info, err := os.Stat(path)
		if err != nil || !info.Mode().IsRegular() {
			return nil // a link to nowhere, or gone since
		}
		return visit(path, info)
	})
}

// stamps are the files of a folder as the file system has them: a file that is written again differs, whatever is in it.
func stamps(dir string, ignore []string) map[string]string {
	found := map[string]string{}
	_ = walk(dir, ignore, func(path string, info fs.FileInfo) error {
		found[path] = fmt.Sprintf("%d %d", info.ModTime().UnixNano(), info.Size())
		return nil
	})
	return found
}
