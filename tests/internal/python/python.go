// Package python gives tests pinned Python programs, each set in an environment of its own.
package python

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"sublunar/lib/kernel"
)

// Environment is the folder of an environment with what a requirements file pins. It lies in .sublunar/peers, and is made where it is
// missing or of other versions. The test is skipped where there is no Python.
func Environment(t testing.TB, name, requirements string) string {
	t.Helper()
	system, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3 on this machine")
	}
	home, err := kernel.Find("")
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(home.Dir(), "peers", name)
	marker := filepath.Join(folder, "requirements.txt")
	wanted, err := os.ReadFile(requirements)
	if err != nil {
		t.Fatal(err)
	}
	if have, err := os.ReadFile(marker); err == nil && string(have) == string(wanted) {
		return folder
	}
	for _, args := range [][]string{
		{system, "-m", "venv", "--clear", folder},
		{filepath.Join(folder, "bin", "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements},
	} {
		install := exec.CommandContext(t.Context(), args[0], args[1:]...)
		install.Env = kernel.PythonEnvironment()
		if out, err := install.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
	if err := os.WriteFile(marker, wanted, 0o644); err != nil {
		t.Fatal(err)
	}
	return folder
}
