package pde

import (
	"fmt"
	"math"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/spectral"
)

// Burgers' equation for u(x, t), a wave that steepens against diffusion:
//
//	u_t = -1/2 (u^2)_x + Viscosity u_xx
//
// A shock is about 4 Viscosity/jump thick and needs some ten points. Good steps: a tenth of what u needs to cross it.
type Burgers struct {
	// Viscosity, 0 or more. With 0 the solution holds only until the first shock.
	Viscosity float64
}

func (Burgers) Fields() []string { return []string{"u"} }

func (e Burgers) Check(box spectral.Box) error {
	if !(e.Viscosity >= 0) || math.IsInf(e.Viscosity, 0) {
		return fmt.Errorf("pde: a viscosity of %g; give 0 or more", e.Viscosity)
	}
	return axes("Burgers' equation", box, 1)
}

func (e Burgers) Linear(k []float64) []complex128 {
	return []complex128{complex(-e.Viscosity*squared(k), 0)}
}

func (Burgers) Nonlinear(box spectral.Box, v []spectral.Spectrum) []spectral.Spectrum {
	return []spectral.Spectrum{transport(box, v[0])}
}

// KdV is the Korteweg-de Vries equation for u(x, t), shallow-water waves whose steepening is held by dispersion:
//
//	u_t = -1/2 (u^2)_x - Dispersion u_xxx
//
// With Dispersion 1 its solitons are u = 3 a^2 sech^2(a (x - a^2 t)/2). It conserves the integrals of u and u^2. Good steps: a
// twentieth of the time that the fastest soliton needs to pass its own width 1/a, so 1/(20 a^3).
type KdV struct {
	// Dispersion. Default 1.
	Dispersion float64
}

func (KdV) Fields() []string { return []string{"u"} }

func (e KdV) Check(box spectral.Box) error {
	if math.IsNaN(e.Dispersion) || math.IsInf(e.Dispersion, 0) {
		return fmt.Errorf("pde: a dispersion of %g; give a finite number", e.Dispersion)
	}
	return axes("the Korteweg-de Vries equation", box, 1)
}

func (e KdV) Linear(k []float64) []complex128 {
	c := e.Dispersion
	if c == 0 {
		c = 1
	}
	return []complex128{complex(0, c*k[0]*k[0]*k[0])}
}

func (KdV) Nonlinear(box spectral.Box, v []spectral.Spectrum) []spectral.Spectrum {
	return []spectral.Spectrum{transport(box, v[0])}
}

// KuramotoSivashinsky is the equation of flame fronts and thin films for u(x, t), the simplest chaos in space and time:
//
//	u_t = -1/2 (u^2)_x - u_xx - u_xxxx
//
// On a length of 22 and more it is chaotic; errors grow by e in about 10 units of time. Good steps: 0.05 for 6 digits, 0.01 for 9.
type KuramotoSivashinsky struct{}

func (KuramotoSivashinsky) Fields() []string { return []string{"u"} }

func (KuramotoSivashinsky) Check(box spectral.Box) error {
	return axes("the Kuramoto-Sivashinsky equation", box, 1)
}

func (KuramotoSivashinsky) Linear(k []float64) []complex128 {
	q := k[0] * k[0]
	return []complex128{complex(q-q*q, 0)}
}

func (KuramotoSivashinsky) Nonlinear(box spectral.Box, v []spectral.Spectrum) []spectral.Spectrum {
	return []spectral.Spectrum{transport(box, v[0])}
}

// Schrodinger is the focusing nonlinear Schrödinger equation for psi = u + i v, in 1 to 3 dimensions:
//
//	i psi_t + 1/2 psi_xx + |psi|^2 psi = 0,   u_t = -1/2 v_xx - (u^2 + v^2) v,   v_t = 1/2 u_xx + (u^2 + v^2) u
//
// It conserves the integral of |psi|^2. Solitons in 1D are a sech(a (x - c t)) exp(i (c x + (a^2 - c^2) t/2)). Good steps: 1/(50 |psi|^2).
type Schrodinger struct{}

func (Schrodinger) Fields() []string { return []string{"u", "v"} }

func (Schrodinger) Check(spectral.Box) error { return nil }

// Linear: the components are the modes of psi, at k and, conjugate, at -k.
func (Schrodinger) Linear(k []float64) []complex128 {
	w := squared(k) / 2
	return []complex128{complex(0, -w), complex(0, w)}
}

// Mix gives U + iV and U - iV. The second is the conjugate of psi's mode at -k, so half of the modes hold all of psi.
func (Schrodinger) Mix(f []spectral.Spectrum) []spectral.Spectrum {
	return []spectral.Spectrum{f[0].Plus(f[1].TimesI()), f[0].Minus(f[1].TimesI())}
}

func (Schrodinger) Unmix(c []spectral.Spectrum) []spectral.Spectrum {
	return []spectral.Spectrum{c[0].Plus(c[1]).Scale(0.5), c[0].Minus(c[1]).TimesI().Scale(-0.5)}
}

func (e Schrodinger) Nonlinear(box spectral.Box, c []spectral.Spectrum) []spectral.Spectrum {
	f := e.Unmix(c)
	u, v := box.Inverse(f[0]), box.Inverse(f[1])
	power := Add(square(u), square(v))
	return e.Mix([]spectral.Spectrum{box.Forward(Neg(Mul(power, v))), box.Forward(Mul(power, u))})
}

func square(x *Node) *Node { return Mul(x, x) }
