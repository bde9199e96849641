package pde

import (
	"fmt"
	"math"
	"math/cmplx"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/spectral"
)

// A Stepper advances an equation's state by one step of ETDRK4, as graph functions. With h the step, N the nonlinear part and
// z = h L, for each mode,
//
//	a  = e^(z/2) v + q N(v)
//	b  = e^(z/2) v + q N(a)
//	c  = e^(z/2) a + q (2 N(b) - N(v))
//	v' = e^z v + f1 N(v) + 2 f2 (N(a) + N(b)) + f3 N(c)
type Stepper struct {
	Equation Equation
	Box      spectral.Box
	Step     float64

	nonlinear Equation // with its symbols made, where it has some
	// For each component.
	half, whole, q, f1, f2, f3 []*spectral.Symbol
}

// NewStepper computes the coefficients of a step. A negative step goes back in time.
func NewStepper(e Equation, box spectral.Box, step float64) (*Stepper, error) {
	if err := box.Check(); err != nil {
		return nil, fmt.Errorf("pde: %w", err)
	}
	if err := e.Check(box); err != nil {
		return nil, err
	}
	if step == 0 || math.IsNaN(step) || math.IsInf(step, 0) {
		return nil, fmt.Errorf("pde: a step of %g; give a finite one, not 0", step)
	}
	s := &Stepper{Equation: e, Box: box, Step: step, nonlinear: e}
	if p, ok := e.(preparer); ok {
		s.nonlinear = p.prepare(box)
	}
	for c := range e.Fields() {
		linear := box.Symbol(func(k []float64) complex128 { return e.Linear(k)[c] })
		var of [6][]complex128
		for i, re := range linear.Re {
			z := complex(re, 0)
			if linear.Im != nil {
				z = complex(re, linear.Im[i])
			}
			for n, v := range coefficients(z*complex(step, 0), step) {
				of[n] = append(of[n], v)
			}
		}
		for n, list := range []*[]*spectral.Symbol{&s.half, &s.whole, &s.q, &s.f1, &s.f2, &s.f3} {
			*list = append(*list, box.SymbolOf(of[n]))
		}
	}
	return s, nil
}

// coefficients are e^(z/2), e^z, q, f1, f2 and f3. The closed forms of the last four cancel near z = 0, so each is taken as its mean
// over a circle about z that keeps away from 0; for functions without poles that is the value at the centre.
func coefficients(z complex128, h float64) [6]complex128 {
	const points = 32
	radius := complex(2, 0)
	if cmplx.Abs(z) > 1 {
		radius = 0.5
	}
	var q, f1, f2, f3 complex128
	for j := range points {
		r := z + radius*cmplx.Exp(complex(0, 2*math.Pi*(float64(j)+0.5)/points))
		half := cmplx.Exp(r / 2)
		e, cube := half*half, r*r*r
		q += (half - 1) / r
		f1 += (-4 - r + e*(4-3*r+r*r)) / cube
		f2 += (2 + r + e*(r-2)) / cube
		f3 += (-4 - 3*r - r*r + e*(4-r)) / cube
	}
	all := [6]complex128{cmplx.Exp(z / 2), cmplx.Exp(z), q, f1, f2, f3}
	for n := 2; n < 6; n++ {
		all[n] *= complex(h/points, 0)
	}
	if imag(z) == 0 {
		for n := range all {
			all[n] = complex(real(all[n]), 0)
		}
	}
	return all
}

// Advance is the components one step later.
func (s *Stepper) Advance(v []spectral.Spectrum) []spectral.Spectrum {
	rate := func(v []spectral.Spectrum) []spectral.Spectrum { return s.nonlinear.Nonlinear(s.Box, v) }
	nv, linear := rate(v), by(s.half, v)
	a := plus(linear, by(s.q, nv))
	na := rate(a)
	b := plus(linear, by(s.q, na))
	nb := rate(b)
	c := plus(by(s.half, a), by(s.q, minus(plus(nb, nb), nv)))
	nc := rate(c)
	middle := plus(na, nb)
	return plus(plus(by(s.whole, v), by(s.f1, nv)), plus(by(s.f2, plus(middle, middle)), by(s.f3, nc)))
}

// Forward gives the components of fields, one node for each, of shape [..., x] or [..., x, y] and so on.
func (s *Stepper) Forward(fields []*Node) []spectral.Spectrum {
	return components(s.Equation, s.Box, fields)
}

// Inverse gives the fields of components.
func (s *Stepper) Inverse(v []spectral.Spectrum) []*Node { return fieldsOf(s.Equation, s.Box, v) }

func components(e Equation, box spectral.Box, fields []*Node) []spectral.Spectrum {
	v := make([]spectral.Spectrum, len(fields))
	for i, f := range fields {
		v[i] = box.Forward(f)
	}
	if m, ok := e.(Mixer); ok {
		return m.Mix(v)
	}
	return v
}

func fieldsOf(e Equation, box spectral.Box, v []spectral.Spectrum) []*Node {
	if m, ok := e.(Mixer); ok {
		v = m.Unmix(v)
	}
	fields := make([]*Node, len(v))
	for i := range v {
		fields[i] = box.Inverse(v[i])
	}
	return fields
}

// by multiplies each component by its symbol.
func by(symbols []*spectral.Symbol, v []spectral.Spectrum) []spectral.Spectrum {
	out := make([]spectral.Spectrum, len(v))
	for i := range v {
		out[i] = v[i].Times(symbols[i])
	}
	return out
}

func plus(v, w []spectral.Spectrum) []spectral.Spectrum {
	out := make([]spectral.Spectrum, len(v))
	for i := range v {
		out[i] = v[i].Plus(w[i])
	}
	return out
}

func minus(v, w []spectral.Spectrum) []spectral.Spectrum {
	out := make([]spectral.Spectrum, len(v))
	for i := range v {
		out[i] = v[i].Minus(w[i])
	}
	return out
}

// Next is the fields one step later: what [NewAdjoint] takes. It transforms there and back, so several steps in a graph are better
// taken by Forward, Advance and Inverse. It has no parameters.
func (s *Stepper) Next(fields, _ []*Node) []*Node { return s.Inverse(s.Advance(s.Forward(fields))) }
