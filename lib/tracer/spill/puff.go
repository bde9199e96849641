package spill

import (
	"fmt"
	"math"

	"sublunar/lib/tracer"
)

// A Spill is tracer that came into the water at one place, all at once.
type Spill struct {
	// X and Y of the place, in m or in the basin's units.
	X, Y float64
	// Amount in the concentration's unit times m^2.
	Amount float64
	// Diffusivity of the water in m^2/s.
	Diffusivity float64
}

// A Model says what is seen of a spill. [Puff] knows it in closed form, an [Atlas] by a [tracer.Transport].
type Model interface {
	// See sets seen to the concentration that each observation would have of a spill. Their values don't matter.
	See(s Spill, observations []tracer.Observation, seen []float64) error
}

// A Puff is a spill in a plane without coasts, in a steady flow whose velocity is linear in the place,
//
//	u = U + UX x + UY y,  v = V + VX x - UX y,
//
// which has no divergence. There it stays Gaussian: the middle goes with the flow, and with G the matrix of the gradients the covariance
// follows S' = G S + S G' + 2 D (Okubo and Karweit 1969, doi:10.4319/lo.1969.14.4.0514, have the shear). Units are m and s.
type Puff struct {
	// U and V are the velocity at the origin, m/s, and UX, UY, VX its gradients, 1/s.
	U, V, UX, UY, VX float64
	// Time of the release, s.
	Time float64
	// Size is the standard deviation of the puff when it is released, m. Default 0: a point.
	Size float64
	// Decay in 1/s.
	Decay float64
}

// At is the concentration of a spill at a time and a place; 0 until it is released.
func (p Puff) At(s Spill, t, x, y float64) float64 {
	return p.after(t).at(s, x, y)
}

// See sets seen to what observations would be.
func (p Puff) See(s Spill, observations []tracer.Observation, seen []float64) error {
	for _, v := range []float64{p.U, p.V, p.UX, p.UY, p.VX, p.Time, p.Size, p.Decay} {
		if math.IsNaN(v) || math.IsInf(v, 0) || p.Size < 0 || p.Decay < 0 {
			return fmt.Errorf("spill: a puff %+v; give finite numbers, and a size and a decay of 0 or more", p)
		}
	}
	for k, o := range observations {
		seen[k] = p.At(s, o.Time, o.X, o.Y)
	}
	return nil
}

// spread is how a puff looks after some time: where its middle has gone, what became of its first size and what diffusion adds.
type spread struct {
	e    [4]float64 // exp(G t), row-major
	x, y float64    // where the origin has gone
	// Covariances: of a puff whose size was 1, and what diffusion adds for 2 D = 1.
	firstXX, firstXY, firstYY, xx, xy, yy float64
	squared                               float64 // of the first size
	left                                  float64 // after decay; 0 before the release
}

func (p Puff) after(t float64) spread {
	t -= p.Time
	if !(t > 0 || t == 0 && p.Size > 0) {
		return spread{}
	}
	// G G = q 1, so exp(G t) = c + s G with c = cosh(sqrt(q) t) and s = sinh(sqrt(q) t)/sqrt(q).
	q := p.UX*p.UX + p.UY*p.VX
	var c, s, s2 float64 // s2 is the integral of s
	var cc, ss float64   // integrals of c^2 and s^2
	switch z := q * t * t; {
	case math.Abs(z) < 1e-3:
		c = 1 + z/2*(1+z/12*(1+z/30))
		s = t * (1 + z/6*(1+z/20*(1+z/42)))
		s2 = t * t / 2 * (1 + z/12*(1+z/30*(1+z/56)))
		ss = t * t * t / 3 * (1 + z/5*(1+2*z/21*(1+z/18)))
	case q > 0:
		r := math.Sqrt(q)
		c, s = math.Cosh(r*t), math.Sinh(r*t)/r
		s2, ss = (c-1)/q, (c*s-t)/(2*q)
	default:
		r := math.Sqrt(-q)
		c, s = math.Cos(r*t), math.Sin(r*t)/r
		s2, ss = (c-1)/q, (c*s-t)/(2*q)
	}
	cc = t/2 + c*s/2
	cs := s * s / 2
	a, b, d := p.UX, p.UY, p.VX
	w := spread{e: [4]float64{c + s*a, s * b, s * d, c - s*a}, left: math.Exp(-p.Decay * t), squared: p.Size * p.Size}
	w.x, w.y = s*p.U+s2*(a*p.U+b*p.V), s*p.V+s2*(d*p.U-a*p.V)
	// exp(G t) exp(G' t) = c^2 + c s (G + G') + s^2 G G'.
	form := func(cc, cs, ss float64) (xx, xy, yy float64) {
		return cc + 2*a*cs + (a*a+b*b)*ss, (b+d)*cs + (a*d-a*b)*ss, cc - 2*a*cs + (a*a+d*d)*ss
	}
	w.firstXX, w.firstXY, w.firstYY = form(c*c, c*s, s*s)
	w.xx, w.xy, w.yy = form(cc, cs, ss)
	return w
}

func (w spread) at(s Spill, x, y float64) float64 {
	if w.left == 0 {
		return 0
	}
	x -= w.x + w.e[0]*s.X + w.e[1]*s.Y
	y -= w.y + w.e[2]*s.X + w.e[3]*s.Y
	d := 2 * s.Diffusivity
	xx, xy, yy := w.squared*w.firstXX+d*w.xx, w.squared*w.firstXY+d*w.xy, w.squared*w.firstYY+d*w.yy
	det := xx*yy - xy*xy
	return s.Amount * w.left / (2 * math.Pi * math.Sqrt(det)) * math.Exp(-(yy*x*x-2*xy*x*y+xx*y*y)/(2*det))
}
