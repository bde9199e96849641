package kernel

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"sublunar/lib/kernel/internal/project"
)

// Home is a project and what set-up has made in it: a checkout of sublunar, or a project of a person's own, whose go.mod says
// where the library lies.
type Home struct {
	Root string // the project: the folder of go.mod; absolute
}

// ErrNoCheckout says that a folder is in no project.
var ErrNoCheckout = errors.New("this folder is not in a checkout of sublunar, nor in a project that uses it: change to the folder that you cloned or made, and try again")

// Find returns the project that dir is in; "" means the current folder. Outside all projects it is the one whose .sublunar
// folder SUBLUNAR_HOME names, as for the launcher: so the command works in any folder of an image; or the one whose .sublunar/bin
// holds the command itself, which is how a class calls it.
func Find(dir string) (*Home, error) {
	start, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("kernel: the current folder can't be told: %w", err)
	}
	for folder := start; ; folder = filepath.Dir(folder) {
		switch _, err := project.At(folder); {
		case err == nil:
			return &Home{Root: folder}, nil
		case !errors.Is(err, project.ErrNone):
			return nil, err
		}
		if folder == filepath.Dir(folder) {
			break
		}
	}
	if set := os.Getenv("SUBLUNAR_HOME"); set != "" {
		folder, err := filepath.Abs(filepath.Dir(filepath.Clean(set)))
		if err == nil {
			if _, err = project.At(folder); err == nil {
				return &Home{Root: folder}, nil
			}
		}
		return nil, fmt.Errorf("SUBLUNAR_HOME is %s, which is in no checkout of sublunar: set it to a checkout's .sublunar folder, or unset it", set)
	}
	if command, err := os.Executable(); err == nil {
		h := &Home{Root: filepath.Dir(filepath.Dir(filepath.Dir(command)))}
		if _, err := project.At(h.Root); err == nil && command == h.Bin(filepath.Base(command)) {
			return h, nil
		}
	}
	return nil, ErrNoCheckout
}

// Library is the folder of the library's source: the root itself in a checkout. The kernel's tools are built there, of the
// versions that its go.mod pins, whatever versions a project takes.
func (h *Home) Library() string {
	if p, err := project.At(h.Root); err == nil {
		return p.Library
	}
	return h.Root
}

// Dir is the folder of all that set-up makes.
func (h *Home) Dir() string { return filepath.Join(h.Root, ".sublunar") }

// Notebooks is the folder of the project's notebooks: of the curriculum, in a checkout.
func (h *Home) Notebooks() string { return filepath.Join(h.Root, "notebooks") }

// Bin is a tool's place, such as that of "gonb".
func (h *Home) Bin(tool string) string { return filepath.Join(h.Dir(), "bin", tool) }

// Plugin is the place of XLA's plugin for a device: "cpu" or "cuda".
func (h *Home) Plugin(device string) string {
	return filepath.Join(h.Dir(), "xla", device, "plugin.so")
}

// Python is the interpreter of JupyterLab's environment.
func (h *Home) Python() string { return filepath.Join(h.venv(), "bin", "python") }

// Jupyter is the data folder that holds the kernelspec, as JUPYTER_PATH wants it.
func (h *Home) Jupyter() string { return filepath.Join(h.Dir(), "share", "jupyter") }

// Command is what starts the kernel; a client puts its connection file for {connection_file}.
func (h *Home) Command() []string { return []string{h.Bin("launcher"), "kernel", "{connection_file}"} }

// Environment is what the kernel is started with over base: the launcher adds the rest.
func (h *Home) Environment(base []string) []string {
	return append(base[:len(base):len(base)], "SUBLUNAR_HOME="+h.Dir())
}
