package infer

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"sublunar/lib/assimilation"
	"sublunar/lib/tracer"
)

// seen is what was observed in a cycle: the tracer, then both components of each current.
type seen struct {
	tracer, currents []int // by number
	values, errors   []float64
	places           [][]float64
}

// Places have four numbers: x, y, whether it is what observations of one platform share, and which platform's.
const (
	local = iota // feels what is near
	own          // feels its platform's observations alone
)

// seen are the observations of a cycle: after the first tick until the last, of the very first tick too.
func (r *filtering) seen(from, to int) *seen {
	w, s := r.w, &seen{}
	for i, o := range w.Observations {
		if at := w.at[i]; at > from && at <= to || at == 0 && from == 0 {
			s.tracer = append(s.tracer, i)
			s.values, s.errors = append(s.values, o.Value), append(s.errors, o.Deviation)
			s.places = append(s.places, []float64{o.X, o.Y, local, float64(o.Platform)})
		}
	}
	if len(w.swirls) == 0 {
		return s
	}
	for i, c := range w.Currents {
		if t := c.Time; t > w.ticks[from] && t <= w.ticks[to] || from == 0 && t == w.ticks[0] {
			s.currents = append(s.currents, i)
			s.values, s.errors = append(s.values, c.U, c.V), append(s.errors, c.Deviation, c.Deviation)
			place := []float64{c.X, c.Y, local, math.NaN()} // of no platform: it shares no error with the tracer's
			s.places = append(s.places, place, place)
		}
	}
	return s
}

// distance between a patch and an observation, in m; 0 and infinity where places don't matter.
func (r *filtering) distance(a, b []float64) float64 {
	switch {
	case a[2] == own && a[3] == b[3]:
		return 0
	case a[2] == own:
		return math.Inf(1)
	}
	return r.w.basin.Distance(a[0], a[1], b[0], b[1])
}

// along is a way in m in which places never differ by more than their distance: north or, where that goes round, east; NaN where places don't
// matter.
func (r *filtering) along(a []float64) float64 {
	b := r.w.basin
	switch {
	case a[2] == own:
		return math.NaN()
	case b.EndsY != tracer.Periodic:
		return a[1] * b.MetresNorth()
	case b.EndsX != tracer.Periodic: // on the sphere y is not periodic
		return a[0]
	}
	return math.NaN()
}

// analyse takes in what was seen in a cycle. A state is the field, the streamfunction, fields of the past, the diffusivity as each patch would
// have it, unknowns and shared errors. What is everywhere the same becomes the mean of what the patches would have it (Aksoy and others 2006,
// doi:10.1175/MWR3224.1): by all observations at once so few members would become sure of anything.
func (r *filtering) analyse(f assimilation.EnKF, s *seen, now float64) error {
	w := r.w
	r.likely(s)
	_, nx := w.basin.Shape()
	cells := w.basin.X.Len() * w.basin.Y.Len()
	var past []int
	for k, t := range w.Times.Values {
		if r.members[0].past[k] != nil && r.Lag > 0 && now-t <= r.Lag {
			past = append(past, k)
		}
	}
	parts := func(m *member) [][]float64 {
		all := [][]float64{m.c, m.psi}
		for _, k := range past {
			all = append(all, m.past[k])
		}
		return append(all, m.copies, m.unknown, m.shared)
	}
	everywhere := slices.IndexFunc(w.unknown, func(u unknown) bool { return u.name == "diffusivity" })
	for _, m := range r.members {
		m.copies = nil
		for range r.patches {
			if everywhere >= 0 {
				m.copies = append(m.copies, m.unknown[everywhere])
			}
		}
	}
	f.Localisation = r.localisation(parts(r.members[0]), nx, cells)
	states := make([][]float64, len(r.members))
	before := make([]float64, len(r.members))
	for i, m := range r.members {
		states[i] = slices.Concat(append(parts(m), m.seen)...)
		before[i] = w.basin.Integral(m.c)
	}
	first := len(states[0]) - len(s.values)
	o := assimilation.Observations{Time: now, Values: s.values, Errors: assimilation.Independent(s.errors), Places: s.places,
		Operator: assimilation.See(func(state, seen []float64) error { copy(seen, state[first:]); return nil })}
	if err := f.Analyse(states, o, nil); err != nil {
		return err
	}
	for i, m := range r.members {
		at := 0
		for _, part := range parts(m) {
			copy(part, states[i][at:at+len(part)])
			at += len(part)
		}
		if everywhere >= 0 {
			m.unknown[everywhere] = stat.Mean(m.copies, nil)
		}
		for k := range m.unknown { // what is this far out says that the model doesn't hold, and must not break it
			m.unknown[k] = math.Max(-4, math.Min(4, m.unknown[k]))
		}
		w.tidy(m.c)
		for _, k := range past {
			w.tidy(m.past[k])
		}
		r.created += math.Abs(w.basin.Integral(m.c)-before[i]) / float64(len(r.members))
		// What is asked for at this very time is the analysis.
		for k, at := range w.asked {
			if w.ticks[at] == now {
				copy(m.past[k], m.c)
			}
		}
	}
	return nil
}

