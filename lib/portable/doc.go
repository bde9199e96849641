// Package portable holds fitted models that leave the notebook: a file with all that a model is, and plain Go that predicts with it. There is no
// GoMLX, no XLA and no C in it, so that it starts in milliseconds anywhere; `sublunar export` copies this package beside such a file.
//
//	m, err := portable.Read("darcy.safetensors")     // what operator.Fitted.Export, pinn.Solution.Export or sindy.Model.Export wrote
//	y, err := m.Predict(x)                           // a field.Array
//	far, err := m.Verify()                           // how far it is off what the notebook gave
//
// A model is one of three kinds. An operator maps fields [samples, points..., channels] to fields, on the grids that it was exported for. A solution
// gives fields at points [n, axes]. Equations are followed from a start, by [Model.Follow].
//
// # The file
//
// It is a safetensors file, which Python reads too: weights by their names, constants of the graph, reference inputs, and what the notebook gave for
// them. Its metadata hold the model as JSON, its [Program] in it: the steps that the graph had. All is checked when it is read: a file may be a
// stranger's, and a program can do nothing but arithmetic.
//
// # Digits
//
// A program computes in float64, in another order than the notebook's backend did. A model says how far it may be off: by 1e-9 of the largest value
// for fits in float64, 1e-5 for those in float32, unless it was exported with another tolerance.
package portable
