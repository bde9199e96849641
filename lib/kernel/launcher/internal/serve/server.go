// Package serve answers the shims: it holds the warm state that makes a cell fast.
package serve

import (
	"bytes"
	"fmt"
	"go/scanner"
	"net"
	"os"
	"path/filepath"
	"sync"

	"sublunar/lib/kernel/launcher/internal/place"
	"sublunar/lib/kernel/launcher/internal/shim"
)

// Server listens on the run folder's socket until it is closed.
type Server struct {
	Children Children

	place    place.Place
	run      string
	listener net.Listener
	handling sync.WaitGroup
}

// Start listens and answers in the background.
func Start(found place.Place, run string) (*Server, error) {
	listener, err := net.Listen("unix", filepath.Join(run, "socket"))
	if err != nil {
		return nil, fmt.Errorf("launcher: %w", err)
	}
	s := &Server{place: found, run: run, listener: listener}
	go s.accept()
	return s, nil
}

// Close stops listening. Answers under way are cut off when their processes are killed.
func (s *Server) Close() { s.listener.Close() }

// Interrupt ends the builds that run for a cell, as Ctrl-C would.
func (s *Server) Interrupt() {}

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
			fmt.Fprintln(os.Stderr, "launcher: a defect, worked round by the real tool:", recovered)
		}
	}()
	var request shim.Request
	if shim.Read(connection, &request) != nil {
		return
	}
	shim.Write(connection, s.answer(request))
}

func (s *Server) answer(request shim.Request) shim.Reply {
	switch {
	case request.Tool == "goimports" && len(request.Args) == 2 && request.Args[0] == "-w":
		return s.goimports(request)
	case request.Tool == "go" && len(request.Args) == 3 && request.Args[0] == "mod" && request.Args[1] == "init":
		return s.modInit(request)
	}
	return shim.Reply{Real: true}
}

func (s *Server) goimports(request shim.Request) shim.Reply {
	path := request.Args[1]
	if !filepath.IsAbs(path) {
		path = filepath.Join(request.Dir, path)
	}
	if err := shim.Rewrite(path, nil); err != nil {
		var report bytes.Buffer
		scanner.PrintError(&report, err)
		return shim.Reply{Status: 2, Stderr: report.Bytes()}
	}
	return shim.Reply{}
}
