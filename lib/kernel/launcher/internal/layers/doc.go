// Package layers lays a person's own build cache over one that is everybody's and that they may only read: what the teacher
// compiled is compiled for all, and what a student compiles stays theirs.
//
// The go command asks [Serve], as its GOCACHEPROG, where an artefact is. Both layers are folders as the go command itself keeps
// them, so the lower one is any GOCACHE, and the upper one is the person's own and goes on to serve without us.
//
// The protocol: https://pkg.go.dev/cmd/go/internal/cacheprog
package layers
