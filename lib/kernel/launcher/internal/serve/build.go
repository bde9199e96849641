package serve

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"sublunar/lib/kernel/launcher/internal/shim"
)

// build answers `go build -o BINARY`: the fast way where that is known to give what the go command
// would, else by the go command, from which the fast way then learns.
func (s *Server) build(ctx context.Context, request shim.Request) shim.Reply {
	err := s.builder.Build(ctx, request.Dir, request.Args[2], request.Env)
	if err == nil {
		return shim.Reply{}
	}
	s.log.Printf("by the go command, for: %v", err)
	reply := s.realGo(ctx, request, request.Env)
	if reply.Status != 0 && bytes.Contains(reply.Stderr, []byte("/link: ")) {
		// Go's own linker can't take in every C library; the C compiler can.
		if external, ok := withoutInternalLinking(request.Env); ok {
			reply = s.realGo(ctx, request, external)
		}
	}
	if reply.Status == 0 {
		go s.learn(request)
	}
	return reply
}

func (s *Server) learn(request shim.Request) {
	if err := s.builder.Learn(s.life, request.Dir, request.Env); err != nil && s.life.Err() == nil {
		s.log.Printf("learnt nothing: %v", err)
	}
}

// realGo runs the go command in the shim's place.
func (s *Server) realGo(ctx context.Context, request shim.Request, env []string) shim.Reply {
	var stdout, stderr bytes.Buffer
	command := exec.CommandContext(ctx, s.place.Go, request.Args...)
	command.Dir, command.Env = request.Dir, env
	command.Stdout, command.Stderr = &stdout, &stderr
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	command.WaitDelay = 2 * time.Second
	err := s.Children.Run(command)
	reply := shim.Reply{Stdout: stdout.Bytes(), Stderr: stderr.Bytes()}
	if err != nil {
		reply.Status = max(1, command.ProcessState.ExitCode())
		if ctx.Err() != nil {
			reply.Stderr = append(reply.Stderr, "interrupted\n"...)
		}
	}
	return reply
}

// withoutInternalLinking takes the launcher's own link mode out of GOFLAGS.
func withoutInternalLinking(env []string) ([]string, bool) {
	const ours = " -linkmode=internal"
	for i, entry := range env {
		if strings.HasPrefix(entry, "GOFLAGS=") && strings.Contains(entry, ours) {
			changed := slices.Clone(env)
			changed[i] = strings.Replace(entry, ours, "", 1)
			return changed, true
		}
	}
	return nil, false
}
