//go:build !unix

package sweep

import (
	"errors"
	"os"
)

var errBusy = errors.New("another process is at it")

type held struct{ path string }

// lock marks the member; without flock two processes may both do it, and the later record stays.
func lock(path string) (*held, error) {
	return &held{path}, os.WriteFile(path, nil, 0o644)
}

func (h *held) release() { _ = os.Remove(h.path) }
