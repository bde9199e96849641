package datasets

import (
	"fmt"
	"math"

	"sublunar/lib/backend"
	"sublunar/lib/field"
	"sublunar/lib/pde"
)

// NavierStokes makes two like vortices that merge while a third, of the other sign, circles them: the vorticity w of a flow in the
// plane, and its velocity (u, v):
//
//	w_t = -(u w)_x - (v w)_y + 0.01 (w_xx + w_yy)
//
// on 101 times from 0 to 10 and 192 by 192 points, periodic from 0 to 2 pi along x and y, 30 MB a field. At t = 0, with (a, b) the
// place in units of pi and less the mean,
//
//	w = 4 exp(-3 |x - (0.75, 1)|^2) + 4 exp(-3 |x - (1.25, 1)|^2) - 2 exp(-1.5 |x - (1.25, 1.25)|^2)
//
// after the three vortices that are an old test of spectral codes. Solved on the same grid with step 1/400, to a relative 4e-11.
func NavierStokes(f Field) (Evolution, error) {
	if err := f.check(); err != nil {
		return Evolution{}, err
	}
	clean := f // until the velocity is known
	clean.Noise = 0
	e, stopped := clean.evolve(navierStokes)
	if len(e.Fields) == 0 {
		return e, stopped
	}
	engine, err := backend.New()
	if err != nil {
		return Evolution{}, fmt.Errorf("datasets: %w", err)
	}
	u, v, err := pde.Velocity(engine, e.Fields[0])
	if err != nil {
		return Evolution{}, fmt.Errorf("datasets: %w", err)
	}
	e.Fields = append(e.Fields, u, v)
	f.disturb(e.Fields)
	return e, stopped
}

func navierStokes(f Field) fieldLaw {
	points, frames := f.grid(192, 101)
	const viscosity = 0.01
	return fieldLaw{
		equation: pde.NavierStokes{Viscosity: viscosity},
		initial:  []field.Grid{vortices(pde.Periodic("x", "", 0, 2*math.Pi, points), pde.Periodic("y", "", 0, 2*math.Pi, points))},
		times:    field.Linspace("t", "", 0, 10, frames), step: 1. / 400, every: 1, carrying: 2. / 3,
		coefficients: map[string]map[string]float64{"w_t": {"(u w)_x": -1, "(v w)_y": -1, "w_xx": viscosity, "w_yy": viscosity}},
	}
}

// vortices are three Gaussians with their periodic images, less their mean.
func vortices(x, y field.Axis) field.Grid {
	bump := func(a, b, sharpness float64) func(x, y float64) float64 {
		along := func(c, x float64) float64 {
			return images(func(x float64) float64 { return math.Exp(-sharpness * (x - c*math.Pi) * (x - c*math.Pi)) }, x, 2*math.Pi)
		}
		return func(x, y float64) float64 { return along(a, x) * along(b, y) }
	}
	first, second, third := bump(0.75, 1, 3), bump(1.25, 1, 3), bump(1.25, 1.25, 1.5)
	w := pde.Sample("w", func(at ...float64) float64 {
		return 4*first(at[0], at[1]) + 4*second(at[0], at[1]) - 2*third(at[0], at[1])
	}, x, y)
	mean := 0.0
	for _, v := range w.Values {
		mean += v / float64(len(w.Values))
	}
	for i := range w.Values {
		w.Values[i] -= mean
	}
	return w
}
