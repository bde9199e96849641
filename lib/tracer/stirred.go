package tracer

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"sublunar/lib/field"
)

// Eddies are a random streamfunction with the covariance (Speed Length)^2 exp(-r^2/(2 Length^2)) exp(-|t|/Time), which falls to nothing at
// coasts: an Ornstein-Uhlenbeck process in time, as eddies that aren't resolved are modelled (Berloff and McWilliams 2002,
// doi:10.1175/1520-0485(2002)032<0797:MTIOGP>2.0.CO;2). Each draw of it makes no water.
type Eddies struct {
	// Speed is the root mean square of each component of the velocity far from coasts, m/s. 0: none.
	Speed float64
	// Length in m. Good values: some cells at least; 30 to 100 km.
	Length float64
	// Time in s after which they are others. Good values: 5 to 30 days.
	Time float64
	// Every is the time between those at which the streamfunction is drawn, in s; it changes linearly between. Default: half of Time.
	Every float64
}

// Interval is Every, or its default.
func (e Eddies) Interval() float64 { return cmp.Or(e.Every, e.Time/2) }

// Stirred gives draws of a flow with eddies in it, from a time until another in s: members of an ensemble of what the flow may be. The same
// seed gives the same ones.
func (f Flow) Stirred(e Eddies, from, until float64, members int, seed uint64) ([]Flow, error) {
	if err := f.Check(); err != nil {
		return nil, err
	}
	if err := f.Known(from, until); err != nil {
		return nil, err
	}
	if !(e.Speed > 0) || !(e.Length > 0) || !(e.Time > 0) || !(e.Every >= 0) || !(until > from) || members < 1 || math.IsInf(e.Speed+e.Length+e.Time+e.Every+until-from, 0) {
		return nil, fmt.Errorf("tracer: %d draws of eddies %+v from %g until %g; give a speed, a length and a time above 0, and 1 draw or more", members, e, from, until)
	}
	swirls, err := f.Basin.Swirls(e.Length, 0.98)
	if err != nil {
		return nil, err
	}
	every := e.Interval()
	knots := 1 + int(math.Ceil((until-from)/every-1e-9))
	times := []float64{until}
	for k := range knots {
		times = append(times, math.Min(from+float64(k)*every, until))
	}
	if f.Times.Len() > 1 {
		first, last := f.Times.Between(from, until)
		times = append(times, f.Times.Values[first:last]...)
	}
	slices.Sort(times)
	times = slices.Compact(times)
	keep := math.Exp(-every / e.Time)
	out := make([]Flow, members)
	for m := range out {
		random := rand.New(rand.NewPCG(seed, uint64(m)<<8+0xedd1))
		next := func(before []float64) []float64 {
			a := make([]float64, len(swirls))
			for s := range a {
				a[s] = random.NormFloat64()
				if before != nil {
					a[s] = keep*before[s] + math.Sqrt(1-keep*keep)*a[s]
				}
			}
			return a
		}
		// Amplitudes at the knots before and after; between them they change linearly.
		low := next(nil)
		high := next(low)
		knot := from
		out[m] = Flow{Basin: f.Basin, Times: field.Axis{Name: "time", Unit: "s", Values: times}}
		for _, t := range times {
			for t > knot+every {
				knot, low, high = knot+every, high, next(high)
			}
			part := (t - knot) / every
			g := f.StreamfunctionAt(t)
			g.Values = slices.Clone(g.Values)
			for s, mode := range swirls {
				by := e.Speed * e.Length * ((1-part)*low[s] + part*high[s])
				for i, v := range mode {
					g.Values[i] += by * v
				}
			}
			out[m].Psi = append(out[m].Psi, g)
		}
	}
	return out, nil
}
