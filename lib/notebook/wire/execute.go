package wire

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/go-zeromq/zmq4"
)

// A Reply is a kernel's answer to a cell.
type Reply struct {
	// Status is "ok", "error", or "aborted" for a cell that the kernel did not begin.
	Status string
	// Count is the cell's execution count; 0 when the kernel gave none.
	Count int
	// ErrorName, ErrorValue and Traceback say what went wrong when Status is "error".
	ErrorName, ErrorValue string
	Traceback             []string
	// Dropped says what of the output was left out for being too much.
	Dropped Dropped
	// Memory: while the cell ran, the system killed some process for want of memory.
	Memory bool
}

// A request is a message that we sent, and what comes back for it.
type request struct {
	gate  *gate        // of a cell; nil for other requests
	watch []Sink       // of a cell
	reply chan Message // gets one message
	idle  chan struct{}
	input chan string // gets the prompt of an input request

	mu       sync.Mutex
	isIdle   bool
	answered bool
}

// send makes a request of the kernel, on the channel that is right for it.
func (k *Kernel) send(kind string, content any, g *gate, watch ...Sink) (*request, error) {
	m, err := newMessage(k.session, kind, content)
	if err != nil {
		return nil, err
	}
	r := &request{gate: g, watch: watch, reply: make(chan Message, 1), idle: make(chan struct{}), input: make(chan string, 1)}
	k.mu.Lock()
	k.requests[m.Header.ID] = r
	k.mu.Unlock()
	var socket zmq4.Socket = k.ch.shell
	if kind == "interrupt_request" || kind == "shutdown_request" {
		socket = k.ch.control
	}
	// A kernel that has stopped reading would block us: wait for it no longer than for its death,
	// which comes at the latest by the heartbeat.
	sent := make(chan error, 1)
	go func() { sent <- k.ch.send(socket, m) }()
	select {
	case err := <-sent:
		// After the kernel's death zmq4 may report an error or not: its process tells.
		select {
		case <-k.process.ended:
			return nil, k.death()
		default:
			return r, err
		}
	case <-k.process.ended:
		return nil, k.death()
	}
}

func (k *Kernel) request(parent Header) *request {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.requests[parent.ID]
}

// reply handles what comes on shell and control.
func (k *Kernel) reply(m Message) {
	r := k.request(m.Parent)
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.answered {
		r.answered = true
		r.reply <- m
	}
}

// asked handles what comes on stdin.
func (k *Kernel) asked(m Message) {
	r := k.request(m.Parent)
	if r == nil || m.Header.Type != "input_request" {
		return
	}
	var c struct{ Prompt string }
	json.Unmarshal(m.Content, &c) // a prompt of another kind is shown as ""
	select {
	case r.input <- c.Prompt:
	default: // the first one has settled it
	}
}

