package kernel

import (
	"os"
	"path/filepath"
)

// What set-up makes beside its place carries these in its name.
const (
	scratchPrefix = ".fetch-" // a folder
	freshSuffix   = ".new"    // a file
)

// sweep removes what a set-up that was killed has left. The caller holds the lock, so nobody is at work on it.
func (h *Home) sweep() {
	for _, pattern := range []string{
		filepath.Join("xla", "*", scratchPrefix+"*"),
		filepath.Join("bin", ".*"+freshSuffix),
	} {
		left, _ := filepath.Glob(filepath.Join(h.Dir(), pattern)) // the patterns are well formed
		for _, path := range left {
			_ = os.RemoveAll(path) // what stays is in nobody's way
		}
	}
}
