package pde

import (
	"fmt"
	"math"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/spectral"
)

// GrayScott is the reaction U + 2V -> 3V of a food u, fed everywhere, and a v that eats it and is removed, in 1 to 3 dimensions:
//
//	u_t = DiffusionU (u_xx + u_yy) - u v^2 + Feed (1 - u)
//	v_t = DiffusionV (v_xx + v_yy) + u v^2 - (Feed + Kill) v
//
// From a spot of v in u = 1 grow spots that divide, stripes or waves (Pearson 1993, doi:10.1126/science.261.5118.189). Good steps: 1 with
// the defaults, for 5 digits.
type GrayScott struct {
	// Feed and Kill, 0 or more. Where both are 0: 0.04 and 0.06. Pearson's patterns have Feed 0.004 to 0.08, Kill 0.03 to 0.07.
	Feed, Kill float64
	// DiffusionU and DiffusionV, 0 or more. Where both are 0: 2e-5 and 1e-5, for boxes of some 2.5 units and 256 points.
	DiffusionU, DiffusionV float64
}

func (GrayScott) Fields() []string { return []string{"u", "v"} }

func (e GrayScott) Check(spectral.Box) error {
	for _, v := range []float64{e.Feed, e.Kill, e.DiffusionU, e.DiffusionV} {
		if !(v >= 0) || math.IsInf(v, 0) {
			return fmt.Errorf("pde: Gray and Scott's reaction with rates %g and %g and diffusions %g and %g; give 0 or more", e.Feed, e.Kill, e.DiffusionU, e.DiffusionV)
		}
	}
	return nil
}

func (e GrayScott) set() GrayScott {
	if e.Feed == 0 && e.Kill == 0 {
		e.Feed, e.Kill = 0.04, 0.06
	}
	if e.DiffusionU == 0 && e.DiffusionV == 0 {
		e.DiffusionU, e.DiffusionV = 2e-5, 1e-5
	}
	return e
}

func (e GrayScott) Linear(k []float64) []complex128 {
	e = e.set()
	q := squared(k)
	return []complex128{complex(-e.DiffusionU*q-e.Feed, 0), complex(-e.DiffusionV*q-e.Feed-e.Kill, 0)}
}

func (e GrayScott) Nonlinear(box spectral.Box, s []spectral.Spectrum) []spectral.Spectrum {
	u, v := box.Inverse(s[0]), box.Inverse(s[1])
	eaten := Mul(u, square(v))
	return []spectral.Spectrum{box.Forward(AddScalar(Neg(eaten), e.set().Feed)), box.Forward(eaten)}
}
