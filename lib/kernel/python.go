package kernel

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"sublunar/lib/notebook"
)

//go:embed requirements.txt
var requirements []byte

// ErrNoPython says that JupyterLab can't be had, and what to install.
var ErrNoPython = errors.New("no Python 3.10 or later on PATH: install it (Debian: apt install python3 python3-venv); `run` needs none")

// findPython gives a Python 3.10 or later that has pip or can make an environment with one.
func findPython() (string, error) {
	for _, name := range []string{"python3", "python"} {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		if exec.Command(path, "-c", "import sys; sys.exit(sys.version_info < (3, 10))").Run() == nil {
			return path, nil
		}
	}
	return "", ErrNoPython
}

// pythonStep makes the environment of JupyterLab. It is made in place, for a Python environment can't be moved; what tells that
// it is whole is the stamp, written last.
func (h *Home) pythonStep() step {
	venv := filepath.Join(h.Dir(), "venv")
	stamp := filepath.Join(venv, "sublunar.stamp")
	sum := sha256.Sum256(requirements)
	want := hex.EncodeToString(sum[:])
	return step{
		name: "installing JupyterLab (about 90 packages, each pinned by its hash)",
		done: func() bool {
			have, err := os.ReadFile(stamp)
			if err != nil || string(have) != want {
				return false
			}
			_, err = os.Stat(h.Python())
			return err == nil
		},
		make: func(ctx context.Context, observe Observe) error {
			python, err := findPython()
			if err != nil {
				return err
			}
			if err := os.RemoveAll(venv); err != nil {
				return err
			}
			if out, err := exec.CommandContext(ctx, python, "-m", "venv", venv).CombinedOutput(); err != nil {
				if strings.Contains(string(out), "ensurepip") {
					return fmt.Errorf("%s can't make an environment: install its venv module (Debian: apt install python3-venv)", python)
				}
				return fmt.Errorf("%s -m venv: %s", python, lastLine(string(out)))
			}
			pin := filepath.Join(venv, "requirements.txt")
			if err := os.WriteFile(pin, requirements, 0o644); err != nil {
				return err
			}
			pip := exec.CommandContext(ctx, h.Python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
				"--require-hashes", "--only-binary=:all:", "-r", pin)
			if out, err := pip.CombinedOutput(); err != nil {
				return fmt.Errorf("pip could not install JupyterLab: %s", lastLine(string(out)))
			}
			return notebook.WriteWhole(stamp, []byte(want))
		},
	}
}
