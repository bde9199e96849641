package datasets

import (
	"math"

	"sublunar/lib/field"
	"sublunar/lib/pde"
)

// ReactionDiffusion makes spiral waves, by the lambda-omega system:
//
//	u_t = 0.1 (u_xx + u_yy) + u - u^3 - u v^2 + u^2 v + v^3
//	v_t = 0.1 (v_xx + v_yy) + v - u^2 v - v^3 - u^3 - u v^2
//
// on 201 times from 0 to 10 and 256 by 256 points, periodic from -10 to 10 along x and y: the grid of Messenger and Bortz (2021),
// doi:10.1016/j.jcp.2021.110525, section B.7, 105 MB a field. The start is theirs, an unstable spiral,
//
//	u + i v = tanh(r) exp(i (angle - pi r)),
//
// but at t = -1: it jumps across the box's edges, which no grid resolves, and until t = 0 diffusion has made it smooth. Solved on
// the same grid with step 1/320: from the state at t = 0 on to a relative 3e-11 (that state itself depends on the step, by 1e-8).
func ReactionDiffusion(f Field) (Evolution, error) { return f.evolve(reactionDiffusion) }

func reactionDiffusion(f Field) fieldLaw {
	points, frames := f.grid(256, 201)
	x, y := pde.Periodic("x", "", -10, 10, points), pde.Periodic("y", "", -10, 10, points)
	spiral := func(part func(float64) float64) func(x ...float64) float64 {
		return func(x ...float64) float64 {
			r := math.Hypot(x[0], x[1])
			return math.Tanh(r) * part(math.Atan2(x[1], x[0])-math.Pi*r)
		}
	}
	return fieldLaw{
		equation: pde.LambdaOmega{Diffusion: 0.1, Twist: 1},
		initial:  []field.Grid{pde.Sample("u", spiral(math.Cos), x, y), pde.Sample("v", spiral(math.Sin), x, y)},
		lead:     1,
		times:    field.Linspace("t", "", 0, 10, frames), step: 1. / 320, every: 1, carrying: 1,
		coefficients: map[string]map[string]float64{
			"u_t": {"u_xx": 0.1, "u_yy": 0.1, "u": 1, "u^3": -1, "u v^2": -1, "u^2 v": 1, "v^3": 1},
			"v_t": {"v_xx": 0.1, "v_yy": 0.1, "v": 1, "u^2 v": -1, "v^3": -1, "u^3": -1, "u v^2": -1},
		},
	}
}
