package wire

import (
	"fmt"
	"strings"
	"syscall"
	"time"
)

// A TimeoutError says that a cell took longer than it may.
type TimeoutError struct {
	Limit time.Duration
	// Input: the cell was waiting for its standard input, which nobody gives it.
	Input bool
	// Killed: the cell went on when it was interrupted, and the kernel was killed.
	Killed bool
}

func (e *TimeoutError) Error() string {
	text := fmt.Sprintf("the cell took longer than %s and was interrupted", e.Limit)
	if e.Killed {
		text = fmt.Sprintf("the cell took longer than %s, did not end when interrupted, and its kernel was killed", e.Limit)
	}
	if e.Input {
		return text + "; it was waiting for input (stdin), which a notebook that runs by itself does not get: read from a file or a parameter"
	}
	return text
}

// An InputError says that a cell asked the reader for input, and was interrupted.
type InputError struct {
	Prompt string
	Killed bool // as in TimeoutError
}

func (e *InputError) Error() string {
	return fmt.Sprintf("the cell asked for input (%q), which a notebook that runs by itself does not get: use a parameter", e.Prompt)
}

// A DeathError says that the kernel's process has ended while it was needed.
type DeathError struct {
	// Signal ended the process; 0 when it ended by itself.
	Signal syscall.Signal
	// Status is the exit status of a process that ended by itself.
	Status int
	// Memory: the system killed some process for want of memory while the kernel lived.
	Memory bool
	// Log is what the kernel's process last wrote to its own stdout and stderr, in a few lines.
	Log string
}

func (e *DeathError) Error() string {
	var b strings.Builder
	switch {
	case e.Signal == syscall.SIGKILL && e.Memory:
		b.WriteString("the kernel was killed, probably for want of memory: use less data or a smaller model, or give the machine more")
	case e.Signal == syscall.SIGKILL:
		b.WriteString("the kernel was killed (SIGKILL) from outside: by someone, or for want of memory in a container")
	case e.Signal != 0:
		fmt.Fprintf(&b, "the kernel was ended by signal %d (%s)", int(e.Signal), e.Signal)
	default:
		fmt.Fprintf(&b, "the kernel ended by itself (exit status %d)", e.Status)
	}
	if e.Log != "" && e.Signal != syscall.SIGKILL {
		b.WriteString("; the end of its log:\n")
		b.WriteString(e.Log)
	}
	return b.String()
}
