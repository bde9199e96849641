// Package pinn fits networks to differential equations, conditions and data: physics-informed networks (Raissi, Perdikaris and
// Karniadakis 2019, doi:10.1016/j.jcp.2018.10.045), trained by methods of second order in float64, which go far beyond the three
// digits that they are known for.
//
// A problem is stated as on paper:
//
//	burgers := pinn.Problem{
//		Domain: domain.Box(domain.Span("x", -1, 1), domain.Span("t", 0, 1)),
//		Residual: func(p *pinn.Point) *Node { // u_t + u u_x - nu u_xx
//			u := p.Field("u")
//			return Sub(Add(u.D("t"), Mul(u.Value(), u.D("x"))), MulScalar(u.D("x", "x"), nu))
//		},
//		Conditions: []pinn.Condition{
//			pinn.Dirichlet("u", func(x ...float64) float64 { return -math.Sin(math.Pi * x[0]) }, domain.At("t", 0)),
//			pinn.Dirichlet("u", pinn.Zero, domain.At("x", -1, 1)),
//		},
//	}
//	solved, err := burgers.Solve(network.MLP{Hidden: []int{20, 20, 20}}, pinn.Training{})
//	fmt.Println(solved)            // what is left of each term, on the points and between them; why it ended
//	u, err := solved.On("u", axes) // a field.Grid
//
// Nodes are [batch, 1]: a number for each point of a batch. A residual may ask for any derivative up to the fourth order, of any of
// the fields; they come by Taylor mode (lib/jet), all of a point at once.
//
// # Forward, inverse
//
// A forward problem alone is better served by a classical solver, or by [RandomFeatures] where it is linear and smooth. What networks
// are for is the inverse problem: [Constant] is an unknown number in the equations, a [Field] may itself be what is not known (a
// diffusivity of x and y), and [Data] are noisy measurements anywhere. [Solution.Estimates] gives intervals, and warns where the data
// don't determine a number, or the fit hasn't converged; [Solution.Deviation] gives deviations of fields.
//
// # What the loss is
//
//	loss = 1/2 sum over terms of weight * mean square of its residual
//
// Conditions that are built into a field ([Field].Exactly) hold whatever the weights are, and leave one term less to balance: prefer
// them. Data whose noise is stated are weighed by it among each other.
//
// # Points
//
// A fit that has as many parameters as a Gauss-Newton method likes can fit thousands of points and be wrong between them. So the
// residual is worked out between the points too, and reported; where the two part, points are drawn where it is large: [ByResidual].
//
// # Keeping
//
// [Solution.Save] and [Load] are for files, which Python reads too, beside the problem that stands in the program. [Solution.Export] is for whoever has
// neither the program nor GoMLX: fields and their derivatives at any point.
//
// # Which method
//
// On a CPU, optim.SSBroyden for up to 3,000 parameters: a step costs one gradient and one pass over a matrix. optim.GaussNewton needs
// far fewer steps, each of 2 P^2 operations a point for P parameters: take it for small networks, for inverse problems, and on a GPU.
package pinn
