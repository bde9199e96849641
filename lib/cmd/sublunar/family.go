package main

import (
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// A family is a process with all that descend from it.
type family struct {
	process *exec.Cmd
	ended   chan struct{}
	err     error
}

// grace is how long a family may take to end by itself once asked.
const grace = 10 * time.Second

// startFamily starts a program in a session of its own: Ctrl-C at the terminal then reaches us alone, and we ask it to end.
func startFamily(name string, args, env []string, dir string, log *os.File) (*family, error) {
	adoptOrphans()
	cmd := exec.Command(name, args...)
	cmd.Env, cmd.Dir = env, dir
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = ownSession()
	f := &family{process: cmd, ended: make(chan struct{})}
	started := make(chan error)
	go func() {
		// The system watches for the death of the thread that started the process, so that thread must last as long as we do.
		runtime.LockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			f.err = cmd.Wait()
			close(f.ended)
		}
	}()
	return f, <-started
}

func (f *family) failed() bool { return f.err != nil }

// end asks the process to end, waits a while, and kills what is left of the family.
func (f *family) end() {
	_ = f.process.Process.Signal(syscall.SIGTERM)
	select {
	case <-f.ended:
	case <-time.After(grace):
		_ = f.process.Process.Kill()
		<-f.ended
	}
	killOrphans()
}
