// Package optim makes functions of one flat vector small, in float64 on the host.
//
// An [Objective] gives f(x) for x [Len] and its gradient. One that is a sum of squares, f = |r|²/2 with
// residuals r [Residuals] and J = dr/dx [Residuals, Len], may give more: J'J and J'r, formed wherever that
// is fastest ([LeastSquares]), J itself ([Jacobian]), products with it ([Products]), and how r bends
// ([Curved]). Where f and x come from, a network's weights say, is no concern of this package.
//
// A [Method] is a struct of settings whose zero value works. It starts a [Run], which [Minimise] and
// [Drive] take to one of the reasons to [Stop]; a run's state can be saved, and [Resume] goes on from it
// bit for bit.
//
//   - [GaussNewton] is the first choice for sums of squares of up to some thousand parameters: damped,
//     with geodesic acceleration. [NaturalGradient] is its undamped kin with a search along the step, for
//     other energies and, with momentum, for points drawn anew each step.
//   - [SSBroyden] and [SSBFGS], self-scaled, are the choice where there is a gradient alone, up to some
//     thousand parameters; [BFGS] is there to compare with. [LBFGS] is for more parameters.
//   - [SOAP] and [Adam] step by the gradient alone, which may be of a mini-batch.
//
// What the choice is worth, on networks of one hidden layer of 40 units, 160 parameters: the objective,
// half the mean square of the residuals, at the worse of two starts (BenchmarkNetwork).
//
//	                                      Poisson   Burgers, viscosity 0.05
//	GaussNewton, 100 steps                6e-10     3e-5
//	  without acceleration                5e-7      9e-5
//	NaturalGradient, 100 steps            5e-7      1e-1
//	  with a damping of 1e-10             1e-9
//	SSBroyden, 3000 steps                 3e-11     3e-5
//	SSBFGS                                3e-10     3e-5
//	BFGS                                  7e-6      1e-3
//	LBFGS, memory 50                      2e-5      6e-4
//	SOAP                                  8e-5      1e-3
//	Adam                                  3e-2      9e-3
//
// A step of SSBroyden costs one pass over half of a matrix: processor time of 0.38 ms for 1000 parameters
// and 5.0 ms for 3000, against 1.2 ms and 24 ms for gonum's BFGS in the same run (medians of three, two
// AMD EPYC cores, shared). Memory is 4 Len² bytes. A trial of a damping by Cholesky costs 44 ms of
// processor time for 1000 parameters, 0.37 s for 2000 and 1.2 s for 3000, about 8 GFLOP/s, which is what
// gonum's matrix product reaches.
//
//	go test ./lib/optim -run '^$' -bench .
package optim
