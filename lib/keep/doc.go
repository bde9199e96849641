// Package keep holds results from one cell of a notebook to the next. A cell is a new process: what
// the last one computed is gone, unless it is kept.
//
//	func solve() (Orbit, error) { ... }          // a cell that defines, a minute to run
//	%%
//	orbit := must.M1(keep.Once("orbit", nu, solve))   // runs solve, and keeps the result
//	%%
//	orbit := must.M1(keep.Once("orbit", nu, solve))   // reads it back: the same bits, in milliseconds
//
// # What a kept result depends on
//
// Once runs its function again when any of these has changed:
//
//   - the name, and the inputs: any value, compared by content. Maps are sorted, floats compared by
//     their bits, pointers followed, unexported fields counted.
//   - the source of the function, and of all it refers to in its own package: functions, types with
//     their methods, constants, variables, and what assigns to those. An edited solve runs again;
//     an edited plot, a comment or a line break makes no difference.
//   - the sources of this library: every .go file under lib and datasets, the embedded data, go.mod
//     and go.sum; those of the packages of a project of one's own; and the version of Go.
//   - the type of the result.
//
// What it cannot see belongs in the inputs: what the function reads from a file, the clock, the
// environment or a random source, and packages outside its own, the project and this library. A function literal
// that captures local variables, or a method bound to its receiver, is compared by the source of the
// whole function that made it as well; the captured values are not looked at, so put them in the inputs.
//
// A program built with -trimpath doesn't say where its source is. Then the whole program file stands
// in for it: nothing stale is read, but every edit computes again. List says which of the two it was.
//
// # What can be kept
//
// Whatever encoding/gob can encode, with nothing lost: gob leaves out unexported fields, functions and
// channels without a word, and this package refuses a type that holds them, before it runs anything.
// A type may say how it is encoded, with GobEncode or MarshalBinary. A value that is behind an
// interface needs gob.Register. GoMLX variables: see package weights.
//
// # Where, and how safely
//
// In $SUBLUNAR_KEEP, else $SUBLUNAR_HOME/keep, else .sublunar/keep of the checkout. A result is written
// whole or not at all, with a checksum; a damaged file counts as none. Two cells that want the same
// result at once compute it once: the second waits and reads. The store keeps to 2 GiB, and drops what
// has not been read for longest.
package keep
