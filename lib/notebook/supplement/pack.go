package supplement

import (
	"archive/zip"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"sublunar/lib/notebook/report"
)

// Sums is the name of the file of checksums.
const Sums = "checksums.sha256"

// epoch is the time of all files: the earliest that a .zip can hold.
var epoch = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// Seal writes the checksums of all files in a folder into it.
func Seal(folder string) error {
	files, err := list(folder)
	if err != nil {
		return err
	}
	var text strings.Builder
	for _, name := range files {
		if name == Sums {
			continue
		}
		sum, err := report.SHA256File(filepath.Join(folder, filepath.FromSlash(name)))
		if err != nil {
			return err
		}
		fmt.Fprintf(&text, "%s  %s\n", sum, name)
	}
	return os.WriteFile(filepath.Join(folder, Sums), []byte(text.String()), 0o644)
}

// Pack writes a folder's files into a .zip, below one folder of the given name. The file is there whole or not at all.
func Pack(folder, name, out string) (err error) {
	files, err := list(folder)
	if err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(out), ".sublunar-*.zip")
	if err != nil {
		return fmt.Errorf("supplement: %s can't be written: %w", out, err)
	}
	defer func() {
		if err != nil {
			file.Close()
			_ = os.Remove(file.Name())
		}
	}()
	archive := zip.NewWriter(file)
	for _, f := range files {
		if err := add(archive, path.Join(name, f), filepath.Join(folder, filepath.FromSlash(f))); err != nil {
			return err
		}
	}
	if err := archive.Close(); err != nil {
		return err
	}
	if err := file.Chmod(0o644); err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	return os.Rename(file.Name(), out)
}

func add(archive *zip.Writer, name, from string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	info, err := source.Stat()
	if err != nil {
		return err
	}
	header := &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: epoch}
	header.SetMode(0o644)
	if info.Mode()&0o111 != 0 {
		header.SetMode(0o755)
	}
	w, err := archive.CreateHeader(header)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, source)
	return err
}

// list gives the files below a folder, slashes between, sorted, but for those in folders at its top whose names begin with a dot: they
// hold what tools have made. What is no plain file is an error, for it can't be packed as it is.
func list(folder string) ([]string, error) {
	var files []string
	err := filepath.WalkDir(folder, func(at string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			if at != folder && filepath.Dir(at) == folder && strings.HasPrefix(d.Name(), ".") {
				return filepath.SkipDir
			}
			return nil
		case !d.Type().IsRegular():
			return fmt.Errorf("supplement: %s is no plain file", at)
		}
		name, err := filepath.Rel(folder, at)
		files = append(files, filepath.ToSlash(name))
		return err
	})
	slices.Sort(files)
	return files, err
}

// Copy copies a folder's plain files, but for those in folders at its top whose names begin with a dot.
func Copy(from, to string) error {
	files, err := list(from)
	if err != nil {
		return err
	}
	for _, name := range files {
		if err := CopyFile(filepath.Join(from, filepath.FromSlash(name)), filepath.Join(to, filepath.FromSlash(name))); err != nil {
			return err
		}
	}
	return nil
}

// CopyFile copies a file into a folder, which is made where it is missing. Who may execute it still may.
func CopyFile(from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	info, err := source.Stat()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	file, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644|info.Mode().Perm()&0o111)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, source)
	if closing := file.Close(); err == nil {
		err = closing
	}
	return err
}