// published handles what comes on iopub. Output goes to the cell that made it, even when that has
// ended: GoNB passes a program's displays on by a way of their own, which can take longer.
func (k *Kernel) published(m Message) {
	r := k.request(m.Parent)
	if r == nil {
		return
	}
	if m.Header.Type == "status" {
		var c struct {
			State string `json:"execution_state"`
		}
		if json.Unmarshal(m.Content, &c) == nil && c.State == "idle" && !r.isIdle {
			r.isIdle = true
			close(r.idle)
		}
		return
	}
	if r.gate == nil {
		return
	}
	e, ok, err := event(m)
	if err != nil || !ok {
		return // a malformed output is the kernel's own fault; its cell is judged by the reply
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, watch := range r.watch {
		watch(e)
	}
	r.gate.pass(e)
}

// Execute runs a cell and waits until the kernel has both answered and gone idle. sink is given the
// cell's output, within the limits; it may be called for output that comes late until the kernel is
// closed. A watch is given all of the output, message by message.
//
// A cell that fails is no error of Execute: its Reply says so. The errors are TimeoutError and
// InputError (the kernel can be used again unless Killed), DeathError, and, with the kernel killed,
// the end of ctx.
func (k *Kernel) Execute(ctx context.Context, code string, sink Sink, watch ...Sink) (Reply, error) {
	return k.run(ctx, code, sink, watch, false)
}

// ExecuteSilently runs code that is not a cell of the notebook: it shows nothing and does not count.
func (k *Kernel) ExecuteSilently(ctx context.Context, code string) (Reply, error) {
	return k.run(ctx, code, func(Event) {}, nil, true)
}

func (k *Kernel) run(ctx context.Context, code string, sink Sink, watch []Sink, silent bool) (Reply, error) {
	k.execute.Lock()
	defer k.execute.Unlock()
	k.mu.Lock()
	closed := k.closed
	k.mu.Unlock()
	if closed {
		return Reply{}, errors.New("the kernel has been closed")
	}
	killed, began := killedForMemory(), sinceBoot()
	r, err := k.send("execute_request", map[string]any{
		"code":             code,
		"silent":           silent,
		"store_history":    !silent,
		"user_expressions": map[string]string{},
		"allow_stdin":      false,
		"stop_on_error":    false, // one cell at a time: nothing is queued behind it
	}, newGate(k.command.Limits, sink), watch...)
	if err != nil {
		return Reply{}, err
	}
	reply, err := k.await(ctx, r, began)
	r.mu.Lock()
	defer r.mu.Unlock()
	reply.Dropped = r.gate.flush()
	reply.Memory = killedForMemory() > killed
	return reply, err
}

// await waits for a cell's end. When it must end before (too slow, asks for input) it is
// interrupted, and when that does not help the kernel is killed. began is when it did, since boot.
func (k *Kernel) await(ctx context.Context, r *request, began time.Duration) (Reply, error) {
	var reply Reply
	var why error // the cell was interrupted for this
	var answer <-chan Message = r.reply
	idle := r.idle
	var late, urge, grace <-chan time.Time
	if k.command.Timeout > 0 {
		timer := time.NewTimer(k.command.Timeout)
		defer timer.Stop()
		late = timer.C
	}
	interrupt := func(reason error) {
		why, late = reason, nil
		k.interrupt()
		urge, grace = time.After(k.command.Grace/4), time.After(k.command.Grace)
	}
	input := r.input
	for answer != nil || idle != nil {
		select {
		case m := <-answer:
			answer = nil
			var err error
			if reply, err = readReply(m); err != nil {
				return reply, err
			}
		case <-idle:
			idle = nil
		case prompt := <-input:
			input = nil
			if why == nil {
				interrupt(&InputError{Prompt: prompt})
			}
		case <-late:
			interrupt(&TimeoutError{Limit: k.command.Timeout, Input: readsInput(k.folder.mark(), began)})
		case <-urge:
			// GoNB interrupts the one process it started: not what a shell runs, nor a compiler.
			interruptMarked(k.folder.mark(), k.process.pid)
		case <-grace:
			switch e := why.(type) {
			case *TimeoutError:
				e.Killed = true
			case *InputError:
				e.Killed = true
			}
			k.kill(why)
			return reply, why
		case <-ctx.Done():
			k.kill(context.Cause(ctx))
			return reply, context.Cause(ctx)
		case <-k.process.ended:
			if why != nil {
				return reply, why
			}
			return reply, k.death()
		}
	}
	return reply, why
}

func readReply(m Message) (Reply, error) {
	var c struct {
		Status     string
		Count      int    `json:"execution_count"`
		ErrorName  string `json:"ename"`
		ErrorValue string `json:"evalue"`
		Traceback  []string
	}
	if err := json.Unmarshal(m.Content, &c); err != nil {
		return Reply{}, fmt.Errorf("the kernel's %s: %w", m.Header.Type, err)
	}
	return Reply{Status: c.Status, Count: c.Count, ErrorName: c.ErrorName, ErrorValue: c.ErrorValue, Traceback: c.Traceback}, nil
}

// Interrupt asks the kernel to stop the running cell, by the way its kernelspec says.
func (k *Kernel) Interrupt() error { return k.interrupt() }

func (k *Kernel) interrupt() error {
	if k.command.Interrupt == BySignal {
		return k.process.handle.Signal(os.Interrupt)
	}
	_, err := k.send("interrupt_request", struct{}{}, nil)
	return err
}
