package tracer

import (
	"fmt"
	"math"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/spectral"
)

// QuasiGeostrophic is the flow of a layer on a turning Earth, for its potential vorticity q on axes y and x, in this order:
//
//	q_t + J(psi, q) + Beta psi_x = Viscosity lap q - Drag q,  q = lap psi - psi/Radius^2
//
// with J(psi, q) = psi_x q_y - psi_y q_x, u = -psi_y, v = psi_x (Vallis 2017, doi:10.1017/9781107588417, chapter 5). It is lib/pde's equation
// of that form; without Beta and Radius it is Navier and Stokes's in the plane.
type QuasiGeostrophic struct{ Beta, Radius, Viscosity, Drag float64 }

func (QuasiGeostrophic) Fields() []string { return []string{"q"} }

func (e QuasiGeostrophic) Check(box spectral.Box) error {
	for _, v := range []float64{e.Radius, e.Viscosity, e.Drag} {
		if !(v >= 0) || math.IsInf(v, 0) {
			return fmt.Errorf("tracer: a quasi-geostrophic flow of %+v; give finite numbers, 0 or more (Beta may be negative)", e)
		}
	}
	if len(box.Points) != 2 || math.IsNaN(e.Beta) || math.IsInf(e.Beta, 0) {
		return fmt.Errorf("tracer: a quasi-geostrophic flow has axes y and x, and a finite Beta; got %d axes and %g", len(box.Points), e.Beta)
	}
	return nil
}

// inverse is psi's mode for one of q.
func (e QuasiGeostrophic) inverse(k []float64) float64 {
	square := k[0]*k[0] + k[1]*k[1]
	if e.Radius > 0 {
		square += 1 / (e.Radius * e.Radius)
	}
	if square == 0 {
		return 0
	}
	return -1 / square
}

func (e QuasiGeostrophic) Linear(k []float64) []complex128 {
	return []complex128{complex(-e.Viscosity*(k[0]*k[0]+k[1]*k[1])-e.Drag, -e.Beta*k[1]*e.inverse(k))}
}

func (e QuasiGeostrophic) Nonlinear(box spectral.Box, s []spectral.Spectrum) []spectral.Spectrum {
	keep := box.LowPass(2. / 3)
	along := func(axis int, sign float64) *spectral.Symbol {
		return box.Symbol(func(k []float64) complex128 { return complex(0, sign*k[axis]*e.inverse(k)) })
	}
	cut := s[0].Times(keep)
	q, u, v := box.Inverse(cut), box.Inverse(cut.Times(along(0, -1))), box.Inverse(cut.Times(along(1, 1)))
	rate := box.Forward(Mul(v, q)).Times(box.Differential(1, 0)).Plus(box.Forward(Mul(u, q)).Times(box.Differential(0, 1)))
	return []spectral.Spectrum{rate.Scale(-1).Times(keep)}
}
