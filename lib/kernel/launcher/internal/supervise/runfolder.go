package supervise

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"sublunar/lib/kernel/launcher/internal/place"
)

// prefix begins every run folder's name.
const prefix = "sublunar-"

// longestRun keeps run/gonb_XXXXXXXX/gopls_socket within a Unix socket's 107 bytes.
const longestRun = 75

// A runFolder is a kernel's private folder: TMPDIR of all that it runs, the shims, the socket. Its
// lock is held while either of the kernel's two processes lives.
type runFolder struct {
	path string
	lock *os.File
}

func makeRunFolder(temp string, found place.Place) (runFolder, error) {
	if len(temp)+len(prefix)+12 > longestRun {
		temp = "/tmp"
	}
	path, err := os.MkdirTemp(temp, prefix)
	if err != nil {
		return runFolder{}, fmt.Errorf("launcher: can't make the kernel's folder: %w", err)
	}
	made := runFolder{path: path}
	if err := made.fill(found); err != nil {
		made.remove()
		return runFolder{}, fmt.Errorf("launcher: can't fill the kernel's folder: %w", err)
	}
	return made, nil
}

func (r *runFolder) fill(found place.Place) error {
	// The lock is taken before it gets its name, so that a sweep never sees it free.
	lock, err := os.Create(filepath.Join(r.path, "lock.new"))
	if err != nil {
		return err
	}
	r.lock = lock
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return err
	}
	if err := os.Rename(lock.Name(), filepath.Join(r.path, "lock")); err != nil {
		return err
	}
	bin := filepath.Join(r.path, "bin")
	if err := os.Mkdir(bin, 0o700); err != nil {
		return err
	}
	shims := []string{"go", "goimports"}
	if found.Gopls != "" {
		shims = append(shims, "gopls")
	}
	for _, name := range shims {
		if err := os.Symlink(found.Self, filepath.Join(bin, name)); err != nil {
			return err
		}
	}
	return nil
}

func (r *runFolder) remove() {
	removeTree(r.path)
	if r.lock != nil {
		r.lock.Close()
	}
}

// removeTree removes a folder, read-only folders in it included (a module cache that a cell put
// there). What it can't remove the next sweep tries again.
func removeTree(path string) {
	if os.RemoveAll(path) == nil {
		return
	}
	filepath.WalkDir(path, func(name string, entry os.DirEntry, err error) error {
		if err == nil && entry.IsDir() {
			os.Chmod(name, 0o700)
		}
		return nil
	})
	os.RemoveAll(path)
}

// Sweep removes the run folders in temp whose kernel was killed with no chance to clean up, and
// ends what still runs in them.
func Sweep(temp string) {
	folders, err := filepath.Glob(filepath.Join(temp, prefix+"*"))
	if err != nil {
		return
	}
	for _, folder := range folders {
		info, err := os.Lstat(folder)
		if err != nil || !info.IsDir() || !ours(info) || !abandoned(folder, info) {
			continue
		}
		killMarked(place.EnvRun + "=" + folder)
		removeTree(folder)
	}
}

// abandoned says whether nobody holds the folder's lock. One with no lock yet is being made; if
// it is an hour old, it was never finished.
func abandoned(folder string, info os.FileInfo) bool {
	lock, err := os.Open(filepath.Join(folder, "lock"))
	if err != nil {
		_, unfinished := os.Stat(filepath.Join(folder, "lock.new"))
		return unfinished == nil && time.Since(info.ModTime()) > time.Hour
	}
	defer lock.Close()
	return syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
}

func ours(info os.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Getuid()
}
