package tracer

import (
	"fmt"
	"math"

	"sublunar/lib/field"
)

// Gyres are two gyres side by side whose boundary sways (Shadden, Lekien and Marsden 2005, doi:10.1016/j.physd.2005.10.007): with X and Y
// from 0 to 1 across the basin,
//
//	psi = -A sin(pi f) sin(pi Y),  f = 2 (a X^2 + (1 - a) X),  a = 2 Sway sin(2 pi t/Period)
//
// At rest they are steady and nothing crosses between them; when they sway water does, by chaos.
type Gyres struct {
	// Speed is the fastest at rest along the middle of the basin, northward, in m/s. Default 0.1.
	Speed float64
	// Sway is how far the boundary goes, 0 to 0.5 (that of the paper's epsilon). Default 0, at rest. Good values: 0.1, 0.25.
	Sway float64
	// Period of the swaying in s. It has to be given with Sway.
	Period float64
}

// DoubleGyre is a flow of two gyres in a basin, at times in s; without times it is that at time 0.
func DoubleGyre(b Basin, times field.Axis, g Gyres) (Flow, error) {
	if !(g.Speed >= 0) || math.IsInf(g.Speed, 0) || !(g.Sway >= 0 && g.Sway <= 0.5) || g.Sway > 0 && !(g.Period > 0) {
		return Flow{}, fmt.Errorf("tracer: gyres of speed %g, sway %g and period %g; give a speed of 0 or more, a sway of 0 to 0.5 and with it a period", g.Speed, g.Sway, g.Period)
	}
	if g.Speed == 0 {
		g.Speed = 0.1
	}
	return sampled(b, times, func(b Basin, x, y field.Axis) func(t, x, y float64) float64 {
		nx, ny := x.Len()-1, y.Len()-1
		west, south := x.Values[0], y.Values[0]
		width, height := x.Values[nx]-west, y.Values[ny]-south
		// The middle is where v = psi_x is fastest: 2 pi A / width.
		amplitude := g.Speed * width * b.MetresEast(south+height/2) / (2 * math.Pi)
		return func(t, x, y float64) float64 {
			a := 0.0
			if g.Sway > 0 {
				a = 2 * g.Sway * math.Sin(2*math.Pi*t/g.Period)
			}
			s := (x - west) / width
			return -amplitude * math.Sin(2*math.Pi*(a*s*s+(1-a)*s)) * math.Sin(math.Pi*(y-south)/height)
		}
	})
}

// Jet is one that meanders, as the Gulf Stream does (Bower 1991, doi:10.1175/1520-0485(1991)021<0173:ASKMOM>2.0.CO;2): with X along it and
// Y across it from the middle of the basin,
//
//	psi = -Speed Width tanh((Y - M) cos a/Width),  M = Amplitude sin(k (X - Drift t)),  tan a = M_X,  k = 2 pi/Wavelength
//
// In the frame that moves with the meanders water goes round in their troughs and crests, and is carried along in the jet.
type Jet struct {
	// Speed in the middle, m/s. Default 1.
	Speed float64
	// Width is half of the jet's, in m. Default 40 km.
	Width float64
	// Amplitude of the meanders, m. Default 50 km.
	Amplitude float64
	// Wavelength of the meanders, m. Default: the basin's, so that they fit one that is periodic.
	Wavelength float64
	// Drift is the meanders' own speed eastward, m/s. Good values: 0.1.
	Drift float64
}

// MeanderingJet is a flow of a jet eastward through a basin whose western and eastern ends are open or periodic, at times in s; without times
// it is that at time 0.
func MeanderingJet(b Basin, times field.Axis, jet Jet) (Flow, error) {
	for _, v := range []float64{jet.Speed, jet.Width, jet.Amplitude, jet.Wavelength} {
		if !(v >= 0) || math.IsInf(v, 0) {
			return Flow{}, fmt.Errorf("tracer: a jet of %+v; give finite numbers, 0 or more", jet)
		}
	}
	if math.IsNaN(jet.Drift) || math.IsInf(jet.Drift, 0) {
		return Flow{}, fmt.Errorf("tracer: a jet whose meanders drift by %g m/s; give a finite number", jet.Drift)
	}
	if b.EndsX == Wall {
		return Flow{}, fmt.Errorf("tracer: a jet between walls at its ends; make EndsX Open or Periodic")
	}
	for _, d := range []struct {
		value *float64
		is    float64
	}{{&jet.Speed, 1}, {&jet.Width, 40e3}, {&jet.Amplitude, 50e3}} {
		if *d.value == 0 {
			*d.value = d.is
		}
	}
	return sampled(b, times, func(b Basin, x, y field.Axis) func(t, x, y float64) float64 {
		nx, ny := x.Len()-1, y.Len()-1
		middle := (y.Values[0] + y.Values[ny]) / 2
		east, north := b.MetresEast(middle), b.MetresNorth()
		length := (x.Values[nx] - x.Values[0]) * east
		wavelength := jet.Wavelength
		if wavelength == 0 {
			wavelength = length
		}
		k := 2 * math.Pi / wavelength
		return func(t, xx, yy float64) float64 {
			phase := k * ((xx-x.Values[0])*east - jet.Drift*t)
			meander, slope := jet.Amplitude*math.Sin(phase), jet.Amplitude*k*math.Cos(phase)
			return -jet.Speed * jet.Width * math.Tanh(((yy-middle)*north-meander)/(jet.Width*math.Sqrt(1+slope*slope)))
		}
	})
}

// sampled is the flow of a formula. make gets the corners, once the basin is known to be sound.
func sampled(b Basin, times field.Axis, make func(b Basin, x, y field.Axis) func(t, x, y float64) float64) (Flow, error) {
	if err := b.Check(); err != nil {
		return Flow{}, err
	}
	x, y := b.Corners()
	psi := make(b, x, y)
	at := times.Values
	if len(at) == 0 {
		at = []float64{0}
	}
	f := Flow{Basin: b, Times: times}
	for _, t := range at {
		f.Psi = append(f.Psi, b.Streamfunction(func(x, y float64) float64 { return psi(t, x, y) }))
	}
	return f, f.Check()
}
