package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"sublunar/lib/notebook"
)

// copyNotebooks copies what is in a folder of notebooks into another and says how many files. What is there already is the
// reader's work, and stays.
func copyNotebooks(from, to string) (copied int, err error) {
	err = filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, name)
		switch {
		case d.IsDir() && d.Name() == ".ipynb_checkpoints":
			return fs.SkipDir
		case d.IsDir():
			return os.MkdirAll(target, 0o755)
		case !d.Type().IsRegular():
			return nil
		}
		if _, err := os.Lstat(target); err == nil {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		copied++
		return notebook.WriteWhole(target, text)
	})
	if err != nil {
		return copied, fmt.Errorf("the notebooks can't be copied into %s: %w", to, err)
	}
	return copied, nil
}
