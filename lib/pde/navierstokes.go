package pde

import (
	"fmt"
	"math"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"gonum.org/v1/gonum/dsp/fourier"

	"sublunar/lib/field"
	"sublunar/lib/spectral"
)

// NavierStokes is the flow of an incompressible fluid in the plane, for its vorticity w = v_x - u_y on axes x and y:
//
//	w_t = -(u w)_x - (v w)_y + Viscosity (w_xx + w_yy) - Drag w + Forcing(x, y)
//
// The velocity (u, v) follows from w by [Velocity]; its mean is 0. Without viscosity, drag and forcing, energy and enstrophy are
// conserved, by the truncated modes too. With p the streamfunction (p_xx + p_yy = -w), E the mean of (u^2 + v^2)/2 and Z that of w^2/2,
//
//	E_t = -2 Viscosity Z - 2 Drag E + mean(p Forcing)
//
// Good steps: a fifth of the time that the fastest fluid needs from one point to the next.
type NavierStokes struct {
	// Viscosity, 0 or more.
	Viscosity float64
	// Drag on a fluid in a thin layer, 0 or more: what it takes in a unit of time.
	Drag float64
	// Forcing of the vorticity, steady. x and y count from the first point of the grid. Its mean, which turns no fluid in a periodic box,
	// and modes above two thirds of the grid's are left out. Default none. That of Li et al. 2021 (arXiv:2010.08895), on the unit square, is
	// 0.1 (sin(2 pi (x + y)) + cos(2 pi (x + y))).
	Forcing func(x, y float64) float64
}

func (NavierStokes) Fields() []string { return []string{"w"} }

func (e NavierStokes) Check(box spectral.Box) error {
	if !(e.Viscosity >= 0) || !(e.Drag >= 0) || math.IsInf(e.Viscosity+e.Drag, 0) {
		return fmt.Errorf("pde: a viscosity of %g and a drag of %g; give 0 or more", e.Viscosity, e.Drag)
	}
	if err := axes("the vorticity equation", box, 2); err != nil {
		return err
	}
	for _, f := range e.force(box) {
		if math.IsNaN(f) || math.IsInf(f, 0) {
			return fmt.Errorf("pde: the forcing is %g somewhere on the grid; give a finite one", f)
		}
	}
	return nil
}

func (e NavierStokes) Linear(k []float64) []complex128 {
	return []complex128{complex(-e.Viscosity*squared(k)-e.Drag, 0)}
}

func (e NavierStokes) Nonlinear(box spectral.Box, s []spectral.Spectrum) []spectral.Spectrum {
	return e.prepare(box).Nonlinear(box, s)
}

// prepare makes the symbols once for all steps.
func (e NavierStokes) prepare(box spectral.Box) Equation {
	// By the streamfunction p: p_xx + p_yy = -w, u = p_y, v = -p_x.
	along := func(axis int, sign float64) *spectral.Symbol {
		return box.Symbol(func(k []float64) complex128 {
			if q := squared(k); q > 0 {
				return complex(0, sign*k[axis]/q)
			}
			return 0
		})
	}
	p := &vorticity{NavierStokes: e, keep: box.LowPass(dealias), u: along(1, 1), v: along(0, -1), dx: box.Differential(1, 0), dy: box.Differential(0, 1)}
	if e.Forcing != nil {
		modes := transformed(box, e.force(box))
		modes[0] = 0
		p.force = box.SymbolOf(modes)
	}
	return p
}

// vorticity is the equation with what it multiplies modes by.
type vorticity struct {
	NavierStokes
	keep, u, v, dx, dy, force *spectral.Symbol
}

func (e *vorticity) Nonlinear(box spectral.Box, s []spectral.Spectrum) []spectral.Spectrum {
	cut := s[0].Times(e.keep)
	w, u, v := box.Inverse(cut), box.Inverse(cut.Times(e.u)), box.Inverse(cut.Times(e.v))
	rate := box.Forward(Mul(u, w)).Times(e.dx).Plus(box.Forward(Mul(v, w)).Times(e.dy)).Scale(-1)
	if e.force != nil {
		rate = rate.Plus(spectral.Spectrum{Re: OnesLike(cut.Re), Im: ZerosLike(cut.Im)}.Times(e.force))
	}
	return []spectral.Spectrum{rate.Times(e.keep)}
}

// force at the points of a box, row-major; nil where there is none.
func (e NavierStokes) force(box spectral.Box) []float64 {
	if e.Forcing == nil {
		return nil
	}
	at := func(axis, i int) float64 {
		return float64(i) * length(box, axis) / float64(box.Points[axis])
	}
	var f []float64
	for i := range box.Points[0] {
		for j := range box.Points[1] {
			f = append(f, e.Forcing(at(0, i), at(1, j)))
		}
	}
	return f
}

// transformed are the modes of a field on a box of two axes, on the host.
func transformed(box spectral.Box, f []float64) []complex128 {
	rows, columns := box.Points[0], box.Points[1]
	half := columns/2 + 1
	modes := make([]complex128, rows*half)
	along := fourier.NewFFT(columns)
	for i := range rows {
		along.Coefficients(modes[i*half:(i+1)*half], f[i*columns:(i+1)*columns])
	}
	down, column := fourier.NewCmplxFFT(rows), make([]complex128, rows)
	for j := range half {
		for i := range column {
			column[i] = modes[i*half+j]
		}
		for i, c := range down.Coefficients(nil, column) {
			modes[i*half+j] = c
		}
	}
	return modes
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
		e, modes := NavierStokes{}.prepare(box).(*vorticity), box.Forward(w)
		return []*Node{box.Inverse(modes.Times(e.u)), box.Inverse(modes.Times(e.v))}
	}, w)
	if err != nil {
		return u, v, err
	}
	u = field.Grid{Name: "u", Axes: w.Axes, Values: parts[0]}
	v = field.Grid{Name: "v", Axes: w.Axes, Values: parts[1]}
	return u, v, nil
}
