package backend_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"sublunar/lib/kernel"
)

// Which backend a process gets is decided once, so the tests ask processes of their own: this binary, in a role.
const roleVariable = "SUBLUNAR_BACKEND_TEST_ROLE"

var roles = map[string]func() error{"say": say, "stress": stress, "measure": measure}

func TestMain(m *testing.M) {
	name := os.Getenv(roleVariable)
	if name == "" {
		os.Exit(m.Run())
	}
	if err := roles[name](); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// play runs this binary in a role, with settings over an environment that names no backend.
func play(ctx context.Context, role string, settings ...string) (stdout, stderr string, err error) {
	self, err := os.Executable()
	if err != nil {
		return "", "", err
	}
	cmd := exec.CommandContext(ctx, self)
	cmd.Env = append(os.Environ(), "GOMLX_BACKEND=", "SUBLUNAR_REPORT=", roleVariable+"="+role)
	cmd.Env = append(cmd.Env, settings...)
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	err = cmd.Run()
	return out.String(), complaint.String(), err
}

// setUp fetches XLA's plugin where that can be, once; the path is "" where it can't.
var setUp = sync.OnceValues(func() (plugin string, why error) {
	home, err := kernel.Find("")
	if err != nil {
		return "", err
	}
	if !kernel.HasCompiler() {
		return "", fmt.Errorf("there is no C compiler, so XLA is not linked")
	}
	var said []string
	if err := home.Setup(context.Background(), kernel.ForRun, func(line string) { said = append(said, line) }); err != nil {
		return "", err
	}
	plugin = home.Plugin("cpu")
	if _, err := os.Stat(plugin); err != nil {
		return "", fmt.Errorf("no XLA plugin could be had: %s", strings.Join(said, "; "))
	}
	return plugin, nil
})

// xlaPlugin gives the plugin's path, or skips the test with the reason.
func xlaPlugin(t testing.TB) string {
	t.Helper()
	plugin, why := setUp()
	if why != nil {
		t.Skip(why)
	}
	return plugin
}

// folderWith makes a SUBLUNAR_HOME whose CPU plugin is the given file, or lacks one.
func folderWith(t *testing.T, plugin string) string {
	t.Helper()
	home := t.TempDir()
	if plugin == "" {
		return home
	}
	place := filepath.Join(home, "xla", "cpu")
	if err := os.MkdirAll(place, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(plugin, filepath.Join(place, "plugin.so")); err != nil {
		t.Fatal(err)
	}
	return home
}
