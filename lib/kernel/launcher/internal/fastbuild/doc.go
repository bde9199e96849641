// Package fastbuild builds a cell's program without the go command's own start: where that spends
// most of a second finding out that none of 300 packages has changed, fastbuild remembers.
//
// What is remembered, a [Snapshot], is learnt from the go command itself: `go list -export -deps`
// names the compiled file of every package and its sources, and `go build -n` prints the exact
// compile and link commands. An edited cell is then one run of the compiler on one file and one of
// the linker, with those commands.
//
// A snapshot holds for one set of conditions: the go command, its variables, go.mod and go.sum;
// and as long as no source file of a local module (the checkout's lib) has changed, which a stat
// of each tells, 1 ms in all. Packages in the module cache and in GOROOT don't change: the go
// command trusts them likewise. Where a snapshot doesn't hold, where a cell imports what it
// doesn't know, or where compiling or linking fails, the real go command does the work and its
// words are what the person reads.
package fastbuild
