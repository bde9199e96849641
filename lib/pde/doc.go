// Package pde solves partial differential equations on periodic boxes, as graph functions that can be differentiated:
//
//	u_t = L u + N(u)
//
// with L linear, and constant in space: in Fourier space a multiplication of each mode by a number, its symbol. There the stiff part
// is integrated exactly and the rest by a Runge-Kutta scheme of fourth order: ETDRK4 (Cox and Matthews 2002,
// doi:10.1006/jcph.2002.6995), with coefficients from contour integrals (Kassam and Trefethen 2005, doi:10.1137/S1064827502410633).
// What is linear limits no step, so a fourth derivative costs nothing; the step follows from how fast N changes things.
//
// [AdvectionDiffusion], [Burgers], [KdV], [KuramotoSivashinsky], [Schrodinger], [AllenCahn], [LambdaOmega], [GrayScott] and [NavierStokes]
// are equations; whatever else implements [Equation] is one too. Steady flow through a medium that varies, with walls, is [Darcy]'s; fluxes
// between cells, by velocities that vary, with walls or without, are [FiniteVolume]'s.
//
// # From a program
//
// [Solve] takes the state at a first time as grids, one for each field, and gives grids with the time as their first axis:
//
//	x := pde.Periodic("x", "", 0, 32*math.Pi, 256)
//	u0 := pde.Sample("u", func(x ...float64) float64 { return math.Cos(x[0]/16) * (1 + math.Sin(x[0]/16)) }, x)
//	u, err := pde.Solve(engine, pde.KuramotoSivashinsky{}, []field.Grid{u0}, field.Linspace("t", "", 0, 150, 301), pde.Settings{Step: 0.05})
//
// An axis of n points is n steps long: the point after the last is the first again.
//
// # In a graph
//
// [NewStepper] gives Forward (fields to modes), Advance (one step) and Inverse, on nodes of shape [..., x] or [..., x, y]. Steps can
// be unrolled and differentiated, by the state or by anything that the state was made of:
//
//	stepper, err := pde.NewStepper(pde.Burgers{Viscosity: 0.1}, box, 0.01)
//	...
//	v := stepper.Forward([]*Node{u})
//	for range 8 {
//		v = stepper.Advance(v)
//	}
//	u = stepper.Inverse(v)[0]
//
// Through more steps than a graph can hold an [Adjoint] goes: it compiles one step and its derivative, and keeps few states.
//
//	adjoint, err := pde.NewAdjoint(engine, stepper.Next, loss, pde.Checkpoints{})
//	g, err := adjoint.Gradient(10_000, []*tensors.Tensor{u0}, nil)
//
// # Resolution
//
// A spectral solution is right to rounding as soon as its modes have decayed to rounding before the last of the grid, and wrong
// everywhere where they haven't. Quadratic terms are dealiased by the rule of 2/3, so two thirds of the modes carry the solution.
// Cubic ones would need the rule of 1/2; they are left as they are, and their aliases are as small as the modes that are cut off.
package pde
