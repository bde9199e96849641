package infer

import (
	"math"
	"slices"

	"sublunar/lib/field"
	"sublunar/lib/tracer"
)

// A world is a problem laid out as a vector z of independent standard normal numbers, before anything is seen: the root of the prior's
// covariance. In order: modes of the field at the start, modes of the eddies at each knot, what is unknown of the parameters, and shared
// errors by platform.
type world struct {
	Problem
	basin         tracer.Basin
	start, swirls [][]float64
	knots         []float64 // times of the eddies
	keep          float64   // correlation from one knot to the next
	unknown       []unknown
	platforms     []int
	n             int
	ticks         []float64 // times at which fields are looked at, ascending, the start first
	asked         []int     // tick of each of Times
	at            []int     // tick of each observation
	stencils      []stencil
}

// unknown parameters.
type unknown struct {
	name, unit string
	at         func(z float64) float64
	positive   bool
	doubt      float64 // deviation of its logarithm where positive, else of itself
}

// stencil of an observation: the cells that it sees.
type stencil struct {
	cells   []int
	weights []float64
}

func (s stencil) see(c []float64) (v float64) {
	for k, i := range s.cells {
		v += s.weights[k] * c[i]
	}
	return v
}

// kept is the share of the variance that modes carry.
const kept = 0.95

func newWorld(p Problem) (*world, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	w := &world{Problem: p, basin: p.Flow.Basin}
	b := w.basin
	var err error
	if p.Start.Deviation > 0 {
		if w.start, err = b.Modes(p.Start.Length, kept); err != nil {
			return nil, err
		}
	}
	last := max(p.Until, p.Times.Values[p.Times.Len()-1])
	if p.Eddies.Speed > 0 {
		if w.swirls, err = b.Swirls(p.Eddies.Length, kept); err != nil {
			return nil, err
		}
		every := p.Eddies.Interval()
		count := 1 + int(math.Ceil((last-p.Start.Time)/every-1e-9))
		w.knots = field.Linspace("time", "s", p.Start.Time, p.Start.Time+float64(count-1)*every, count).Values
		w.keep = math.Exp(-every / p.Eddies.Time)
	}
	w.parameters()
	for platform, d := range p.Bias {
		if d > 0 && slices.ContainsFunc(p.Observations, func(o tracer.Observation) bool { return o.Platform == platform }) {
			w.platforms = append(w.platforms, platform)
		}
	}
	slices.Sort(w.platforms)
	w.n = len(w.start) + len(w.swirls)*len(w.knots) + len(w.unknown) + len(w.platforms)
	w.times()
	return w, nil
}

// parameters that aren't known, in the order of the world's vector.
func (w *world) parameters() {
	p := w.Problem
	if d := p.Diffusivity; d.unknown() {
		w.unknown = append(w.unknown, unknown{"diffusivity", "m^2/s", d.at, true, math.Log(d.Factor)})
	}
	r := p.Release
	if r.Rate.Median == 0 {
		return
	}
	if r.Rate.unknown() {
		unit := "m^2/s"
		if p.Start.Mean.Unit != "" {
			unit = p.Start.Mean.Unit + " m^2/s"
		}
		w.unknown = append(w.unknown, unknown{"rate", unit, r.Rate.at, true, math.Log(r.Rate.Factor)})
	}
	if r.Doubt > 0 {
		x, y := r.Doubt/w.basin.MetresEast(r.Y), r.Doubt/w.basin.MetresNorth()
		w.unknown = append(w.unknown, unknown{"source x", w.basin.X.Unit, func(z float64) float64 { return r.X + z*x }, false, x},
			unknown{"source y", w.basin.Y.Unit, func(z float64) float64 { return r.Y + z*y }, false, y})
	}
}

// times are laid out in ticks: those of observations, rounded, and those asked for.
func (w *world) times() {
	tick := w.Tick
	if tick == 0 {
		tick = (w.Until - w.Start.Time) / 256
	}
	round := func(t float64) float64 { return w.Start.Time + tick*math.Round((t-w.Start.Time)/tick) }
	set := map[float64]bool{w.Start.Time: true}
	for _, t := range w.Times.Values {
		set[t] = true
	}
	for _, o := range w.Observations {
		set[round(o.Time)] = true
	}
	for t := range set {
		w.ticks = append(w.ticks, t)
	}
	slices.Sort(w.ticks)
	for _, t := range w.Times.Values {
		w.asked = append(w.asked, searched(w.ticks, t))
	}
	for _, o := range w.Observations {
		w.at = append(w.at, searched(w.ticks, round(o.Time)))
		cells, weights, _ := w.basin.Weights(o.X, o.Y)
		w.stencils = append(w.stencils, stencil{cells, weights})
	}
}

// parts of a vector: the start's modes, the eddies' by knot, the unknowns and the shared errors.
func (w *world) parts(z []float64) (start, eddies, unknown, shared []float64) {
	a := len(w.start)
	b := a + len(w.swirls)*len(w.knots)
	c := b + len(w.unknown)
	return z[:a], z[a:b], z[b:c], z[c:]
}

// parameter is the deviation of a named unknown, 0 where it is known.
func (w *world) parameter(unknown []float64, name string) float64 {
	for i, u := range w.unknown {
		if u.name == name {
			return unknown[i]
		}
	}
	return 0
}

// field at the start.
func (w *world) initial(start []float64) []float64 {
	c := slices.Clone(w.Start.Mean.Values)
	for i := range c {
		if w.basin.IsLand(i) {
			c[i] = 0
		}
	}
	for k, m := range w.start {
		if a := w.Start.Deviation * start[k]; a != 0 {
			for i := range c {
				if !w.basin.IsLand(i) {
					c[i] += a * m[i]
				}
			}
		}
	}
	return c
}

// transport under a flow with the unknowns so many deviations off.
func (w *world) transport(f tracer.Flow, unknown []float64) tracer.Transport {
	t := tracer.Transport{Flow: f, Diffusivity: w.Diffusivity.at(w.parameter(unknown, "diffusivity")), Mixing: w.Mixing, Decay: w.Decay, Inflow: w.inflow(), Signed: true, Workers: 1}
	if w.Release.Rate.Median > 0 {
		rate, x, y := w.parameter(unknown, "rate"), w.parameter(unknown, "source x"), w.parameter(unknown, "source y")
		s := w.source(rate, x, y)
		for range 6 { // a place that came to lie on land goes back towards where it is believed
			if j, i, ok := w.basin.Cell(s.X, s.Y); ok && w.basin.Water(j, i) {
				break
			}
			x, y = x/2, y/2
			s = w.source(rate, x, y)
		}
		t.Sources = []tracer.Source{s}
	}
	return t
}

// inflow through open ends is what is believed of the cell there at the start.
func (w *world) inflow() func(t, x, y float64) float64 {
	b := w.basin
	if b.EndsX != tracer.Open && b.EndsY != tracer.Open {
		return nil
	}
	return func(_, x, y float64) float64 {
		j, i, _ := b.Cell(x, y)
		return w.Start.Mean.Values[j*b.X.Len()+i]
	}
}

// run takes a field from one tick to another and shows it at each, the first too.
func (w *world) run(m *tracer.Model, c []float64, from, to int, see func(tick int, c []float64)) error {
	see(from, c)
	for k := from; k < to; k++ {
		if err := m.Advance(c, w.ticks[k], w.ticks[k+1]); err != nil {
			return err
		}
		see(k+1, c)
	}
	return nil
}
