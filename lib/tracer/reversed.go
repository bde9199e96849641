package tracer

import "sublunar/lib/field"

// Reversed is the flow as time running backward from a moment sees it: at a time t after it, what the flow was t before, with the opposite
// velocity. Particles that drift in it go back to where they came from.
func (f Flow) Reversed(from float64) Flow {
	n := len(f.Psi)
	out := Flow{Basin: f.Basin, Times: field.Axis{Name: f.Times.Name, Unit: f.Times.Unit}}
	for k := range n {
		g := f.Psi[n-1-k]
		v := make([]float64, len(g.Values))
		for i, p := range g.Values {
			v[i] = -p
		}
		g.Values = v
		out.Psi = append(out.Psi, g)
		if f.Times.Len() > 0 {
			out.Times.Values = append(out.Times.Values, from-f.Times.Values[n-1-k])
		}
	}
	return out
}
