package wire

import (
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
)

// A process is a kernel's own process.
type process struct {
	pid    int
	ended  chan struct{} // closed when it has ended, and state and oom are set
	state  *os.ProcessState
	oom    bool // something was killed for want of memory while it lived
	handle *os.Process
}

// start starts a command and watches it. The system kills the process when the thread that started
// it ends, so that no kernel outlives us even if we are killed; Go ends threads at will, so the
// goroutine that starts it keeps its thread until the process has ended.
func start(cmd *exec.Cmd) (*process, error) {
	cmd.SysProcAttr = attributes()
	p := &process{ended: make(chan struct{})}
	before := killedForMemory()
	started := make(chan error)
	go func() {
		runtime.LockOSThread() // and never unlocked: the thread ends with the goroutine
		if err := cmd.Start(); err != nil {
			started <- err
			return
		}
		p.pid, p.handle = cmd.Process.Pid, cmd.Process
		started <- nil
		cmd.Wait() // how it ended is in its state
		p.state = cmd.ProcessState
		p.oom = killedForMemory() > before
		close(p.ended)
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	return p, nil
}

// death says how an ended process ended. A launcher tells that its kernel died of a signal as a
// shell does, by the exit status 128 + signal.
func (p *process) death(log string) *DeathError {
	e := &DeathError{Memory: p.oom, Log: log}
	if p.state == nil {
		return e
	}
	e.Status = p.state.ExitCode()
	if s, ok := p.state.Sys().(syscall.WaitStatus); ok && s.Signaled() {
		e.Signal, e.Status = s.Signal(), 0
	} else if e.Status > 128 && e.Status < 128+65 {
		e.Signal, e.Status = syscall.Signal(e.Status-128), 0
	}
	return e
}

// logEnd gives what a log says at its end, in at most ten lines: where a Go program has crashed, the
// crash's first lines, else the last.
func logEnd(path string) string {
	const most, lines = 1 << 20, 10
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return ""
	}
	at := max(0, info.Size()-most)
	text := make([]byte, info.Size()-at)
	n, _ := f.ReadAt(text, at)
	all := strings.Split(strings.TrimSpace(string(text[:n])), "\n")
	for i, line := range all {
		for _, crash := range []string{"panic: ", "fatal error: ", "SIG"} {
			if strings.HasPrefix(line, crash) {
				return strings.Join(all[i:min(i+lines, len(all))], "\n")
			}
		}
	}
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}
