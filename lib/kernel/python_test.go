package kernel

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// scripted puts a shell script in the place of Python, and nothing else on PATH but what scripts need.
func scripted(t *testing.T, name, script string) {
	t.Helper()
	folder := t.TempDir()
	text := "#!/bin/sh\nPATH=/usr/bin:/bin\n" + script + "\n"
	if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", folder)
}

// answers to -c are those of a Python that is new enough.
const newEnough = `[ "$1" = -c ] && { echo 3.12; exit 0; }
`

func TestFindPython(t *testing.T) {
	t.Run("none", func(t *testing.T) {
		t.Setenv("PATH", t.TempDir())
		if _, err := findPython(); !errors.Is(err, ErrNoPython) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("old", func(t *testing.T) {
		scripted(t, "python3", "echo 3.8; exit 1")
		_, err := findPython()
		if !errors.Is(err, ErrNoPython) || !strings.Contains(err.Error(), "Python 3.8") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("new, under a name of its own", func(t *testing.T) {
		scripted(t, "python3.12", newEnough)
		if path, err := findPython(); err != nil || filepath.Base(path) != "python3.12" {
			t.Errorf("got %s, %v", path, err)
		}
	})
}

// TestEnvironmentFails shows for each way in which JupyterLab can't be installed one clear line, and no half-made folder.
func TestEnvironmentFails(t *testing.T) {
	// A venv whose Python is a script: mkdir, and pip plays the fault.
	withPip := func(complaint string) string {
		return newEnough + `mkdir -p "$3/bin"; printf '#!/bin/sh\n` + `echo Collecting x; echo "` + complaint + `" >&2; exit 1\n' > "$3/bin/python"; chmod +x "$3/bin/python"`
	}
	for _, c := range []struct{ name, script, says string }{
		{"no venv module", newEnough + `echo "ensurepip is not available." >&2; exit 1`, "python3-venv"},
		{"venv breaks", newEnough + `echo "a fault" >&2; exit 1`, "a fault"},
		{"another hash", withPip("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE."), "hashes differ"},
		{"disk full", withPip("ERROR: [Errno 28] No space left on device"), "make room"},
		{"no network", withPip("WARNING: Retrying after NameResolutionError: Temporary failure"), "connect to the network"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := checkout(t)
			scripted(t, "python3", c.script)
			err := h.take(t.Context(), []step{h.pythonStep()}, func(string) {})
			if err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "\n") {
				t.Errorf("it says %v, not %q", err, c.says)
			}
			if left, _ := filepath.Glob(filepath.Join(h.Dir(), "venv*")); len(left) > 0 {
				t.Errorf("it left %v", left)
			}
		})
	}
}

// TestPythonEnvironment shows that pip is not led to other folders.
func TestPythonEnvironment(t *testing.T) {
	t.Setenv("PIP_TARGET", "/elsewhere")
	t.Setenv("PYTHONPATH", "/elsewhere")
	t.Setenv("PIP_INDEX_URL", "https://mirror/simple")
	all := strings.Join(PythonEnvironment(), "\n")
	if strings.Contains(all, "/elsewhere") || !strings.Contains(all, "https://mirror/simple") {
		t.Error("the environment is not the one that pip should have")
	}
}
