//go:build unix

package sweep

import (
	"errors"
	"os"
	"syscall"
)

// errBusy says that another process is at work on a member.
var errBusy = errors.New("another process is at it")

// A held file is locked; the lock goes with the process, however that ends.
type held struct {
	file *os.File
	path string
}

// lock takes a member's file, or tells errBusy. Where the file system has no locks it takes it without one.
func lock(path string) (*held, error) {
	for {
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
		if err != nil {
			return nil, err
		}
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case errors.Is(err, syscall.EWOULDBLOCK):
			f.Close()
			return nil, errBusy
		case err != nil && !errors.Is(err, syscall.ENOTSUP) && !errors.Is(err, syscall.ENOLCK) && !errors.Is(err, syscall.ENOSYS):
			f.Close()
			return nil, err
		}
		// The one who had it may have removed it before we locked it: then the name is another file's.
		mine, err := f.Stat()
		if err == nil {
			if now, e := os.Stat(path); e == nil && os.SameFile(mine, now) {
				return &held{f, path}, nil
			}
		}
		f.Close()
	}
}

// release removes the file while it is still locked.
func (h *held) release() {
	_ = os.Remove(h.path)
	h.file.Close()
}
