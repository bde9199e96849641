// Package zoo is benchmark problems for lib/pinn, each with a reference solution that no network had a part in: a closed form, the
// integrals of Cole and Hopf, or a classical solver whose convergence is tested.
//
//	c := zoo.Burgers()
//	s, err := c.Problem.Solve(c.Network, c.Training)
//	off, err := zoo.Error(c, s)          // relative L2 error on c's own points
//	cost, err := c.Classical(off)        // what a classical solver needs for the same error
//
// The last line belongs to every table: of a forward problem in few dimensions it is the better tool by far.
//
// # The problems
//
//	Burgers     a shock forms                    Cole-Hopf
//	AllenCahn   sharp layers, a kink at first    ETDRK4, 2,048 modes
//	KdV         solitons leave a cosine          ETDRK4, 512 modes
//	Wave        two standing waves               closed form
//	Poisson5D   five dimensions                  closed form
//	Helmholtz   wavenumber 10                    closed form
//	Kovasznay   flow behind a grid, Re 40        closed form
//	Cavity      lid-driven cavity, Re 100        Ghia, Ghia and Shin 1982, and a solver of our own
//	HeatInverse a diffusivity from noisy data    closed form
package zoo
