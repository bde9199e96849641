package serve

import (
	"context"
	"os"
	"path/filepath"

	"sublunar/lib/kernel/launcher/internal/place"
)

// Warm learns all that is worth knowing before the first cell, in a module like a cell's in dir.
func Warm(ctx context.Context, found place.Place, run, dir string, env []string) error {
	s, err := newServer(found, run)
	if err != nil {
		return err
	}
	defer s.end()
	stop := context.AfterFunc(ctx, s.end)
	defer stop()
	if err := s.writeModule(dir, filepath.Base(dir)); err != nil {
		return err
	}
	s.builder.Recall(dir, env)
	if err := s.builder.Learn(s.life, dir, env); err != nil {
		return err
	}
	// One whole build, so that compiler, linker and every package they read are in memory.
	program := []byte("package main\n\nfunc main() {}\n")
	if err := os.WriteFile(filepath.Join(dir, "main.go"), program, 0o600); err != nil {
		return err
	}
	return s.builder.Build(s.life, dir, filepath.Join(dir, "program"), env)
}
