// Package realkernel builds the real GoNB kernel for tests.
package realkernel

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"sublunar/lib/notebook/wire"
)

// folder is where the built programs are kept between test runs: the go command rebuilds what has
// changed in it.
var folder = sync.OnceValues(func() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	into := filepath.Join(cache, "sublunar-test", "bin")
	if err := os.MkdirAll(into, 0o755); err != nil {
		return "", err
	}
	for name, pkg := range map[string]string{"gonb": "github.com/janpfeifer/gonb", "goimports": "golang.org/x/tools/cmd/goimports"} {
		if err := build(into, name, pkg); err != nil {
			return "", err
		}
	}
	return into, nil
})

// build builds a program beside its place and renames it: another test may be running the old one.
// It begins with a copy of the old one, which the go command leaves alone when nothing has changed;
// linking anew takes seconds.
func build(into, name, pkg string) error {
	target := filepath.Join(into, name)
	part := filepath.Join(into, fmt.Sprintf(".%s-%d", name, os.Getpid()))
	defer os.Remove(part)
	if old, err := os.ReadFile(target); err == nil {
		if err := os.WriteFile(part, old, 0o755); err != nil {
			return err
		}
	}
	cmd := exec.Command("go", "build", "-o", part, pkg)
	cmd.Dir = Checkout()
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("go build %s: %w\n%s", pkg, err, out)
	}
	return os.Rename(part, target)
}

// Checkout is the folder of this module's go.mod.
func Checkout() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Clean(filepath.Join(filepath.Dir(file), "..", "..", "..", ".."))
}

// Stock gives the command of a stock GoNB, for examples, which have no testing.TB.
func Stock() (wire.Command, error) {
	bin, err := folder()
	if err != nil {
		return wire.Command{}, fmt.Errorf("can't build the kernel: %w", err)
	}
	return wire.Command{
		Argv: []string{filepath.Join(bin, "gonb"), "--kernel", "{connection_file}"},
		Env:  Environment(bin),
	}, nil
}

// Bin gives the folder that holds gonb and goimports, built.
func Bin(t testing.TB) string {
	t.Helper()
	bin, err := folder()
	if err != nil {
		t.Fatalf("can't build the kernel: %v", err)
	}
	return bin
}

// NoGet is what to run first where cells import packages: GoNB would ask the network for them.
const NoGet = "%noautoget"

// WithModule gives the command of a stock GoNB whose cells can import what this module requires,
// such as gonbui.
func WithModule(t testing.TB) wire.Command {
	t.Helper()
	c := Command(t)
	c.Argv = append(c.Argv, "-go_work="+Checkout())
	return c
}

// Command gives the command of a stock GoNB, whose cells can import the standard library.
func Command(t testing.TB) wire.Command {
	t.Helper()
	c, err := Stock()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Environment makes cells build fast and without the network. gopls is not on the path: no test
// here needs it, and GoNB starts it for each kernel.
func Environment(bin string) []string {
	var path []string
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		_, gopls := os.Stat(filepath.Join(dir, "gopls"))
		if _, err := os.Stat(filepath.Join(dir, "go")); gopls != nil || err == nil {
			path = append(path, dir)
		}
	}
	return []string{
		"PATH=" + strings.Join(append([]string{bin}, path...), string(filepath.ListSeparator)),
		"GOFLAGS='-ldflags=-s -w'",
		"GOWORK=",
		"GOPROXY=off",
	}
}
