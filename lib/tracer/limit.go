package tracer

import (
	"math"

	"sublunar/lib/field"
)

// LargestStep is the longest step in s that makes no new extrema, whatever the concentration. A step is a mean of Euler steps; in each, a
// cell's new value is a mean of old values of its neighbourhood with positive weights, as long as
//
//	step (2 max(E, W) + 2 max(N, S) + sum over faces D length/distance)/area + step (Decay + Piston/Depth) <= 1
//
// with E, W, N and S what leaves the cell through its faces in m^2/s: half of the cell's mean stands for the value at each face along an axis.
// Fromm's scheme, which has no limiter, is stable under the same bound.
func (t Transport) LargestStep() (float64, error) {
	if err := t.Check(); err != nil {
		return 0, err
	}
	return t.largestStep(), nil
}

func (t Transport) largestStep() float64 {
	b := t.Flow.Basin
	ny, nx := b.Shape()
	m := b.metric()
	wetX, wetY := b.faces()
	mixX, mixY := t.mixing()
	rate := 0.0
	for _, psi := range t.Flow.Psi { // between frames fluxes, and the bound, are between theirs
		east, north := b.fluxes(psi.Values)
		for j := range ny {
			for i := range nx {
				if !b.Water(j, i) {
					continue
				}
				w, e, s, n := j*(nx+1)+i, j*(nx+1)+i+1, j*nx+i, (j+1)*nx+i
				out := 2*max(east[e], -east[w], 0) + 2*max(north[n], -north[s], 0)
				through := func(open bool, mixing, length, distance float64) {
					if open && distance > 0 {
						out += t.Diffusivity * mixing * length / distance
					}
				}
				through(wetX[w], mixX.at(w), m.east, m.dx[j])
				through(wetX[e], mixX.at(e), m.east, m.dx[j])
				through(wetY[s], mixY.at(s), m.north[j], m.dy)
				through(wetY[n], mixY.at(n), m.north[j+1], m.dy)
				rate = max(rate, out/m.area[j])
			}
		}
	}
	rate += t.losing()
	if rate == 0 {
		return math.Inf(1)
	}
	return 1 / rate
}

// losing is the rate in 1/s at which decay and air take tracer.
func (t Transport) losing() float64 {
	if t.Surface.Depth > 0 {
		return t.Decay + t.Surface.Piston/t.Surface.Depth
	}
	return t.Decay
}

// gaining is what air brings, by cell; nil where it brings nothing.
func (t Transport) gaining() []float64 {
	s := t.Surface
	if s.Depth == 0 || s.Piston*s.Toward == 0 && s.Flux.Values == nil {
		return nil
	}
	b := t.Flow.Basin
	out := make([]float64, b.X.Len()*b.Y.Len())
	for i := range out {
		if b.IsLand(i) {
			continue
		}
		out[i] = s.Piston * s.Toward / s.Depth
		if s.Flux.Values != nil {
			out[i] += s.Flux.Values[i] / s.Depth
		}
	}
	return out
}

// Courant is a field of what leaves each cell in a step, over its area.
func (f Flow) Courant(t, step float64) field.Grid {
	b := f.Basin
	ny, nx := b.Shape()
	east, north := b.fluxes(f.psi(t, nil))
	area := b.metric().area
	g := b.Grid("Courant number", "", make([]float64, ny*nx))
	for j := range ny {
		for i := range nx {
			out := max(east[j*(nx+1)+i+1], 0) + max(-east[j*(nx+1)+i], 0) + max(north[(j+1)*nx+i], 0) + max(-north[j*nx+i], 0)
			g.Values[j*nx+i] = step * out / area[j]
		}
	}
	return g
}
