// Package command is the command line of an exported model: points, fields or a start come from a file or standard input, as CSV, .npy or .npz, and what the
// model gives for them goes to standard output or a file.
//
//	heat points.csv                 # x, t in; x, t, u out
//	darcy -o y.npz < x.npz          # fields in and out
//	lorenz times.csv                # the first row is the start, the others are the times
//	heat -check                     # how far it is off what the notebook gave
//
// It ends with 0 when all is well, 1 when something failed, and 2 for wrong use.
package command
