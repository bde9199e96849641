// Package ode integrates small systems of ordinary differential equations, x' = f(t, x), with the
// fifth-order method of Dormand and Prince (1980, doi:10.1016/0771-050X(80)90013-3), whose embedded
// fourth-order result sets the step.
//
//	path, err := ode.Solve(func(t float64, x, dx []float64) { dx[0], dx[1] = x[1], -x[0] },
//		[]float64{1, 0}, []float64{0, 1, 2}, ode.Tolerance{})
//
// The path has the shape [times][components]. A time need not be a multiple of anything: the last step
// before one meets it.
package ode
