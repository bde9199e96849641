//go:build unix

package wire

import (
	"os"
	"syscall"
)

// lockFolder takes the folder's lock. It goes with this process, however that ends: children don't
// inherit it.
func lockFolder(path string) (*os.File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// lockHeld says whether a living process holds the folder's lock; when that can't be told, yes.
func lockHeld(path string) bool {
	f, err := lockFolder(path)
	if err != nil {
		return true
	}
	f.Close()
	return false
}

func ownedByUs(info os.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Getuid()
}

func processLives(pid int) bool { return syscall.Kill(pid, 0) != syscall.ESRCH }
