package safetensors

import (
	"os"
	"path/filepath"
)

// WriteWhole writes a file whole or not at all: to a new file beside it, which takes its name when complete. A symbolic link keeps pointing where
// it did.
func WriteWhole(path string, data []byte) error {
	if to, err := filepath.EvalSymlinks(path); err == nil {
		path = to
	}
	beside, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return err
	}
	_, err = beside.Write(data)
	if e := beside.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Chmod(beside.Name(), 0o644)
	}
	if err == nil {
		err = os.Rename(beside.Name(), path)
	}
	if err != nil {
		os.Remove(beside.Name())
	}
	return err
}