// localisation of a state in parts, and of what is seen of it behind.
func (r *filtering) localisation(parts [][]float64, nx, cells int) *assimilation.Localisation {
	w := r.w
	l := &assimilation.Localisation{Radius: r.Radius, Distance: r.distance, Along: r.along, Patches: make([][]int, len(r.patches))}
	for _, p := range r.patches {
		l.Places = append(l.Places, []float64{p[0], p[1], local, 0})
	}
	at := 0
	add := func(place []float64, numbers ...int) {
		l.Patches, l.Places = append(l.Patches, numbers), append(l.Places, place)
	}
	for k, part := range parts {
		switch {
		case k == len(parts)-2:
			for i := range w.unknown { // the source's; what the diffusivity becomes here is not taken
				add([]float64{w.Release.X, w.Release.Y, local, 0}, at+i)
			}
		case k == len(parts)-1:
			for i, platform := range w.platforms {
				add([]float64{0, 0, own, float64(platform)}, at+i)
			}
		case k == len(parts)-3:
			for p := range part {
				l.Patches[p] = append(l.Patches[p], at+p)
			}
		case len(part) == cells:
			for i := range part {
				p := r.patch(i/nx, i%nx)
				l.Patches[p] = append(l.Patches[p], at+i)
			}
		default: // corners
			for i := range part {
				p := r.patch(i/(nx+1), i%(nx+1))
				l.Patches[p] = append(l.Patches[p], at+i)
			}
		}
		at += len(part)
	}
	rest := make([]int, len(r.members[0].seen))
	for i := range rest {
		rest[i] = at + i
	}
	add([]float64{0, 0, own, math.Inf(1)}, rest...) // carried along, and not changed
	return l
}

// likely adds the logarithm of the likelihood of what was seen of the tracer, given all before: Gaussian, with the ensemble's covariance, which
// is tapered by distance as the analysis is. Currents don't count, so that filters with and without eddies can be compared.
func (r *filtering) likely(s *seen) {
	n, m := len(r.members), len(s.tracer)
	if m == 0 {
		return
	}
	mean := make([]float64, m)
	for _, e := range r.members {
		for i := range mean {
			mean[i] += e.seen[i] / float64(n)
		}
	}
	cov := mat.NewSymDense(m, nil)
	for i := range m {
		for j := i; j < m; j++ {
			sum := 0.0
			for _, e := range r.members {
				sum += (e.seen[i] - mean[i]) * (e.seen[j] - mean[j]) / float64(n-1)
			}
			if j > i {
				a, b := s.places[i], s.places[j]
				sum *= assimilation.GaspariCohn(r.w.basin.Distance(a[0], a[1], b[0], b[1]), r.Radius)
			} else {
				sum += s.errors[i] * s.errors[i]
			}
			cov.SetSym(i, j, sum)
		}
	}
	off := mat.NewVecDense(m, nil)
	for i := range m {
		off.SetVec(i, s.values[i]-mean[i])
		r.misfit += math.Pow(off.AtVec(i)/s.errors[i], 2)
	}
	var factor mat.Cholesky
	if !factor.Factorize(cov) { // on the sphere a taper by great circles is one only about
		return
	}
	var back mat.VecDense
	if factor.SolveVecTo(&back, off) != nil {
		return
	}
	r.likelihood -= 0.5 * (mat.Dot(off, &back) + factor.LogDet() + float64(m)*math.Log(2*math.Pi))
}
