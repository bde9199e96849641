package wire

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// A Kernel is a running kernel. Its methods may be called from several goroutines; cells run one
// after the other.
type Kernel struct {
	command Command
	folder  *folder
	process *process
	ch      *channels
	session string
	info    json.RawMessage // language_info

	execute sync.Mutex // held while a cell runs

	mu       sync.Mutex
	requests map[string]*request // by message id; they stay, for output that comes late
	cause    error               // why we killed the kernel, when we did
	closed   bool
	readers  sync.WaitGroup
	release  func() bool // stops waiting for the end of Start's context
}

// Start starts a kernel and waits until it answers on all its channels. The caller must Close it.
// When ctx ends the kernel is killed.
func Start(ctx context.Context, command Command) (*Kernel, error) {
	command = command.withDefaults()
	if len(command.Argv) == 0 {
		return nil, errors.New("the kernel's command is empty: set Command.Argv")
	}
	if command.Interrupt != ByMessage && command.Interrupt != BySignal {
		return nil, fmt.Errorf("Command.Interrupt is %q: use %q or %q", command.Interrupt, ByMessage, BySignal)
	}
	Sweep()
	f, err := makeFolder()
	if err != nil {
		return nil, err
	}
	k := &Kernel{command: command, folder: f, session: newID(), requests: map[string]*request{}}
	ready, cancel := context.WithTimeoutCause(ctx, command.StartTimeout,
		fmt.Errorf("the kernel did not answer within %s of its start", command.StartTimeout))
	defer cancel()
	if err := k.start(ready); err != nil {
		k.Close()
		return nil, fmt.Errorf("can't start the kernel %s: %w", command.Argv[0], err)
	}
	// From here on it is the caller's context that ends the kernel.
	k.release = context.AfterFunc(ctx, func() { k.kill(context.Cause(ctx)) })
	return k, nil
}

func (k *Kernel) start(ctx context.Context) error {
	connection, err := newConnection(k.folder.path)
	if err != nil {
		return err
	}
	file := k.folder.connectionFile()
	if err := connection.write(file); err != nil {
		return err
	}
	log, err := os.Create(k.folder.log())
	if err != nil {
		return err
	}
	defer log.Close()
	args := make([]string, len(k.command.Argv))
	for i, arg := range k.command.Argv {
		args[i] = strings.ReplaceAll(arg, "{connection_file}", file)
	}
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = k.command.Dir, log, log
	cmd.Env = os.Environ()
	for _, entry := range k.command.Env {
		cmd.Env = append(cmd.Env, strings.ReplaceAll(entry, "{folder}", k.folder.path))
	}
	cmd.Env = append(cmd.Env, "TMPDIR="+k.folder.temp(), k.folder.mark())
	if k.process, err = start(cmd); err != nil {
		return err
	}

	// A kernel that dies, or that takes too long, ends the dialling.
	dialling, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	go func() {
		select {
		case <-k.process.ended:
			stop(k.death())
		case <-dialling.Done():
		}
	}()
	ended := context.AfterFunc(dialling, func() { k.kill(context.Cause(dialling)) })
	defer ended()
	if k.ch, err = dial(dialling, connection); err != nil {
		return err
	}
	k.listen()
	if err := k.greet(dialling); err != nil {
		return err
	}
	if !ended() {
		return context.Cause(dialling)
	}
	go k.watchHeartbeat()
	return nil
}

// listen starts a reader for each channel that brings messages.
func (k *Kernel) listen() {
	ignore := func(error) {} // a message that is not from our kernel counts for nothing
	read := func(f func()) { k.readers.Go(f) }
	read(func() { k.ch.receive(k.ch.shell, k.reply, ignore) })
	read(func() { k.ch.receive(k.ch.control, k.reply, ignore) })
	read(func() { k.ch.receive(k.ch.stdin, k.asked, ignore) })
	read(func() { k.ch.receive(k.ch.iopub, k.published, ignore) })
}

