//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/wire"
)

// tools builds the launcher, GoNB and goimports once for all tests, as set-up does, and gives their
// folder.
var tools = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "launcher-test")
	if err != nil {
		return "", err
	}
	for name, path := range map[string]string{
		"launcher":  "sublunar/lib/kernel/launcher",
		"gonb":      "github.com/janpfeifer/gonb",
		"goimports": "golang.org/x/tools/cmd/goimports",
	} {
		if out, err := exec.Command("go", "build", "-o", filepath.Join(dir, name), path).CombinedOutput(); err != nil {
			return dir, fmt.Errorf("go build %s: %w\n%s", path, err, out)
		}
	}
	return dir, nil
})

func TestMain(m *testing.M) {
	status := m.Run()
	if dir, err := tools(); err == nil {
		os.RemoveAll(dir)
	}
	os.Exit(status)
}

const waveSource = `// Package wave stands for one of sublunar's.
package wave

// Height is in metres.
func Height() float64 { return 1.5 }
`

// makeCheckout makes a checkout of a module "sublunar" with the project's own dependencies and one small
// package to import, and with .sublunar/bin as set-up leaves it.
func makeCheckout(t testing.TB) string {
	t.Helper()
	built, err := tools()
	if err != nil {
		t.Fatal(err)
	}
	root, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		t.Fatal(err)
	}
	checkout := t.TempDir()
	bin := filepath.Join(checkout, ".sublunar", "bin")
	if err := os.MkdirAll(bin, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"launcher", "gonb"} {
		// A link would be resolved: the launcher finds its home by its own path.
		copyFile(t, filepath.Join(built, name), filepath.Join(bin, name), 0o755)
	}
	for _, name := range []string{"go.mod", "go.sum"} {
		copyFile(t, filepath.Join(strings.TrimSpace(string(root)), name), filepath.Join(checkout, name), 0o644)
	}
	write(t, filepath.Join(checkout, "lib", "wave", "wave.go"), waveSource)
	return checkout
}

func copyFile(t testing.TB, from, to string, mode os.FileMode) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, text, mode); err != nil {
		t.Fatal(err)
	}
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// A session is a kernel with the test that it serves.
type session struct {
	*wire.Kernel
	t testing.TB
}

// offline are settings under which the go command can't reach, or wait for, any network.
var offline = []string{"GOPROXY=off", "GOSUMDB=off", "GOVCS=*:off", "GOTOOLCHAIN=local", "GOFLAGS=-buildvcs=false"}

// open starts the launcher of a checkout as Jupyter does.
func open(t testing.TB, checkout string, set ...func(*wire.Command)) *session {
	t.Helper()
	launcher := filepath.Join(checkout, ".sublunar", "bin", "launcher")
	return begin(t, append([]func(*wire.Command){func(c *wire.Command) {
		c.Argv = []string{launcher, "kernel", "{connection_file}"}
		c.Env = append(c.Env, "SUBLUNAR_HOME=", "SUBLUNAR_GO=")
	}}, set...)...)
}

func begin(t testing.TB, set ...func(*wire.Command)) *session {
	t.Helper()
	command := wire.Command{Dir: t.TempDir(), Env: offline}
	for _, apply := range set {
		apply(&command)
	}
	kernel, err := wire.Start(t.Context(), command)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := kernel.Close(); err != nil {
			t.Error(err)
		}
	})
	return &session{kernel, t}
}

// run gives all that a cell shows, as text, and its reply.
func (s *session) run(cell string) (string, wire.Reply) {
	s.t.Helper()
	var shown strings.Builder
	var mu sync.Mutex
	reply, err := s.Execute(context.Background(), cell, func(event wire.Event) {
		mu.Lock()
		defer mu.Unlock()
		if event.Output.Type == notebook.Stream {
			shown.WriteString(event.Output.Text)
		} else {
			fmt.Fprintf(&shown, "%s", event.Output.Data)
		}
	})
	if err != nil {
		s.t.Fatalf("%v\n%s", err, cell)
	}
	mu.Lock()
	defer mu.Unlock()
	return shown.String(), reply
}

// want fails the test unless the cell prints exactly this.
func (s *session) want(cell, printed string) {
	s.t.Helper()
	if got, reply := s.run(cell); reply.Status != "ok" || got != printed {
		s.t.Fatalf("%s\nshows %q (%s %s), want %q", cell, got, reply.Status, reply.ErrorValue, printed)
	}
}
