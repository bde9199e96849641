// Package gonb knows what GoNB, the Go kernel, does with a cell that a client must know too.
//
// GoNB answers "ok" for a cell whose `!command`, %%bash or %%script failed, or that has a %command
// it does not know: it only writes a line on stderr. [Prepare] and [Watch.Failure] find these
// failures. The line alone would never miss one, since GoNB always writes it, but it would also
// take a program for failed that printed the same line itself (`!go run . || true` does). So
// shells are asked for the exit status as well, by a trap put before the first command: where every
// status is known, they decide; else the line does.
//
// The package mirrors v0.11.5's internal/specialcmd: which lines are commands, how they are joined,
// which cells are scripts. Tests with the real kernel hold it to that.
package gonb
