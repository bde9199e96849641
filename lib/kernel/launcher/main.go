// Launcher starts the kernel "Go (sublunar)": GoNB in an environment where a cell may import
// sublunar and everything sublunar depends on with no set-up lines and no network, and where an
// edited cell is compiled and running in a fraction of the time that the go command takes.
//
//	launcher kernel CONNECTION_FILE   what the kernelspec's argv says: run the kernel, leave nothing behind
//	launcher warm                     build and record all that a newcomer's first cell needs
//	launcher cache LOWER UPPER        be the go command's GOCACHEPROG: a person's own build cache over everybody's
//
// One binary plays five parts, told apart by the name it is called by:
//
//	Jupyter ── launcher kernel ── launcher supervise ── gonb ── go, goimports, gopls (shims) ── the cell
//
// The first process is the one that Jupyter knows: it passes signals on and reports how the kernel
// ended. The second, in a session of its own, adopts every orphan below it, so that nothing
// outlives the kernel however it dies, and serves the shims over a Unix socket. The shims stand for
// `go` and `goimports` on GoNB's PATH: what they can't answer faster they hand to the real tools. That of
// `gopls` starts the real one when something is asked of it, not before.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"sublunar/lib/kernel/internal/own"
	"sublunar/lib/kernel/launcher/internal/layers"
	"sublunar/lib/kernel/launcher/internal/shim"
	"sublunar/lib/kernel/launcher/internal/supervise"
)

const usage = "use: launcher kernel CONNECTION_FILE (Jupyter does this by the kernelspec), or: launcher warm"

func main() {
	switch filepath.Base(os.Args[0]) {
	case "go":
		os.Exit(shim.Go(os.Args[1:]))
	case "goimports":
		os.Exit(shim.Goimports(os.Args[1:]))
	case "gopls":
		os.Exit(shim.Gopls(os.Args[1:]))
	}
	os.Exit(run(os.Args[1:]))
}

func run(args []string) int {
	switch {
	case len(args) == 2 && args[0] == "kernel":
		return supervise.Kernel(args[1])
	case len(args) == 2 && args[0] == supervise.InnerCommand:
		return supervise.Inner(args[1])
	case len(args) == 1 && args[0] == "warm":
		return supervise.Warm()
	case len(args) == 3 && args[0] == own.CacheCommand:
		if err := layers.Serve(os.Stdin, os.Stdout, args[1], args[2]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		return 0
	}
	fmt.Fprintln(os.Stderr, usage)
	return 2
}