// greet asks for the kernel's info until its answer has come on both shell and iopub: a subscription
// to iopub takes effect some time after it was made, and what was published before is lost.
func (k *Kernel) greet(ctx context.Context) error {
	for {
		var c struct {
			LanguageInfo json.RawMessage `json:"language_info"`
		}
		r, err := k.ask(ctx, "kernel_info_request", struct{}{}, &c)
		if err != nil {
			return err
		}
		k.info = c.LanguageInfo
		select {
		case <-r.idle:
			return nil
		case <-time.After(50 * time.Millisecond): // lost: ask again
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// LanguageInfo is the kernel's language_info, which a notebook it has run carries in its metadata.
func (k *Kernel) LanguageInfo() json.RawMessage { return k.info }

// Folder is the kernel's private folder. It is removed when the kernel is closed.
func (k *Kernel) Folder() string { return k.folder.path }

// PID is the process id of the kernel's own process.
func (k *Kernel) PID() int { return k.process.pid }

// Done is closed when the kernel's process has ended.
func (k *Kernel) Done() <-chan struct{} { return k.process.ended }

// death waits for the process to end and says how it did.
func (k *Kernel) death() error {
	<-k.process.ended
	k.mu.Lock()
	cause := k.cause
	k.mu.Unlock()
	if cause != nil {
		return cause
	}
	return k.process.death(logEnd(k.folder.log()))
}

// kill kills the kernel and all that it runs. cause is what waiting calls then return; nil where
// they should say how the kernel died.
func (k *Kernel) kill(cause error) {
	k.mu.Lock()
	if k.cause == nil {
		k.cause = cause
	}
	k.mu.Unlock()
	if k.process != nil {
		select {
		case <-k.process.ended: // its id may be another's by now
		default:
			k.process.handle.Kill()
		}
		killMarked(k.folder.mark())
	}
}

// watchHeartbeat kills a kernel that lives but does not answer its heartbeat.
func (k *Kernel) watchHeartbeat() {
	for {
		echoed := make(chan error, 1)
		go func() { echoed <- k.ch.beat() }()
		select {
		case err := <-echoed:
			if err != nil {
				return // the kernel is gone: its process says how
			}
		case <-k.process.ended:
			return
		case <-time.After(k.command.Silence):
			k.kill(fmt.Errorf("the kernel has not answered its heartbeat for %s: it hangs, and was killed", k.command.Silence))
			return
		}
		select {
		case <-time.After(min(time.Second, k.command.Silence/2)):
		case <-k.process.ended:
			return
		}
	}
}

// Close ends the kernel, and every process and file of it. It asks first, and a second later kills.
// Output that cells sent after they had ended is in their sinks when Close returns.
func (k *Kernel) Close() error {
	k.mu.Lock()
	was := k.closed
	k.closed = true
	k.mu.Unlock()
	if was {
		return nil
	}
	if k.release != nil {
		k.release()
	}
	if k.ch != nil {
		k.settle()
		k.send("shutdown_request", map[string]bool{"restart": false}, nil)
		select {
		case <-k.process.ended:
		case <-time.After(time.Second):
		}
	}
	k.kill(errors.New("the kernel has been closed"))
	if k.process != nil {
		<-k.process.ended
	}
	if k.ch != nil {
		// The dead kernel's sockets close, and with that every message is in; unless a process that
		// could not be killed holds them.
		read := make(chan struct{})
		go func() { k.readers.Wait(); close(read) }()
		select {
		case <-read:
		case <-time.After(2 * time.Second):
		}
		k.ch.close()
		<-read
		for _, r := range k.requests {
			if r.gate != nil {
				r.gate.flush() // what came after its cell had ended
			}
		}
	}
	if err := k.folder.remove(); err != nil {
		return fmt.Errorf("can't remove the kernel's folder: %w", err)
	}
	return nil
}

// settle makes a round trip, so that what the kernel has published so far is in.
func (k *Kernel) settle() {
	r, err := k.send("kernel_info_request", struct{}{}, nil)
	if err != nil {
		return
	}
	select {
	case <-r.idle:
	case <-k.process.ended:
	case <-time.After(time.Second): // it is busy: this was a courtesy
	}
}
