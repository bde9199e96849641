package wire

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// prefix begins the name of every kernel's folder; the owner's process id and random digits follow.
const prefix = "slkernel-"

// EnvFolder is set, to the kernel's private folder, for a kernel and so for every process below it:
// the mark by which they are found when the kernel ends, whatever process groups or sessions they
// have made and whoever their parent has become.
const EnvFolder = "SUBLUNAR_KERNEL"

// longestTemp keeps the Unix sockets below a kernel's TMPDIR within the 104 bytes that every system
// takes: the launcher's folder and gopls' socket in it need about 60.
const longestTemp = 40

// A folder is a kernel's private folder: connection file, sockets, log, and in it TMPDIR of all that
// the kernel runs. Its lock is held while this process lives, however it ends.
type folder struct {
	path string
	lock *os.File
}

func makeFolder() (*folder, error) {
	temp := os.TempDir()
	if len(temp) > longestTemp {
		temp = "/tmp"
	}
	path, err := os.MkdirTemp(temp, prefix+strconv.Itoa(os.Getpid())+"-")
	if err != nil {
		return nil, fmt.Errorf("can't make the kernel's folder: %w", err)
	}
	f := &folder{path: path}
	if f.lock, err = lockFolder(path); err != nil {
		f.remove()
		return nil, fmt.Errorf("can't lock the kernel's folder: %w", err)
	}
	if err := os.Mkdir(f.temp(), 0o700); err != nil {
		f.remove()
		return nil, fmt.Errorf("can't make the kernel's folder: %w", err)
	}
	return f, nil
}

// temp is TMPDIR of the kernel.
func (f *folder) temp() string { return filepath.Join(f.path, "t") }

// log is where the kernel's own stdout and stderr go.
func (f *folder) log() string { return filepath.Join(f.path, "log") }

// connectionFile is named as Jupyter names it: GoNB takes its id from there.
func (f *folder) connectionFile() string {
	return filepath.Join(f.path, "kernel-"+newID()+".json")
}

// mark is the environment entry that every process of this kernel carries.
func (f *folder) mark() string { return EnvFolder + "=" + f.path }

func (f *folder) remove() error {
	err := removeTree(f.path)
	if f.lock != nil {
		f.lock.Close()
	}
	return err
}

// removeTree removes a folder, and with it read-only folders such as a module cache in it.
func removeTree(path string) error {
	if os.RemoveAll(path) == nil {
		return nil
	}
	filepath.WalkDir(path, func(name string, entry os.DirEntry, err error) error {
		if err == nil && entry.IsDir() {
			os.Chmod(name, 0o700)
		}
		return nil
	})
	return os.RemoveAll(path)
}

// Sweep ends the processes and removes the folders of kernels whose owner was killed before it could
// do so itself. Start calls it; a command that wants to leave nothing at once may too.
func Sweep() {
	for _, temp := range []string{os.TempDir(), "/tmp"} {
		folders, _ := filepath.Glob(filepath.Join(temp, prefix+"*"))
		for _, path := range folders {
			if abandoned(path) {
				killMarked(EnvFolder + "=" + path)
				removeTree(path)
			}
		}
	}
}

// abandoned says whether a kernel's folder has no owner: nobody holds its lock, nor has just made
// the folder and is about to lock it.
func abandoned(path string) bool {
	info, err := os.Lstat(path)
	if err != nil || !info.IsDir() || !ownedByUs(info) {
		return false
	}
	owner, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(path), prefix), "-")
	pid, err := strconv.Atoi(owner)
	if err != nil {
		return false // not a name of ours
	}
	if processLives(pid) && time.Since(info.ModTime()) < 10*time.Second {
		return false // it may be between making and locking the folder
	}
	return !lockHeld(path)
}
