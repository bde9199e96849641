//go:build !unix

package sweep

import (
	"errors"
	"os"
)

var errBusy = errors.New("another process is at it")

type held struct {
	file *os.File
	path string
}

// lock marks the member; without flock two processes may both do it, and the later record stays.
func lock(path string) (*held, error) {
	f, err := os.Create(path)
	return &held{f, path}, err
}

func (h *held) release() {
	h.file.Close()
	_ = os.Remove(h.path)
}
