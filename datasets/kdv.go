package datasets

import (
	"math"

	"sublunar/lib/field"
	"sublunar/lib/pde"
)

// KdV makes two solitons of which the taller overtakes the other:
//
//	u_t = -0.5 (u^2)_x - u_xxx,   u = 3 a^2 sech^2(a (x + 2)/2) + 3 b^2 sech^2(b (x + 1)/2) at t = 0, a = 25, b = 16
//
// on 601 times from 0 to 0.006 and 400 points of x, periodic from -pi to pi: the example of Messenger and Bortz (2021),
// doi:10.1016/j.jcp.2021.110525, section B.2. Solved on 800 points with step 1e-5/128, to a relative 3e-11 at the end.
func KdV(f Field) (Evolution, error) { return f.evolve(kdv) }

func kdv(f Field) fieldLaw {
	points, frames := f.grid(400, 601)
	soliton := func(a, x float64) float64 { return 3 * a * a / (math.Cosh(a*x/2) * math.Cosh(a*x/2)) }
	two := func(x float64) float64 { return soliton(25, x+2) + soliton(16, x+1) }
	return fieldLaw{
		equation: pde.KdV{},
		initial: []field.Grid{pde.Sample("u", func(x ...float64) float64 { return images(two, x[0], 2*math.Pi) },
			pde.Periodic("x", "", -math.Pi, math.Pi, 2*points))},
		times: field.Linspace("t", "", 0, 0.006, frames), step: 1e-5 / 128, every: 2, carrying: 2. / 3,
		coefficients: map[string]map[string]float64{"u_t": {"(u^2)_x": -0.5, "u_xxx": -1}},
	}
}
