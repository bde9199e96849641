package datasets

import (
	"math"

	"sublunar/lib/field"
	"sublunar/lib/pde"
)

// KS makes chaos in space and time, by the equation of Kuramoto and Sivashinsky:
//
//	u_t = -0.5 (u^2)_x - u_xx - u_xxxx,   u = cos(x/16) (1 + sin(x/16)) at t = 0
//
// on 301 times from 0 to 150 and 256 points of x, periodic over 32 pi, from pi/8 to 32 pi: the example of Kassam and Trefethen
// (2005), doi:10.1137/S1064827502410633, on the grid of Messenger and Bortz (2021), doi:10.1016/j.jcp.2021.110525, section B.3.
// Solved on 512 points with step 1/400.
//
// Chaos lets no two programs agree for long: with half the step the field differs by 5e-11 of its size at t = 50, and by 2e-7 at
// t = 150. At each time it obeys the equation to much better than that.
func KS(f Field) (Evolution, error) { return f.evolve(ks) }

func ks(f Field) fieldLaw {
	points, frames := f.grid(256, 301)
	const length = 32 * math.Pi
	first := length / float64(points)
	return fieldLaw{
		equation: pde.KuramotoSivashinsky{},
		initial: []field.Grid{pde.Sample("u", func(x ...float64) float64 { return math.Cos(x[0]/16) * (1 + math.Sin(x[0]/16)) },
			pde.Periodic("x", "", first, first+length, 2*points))},
		times: field.Linspace("t", "", 0, 150, frames), step: 1. / 400, every: 2, carrying: 2. / 3,
		coefficients: map[string]map[string]float64{"u_t": {"(u^2)_x": -0.5, "u_xx": -1, "u_xxxx": -1}},
	}
}
