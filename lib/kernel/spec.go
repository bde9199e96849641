package kernel

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"sublunar/lib/notebook"
)

// SpecName is the kernel's name in notebooks, and the folder's of its kernelspec.
const SpecName = "sublunar"

// SpecTitle is what JupyterLab's launcher shows.
const SpecTitle = "Go (sublunar)"

func (h *Home) specFolder() string { return filepath.Join(h.Jupyter(), "kernels", SpecName) }

// spec is kernel.json: https://jupyter-client.readthedocs.io/en/stable/kernels.html#kernel-specs
func (h *Home) spec() []byte {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(map[string]any{
		"argv":           h.Command(),
		"display_name":   SpecTitle,
		"language":       "go",
		"interrupt_mode": "signal",
		"env":            map[string]string{"SUBLUNAR_HOME": h.Dir()},
		"metadata":       map[string]any{"debugger": false},
	}); err != nil {
		panic(err) // strings always encode
	}
	return text.Bytes()
}

func (h *Home) specStep() step {
	file := filepath.Join(h.specFolder(), "kernel.json")
	return step{
		name: "writing the kernelspec " + SpecTitle, about: "kernelspec " + SpecTitle,
		done: func() bool {
			have, err := os.ReadFile(file)
			return err == nil && bytes.Equal(have, h.spec())
		},
		make: func(context.Context, Observe) error {
			if err := os.MkdirAll(h.specFolder(), 0o755); err != nil {
				return err
			}
			return notebook.WriteWhole(file, h.spec())
		},
	}
}

// UserLink is where the user's other Jupyters look for the kernel.
func UserLink() (string, error) {
	data := os.Getenv("JUPYTER_DATA_DIR")
	if data == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", err
		}
		switch share := os.Getenv("XDG_DATA_HOME"); {
		case runtime.GOOS == "darwin":
			data = filepath.Join(home, "Library", "Jupyter")
		case share != "":
			data = filepath.Join(share, "jupyter")
		default:
			data = filepath.Join(home, ".local", "share", "jupyter")
		}
	}
	return filepath.Join(data, "kernels", SpecName), nil
}

// linkStep lets the user's own Jupyter and VS Code find the kernel too. With several checkouts the last set up is linked; what
// is no link is somebody else's, and stays.
func (h *Home) linkStep() step {
	return step{
		name:     "linking the kernelspec into the user's Jupyter folder",
		about:    "kernelspec's link for other Jupyters",
		personal: true,
		without:  "`lab` works; other Jupyters on this machine won't list the kernel",
		done: func() bool {
			link, err := UserLink()
			if err != nil {
				return false
			}
			to, err := os.Readlink(link)
			return err == nil && to == h.specFolder()
		},
		make: func(context.Context, Observe) error {
			link, err := UserLink()
			if err != nil {
				return err
			}
			if info, err := os.Lstat(link); err == nil && info.Mode()&os.ModeSymlink == 0 {
				return fmt.Errorf("%s is there already and is no link of ours: move it away", link)
			}
			if err := os.MkdirAll(filepath.Dir(link), 0o755); err != nil {
				return err
			}
			fresh := link + ".new"
			_ = os.Remove(fresh)
			if err := os.Symlink(h.specFolder(), fresh); err != nil {
				return err
			}
			return os.Rename(fresh, link)
		},
	}
}
