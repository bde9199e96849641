package kernel

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// oldest is the first Python that JupyterLab 4.6 and the packages under it run on.
const oldest = "3.10"

// ErrNoPython says that JupyterLab can't be had, and what to install.
var ErrNoPython = errors.New("no Python " + oldest + " or later on PATH: install one (Debian: apt install python3 python3-venv); `run` needs none")

// findPython gives the first Python that is new enough, under any of the names that it may have.
func findPython() (string, error) { return findPythonThat(func(string) bool { return true }) }

// findPythonThat passes over those that don't suit.
func findPythonThat(suits func(path string) bool) (string, error) {
	var old string
	for _, path := range pythonsOnPath() {
		if !suits(path) {
			continue
		}
		ask := exec.Command(path, "-c", "import sys; print('%d.%d' % sys.version_info[:2]); sys.exit(sys.version_info < (3, 10))")
		ask.Env = PythonEnvironment()
		version, err := ask.Output()
		if err == nil {
			return path, nil
		}
		if old == "" && len(version) > 0 {
			old = fmt.Sprintf("%s is Python %s", path, strings.TrimSpace(string(version)))
		}
	}
	if old != "" {
		return "", fmt.Errorf("%s: %w", old, ErrNoPython)
	}
	return "", ErrNoPython
}

// pythonsOnPath are those that there are, by name and then in the order of PATH.
func pythonsOnPath() []string {
	var found []string
	for _, name := range []string{"python3", "python", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10"} {
		for _, folder := range filepath.SplitList(os.Getenv("PATH")) {
			if path, err := exec.LookPath(filepath.Join(folder, name)); err == nil && filepath.IsAbs(path) {
				found = append(found, path)
			}
		}
	}
	return found
}

// PythonEnvironment is ours without what would lead Python or pip to other folders than the environment's own.
func PythonEnvironment() []string {
	return slices.DeleteFunc(os.Environ(), func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		return slices.Contains([]string{
			"PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__",
			"PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_REQUIRE_VIRTUALENV",
		}, name)
	})
}
