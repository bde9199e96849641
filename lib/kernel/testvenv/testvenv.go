// Package testvenv gives tests the Python programs that they hold ours to: each in an environment of its own in .sublunar/peers, of pinned versions.
package testvenv

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/gofrs/flock"

	"sublunar/lib/kernel"
)

// Python is that of an environment with what a requirements file pins. It is made where it is missing or of other versions, by pip with the flags
// given, such as --no-deps for a file that names all. The test is skipped where there is no Python.
func Python(t testing.TB, name, requirements string, pip ...string) string {
	t.Helper()
	system, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3 on this machine")
	}
	home, err := kernel.Find("")
	if err != nil {
		t.Fatal(err)
	}
	wanted, err := os.ReadFile(requirements)
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(home.Dir(), "peers", name)
	if err := os.MkdirAll(filepath.Dir(folder), 0o755); err != nil {
		t.Fatal(err)
	}
	lock := flock.New(folder + ".lock") // packages are tested at once
	if err := lock.Lock(); err != nil {
		t.Fatal(err)
	}
	defer lock.Unlock()
	python, marker := filepath.Join(folder, "bin", "python"), filepath.Join(folder, "requirements.txt")
	if have, err := os.ReadFile(marker); err == nil && string(have) == string(wanted) {
		return python
	}
	install := []string{python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements}
	for _, args := range [][]string{
		{system, "-m", "venv", "--clear", folder},
		append(install, pip...),
	} {
		cmd := exec.CommandContext(t.Context(), args[0], args[1:]...)
		cmd.Env = kernel.PythonEnvironment()
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
	if err := os.WriteFile(marker, wanted, 0o644); err != nil {
		t.Fatal(err)
	}
	return python
}
