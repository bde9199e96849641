//go:build linux

package main

import (
	"strings"
	"testing"

	"sublunar/lib/notebook/wire"
)

// TestThreadsAreCapped asks a cell, and what it started, how many threads they may compute with.
func TestThreadsAreCapped(t *testing.T) {
	checkout := makeCheckout(t)
	const cell = "%%\nfmt.Println(runtime.GOMAXPROCS(0), os.Getenv(\"PJRT_NPROC\"))"
	s := open(t, checkout, func(c *wire.Command) { c.Env = append(c.Env, "SUBLUNAR_THREADS=3") })
	s.want(cell, "3 3\n")

	_, err := wire.Start(t.Context(), wire.Command{
		Argv: []string{checkout + "/.sublunar/bin/launcher", "kernel", "{connection_file}"},
		Env:  append([]string{"SUBLUNAR_HOME=", "SUBLUNAR_GO=", "SUBLUNAR_THREADS=many"}, offline...),
	})
	if err == nil || !strings.Contains(err.Error(), "SUBLUNAR_THREADS") || !strings.Contains(err.Error(), "such as 2") {
		t.Errorf("of a number that is none it says: %v", err)
	}
}
