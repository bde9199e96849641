package infer

import (
	"fmt"
	"math"
	"slices"
	"time"

	"sublunar/lib/assimilation"
	"sublunar/lib/field"
	"sublunar/lib/tracer"
)

// Filter is the local ensemble transform Kalman filter (package assimilation) on a problem: members of the field, of the eddies'
// streamfunction and of all that isn't known go forward side by side, each in its own flow, and observations change them as they come, at
// their own times. After each analysis fields are made 0 or more with their amounts kept; between analyses nothing is lost or made, so
// what the analyses made is known ([Estimate].Created). Flows are streamfunctions throughout, and make no water.
type Filter struct {
	// Every is the time between analyses in s. Default: a 30th of the window.
	Every float64
	// Radius in m at which an observation's weight on a place has fallen to 0.21; 0 from twice as far. Default: twice the longer of
	// Start.Length and Eddies.Length.
	Radius float64
	// Inflation is a factor on each analysis' deviations. Default 1. Good values: to 1.1, where there are no Eddies.
	Inflation float64
	// Relax draws the spread after an analysis back toward that before, by this share. Default 0. Good values: 0.3 to 0.7.
	Relax float64
	// Lag is how long, in s, fields of the past are improved by later observations: a smoother. Default 0, a filter. Good values: as long as
	// eddies last.
	Lag float64
	// Observe hears of each analysis. An error returned stops the work.
	Observe func(field.Progress) error
}

// Solve runs the ensemble through the window and on to the last of the times asked for.
func (f Filter) Solve(p Problem) (*Estimate, error) {
	began := time.Now()
	w, err := newWorld(p)
	if err != nil {
		return nil, err
	}
	if f.Every == 0 {
		f.Every = (p.Until - p.Start.Time) / 30
	}
	if f.Radius == 0 {
		f.Radius = 2 * max(p.Start.Length, p.Eddies.Length)
	}
	if !(f.Every > 0) || !(f.Radius > 0) || !(f.Lag >= 0) || !(f.Inflation >= 0) {
		return nil, fmt.Errorf("infer: a filter with analyses each %g s, a radius of %g m, a lag of %g s and an inflation of %g; give positive ones, or 0 for the defaults", f.Every, f.Radius, f.Lag, f.Inflation)
	}
	e := w.estimate("ensemble Kalman filter")
	if f.Lag > 0 {
		e.Method = "ensemble Kalman smoother"
	}
	run := newFiltering(f, w)
	if err := run.all(e); err != nil {
		return nil, err
	}
	var z [][]float64
	for _, m := range run.members {
		z = append(z, m.unknown)
	}
	w.tell(e, z)
	e.Misfit = run.misfit / float64(max(1, len(p.Observations)))
	e.Created = run.created / run.amount
	e.LogLikelihood = run.likelihood
	e.Runs = w.members()
	e.Seconds = time.Since(began).Seconds()
	return e, nil
}

// member of the ensemble.
type member struct {
	c, psi, unknown, shared []float64
	copies                  []float64   // of the diffusivity, one a patch
	past                    [][]float64 // by the number of the time asked for
	seen                    []float64
	random                  interface{ NormFloat64() float64 }
}

// filtering is a filter on its way.
type filtering struct {
	Filter
	w                                   *world
	members                             []*member
	patches                             [][2]float64
	patch                               func(j, i int) int // of a cell
	misfit, created, amount, likelihood float64
}

func newFiltering(f Filter, w *world) *filtering {
	r := &filtering{Filter: f, w: w}
	for k := range w.members() {
		random := w.random(k)
		z := make([]float64, w.n)
		for i := range z {
			z[i] = random.NormFloat64()
		}
		start, eddies, unknown, shared := w.parts(z)
		m := &member{c: w.initial(start), unknown: unknown, shared: shared, past: make([][]float64, len(w.asked)), random: random}
		if len(w.swirls) > 0 {
			m.psi = make([]float64, len(w.swirls[0]))
			w.stir(m.psi, eddies[:len(w.swirls)])
		}
		w.tidy(m.c)
		r.amount += w.basin.Integral(m.c) / float64(w.members())
		r.members = append(r.members, m)
	}
	r.blocks()
	return r
}

// blocks of cells that are updated together: about a quarter of the radius wide.
func (r *filtering) blocks() {
	b := r.w.basin
	ny, nx := b.Shape()
	dx, dy := b.Spacing(ny / 2)
	sx, sy := max(1, int(r.Radius/4/dx)), max(1, int(r.Radius/4/dy))
	across := (nx + sx - 1) / sx
	r.patch = func(j, i int) int { return min(j, ny-1)/sy*across + min(i, nx-1)/sx }
	for j := 0; j < ny; j += sy {
		for i := 0; i < nx; i += sx {
			x, y := b.X.Values, b.Y.Values
			r.patches = append(r.patches, [2]float64{(x[i] + x[min(i+sx, nx)-1]) / 2, (y[j] + y[min(j+sy, ny)-1]) / 2})
		}
	}
}

