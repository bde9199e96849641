package supervise

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"sublunar/lib/kernel/launcher/internal/place"
	"sublunar/lib/kernel/launcher/internal/serve"
)

// patience is how long GoNB gets to end by itself after it was asked to. It then interrupts the
// running cell, which in turn has up to 5 s by GoNB's own clock; a kernel that is told to end is
// not waited for that long.
const patience = 2 * time.Second

// The parent-death signal comes when the thread that started the child ends, not the process:
// keep the main goroutine on the main thread, and start GoNB from it.
func init() { runtime.LockOSThread() }

// Inner is the second process: it serves the shims, runs GoNB and ends all below it.
func Inner(connectionFile string) int {
	status, err := inner(connectionFile)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return status
}

func inner(connectionFile string) (int, error) {
	run := os.Getenv(place.EnvRun)
	if run == "" {
		return 1, fmt.Errorf("launcher: %s is for the launcher's own use", InnerCommand)
	}
	found, err := place.Find()
	if err != nil {
		return 1, err
	}
	if err := becomeSubreaper(); err != nil {
		return 1, fmt.Errorf("launcher: can't adopt orphans: %w", err)
	}
	signals := make(chan os.Signal, 16)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	syscall.CloseOnExec(lifelineFile)
	syscall.CloseOnExec(lockFile)
	outerDied := make(chan struct{})
	go func() {
		io.Copy(io.Discard, os.NewFile(lifelineFile, "lifeline"))
		close(outerDied)
	}()
	// Registered first, so run last: after the server is closed and GoNB is gone.
	defer removeTree(run)
	defer killDescendants()

	server, err := serve.Start(found, run)
	if err != nil {
		return 1, err
	}
	defer server.Close()

	log, err := os.Create(filepath.Join(run, "gonb.log"))
	if err != nil {
		return 1, fmt.Errorf("launcher: %w", err)
	}
	defer log.Close()
	gonb := exec.Command(found.Gonb, "--kernel", connectionFile)
	gonb.Stdout, gonb.Stderr = log, log // a line for every cell: of no use on Jupyter's terminal
	gonb.SysProcAttr = dieWithParent()
	if err := server.Children.Start(gonb); err != nil {
		return 1, fmt.Errorf("launcher: can't start %s: %w", found.Gonb, err)
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Children.Wait(gonb) }()

	var deadline <-chan time.Time
	stopping := false
	stop := func() {
		if !stopping {
			stopping = true
			gonb.Process.Signal(syscall.SIGTERM)
			deadline = time.After(patience)
		}
	}
	for {
		select {
		case err := <-ended:
			status, err := exitStatus(err)
			if !stopping && status != 0 {
				showTail(log.Name(), os.Stderr)
			}
			return status, err
		case <-outerDied:
			return 1, nil
		case <-deadline:
			return 128 + int(syscall.SIGTERM), nil
		case received := <-signals:
			if received == os.Interrupt {
				gonb.Process.Signal(os.Interrupt)
				server.Interrupt()
				continue
			}
			stop()
		}
	}
}

// showTail prints the end of GoNB's log: why a kernel died by itself.
func showTail(path string, to io.Writer) {
	const most = 4096
	text, err := os.ReadFile(path)
	if err != nil {
		return
	}
	if len(text) > most {
		text = text[len(text)-most:]
	}
	fmt.Fprintf(to, "launcher: GoNB ended by itself; the end of its log:\n%s", text)
}
