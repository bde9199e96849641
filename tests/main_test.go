package tests

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

var full = flag.Bool("full", false, "also run the long checks")

// checkout is the repository's root, command the sublunar binary built from it.
var checkout, command string

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(setUpAndRun(m))
}

func setUpAndRun(m *testing.M) int {
	root, err := filepath.Abs("..")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	folder, err := os.MkdirTemp("", "sublunar-tests-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(folder)
	checkout, command = root, filepath.Join(folder, "sublunar")
	build := exec.Command("go", "build", "-o", command, "sublunar/lib/cmd/sublunar")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "sublunar does not build: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// sublunar runs the command in the checkout and returns what it printed and its exit code.
func sublunar(t *testing.T, limit time.Duration, args ...string) (printed string, code int) {
	t.Helper()
	return sublunarWith(t, limit, nil, args...)
}

// sublunarWith is sublunar with another environment; nil means the test's own.
func sublunarWith(t *testing.T, limit time.Duration, env []string, args ...string) (printed string, code int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, command, args...)
	cmd.Dir = checkout
	cmd.Env = env
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatalf("sublunar %v did not start: %v", args, err)
	}
	if ctx.Err() != nil {
		t.Fatalf("sublunar %v did not end within %v:\n%s", args, limit, out)
	}
	return string(out), cmd.ProcessState.ExitCode()
}