// all cycles, from the start to the last tick.
func (r *filtering) all(e *Estimate) error {
	w := r.w
	var smoother assimilation.EnKF
	smoother.Inflation, smoother.RelaxSpread = r.Inflation, r.Relax
	for from := 0; ; {
		to := min(from+1, len(w.ticks)-1)
		for to < len(w.ticks)-1 && w.ticks[to]-w.ticks[from] < r.Every*(1-1e-9) {
			to++
		}
		seen := r.seen(from, to)
		if err := r.forecast(from, to, seen); err != nil {
			return err
		}
		if len(seen.values) > 0 {
			if err := r.analyse(smoother, seen, w.ticks[to]); err != nil {
				return err
			}
		}
		if r.Observe != nil {
			p := field.Progress{Step: to, Total: len(w.ticks) - 1, Values: []field.Value{{Name: "time", Value: w.ticks[to]}, {Name: "observations", Value: float64(len(seen.values))}}}
			if err := r.Observe(p); err != nil {
				return fmt.Errorf("infer: stopped at time %g: %w", w.ticks[to], err)
			}
		}
		if to == len(w.ticks)-1 {
			break
		}
		from = to
	}
	for k := range w.asked {
		for i, m := range r.members {
			e.Fields[k][i] = m.past[k]
		}
	}
	return nil
}

// forecast takes all members through a cycle, side by side.
func (r *filtering) forecast(from, to int, seen *seen) error {
	return sideBySide("member", len(r.members), func(i int) error { return r.advance(r.members[i], from, to, seen) })
}

// advance takes a member through a cycle and notes what is asked for and what would be observed of it.
func (r *filtering) advance(m *member, from, to int, seen *seen) error {
	w := r.w
	flow := w.Problem.Flow
	if m.psi != nil && to > from {
		flow = r.stirred(m, w.ticks[from], w.ticks[to])
	}
	model, err := w.transport(flow, m.unknown).Model()
	if err != nil {
		return err
	}
	m.seen = make([]float64, len(seen.values))
	return w.run(model, m.c, from, to, func(tick int, c []float64) {
		for k, at := range w.asked {
			if at == tick && (tick > from || tick == 0) {
				m.past[k] = slices.Clone(c)
			}
		}
		for k, o := range seen.tracer {
			if w.at[o] == tick {
				m.seen[k] = w.stencils[o].see(c) + w.shared(m.shared, w.Observations[o].Platform)
			}
		}
		if tick == to {
			for k, i := range seen.currents {
				c := w.Currents[i]
				u, v, _ := flow.At(c.Time, c.X, c.Y)
				m.seen[len(seen.tracer)+2*k], m.seen[len(seen.tracer)+2*k+1] = u, v
			}
		}
	})
}

// stirred is the flow of a cycle with the member's eddies in it, which go on to what they are at its end.
func (r *filtering) stirred(m *member, from, to float64) tracer.Flow {
	w := r.w
	keep := math.Exp(-(to - from) / w.Eddies.Time)
	fresh := make([]float64, len(w.swirls))
	for i := range fresh {
		fresh[i] = math.Sqrt(1-keep*keep) * m.random.NormFloat64()
	}
	before := m.psi
	m.psi = make([]float64, len(before))
	for i := range m.psi {
		m.psi[i] = keep * before[i]
	}
	w.stir(m.psi, fresh)
	f := w.Problem.Flow
	times := []float64{from}
	for _, t := range f.Times.Values {
		if f.Times.Len() > 1 && t > from && t < to {
			times = append(times, t)
		}
	}
	out := tracer.Flow{Basin: f.Basin, Times: field.Axis{Name: "time", Unit: "s", Values: append(times, to)}}
	for _, t := range out.Times.Values {
		g := f.StreamfunctionAt(t)
		g.Values = slices.Clone(g.Values)
		part := (t - from) / (to - from)
		for i := range g.Values {
			g.Values[i] += (1-part)*before[i] + part*m.psi[i]
		}
		out.Psi = append(out.Psi, g)
	}
	return out
}

// shared is the error that observations of a platform share, of what a member believes.
func (w *world) shared(z []float64, platform int) float64 {
	if k, found := slices.BinarySearch(w.platforms, platform); found {
		return w.Bias[platform] * z[k]
	}
	return 0
}
