package kernel

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"sublunar/lib/notebook"
)

// requirements are JupyterLab and nbclient with all that they need, each with the hashes of all its files, so that pip takes
// no other on any platform.
//
//go:embed requirements.txt
var requirements []byte

func (h *Home) venv() string { return filepath.Join(h.Dir(), "venv") }

// pythonStep makes the environment of JupyterLab. It is made in place, for a Python environment can't be moved; what tells that
// it is whole is the stamp, written last.
func (h *Home) pythonStep() step {
	venv := h.venv()
	stamp := filepath.Join(venv, "sublunar.stamp")
	sum := sha256.Sum256(requirements)
	want := hex.EncodeToString(sum[:])
	return step{
		name:  "installing JupyterLab (about 90 packages, each pinned by its hash)",
		about: "JupyterLab",
		done: func() bool {
			have, err := os.ReadFile(stamp)
			if err != nil || string(have) != want {
				return false
			}
			// The interpreter is a link to the system's, which an upgrade may have taken away.
			_, err = os.Stat(h.Python())
			return err == nil && h.suits(h.Python())
		},
		make: func(ctx context.Context, observe Observe) (err error) {
			python, err := findPythonThat(h.suits)
			if err != nil {
				return err
			}
			if err := os.RemoveAll(venv); err != nil {
				return err
			}
			defer func() {
				if err != nil {
					_ = os.RemoveAll(venv) // half of it is of no use
				}
			}()
			if err := newEnvironment(ctx, python, venv); err != nil {
				return err
			}
			pin := filepath.Join(venv, "requirements.txt")
			if err := os.WriteFile(pin, requirements, 0o644); err != nil {
				return err
			}
			if err := h.installPinned(ctx, pin, observe); err != nil {
				return err
			}
			return notebook.WriteWhole(stamp, []byte(want))
		},
	}
}

func newEnvironment(ctx context.Context, python, venv string) error {
	command := exec.CommandContext(ctx, python, "-m", "venv", venv)
	command.Env = PythonEnvironment()
	out, err := command.CombinedOutput()
	switch {
	case err == nil:
		return nil
	case strings.Contains(string(out), "ensurepip"), strings.Contains(string(out), "No module named venv"):
		return fmt.Errorf("%s can't make an environment: install its venv module (Debian: apt install python3-venv)", python)
	}
	return fmt.Errorf("%s -m venv: %s", python, lastLine(string(out)))
}

// installPinned runs pip, and tells now and then how far it has come: over a slow line this takes minutes.
func (h *Home) installPinned(ctx context.Context, pin string, observe Observe) error {
	pip := exec.CommandContext(ctx, h.Python(), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar=off",
		"--require-hashes", "--only-binary=:all:", "-r", pin)
	pip.Env = PythonEnvironment()
	var complaint bytes.Buffer
	pip.Stderr = &complaint
	out, err := pip.StdoutPipe()
	if err != nil {
		return err
	}
	if err := pip.Start(); err != nil {
		return err
	}
	fetched := 0
	for lines := bufio.NewScanner(out); lines.Scan(); {
		switch line := lines.Text(); {
		case strings.HasPrefix(line, "Collecting "):
			if fetched++; fetched%20 == 0 {
				observe(fmt.Sprintf("  %d packages", fetched))
			}
		case strings.HasPrefix(line, "Installing collected"):
			observe("  unpacking them")
		}
	}
	if err := pip.Wait(); err != nil {
		return fmt.Errorf("pip could not install JupyterLab: %s", why(complaint.String()))
	}
	return nil
}

// faults are what pip prints when the network, the disk or a file is at fault, and what that means.
var faults = []struct{ sign, means string }{
	{"No space left", "no space left on device"},
	{"Disk quota", "disk quota exceeded"},
	{"DO NOT MATCH THE HASHES", "the index has another file than the pinned one: the hashes differ"},
	{"CERTIFICATE_VERIFY_FAILED", "the package index's certificate is not trusted: name its authority's in PIP_CERT"},
	{"NewConnectionError", indexSilent},
	{"NameResolutionError", indexSilent},
	{"ConnectTimeoutError", indexSilent},
	{"ReadTimeoutError", indexSilent},
	{"ProxyError", indexSilent},
}

const indexSilent = "the package index does not answer"

// why says in plain words what pip complains about, else gives its last line.
func why(complaint string) string {
	for _, f := range faults {
		if strings.Contains(complaint, f.sign) {
			return f.means
		}
	}
	return lastLine(complaint)
}
