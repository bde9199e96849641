package kernel

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// made is a step that counts how often it is made.
func made(times *int, err error, without string) step {
	return step{
		name: "making", about: "it", without: without,
		done: func() bool { return *times > 0 && err == nil },
		make: func(context.Context, Observe) error { *times++; return err },
	}
}

func TestStepsAreMadeOnce(t *testing.T) {
	h := checkout(t)
	var first, second int
	for range 3 {
		if err := h.take(t.Context(), []step{made(&first, nil, ""), made(&second, nil, "")}, func(string) {}); err != nil {
			t.Fatal(err)
		}
	}
	if first != 1 || second != 1 {
		t.Errorf("made %d and %d times", first, second)
	}
}

// TestFailingSteps shows that one which can be done without is told and passed over, and that any other ends set-up.
func TestFailingSteps(t *testing.T) {
	h := checkout(t)
	broken := errors.New("it broke")
	var optional, after, needed, never int
	var said []string
	steps := []step{made(&optional, broken, "slower"), made(&after, nil, ""), made(&needed, broken, ""), made(&never, nil, "")}
	err := h.take(t.Context(), steps, func(line string) { said = append(said, line) })
	if !errors.Is(err, broken) || optional != 1 || after != 1 || needed != 1 || never != 0 {
		t.Errorf("made %d, %d, %d, %d times: %v", optional, after, needed, never, err)
	}
	if !slices.Contains(said, "  it can't be had: it broke") || !slices.Contains(said, "  going on without it: slower") {
		t.Errorf("it said %q", said)
	}
}

func TestCancelled(t *testing.T) {
	h := checkout(t)
	ctx, cancel := context.WithCancel(t.Context())
	var never int
	cut := step{name: "cut", without: "nothing", done: func() bool { return false },
		make: func(context.Context, Observe) error { cancel(); return errors.New("killed") }}
	if err := h.take(ctx, []step{cut, made(&never, nil, "")}, func(string) {}); !errors.Is(err, context.Canceled) || never != 0 {
		t.Errorf("it went on after the end: %v", err)
	}
}

// TestSweep shows that what a killed set-up left goes, and that nothing else does.
func TestSweep(t *testing.T) {
	h := checkout(t)
	left := []string{filepath.Join("xla", "cpu", scratchPrefix+"123", "half"), filepath.Join("bin", ".gonb"+freshSuffix)}
	kept := []string{filepath.Join("xla", "cpu", "plugin.so"), filepath.Join("bin", "gonb"), filepath.Join("bin", ".gonb.stamp")}
	for _, name := range append(slices.Clone(left), kept...) {
		path := filepath.Join(h.Dir(), name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, nil, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	var times int
	if err := h.take(t.Context(), []step{made(&times, nil, "")}, func(string) {}); err != nil {
		t.Fatal(err)
	}
	for _, name := range left {
		if _, err := os.Stat(filepath.Join(h.Dir(), name)); err == nil {
			t.Errorf("%s is still there", name)
		}
	}
	for _, name := range kept {
		if _, err := os.Stat(filepath.Join(h.Dir(), name)); err != nil {
			t.Errorf("%s is gone", name)
		}
	}
}

func TestRemedies(t *testing.T) {
	for _, c := range []struct {
		err  error
		says string
	}{
		{&os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}, "make room"},
		{errors.New("pip: [Errno 28] No space left on device"), "make room"},
		{&os.PathError{Op: "mkdir", Path: "x", Err: syscall.EROFS}, "that you may write in"},
		{&os.PathError{Op: "mkdir", Path: "x", Err: syscall.EACCES}, "that you may write in"},
		{errors.New("dial tcp: lookup x: no such host"), "connect to the network"},
		{fmt.Errorf("odd"), "odd"},
	} {
		got := remedied(c.err)
		if !errors.Is(got, c.err) || !strings.Contains(got.Error(), c.says) || strings.Contains(got.Error(), "\n") {
			t.Errorf("of %v it says %v", c.err, got)
		}
	}
}
