// Package ode integrates small systems of ordinary differential equations from a state,
//
//	x' = f(t, x),   x(t_0) = x_0,
//
// with the explicit fifth-order method of Dormand and Prince (1980,
// doi:10.1016/0771-050X(80)90013-3), whose embedded fourth-order result sets the step.
//
// Solve returns the states at the times asked for, of shape [times][components], in whatever units
// the rate is in. A step ends at each of those times, so that nothing is interpolated:
//
//	decay := func(_ float64, x, dx []float64) { dx[0] = -x[0] }
//	x, err := ode.Solve(decay, []float64{1}, []float64{0, 1, 2}, ode.Tolerance{})
//
// The tolerance is for one step. The error at the end is about that many times the number of steps,
// times what the system itself makes of a small difference: in a chaotic one that doubles every few
// turns, whatever the method.
//
// A stiff system, one whose fastest rate is far above the rate at which its state changes, takes
// steps as short as the fastest rate asks for, and may run out of them.
package ode
