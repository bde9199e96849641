package supervise

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"sublunar/lib/kernel/launcher/internal/place"
	"sublunar/lib/kernel/launcher/internal/serve"
)

// Warm compiles the packages that cells import and records how, so that a newcomer's first cell is
// as fast as any. It does what a kernel would, without GoNB, and gives an exit status.
func Warm() int {
	if err := warm(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func warm() error {
	found, err := place.Find()
	if err != nil {
		return err
	}
	if err := becomeSubreaper(); err != nil {
		return fmt.Errorf("launcher: can't adopt orphans: %w", err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	Sweep(os.TempDir())
	run, err := makeRunFolder(os.TempDir(), found)
	if err != nil {
		return err
	}
	defer func() {
		killDescendants()
		run.remove()
	}()
	env := found.Environment(os.Environ(), run.path)
	dir := filepath.Join(run.path, "gonb_warm")
	if err := os.Mkdir(dir, 0o700); err != nil {
		return fmt.Errorf("launcher: %w", err)
	}
	return serve.Warm(ctx, found, run.path, dir, env)
}
