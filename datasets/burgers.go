package datasets

import (
	"math"

	"sublunar/lib/field"
	"sublunar/lib/pde"
)

// Burgers makes a pulse that steepens to a shock and decays by viscosity:
//
//	u_t = -0.5 (u^2)_x + 0.1 u_xx,   u = exp(-(x + 2)^2) at t = 0
//
// on 201 times from 0 to 10 and 256 points of x, periodic from -8 to 8. The equation, the pulse and the box are those of Rudy,
// Brunton, Proctor and Kutz (2017), doi:10.1126/sciadv.1602614, with twice their frames. Solved on 512 points with step 1/640, to a
// relative 1e-11.
func Burgers(f Field) (Evolution, error) { return f.evolve(burgers) }

func burgers(f Field) fieldLaw {
	points, frames := f.grid(256, 201)
	pulse := func(x float64) float64 { return math.Exp(-(x + 2) * (x + 2)) }
	return fieldLaw{
		equation: pde.Burgers{Viscosity: 0.1},
		initial: []field.Grid{pde.Sample("u", func(x ...float64) float64 { return images(pulse, x[0], 16) },
			pde.Periodic("x", "", -8, 8, 2*points))},
		times: field.Linspace("t", "", 0, 10, frames), step: 1. / 640, every: 2, carrying: 2. / 3,
		coefficients: map[string]map[string]float64{"u_t": {"(u^2)_x": -0.5, "u_xx": 0.1}},
	}
}

// InviscidBurgers gives a ramp that steepens to a shock at t = 2, which then travels:
//
//	u_t = -0.5 (u^2)_x,   u = 1000 for x < -2000, -x/2 to x = 0, and 0 beyond, at t = 0
//
// on 256 times from 0 to 4 and 256 points of x from -4000 to 4000, ends included. Not periodic, and exact: the values come from the
// closed form. It is the example of Messenger and Bortz (2021), doi:10.1016/j.jcp.2021.110525, section B.1.
func InviscidBurgers(f Field) (Evolution, error) {
	if err := f.check(); err != nil {
		return Evolution{}, err
	}
	points, frames := f.grid(256, 256)
	const height, steepness = 1000., 0.5
	g := pde.Sample("u", func(at ...float64) float64 {
		t, x := at[0], at[1]
		s := t - 1/steepness // since the shock formed
		switch {
		case x <= height*min(s, s/2):
			return height
		case x <= 0 && s < 0:
			return -steepness * x / (1 - steepness*t)
		}
		return 0
	}, field.Linspace("t", "", 0, 4, frames), field.Linspace("x", "", -4000, 4000, points))
	e := Evolution{Fields: []field.Grid{g}, Coefficients: map[string]map[string]float64{"u_t": {"(u^2)_x": -0.5}}}
	f.disturb(e.Fields)
	return e, nil
}
