package kernel

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"sublunar/lib/kernel/internal/own"
	"sublunar/lib/notebook"
)

// Where one person has set up for all users of a machine, Go's caches lie in .sublunar/go, and the others, who may only read,
// have their own files elsewhere.

// Own is the folder for a person's own files, such as results and JupyterLab's settings: Dir, unless that is somebody else's.
func (h *Home) Own() string { return own.Folder(h.Dir()) }

// Mine says whether this user may change what is set up.
func (h *Home) Mine() bool { return own.Writable(h.Dir()) }

// Writable says whether this user may write in a folder.
func Writable(folder string) bool { return own.Writable(folder) }

// SetupForAll is Setup with all that the machine's other users need: Go's modules and compiled packages in .sublunar, the
// command itself, and leave to read.
func (h *Home) SetupForAll(ctx context.Context, part Part, observe Observe) error {
	if observe == nil {
		observe = func(string) {}
	}
	for _, name := range []string{"build", "mod"} {
		if err := os.MkdirAll(filepath.Join(h.Dir(), "go", name), 0o755); err != nil {
			return fmt.Errorf("set-up can't write in %s: %w", h.Root, remedied(err))
		}
	}
	if err := h.Setup(ctx, part, observe); err != nil {
		return err
	}
	if err := h.open(); err != nil {
		return fmt.Errorf("the files can't be opened to the other users: %w", err)
	}
	if folder, what := h.closed(); folder != "" {
		return fmt.Errorf("set up, but other users can't enter %s, where %s: chmod a+x it, or move what is in it to a place such as /srv or /opt", folder, what)
	}
	return nil
}

// sharedSteps are those of a set-up for all; none elsewhere.
func (h *Home) sharedSteps() []step {
	caches, ok := own.In(h.Dir())
	if !ok {
		return nil
	}
	command := h.buildStep("sublunar", "the command, for those who can't build it", "", []string{"sublunar/lib/cmd/sublunar"},
		func() string { return h.inputs("lib") })
	return []step{h.modulesStep(caches), command}
}

// modulesStep fetches the modules that notebooks import, from the user's own cache where they are there.
func (h *Home) modulesStep(caches own.Caches) step {
	stamp := h.Bin(".modules.stamp")
	return step{
		name: "fetching modules for all users", about: "modules for all users",
		done: func() bool {
			have, err := os.ReadFile(stamp)
			return err == nil && string(have) == h.inputs()
		},
		make: func(ctx context.Context, _ Observe) error {
			list := exec.CommandContext(ctx, "go", "list", "-deps", "./...")
			list.Dir = h.Root
			list.Env = append(os.Environ(), "GOMODCACHE="+caches.GOMODCACHE, "GOCACHE="+caches.GOCACHE, "GOWORK=off",
				"GOPROXY="+fileURL(filepath.Join(goEnv()["GOMODCACHE"], "cache", "download"))+","+goEnv()["GOPROXY"])
			var complaint bytes.Buffer
			list.Stderr = &complaint
			if err := list.Run(); err != nil {
				return fmt.Errorf("%w: %s", err, lastLine(complaint.String()))
			}
			return notebook.WriteWhole(stamp, []byte(h.inputs()))
		},
	}
}

func fileURL(path string) string { return "file://" + strings.ReplaceAll(path, " ", "%20") }

// takeOthers is take in a set-up that is somebody else's: nothing is made in it.
func (h *Home) takeOthers(ctx context.Context, steps []step, observe Observe) error {
	for _, s := range steps {
		switch {
		case s.done():
		case s.personal:
			if err := s.make(ctx, observe); err != nil {
				observe(fmt.Sprintf("%s can't be had: %v", s.about, err))
			}
		case s.without == "":
			return fmt.Errorf("%s: not there, or not up to date, and you may not write in %s: ask whose it is to call `go tool sublunar setup --shared` there",
				s.about, h.Dir())
		default:
			observe(fmt.Sprintf("%s: not there, or not up to date; %s", s.about, s.without))
		}
	}
	return nil
}

// private are those of .sublunar that are the owner's alone.
var private = []string{"jupyter", "keep", "out", "peers", "lock"}

// open lets everybody read the project and what is set up, whatever the owner's umask was.
func (h *Home) open() error {
	except := map[string]bool{filepath.Join(h.Root, ".git"): true}
	for _, name := range private {
		except[filepath.Join(h.Dir(), name)] = true
	}
	return filepath.WalkDir(h.Root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil // something at work here has removed it
		case err != nil:
			return err
		case except[path] && d.IsDir():
			return fs.SkipDir
		case except[path], d.Type()&fs.ModeSymlink != 0:
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return nil
		}
		mode := info.Mode().Perm() | 0o444
		if mode&0o100 != 0 {
			mode |= 0o111
		}
		if mode == info.Mode().Perm() {
			return nil
		}
		return os.Chmod(path, mode)
	})
}

// closed gives a folder that keeps others from working here, and what it keeps from them; "" where there is none.
func (h *Home) closed() (folder, what string) {
	for _, needed := range []struct{ path, what string }{{h.Root, "the project is"}, {goEnv()["GOROOT"], "Go is"}} {
		if folder := closedAbove(needed.path); folder != "" {
			return folder, needed.what
		}
	}
	return "", ""
}

// suits says whether an interpreter will do for all who work here: one in the owner's home will not do for others.
func (h *Home) suits(python string) bool {
	if _, shared := own.In(h.Dir()); !shared {
		return true
	}
	real, err := filepath.EvalSymlinks(python)
	return err == nil && closedAbove(python) == "" && closedAbove(real) == ""
}

// closedAbove gives the nearest folder in a path that not everybody may enter, or "".
func closedAbove(path string) string {
	for folder := path; ; folder = filepath.Dir(folder) {
		if info, err := os.Stat(folder); err == nil && info.IsDir() && info.Mode().Perm()&0o001 == 0 {
			return folder
		}
		if folder == filepath.Dir(folder) {
			return ""
		}
	}
}
