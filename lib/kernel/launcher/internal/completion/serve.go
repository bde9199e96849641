package completion

import (
	"bufio"
	"encoding/json"
	"net"
	"os/exec"
	"sync"
	"time"
)

// Patience is how long gopls runs on when nobody asks it anything.
const Patience = 10 * time.Minute

// Serve answers on a listener until it is closed, one conversation after the other, as GoNB has them. gopls gives the command
// of a real one, which talks by its standard input and output.
func Serve(listener net.Listener, patience time.Duration, gopls func() *exec.Cmd) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		c := &conversation{connection: connection, patience: patience, gopls: gopls, open: files{}, waiting: map[string]bool{}}
		c.hold()
	}
}

// A conversation is GoNB's with gopls, which runs for a part of it.
type conversation struct {
	connection net.Conn
	patience   time.Duration
	gopls      func() *exec.Cmd

	initialize json.RawMessage // what GoNB greeted with
	open       files
	real       *real
	idle       *time.Timer

	mu      sync.Mutex      // of what follows, and of writing to GoNB
	waiting map[string]bool // ids of questions that have no answer yet
}

// hold listens to GoNB until it leaves.
func (c *conversation) hold() {
	defer c.connection.Close()
	defer c.dismiss()
	heard := make(chan []byte)
	go func() {
		defer close(heard)
		words := bufio.NewReader(c.connection)
		for {
			text, err := read(words)
			if err != nil {
				return
			}
			heard <- text
		}
	}()
	c.idle = time.NewTimer(c.patience)
	defer c.idle.Stop()
	for {
		select {
		case text, ok := <-heard:
			if !ok {
				return
			}
			c.take(text)
		case <-c.idle.C:
			c.dismiss()
		case <-c.ended():
			c.dismiss() // by itself: the next question starts another
		}
	}
}

// take deals with a message of GoNB's.
func (c *conversation) take(text []byte) {
	var m message
	if json.Unmarshal(text, &m) != nil {
		return
	}
	switch {
	case m.Method == "initialize":
		c.initialize = m.Params
		c.tell(map[string]any{"id": m.ID, "result": map[string]any{"capabilities": struct{}{}}})
		return
	case m.Method == "initialized":
		return
	case m.isQuestion():
		c.idle.Reset(c.patience)
		c.mu.Lock()
		c.waiting[string(m.ID)] = true
		c.mu.Unlock()
		if c.real == nil {
			started, err := start(c.gopls(), c.initialize, c.open, c.pass)
			if err != nil {
				c.excuse(err.Error())
				return
			}
			c.real = started
		}
	default:
		c.open.take(m)
	}
	if c.real != nil {
		write(c.real.input, text) // where that fails, its end is noticed too
	}
}

// pass gives GoNB what gopls says.
func (c *conversation) pass(text []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var m message
	if json.Unmarshal(text, &m) == nil && m.isAnswer() {
		delete(c.waiting, string(m.ID))
	}
	write(c.connection, text) // where that fails, GoNB has left, and hold ends
}

// tell answers GoNB in gopls' place.
func (c *conversation) tell(fields map[string]any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	send(c.connection, fields)
}

// excuse answers what nobody will answer any more.
func (c *conversation) excuse(why string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for id := range c.waiting {
		const internalError = -32603
		send(c.connection, map[string]any{"id": json.RawMessage(id), "error": map[string]any{"code": internalError, "message": why}})
	}
	clear(c.waiting)
}

func (c *conversation) ended() <-chan struct{} {
	if c.real == nil {
		return nil
	}
	return c.real.ended
}

// dismiss ends gopls, if it runs.
func (c *conversation) dismiss() {
	if c.real == nil {
		return
	}
	c.real.end()
	c.real = nil
	c.excuse("gopls has ended")
}
