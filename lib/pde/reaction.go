package pde

import (
	"fmt"
	"math"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/spectral"
)

// LambdaOmega is a reaction-diffusion system whose waves form spirals, for u and v, in 1 to 3 dimensions. With A^2 = u^2 + v^2:
//
//	u_t = Diffusion (u_xx + u_yy) + (1 - A^2) u + Twist A^2 v
//	v_t = Diffusion (v_xx + v_yy) + (1 - A^2) v - Twist A^2 u
//
// A = u + i v has plane waves R exp(i (q x - w t)), R^2 = 1 - Diffusion q^2, w = Twist R^2. Good steps: 0.05 for 6 digits.
type LambdaOmega struct {
	// Diffusion of both. Default 0.1.
	Diffusion float64
	// Twist is how the rotation slows with the amplitude. Default 1.
	Twist float64
}

func (LambdaOmega) Fields() []string { return []string{"u", "v"} }

func (e LambdaOmega) Check(spectral.Box) error {
	if !(e.Diffusion >= 0) || math.IsInf(e.Diffusion+e.Twist, 0) || math.IsNaN(e.Twist) {
		return fmt.Errorf("pde: a diffusion of %g and a twist of %g; give finite numbers, the first positive", e.Diffusion, e.Twist)
	}
	return nil
}

func (e LambdaOmega) Linear(k []float64) []complex128 {
	d := e.Diffusion
	if d == 0 {
		d = 0.1
	}
	l := complex(1-d*squared(k), 0)
	return []complex128{l, l}
}

func (e LambdaOmega) Nonlinear(box spectral.Box, s []spectral.Spectrum) []spectral.Spectrum {
	twist := e.Twist
	if twist == 0 {
		twist = 1
	}
	u, v := box.Inverse(s[0]), box.Inverse(s[1])
	power := Add(square(u), square(v))
	return []spectral.Spectrum{
		box.Forward(Mul(power, Sub(MulScalar(v, twist), u))),
		box.Forward(Mul(power, Neg(Add(MulScalar(u, twist), v)))),
	}
}

// AllenCahn is the equation of two phases, -1 and 1, that part at moving layers, for u in 1 to 3 dimensions:
//
//	u_t = Diffusion (u_xx + u_yy) + Rate (u - u^3)
//
// A layer at rest is tanh(x sqrt(Rate/(2 Diffusion))); four points or more across its sqrt(Diffusion/Rate) resolve it to rounding. The
// energy, the integral of Diffusion |grad u|^2/2 + Rate (1 - u^2)^2/4, never grows. Good steps: 1/(100 Rate) for 6 digits.
//
// The zero value is the benchmark of Raissi, Perdikaris and Karniadakis 2019 (doi:10.1016/j.jcp.2018.10.045).
type AllenCahn struct {
	// Diffusion. Default 1e-4.
	Diffusion float64
	// Rate at which a phase grows. Default 5.
	Rate float64
}

func (AllenCahn) Fields() []string { return []string{"u"} }

func (e AllenCahn) Check(spectral.Box) error {
	if !(e.Diffusion >= 0) || !(e.Rate >= 0) || math.IsInf(e.Diffusion+e.Rate, 0) {
		return fmt.Errorf("pde: Allen and Cahn's equation with a diffusion of %g and a rate of %g; give positive numbers, or 0 for the default", e.Diffusion, e.Rate)
	}
	return nil
}

func (e AllenCahn) set() (diffusion, rate float64) {
	diffusion, rate = e.Diffusion, e.Rate
	if diffusion == 0 {
		diffusion = 1e-4
	}
	if rate == 0 {
		rate = 5
	}
	return diffusion, rate
}

func (e AllenCahn) Linear(k []float64) []complex128 {
	diffusion, rate := e.set()
	return []complex128{complex(rate-diffusion*squared(k), 0)}
}

func (e AllenCahn) Nonlinear(box spectral.Box, v []spectral.Spectrum) []spectral.Spectrum {
	_, rate := e.set()
	u := box.Inverse(v[0])
	return []spectral.Spectrum{box.Forward(Mul(u, square(u))).Scale(-rate)}
}
