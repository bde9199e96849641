// Package serve answers the shims: it holds the warm state that makes a cell fast.
package serve

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"sublunar/lib/kernel/launcher/internal/fastbuild"
	"sublunar/lib/kernel/launcher/internal/place"
	"sublunar/lib/kernel/launcher/internal/shim"
)

// Server listens on the run folder's socket until it is closed.
type Server struct {
	Children Children

	place    place.Place
	run      string
	listener net.Listener
	log      *log.Logger
	builder  *fastbuild.Builder

	standardOnce  sync.Once
	standardNames map[string]bool

	life context.Context // ends when the server is closed
	end  context.CancelFunc

	mu      sync.Mutex
	cancels map[int]context.CancelFunc // of the answers under way
	next    int
}

// Start listens and answers in the background.
func Start(found place.Place, run string) (*Server, error) {
	s, err := newServer(found, run)
	if err != nil {
		return nil, err
	}
	s.listener, err = net.Listen("unix", filepath.Join(run, "socket"))
	if err != nil {
		return nil, fmt.Errorf("launcher: %w", err)
	}
	go s.accept()
	return s, nil
}

func newServer(found place.Place, run string) (*Server, error) {
	file, err := os.Create(filepath.Join(run, "launcher.log"))
	if err != nil {
		return nil, fmt.Errorf("launcher: %w", err)
	}
	work := filepath.Join(run, "build")
	if err := os.Mkdir(work, 0o700); err != nil {
		return nil, fmt.Errorf("launcher: %w", err)
	}
	s := &Server{
		place:   found,
		run:     run,
		log:     log.New(file, "", log.Ltime|log.Lmicroseconds),
		cancels: map[int]context.CancelFunc{},
	}
	s.life, s.end = context.WithCancel(context.Background())
	s.builder = &fastbuild.Builder{
		Go:    fastbuild.Toolchain{Command: found.Go, Root: found.GOROOT, Version: found.GOVERSION},
		Work:  work,
		Saved: filepath.Join(found.Own, "cache", "builds"),
		Older: filepath.Join(found.Home, "cache", "builds"),
		Run:   s.Children.Run,
		Log:   s.log.Printf,
		Warm: func(dir string, env []string) ([]string, error) {
			return fastbuild.Roots(s.life, s.Children.Run, found.Go, dir, found.Project.Module, env)
		},
	}
	return s, nil
}

// Close stops listening and ends what is under way.
func (s *Server) Close() {
	s.end()
	s.listener.Close()
}

// Interrupt ends the builds that run for a cell, as Ctrl-C would: GoNB itself interrupts only
// programs, not their builds.
func (s *Server) Interrupt() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, cancel := range s.cancels {
		cancel()
	}
}

func (s *Server) accept() {
	for {
		connection, err := s.listener.Accept()
		if err != nil {
			return
		}
		go s.handle(connection)
	}
}

// handle answers one shim. A defect here must not cost the person their kernel: after a panic
// the connection closes with no reply, which sends the shim to the real tool.
func (s *Server) handle(connection net.Conn) {
	defer connection.Close()
	defer func() {
		if recovered := recover(); recovered != nil {
			s.log.Println("a defect, worked round by the real tool:", recovered)
		}
	}()
	var request shim.Request
	if shim.Read(connection, &request) != nil {
		return
	}
	ctx, done := s.answering()
	defer done()
	go func() {
		// The shim says no more: this ends when it is killed.
		io.Copy(io.Discard, connection)
		done()
	}()
	reply := s.answer(ctx, request)
	s.log.Printf("%s %q: real %v, status %d", request.Tool, request.Args, reply.Real, reply.Status)
	shim.Write(connection, reply)
}

// answering gives a context that Interrupt, Close and its own function end.
func (s *Server) answering() (context.Context, func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ctx, cancel := context.WithCancel(s.life)
	id := s.next
	s.next++
	s.cancels[id] = cancel
	return ctx, func() {
		cancel()
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.cancels, id)
	}
}

// answer knows the calls that GoNB makes, word for word; all others are the real tool's.
func (s *Server) answer(ctx context.Context, request shim.Request) shim.Reply {
	args := request.Args
	if request.Tool == "goimports" {
		if len(args) == 2 && args[0] == "-w" {
			return s.goimports(request)
		}
		return shim.Reply{Real: true}
	}
	if filepath.Dir(request.Dir) != s.run {
		return shim.Reply{Real: true} // not in GoNB's folder: some module of the person's own
	}
	switch {
	case len(args) == 3 && args[0] == "mod" && args[1] == "init":
		return s.modInit(request)
	case slices.Equal(args, []string{"get"}), slices.Equal(args, []string{"get", "-t"}):
		return s.get(request)
	case len(args) == 3 && args[0] == "build" && args[1] == "-o":
		return s.build(ctx, request)
	}
	return shim.Reply{Real: true}
}
