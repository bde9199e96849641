package zoo

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/domain"
	"sublunar/lib/jet"
	"sublunar/lib/pinn"
)

// CavityProblem is the flow under a lid that slides over a square box, by its streamfunction alone: the pressure is gone from the curl of
// the Navier-Stokes equations,
//
//	psi_y (lap psi)_x - psi_x (lap psi)_y - nu lap lap psi = 0,   u = psi_y,   v = -psi_x
//
// Continuity, no slip and the lid's speed of 1 hold exactly (see [UnderLid]), so the equation is the only term; it is weighed by
// [CornerWeight]. Lengths are in sides of the box, and the viscosity in sides times lid speeds: the inverse of the Reynolds number, as
// a node [1, 1] or [batch, 1]. It may be one of the problem's Constants.
func CavityProblem(viscosity func(p *pinn.Point) *Node) pinn.Problem {
	return pinn.Problem{
		Name:    "cavity",
		Domain:  domain.Box(domain.Span("x", 0, 1), domain.Span("y", 0, 1)),
		Fields:  []pinn.Field{{Name: "psi", Exactly: UnderLid}},
		Derived: pinn.Streamfunction("psi", "x", "y", "u", "v"),
		Residual: func(p *pinn.Point) *Node {
			psi := p.Field("psi")
			lapX := Add(psi.D("x", "x", "x"), psi.D("x", "y", "y"))
			lapY := Add(psi.D("x", "x", "y"), psi.D("y", "y", "y"))
			lapLap := Add(Add(psi.D("x", "x", "x", "x"), psi.D("y", "y", "y", "y")), MulScalar(psi.D("x", "x", "y", "y"), 2))
			carried := Sub(Mul(psi.D("y"), lapX), Mul(psi.D("x"), lapY))
			return Mul(Sub(carried, Mul(viscosity(p), lapLap)), p.Func(CornerWeight))
		},
	}
}

// UnderLid makes any network's output a streamfunction of the lid-driven cavity: psi is 0 on the walls of the unit square, its slope is 1
// on the lid y = 1, and 0 on the other walls. It is a [pinn.Field]'s Exactly.
//
// At the lid's two corners the velocity jumps, and no smooth function can follow. So the flow there is built in: Stokes flow in a corner,
// one wall of which slides (Taylor 1962; Batchelor, An Introduction to Fluid Dynamics, section 4.8, doi:10.1017/CBO9780511800955),
//
//	psi = 4/(pi^2 - 4) (t (X + pi/2 Y) - pi^2/4 Y),   t = atan2(Y, X)
//
// with X the distance from the wall and Y the depth under the lid. What is left is a factor that is 0 with its slope on all walls, times
// the output.
func UnderLid(at pinn.Coordinates, output jet.Jet) jet.Jet {
	x, y := at.Of("x"), at.Of("y")
	back, depth := jet.AddScalar(jet.Neg(x), 1), jet.AddScalar(jet.Neg(y), 1)
	corners := jet.Add(jet.Mul(window(x), slidingCorner(x, depth)), jet.Mul(window(back), slidingCorner(back, depth)))
	still := jet.MulScalar(jet.Square(jet.Mul(jet.Mul(x, back), jet.Mul(y, depth))), 256) // 1 in the middle
	return jet.Add(jet.Mul(corners, window(depth)), jet.Mul(still, output))
}

// CornerWeight is 1 far from the lid's corners, and falls as the fourth power of the distance r from them within 0.2: where the fluid
// turns a corner the equation's terms grow as 1/r^2 and 1/r^4, and would drown the rest.
func CornerWeight(x ...float64) float64 {
	const near = 0.2
	weight := 1.0
	for _, corner := range []float64{0, 1} {
		r2 := ((x[0]-corner)*(x[0]-corner) + (x[1]-1)*(x[1]-1)) / (near * near)
		weight *= r2 * r2 / ((1 + r2) * (1 + r2))
	}
	return weight
}

// window falls from 1 at 0 to 0 at 1, flat at both. Those from either side add up to 1.
func window(s jet.Jet) jet.Jet {
	return jet.AddScalar(jet.Mul(jet.Square(s), jet.AddScalar(jet.MulScalar(s, 2), -3)), 1)
}

// slidingCorner is the streamfunction of Stokes flow in the quarter x, y >= 0, whose wall y = 0 slides along x with speed 1, with y the
// depth: its slope by -y is 1 there. It is of the first degree in the distance from the corner, and so is exact at every scale.
func slidingCorner(x, y jet.Jet) jet.Jet {
	const c = 4 / (math.Pi*math.Pi - 4)
	turning := jet.Mul(jet.Atan2(y, x), jet.Add(jet.MulScalar(x, c), jet.MulScalar(y, math.Pi/2*c)))
	return jet.Add(turning, jet.MulScalar(y, -math.Pi*math.Pi/4*c))
}
