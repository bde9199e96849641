// Package optim makes functions of one flat vector small, in float64 on the host.
//
// An [Objective] gives f(x) and its gradient; one that is a sum of squares, f = |r|²/2, may give more:
// its Gauss-Newton matrix ([LeastSquares]), its derivatives ([Jacobian]) or products with them
// ([Products]). A [Method] is a struct of settings whose zero value works; it starts a [Run], which
// [Minimise] and [Drive] take to an end.
package optim
