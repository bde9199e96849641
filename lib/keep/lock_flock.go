//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package keep

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// lock waits until this is the only one that computes a file, and returns what lets the next one
// in. The system releases it when the process ends, however it ends.
func lock(file string) (unlock func(), err error) {
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return nil, fmt.Errorf("keep: %w; set SUBLUNAR_KEEP to a folder that can be written", err)
	}
	// The lock file stays: removing it would let one process lock a file that another has just
	// opened under the same name.
	f, err := os.OpenFile(file+".lock", os.O_CREATE|os.O_RDWR, 0o666)
	if err != nil {
		return nil, fmt.Errorf("keep: %w; set SUBLUNAR_KEEP to a folder that can be written", err)
	}
	for {
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX)
		if err != syscall.EINTR {
			break
		}
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("keep: the store can't be locked: %w; set SUBLUNAR_KEEP to a folder on a local disk", err)
	}
	return func() { f.Close() }, nil
}
