package pde

import (
	"fmt"
	"math"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/field"
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

// NavierStokes is the flow of an incompressible fluid in the plane, for its vorticity w = v_x - u_y on axes x and y:
//
//	w_t = -(u w)_x - (v w)_y + Viscosity (w_xx + w_yy)
//
// The velocity (u, v) follows from w by [Velocity]; its mean is 0. Without viscosity energy and enstrophy are conserved, by the
// truncated modes too. Good steps: a fifth of the time that the fastest fluid needs from one point to the next.
type NavierStokes struct {
	// Viscosity, 0 or more.
	Viscosity float64
}

func (NavierStokes) Fields() []string { return []string{"w"} }

func (e NavierStokes) Check(box spectral.Box) error {
	if !(e.Viscosity >= 0) || math.IsInf(e.Viscosity, 0) {
		return fmt.Errorf("pde: a viscosity of %g; give 0 or more", e.Viscosity)
	}
	return axes("the vorticity equation", box, 2)
}

func (e NavierStokes) Linear(k []float64) []complex128 {
	return []complex128{complex(-e.Viscosity*squared(k), 0)}
}

func (NavierStokes) Nonlinear(box spectral.Box, s []spectral.Spectrum) []spectral.Spectrum {
	keep := box.LowPass(dealias)
	cut := s[0].Times(keep)
	w := box.Inverse(cut)
	u, v := velocity(box, cut)
	return []spectral.Spectrum{
		box.Forward(Mul(u, w)).Times(box.Differential(1, 0)).
			Plus(box.Forward(Mul(v, w)).Times(box.Differential(0, 1))).Times(keep).Scale(-1),
	}
}

// velocity of a vorticity, by its streamfunction p: p_xx + p_yy = -w, u = p_y, v = -p_x.
func velocity(box spectral.Box, w spectral.Spectrum) (u, v *Node) {
	along := func(axis int, sign float64) *Node {
		return box.Inverse(w.Times(box.Symbol(func(k []float64) complex128 {
			if q := squared(k); q > 0 {
				return complex(0, sign*k[axis]/q)
			}
			return 0
		})))
	}
	return along(1, 1), along(0, -1)
}

// Velocity gives the velocity of an incompressible flow from its vorticity, on axes x and y, or time, x and y. Its mean is 0. A
// mean vorticity, which no periodic flow has, is left out.
func Velocity(engine compute.Backend, w field.Grid) (u, v field.Grid, err error) {
	space := w
	if len(w.Axes) == 3 {
		space.Axes = w.Axes[1:]
	}
	box, err := boxOf(space.Axes)
	if err == nil {
		err = axes("a vorticity", box, 2)
	}
	if err == nil {
		err = sound(w)
	}
	if err != nil {
		return u, v, err
	}
	parts, err := evaluate(engine, func(w *Node) []*Node {
		u, v := velocity(box, box.Forward(w))
		return []*Node{u, v}
	}, w)
	if err != nil {
		return u, v, err
	}
	u = field.Grid{Name: "u", Axes: w.Axes, Values: parts[0]}
	v = field.Grid{Name: "v", Axes: w.Axes, Values: parts[1]}
	return u, v, nil
}
