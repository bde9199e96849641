// Package resume decides which cells of a notebook need not be run again, for nothing that they depend on has changed, and keeps
// what is needed to leave them out: their outputs, their claims, and what they kept.
//
// # What is left out
//
// The cells from the first on, up to the first one that
//
//   - has another source than when it was recorded, or stands behind one that has: its declarations last;
//   - did not end well, or made a claim that failed;
//   - does what can't be seen from here, or would have to be done again: a shell command or script, any %command but %% and %main,
//     writing files, asking the network or other programs, reading a file whose name is not in the cell. See [Unseen];
//   - shows what a later cell changes.
//
// And none is left out when a parameter, a source of the library or of the project, the toolchain, the machine, the environment,
// or a file of the notebook's folder or one that a cell names has changed. Files are compared by their content.
//
// What stays unseen: a file elsewhere that the library opens by itself, and the clock. The report says of when outputs are.
//
// # What a cell left out leaves behind
//
// Cells are processes, so what one leaves to the next is its declarations, which the kernel is given again, and the results in
// package keep's store, of which each cell's own are recorded: a later cell finds those of the cells before it, and none other.
package resume
