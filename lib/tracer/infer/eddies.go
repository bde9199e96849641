package infer

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"

	"sublunar/lib/field"
	"sublunar/lib/tracer"
)

// stir is the streamfunction that amplitudes of the eddies give, added to one.
func (w *world) stir(psi, amplitudes []float64) {
	for k, m := range w.swirls {
		if a := w.Eddies.Speed * w.Eddies.Length * amplitudes[k]; a != 0 {
			for i, v := range m {
				psi[i] += a * v
			}
		}
	}
}

// amplitudes of the eddies at each knot, a first-order autoregression of the vector's independent numbers.
func (w *world) amplitudes(eddies []float64) [][]float64 {
	m := len(w.swirls)
	out := make([][]float64, len(w.knots))
	fresh := math.Sqrt(1 - w.keep*w.keep)
	for k := range out {
		out[k] = slices.Clone(eddies[k*m : (k+1)*m])
		if k > 0 {
			for i := range out[k] {
				out[k][i] = w.keep*out[k-1][i] + fresh*out[k][i]
			}
		}
	}
	return out
}

// flow with the eddies in it.
func (w *world) flow(eddies []float64) tracer.Flow {
	f := w.Problem.Flow
	if len(w.swirls) == 0 {
		return f
	}
	first, last := w.knots[0], w.knots[len(w.knots)-1]
	times := slices.Clone(w.knots)
	for _, t := range f.Times.Values {
		if f.Times.Len() > 1 && t > first && t < last {
			times = append(times, t)
		}
	}
	slices.Sort(times)
	times = slices.Compact(times)
	a := w.amplitudes(eddies)
	now := make([]float64, len(w.swirls))
	out := tracer.Flow{Basin: f.Basin, Times: field.Axis{Name: "time", Unit: "s", Values: times}}
	for _, t := range times {
		g := f.StreamfunctionAt(t)
		g.Values = slices.Clone(g.Values)
		k, part := w.between(t)
		for i := range now {
			now[i] = (1-part)*a[k][i] + part*a[k+1][i]
		}
		w.stir(g.Values, now)
		out.Psi = append(out.Psi, g)
	}
	return out
}

// between is the knot before a time, and how far it is to the next.
func (w *world) between(t float64) (knot int, part float64) {
	knot = min(int((t-w.knots[0])/(w.knots[1]-w.knots[0])), len(w.knots)-2)
	return knot, (t - w.knots[knot]) / (w.knots[knot+1] - w.knots[knot])
}

// nudged is a flow of this world with one number of the eddies changed, from a time until another: a mode more or less from the knot before on,
// and the frames that it shares with the flow it was where nothing changes.
func (w *world) nudged(f tracer.Flow, number int, by, from, until float64) tracer.Flow {
	m := len(w.swirls)
	knot, mode := number/m, w.swirls[number%m]
	by *= w.Eddies.Speed * w.Eddies.Length
	if knot > 0 {
		by *= math.Sqrt(1 - w.keep*w.keep)
	}
	amplitude := func(k int) float64 {
		if k < knot {
			return 0
		}
		return by * math.Pow(w.keep, float64(k-knot))
	}
	times := f.Times.Values
	first, _ := slices.BinarySearch(times, from)
	if first == len(times) || times[first] > from {
		first = max(0, first-1)
	}
	last, _ := slices.BinarySearch(times, until)
	last = min(last, len(times)-1)
	out := tracer.Flow{Basin: f.Basin, Times: field.Axis{Name: f.Times.Name, Unit: f.Times.Unit, Values: times[first : last+1]}}
	for i := first; i <= last; i++ {
		g := f.Psi[i]
		k, part := w.between(times[i])
		if a := (1-part)*amplitude(k) + part*amplitude(k+1); a != 0 {
			g.Values = slices.Clone(g.Values)
			floats.AddScaled(g.Values, a, mode)
		}
		out.Psi = append(out.Psi, g)
	}
	return out
}
