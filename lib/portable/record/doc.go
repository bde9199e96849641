// Package record writes down what a graph does, as a program that needs no backend to run (lib/portable).
//
//	r := record.New()
//	program, err := r.Graph(shapes, weights, func(in []*Node) []*Node { ... })
//	file := r.Tensors()     // the weights, and the graphs' constants, by name
//
// A [Recorder] is a GoMLX backend that computes nothing: a graph that is built on it leaves its steps behind. So whatever a model is made of can
// leave, functions of one's own in the middle of a network too, as long as its steps are among those that lib/portable knows. It has no FFT and no
// loops; lib/spectral takes products with matrices on it.
package record
