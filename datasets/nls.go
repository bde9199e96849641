package datasets

import (
	"math"

	"sublunar/lib/field"
	"sublunar/lib/pde"
)

// NLS makes a breather of the focusing nonlinear Schrödinger equation, a wave packet psi = u + i v that gathers itself to a peak
// and spreads again:
//
//	i psi_t + 0.5 psi_xx + |psi|^2 psi = 0,   psi = 2 sech x at t = 0
//	u_t = -0.5 v_xx - u^2 v - v^3,   v_t = 0.5 u_xx + u^3 + u v^2
//
// on 251 times from 0 to pi and 256 points of x, periodic from -5 to 5: the grid of Messenger and Bortz (2021),
// doi:10.1016/j.jcp.2021.110525, section B.4, whose v has the other sign. Here the packet's periodic images are added, for a box of
// 10 cuts sech x at 1 percent of its height, and no grid resolves the kink. Solved on 512 points with step pi/75000, to a relative
// 2e-11 until t = 2.6; the packet is unstable, and in the last peak that grows to 1e-9.
func NLS(f Field) (Evolution, error) { return f.evolve(nls) }

func nls(f Field) fieldLaw {
	points, frames := f.grid(256, 251)
	x := pde.Periodic("x", "", -5, 5, 2*points)
	packet := func(x float64) float64 { return 2 / math.Cosh(x) }
	return fieldLaw{
		equation: pde.Schrodinger{},
		initial: []field.Grid{
			pde.Sample("u", func(x ...float64) float64 { return images(packet, x[0], 10) }, x),
			pde.Sample("v", func(...float64) float64 { return 0 }, x),
		},
		times: field.Linspace("t", "", 0, math.Pi, frames), step: math.Pi / 75000, every: 2, carrying: 1,
		coefficients: map[string]map[string]float64{
			"u_t": {"v_xx": -0.5, "u^2 v": -1, "v^3": -1},
			"v_t": {"u_xx": 0.5, "u^3": 1, "u v^2": 1},
		},
	}
}
