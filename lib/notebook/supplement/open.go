package supplement

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits bound what an archive may unpack to. Zero fields take the defaults.
type Limits struct {
	// Files. Default 20,000.
	Files int
	// Bytes of all files together. Default 4 GiB.
	Bytes int64
	// Ratio of what comes out to what was packed. Default 200: text packs to a tenth, zeros to a thousandth.
	Ratio int64
}

func (l Limits) filled() Limits {
	if l.Files == 0 {
		l.Files = 20_000
	}
	if l.Bytes == 0 {
		l.Bytes = 4 << 30
	}
	if l.Ratio == 0 {
		l.Ratio = 200
	}
	return l
}

// Open checks an archive and unpacks it into a new folder below dir, which it returns: the one that holds go.mod. On an error nothing of it
// is left.
func Open(file, dir string, limits Limits) (folder string, err error) {
	limits = limits.filled()
	info, err := os.Stat(file)
	if err != nil {
		return "", fmt.Errorf("supplement: %w", err)
	}
	archive, err := zip.OpenReader(file)
	if err != nil {
		return "", fmt.Errorf("supplement: %s is no whole .zip: %w", file, err)
	}
	defer archive.Close()
	top, err := inspect(archive.File, info.Size(), limits)
	if err != nil {
		return "", fmt.Errorf("supplement: %s is refused: %w", file, err)
	}
	into, err := os.MkdirTemp(dir, "supplement-")
	if err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			_ = os.RemoveAll(into)
		}
	}()
	if err := unpack(archive.File, into, min(limits.Bytes, limits.Ratio*info.Size()+1<<20)); err != nil {
		return "", fmt.Errorf("supplement: %s is refused: %w", file, err)
	}
	folder = filepath.Join(into, top)
	if err := Check(folder); err != nil {
		return "", fmt.Errorf("supplement: %s is refused: %w", file, err)
	}
	return folder, nil
}

// inspect looks at an archive's list of files, and returns the one folder that holds them all.
func inspect(entries []*zip.File, size int64, limits Limits) (top string, err error) {
	if len(entries) == 0 {
		return "", errors.New("it holds no files")
	}
	if len(entries) > limits.Files {
		return "", fmt.Errorf("it holds %d files; at most %d are taken", len(entries), limits.Files)
	}
	seen := map[string]string{}
	var claimed uint64
	for _, e := range entries {
		name := strings.TrimSuffix(e.Name, "/")
		if err := nameFits(name); err != nil {
			return "", err
		}
		if mode := e.Mode(); mode.Type()&^fs.ModeDir != 0 {
			return "", fmt.Errorf("%q is no plain file but %v", name, mode.Type())
		}
		if e.Mode().IsDir() != strings.HasSuffix(e.Name, "/") {
			return "", fmt.Errorf("%q is a folder in its mode or in its name, not in both", name)
		}
		folded := strings.ToLower(name)
		if other, twice := seen[folded]; twice {
			return "", fmt.Errorf("%q and %q would be one file on some machines", other, name)
		}
		seen[folded] = name
		first, _, _ := strings.Cut(name, "/")
		if top != "" && first != top {
			return "", fmt.Errorf("%q lies outside of the folder %q that holds the rest", name, top)
		}
		top = first
		claimed += e.UncompressedSize64
		if claimed > uint64(limits.Bytes) {
			return "", fmt.Errorf("it unpacks to more than %d MB", limits.Bytes>>20)
		}
	}
	// A folder where another entry has a file would fail later, with half of it unpacked.
	for _, name := range seen {
		for up := path.Dir(name); up != "."; up = path.Dir(up) {
			if other, ok := seen[strings.ToLower(up)]; ok && other != up {
				return "", fmt.Errorf("%q and %q would be one folder on some machines", other, up)
			}
		}
	}
	if allowed := uint64(limits.Ratio*size + 1<<20); claimed > allowed {
		return "", fmt.Errorf("%d bytes would unpack to %d: more than %d times as many", size, claimed, limits.Ratio)
	}
	return top, nil
}

// nameFits refuses names that mean another place, or another name, on some machine.
func nameFits(name string) error {
	switch {
	case name == "" || !utf8.ValidString(name) || len(name) > 500:
		return fmt.Errorf("%q can't be the name of a file", name)
	case strings.ContainsAny(name, `\:*?"<>|`) || strings.ContainsFunc(name, unicode.IsControl):
		return fmt.Errorf("%q holds a character that can't be in a name everywhere", name)
	case path.Clean(name) != name || !filepath.IsLocal(name) || path.IsAbs(name):
		return fmt.Errorf("%q leaves the folder that it is unpacked into, or takes a detour", name)
	}
	for part := range strings.SplitSeq(name, "/") {
		if part != strings.TrimRight(part, ". ") {
			return fmt.Errorf("%q ends a name in a dot or a space, which some machines drop", name)
		}
	}
	return nil
}

// unpack writes the files below a folder; os.Root sees to it that nothing gets outside, whatever the names.
func unpack(entries []*zip.File, into string, most int64) error {
	root, err := os.OpenRoot(into)
	if err != nil {
		return err
	}
	defer root.Close()
	for _, e := range entries {
		name := filepath.FromSlash(strings.TrimSuffix(e.Name, "/"))
		if e.Mode().IsDir() {
			if err := root.MkdirAll(name, 0o755); err != nil {
				return err
			}
			continue
		}
		if err := root.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		n, err := unpackOne(e, root, name, most)
		if err != nil {
			return err
		}
		most -= n
	}
	return nil
}

func unpackOne(e *zip.File, root *os.Root, name string, most int64) (int64, error) {
	source, err := e.Open()
	if err != nil {
		return 0, fmt.Errorf("%q is damaged: %w", e.Name, err)
	}
	defer source.Close()
	mode := fs.FileMode(0o644)
	if e.Mode()&0o111 != 0 {
		mode = 0o755
	}
	file, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return 0, err
	}
	n, err := io.Copy(file, io.LimitReader(source, most+1))
	if closing := file.Close(); err == nil {
		err = closing
	}
	switch {
	case err != nil:
		return n, fmt.Errorf("%q is damaged: %w", e.Name, err)
	case n > most:
		return n, fmt.Errorf("%q unpacks to more than its share", e.Name)
	case uint64(n) != e.UncompressedSize64:
		return n, fmt.Errorf("%q has %d bytes; the archive's list says %d", e.Name, n, e.UncompressedSize64)
	}
	return n, nil
}
