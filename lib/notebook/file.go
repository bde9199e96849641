package notebook

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Read reads and checks the notebook in a file. Errors name the file.
func Read(path string) (*Notebook, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		if info, e := os.Stat(path); e == nil && info.IsDir() {
			return nil, fmt.Errorf("%s is a folder; name a notebook in it", path)
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("there is no notebook %s: %w", path, fs.ErrNotExist)
		}
		return nil, err
	}
	nb, err := Parse(data)
	var none notNotebook
	switch {
	case errors.As(err, &none):
		return nil, fmt.Errorf("%s is %w", path, err)
	case err != nil:
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return nb, nil
}

// Write writes the notebook to a file, whole or not at all: see [WriteWhole].
func (nb *Notebook) Write(path string) error {
	data, err := nb.Encode()
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return WriteWhole(path, data)
}

// WriteWhole writes a file so that no one ever sees half of it: into a temporary file beside it,
// which then takes its name. A file that is there keeps its permissions; a link stays a link, and
// what it points to is replaced. On an error the old file is untouched and the temporary one gone.
func WriteWhole(path string, data []byte) (err error) {
	target := path
	if real, e := filepath.EvalSymlinks(path); e == nil {
		target = real
	}
	mode := fs.FileMode(0o644)
	if info, e := os.Stat(target); e == nil {
		if !info.Mode().IsRegular() {
			return fmt.Errorf("%s is not a file; name another", path)
		}
		mode = info.Mode().Perm()
	}
	f, err := os.CreateTemp(filepath.Dir(target), "."+filepath.Base(target)+".*.part")
	if err != nil {
		return fmt.Errorf("can't write %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
			err = fmt.Errorf("can't write %s: %w", path, err)
		}
	}()
	if _, err = f.Write(data); err != nil {
		return err
	}
	if err = f.Chmod(mode); err != nil {
		return err
	}
	// Without the sync a crash soon after could leave the new name on an empty file.
	if err = f.Sync(); err != nil {
		return err
	}
	if err = f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), target)
}
