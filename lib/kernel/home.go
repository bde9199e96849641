package kernel

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Home is a checkout of sublunar and what set-up has made in it.
type Home struct {
	Root string // the checkout: the folder of go.mod; absolute
}

// ErrNoCheckout says that a folder is in no checkout of sublunar.
var ErrNoCheckout = errors.New("this folder is not in a checkout of sublunar: change to the folder that you cloned, and try again")

// Find returns the checkout that dir is in; "" means the current folder. Outside all checkouts it is the one whose .sublunar
// folder SUBLUNAR_HOME names, as for the launcher: so the command works in any folder of an image.
func Find(dir string) (*Home, error) {
	start, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("kernel: the current folder can't be told: %w", err)
	}
	for folder := start; ; folder = filepath.Dir(folder) {
		if isCheckout(folder) {
			return &Home{Root: folder}, nil
		}
		if folder == filepath.Dir(folder) {
			break
		}
	}
	if set := os.Getenv("SUBLUNAR_HOME"); set != "" {
		folder, err := filepath.Abs(filepath.Dir(filepath.Clean(set)))
		if err == nil && isCheckout(folder) {
			return &Home{Root: folder}, nil
		}
		return nil, fmt.Errorf("SUBLUNAR_HOME is %s, which is in no checkout of sublunar: set it to a checkout's .sublunar folder, or unset it", set)
	}
	return nil, ErrNoCheckout
}

func isCheckout(folder string) bool {
	text, err := os.ReadFile(filepath.Join(folder, "go.mod"))
	return err == nil && declaresSublunar(string(text))
}

func declaresSublunar(modfile string) bool {
	for line := range strings.Lines(modfile) {
		if fields := strings.Fields(line); len(fields) >= 2 && fields[0] == "module" {
			return fields[1] == "sublunar"
		}
	}
	return false
}

// Dir is the folder of all that set-up makes.
func (h *Home) Dir() string { return filepath.Join(h.Root, ".sublunar") }

// Notebooks is the folder of the curriculum.
func (h *Home) Notebooks() string { return filepath.Join(h.Root, "notebooks") }

// Bin is a tool's place, such as that of "gonb".
func (h *Home) Bin(tool string) string { return filepath.Join(h.Dir(), "bin", tool) }

// Plugin is the place of XLA's plugin for a device: "cpu" or "cuda".
func (h *Home) Plugin(device string) string {
	return filepath.Join(h.Dir(), "xla", device, "plugin.so")
}

// Python is the interpreter of JupyterLab's environment.
func (h *Home) Python() string { return filepath.Join(h.Dir(), "venv", "bin", "python") }

// Jupyter is the data folder that holds the kernelspec, as JUPYTER_PATH wants it.
func (h *Home) Jupyter() string { return filepath.Join(h.Dir(), "share", "jupyter") }

// Command is what starts the kernel; a client puts its connection file for {connection_file}.
func (h *Home) Command() []string { return []string{h.Bin("launcher"), "kernel", "{connection_file}"} }

// Environment is what the kernel is started with over base: the launcher adds the rest.
func (h *Home) Environment(base []string) []string {
	return append(base[:len(base):len(base)], "SUBLUNAR_HOME="+h.Dir())
}
