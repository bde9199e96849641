// Package supervise runs GoNB so that nothing outlives it: no process, no socket, no folder.
//
// Two processes watch each other. The outer one is what Jupyter started and signals. The inner one
// is in a session of its own, so that a SIGKILL of Jupyter's process group spares it; it holds the
// reading end of a pipe whose other end only the outer one has, and so sees the outer one's death,
// of whatever kind, as the end of that pipe. Both are child subreapers: a process below them whose
// parent has died becomes their child instead of init's, however many sessions or process groups
// it made (GoNB gives gopls a group of its own), so walking the tree of children finds all. If
// the inner one is killed, GoNB dies by its parent-death signal and the outer one cleans up. If
// both are killed in the same instant, the next kernel to start sweeps up what they left.
package supervise

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"

	"sublunar/lib/kernel/launcher/internal/place"
)

// InnerCommand is the launcher's argument that makes it the inner process.
const InnerCommand = "supervise"

// The inner process's inherited files, by number.
const (
	lifelineFile = 3 // read end; its end of file means that the outer process has died
	lockFile     = 4 // keeps the run folder's lock held while the inner process lives
)

// Kernel runs a kernel to its end and gives the exit status to end with: GoNB's own, or 1.
func Kernel(connectionFile string) int {
	status, err := kernel(connectionFile)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return status
}

func kernel(connectionFile string) (int, error) {
	if _, err := os.Stat(connectionFile); err != nil {
		return 1, fmt.Errorf("launcher: no connection file: %w", err)
	}
	connectionFile, err := filepath.Abs(connectionFile)
	if err != nil {
		return 1, fmt.Errorf("launcher: %w", err)
	}
	found, err := place.Find()
	if err != nil {
		return 1, err
	}
	if err := becomeSubreaper(); err != nil {
		return 1, fmt.Errorf("launcher: can't adopt orphans: %w", err)
	}
	Sweep(os.TempDir())
	run, err := makeRunFolder(os.TempDir(), found)
	if err != nil {
		return 1, err
	}
	defer func() {
		killDescendants()
		run.remove()
	}()

	// Signals that arrive while the inner process starts wait in the channel.
	signals := make(chan os.Signal, 16)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)

	lifeline, end, err := os.Pipe()
	if err != nil {
		return 1, fmt.Errorf("launcher: %w", err)
	}
	defer end.Close()
	inner := exec.Command(found.Self, InnerCommand, connectionFile)
	inner.Env = found.Environment(os.Environ(), run.path)
	inner.Stdout, inner.Stderr = os.Stdout, os.Stderr
	inner.ExtraFiles = []*os.File{lifeline, run.lock}
	inner.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := inner.Start(); err != nil {
		return 1, fmt.Errorf("launcher: %w", err)
	}
	lifeline.Close()
	go func() {
		for received := range signals {
			inner.Process.Signal(received) // fails only when the inner process has ended
		}
	}()
	return exitStatus(inner.Wait())
}

// exitStatus turns what Wait gave into a status as a shell would: 128 and the signal's number for
// a process that a signal ended.
func exitStatus(err error) (int, error) {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0, nil
	case !errors.As(err, &exit):
		return 1, fmt.Errorf("launcher: %w", err)
	}
	if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal()), nil
	}
	return exit.ExitCode(), nil
}
