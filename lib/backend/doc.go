// Package backend picks what computes: XLA on a GPU, XLA on the CPU, or GoMLX's own Go code.
//
// [New] takes, in this order,
//
//  1. what GOMLX_BACKEND says, and nothing else where it is set;
//  2. XLA on an NVIDIA GPU, where there is one and set-up has put its plugin in .sublunar/xla/cuda;
//  3. XLA on the CPU, where set-up, or go-xla's installer, has put its plugin;
//  4. pure Go, one operation after another.
//
// XLA is linked only where there is a C compiler (build constraint cgo && !noxla). A plugin counts only once it has computed a
// small graph right; else the next in the list is tried, and [Why] tells the reason. New never prints, and never asks the
// network.
//
// # Hangs
//
// Pure Go at its default parallelism can deadlock on two cores: an operation that fans out waits for a worker, while operations
// hold all of them. Run in sequence it never did, under a stress that catches the deadlock elsewhere (stress_test.go); so it runs
// in sequence here. In case some other hang is left, each execution is watched: one that neither ends nor uses the processor for
// [Patience] gives an error. A long computation uses the processor, so it may take as long as it likes.
//
// # Plugins
//
// PLUGINS.md compares the CPU plugins that can be had, and says why set-up pins the one it does.
package backend
