package wire

import "time"

// InterruptMode says how a kernel is asked to stop the running cell: the kernelspec's
// interrupt_mode.
type InterruptMode string

const (
	// ByMessage sends an interrupt_request on the control channel; GoNB's kernelspec says this.
	ByMessage InterruptMode = "message"
	// BySignal sends SIGINT to the kernel's process.
	BySignal InterruptMode = "signal"
)

// A Command says how to start a kernel and how to treat it. Only Argv is needed.
type Command struct {
	// Argv is the program and its arguments; {connection_file} in them is replaced, as in a
	// kernelspec.
	Argv []string
	// Env is added to this process's environment, and wins over it: NAME=value. {folder} in it is
	// replaced by the kernel's private folder, which goes with the kernel.
	Env []string
	// Dir is where the kernel, and so the cells, run; default: here.
	Dir string
	// Interrupt is the kernelspec's interrupt_mode; default ByMessage.
	Interrupt InterruptMode
	// StartTimeout is how long the kernel may take until it answers; default 1 minute.
	StartTimeout time.Duration
	// Timeout is how long a cell may take before it is interrupted; 0: as long as it wants.
	Timeout time.Duration
	// Grace is how long an interrupted cell may take to end before the kernel is killed; default
	// 8 s (GoNB kills a program that ignores the interrupt after 5 s, and goes on).
	Grace time.Duration
	// Silence is how long the kernel may leave a heartbeat unanswered before it is taken for hung
	// and killed; default 1 minute.
	Silence time.Duration
	// Limits bound a cell's output.
	Limits Limits
}

func (c Command) withDefaults() Command {
	for _, f := range []struct {
		field *time.Duration
		value time.Duration
	}{{&c.StartTimeout, time.Minute}, {&c.Grace, 8 * time.Second}, {&c.Silence, time.Minute}} {
		if *f.field <= 0 {
			*f.field = f.value
		}
	}
	if c.Interrupt == "" {
		c.Interrupt = ByMessage
	}
	return c
}
