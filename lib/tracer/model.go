package tracer

import (
	"cmp"
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"
)

// A Model is a transport that has been checked and prepared: what filters and smoothers of ensembles take along. Several goroutines may use
// it at once.
type Model struct {
	Transport
	kernel     *kernel
	largest    float64
	gain       []float64
	footprints [][]float64
}

// Model prepares a transport. It keeps what it is given; don't change the flow under it.
func (t Transport) Model() (*Model, error) {
	if err := t.Check(); err != nil {
		return nil, err
	}
	m := &Model{Transport: t, kernel: newKernel(t), largest: t.largestStep(), gain: t.gaining()}
	for _, s := range t.Sources {
		m.footprints = append(m.footprints, t.Flow.Basin.footprint(s))
	}
	if m.Step > m.largest*(1+1e-12) {
		return nil, fmt.Errorf("tracer: a step of %g s carries more out of a cell than a stable one may (the Courant condition); the largest is %.6g s", m.Step, m.largest)
	}
	if m.Step == 0 {
		m.Step = 0.9 * m.largest
	}
	return m, nil
}

// Advance takes the concentrations of all cells, [y, x] row-major, from one time to another in place; what it holds on land
// becomes 0. Sources that give all at once do so in from <= t < to.
func (m *Model) Advance(state []float64, from, to float64) error {
	if ny, nx := m.Flow.Basin.Shape(); len(state) != ny*nx {
		return fmt.Errorf("tracer: a state of %d numbers for a basin of %d x %d cells; give one for each", len(state), ny, nx)
	}
	if !(to >= from) {
		return fmt.Errorf("tracer: from time %g to %g; a tracer spreads forward only", from, to)
	}
	if err := m.Flow.Known(from, to); err != nil {
		return err
	}
	for i, land := range m.Flow.Basin.Land {
		if land {
			state[i] = 0
		}
	}
	w := m.walk(state)
	for now := from; now < to; {
		next := m.next(now, to)
		w.segment(now, next)
		now = next
	}
	for i, v := range state {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("tracer: cell %d left the finite numbers before time %g; was the state finite?", i, to)
		}
	}
	return nil
}

// next is the end of a time in which the sources don't change.
func (m *Model) next(now, to float64) float64 {
	for _, s := range m.Sources {
		for _, at := range []float64{s.From, s.Until} {
			if at > now && at < to {
				to = at
			}
		}
	}
	return to
}

// A walk is a state on its way.
type walk struct {
	*Model
	c, half    []float64
	psi        [2][]float64 // room for the streamfunction at both stages
	rooms      []*rows
	in         inflow
	gain       []float64
	sourceRoom []float64
}

func (m *Model) walk(c []float64) *walk {
	w := &walk{Model: m, c: c, half: make([]float64, len(c))}
	copy(w.half, c)
	workers := cmp.Or(m.Workers, runtime.GOMAXPROCS(0))
	// A worker that has less than some 16,000 cells takes longer to start than to do them.
	workers = max(1, min(workers, len(c)/16384, m.kernel.ny))
	for range workers {
		w.rooms = append(w.rooms, m.kernel.rows())
	}
	return w
}

// segment goes through a time in which the sources don't change.
func (w *walk) segment(from, to float64) {
	w.gain = w.Model.gain
	fresh := true // w.gain is the model's, not yet room of its own
	for i, s := range w.Sources {
		switch {
		case s.From == s.Until && s.From == from:
			for at, v := range w.footprints[i] {
				w.c[at] += s.Amount * v
			}
		case s.From <= from && from < s.Until:
			if w.sourceRoom == nil {
				w.sourceRoom = make([]float64, len(w.c))
			}
			if fresh {
				clear(w.sourceRoom)
				copy(w.sourceRoom, w.gain)
				w.gain, fresh = w.sourceRoom, false
			}
			for at, v := range w.footprints[i] {
				w.gain[at] += s.Amount / (s.Until - s.From) * v
			}
		}
	}
	steps := stepsIn(to-from, w.Step)
	h := (to - from) / float64(steps)
	for n := range steps {
		w.step(from+float64(n)*h, h)
	}
}

// stepsIn is how many even steps, none longer than the longest but by rounding, make up a time. The longest may be infinite.
func stepsIn(time, longest float64) int { return max(1, int(math.Ceil(time/longest*(1-1e-12)))) }

// step by Heun's method, which is a mean of the state and of two Euler steps on (Shu and Osher 1988, doi:10.1016/0021-9991(88)90177-5):
// what an Euler step keeps, it keeps.
func (w *walk) step(t, h float64) {
	for i := range w.psi {
		if w.psi[i] == nil && w.Flow.Times.Len() > 1 {
			w.psi[i] = make([]float64, len(w.Flow.Psi[0].Values))
		}
	}
	s := stage{out: w.half, base: w.c, c: w.c, psi: w.Flow.psi(t, w.psi[0]), a: 0, b: 1, step: h, loss: w.losing(), gain: w.gain}
	w.all(w.in.at(w.Transport, t, s))
	s.out, s.base, s.c, s.psi, s.a, s.b = w.c, w.c, w.half, w.Flow.psi(t+h, w.psi[1]), 0.5, 0.5
	w.all(w.in.at(w.Transport, t+h, s))
}

// all does a stage on all rows.
func (w *walk) all(s stage) {
	n := len(w.rooms)
	if n == 1 {
		s.first, s.last = 0, w.kernel.ny
		w.kernel.do(s, w.rooms[0])
		return
	}
	var group sync.WaitGroup
	for i, r := range w.rooms {
		part := s
		part.first, part.last = i*w.kernel.ny/n, (i+1)*w.kernel.ny/n
		group.Go(func() { w.kernel.do(part, r) })
	}
	group.Wait()
}

// inflow is what comes in through open ends, at one time.
type inflow struct{ west, east, south, north []float64 }

// at asks Transport.Inflow at the middle of each face of an open end.
func (n *inflow) at(t Transport, time float64, s stage) stage {
	b := t.Flow.Basin
	if t.Inflow == nil || b.EndsX != Open && b.EndsY != Open {
		return s
	}
	x, y := b.Corners()
	ask := func(list *[]float64, along []float64, place func(v float64) (x, y float64)) {
		*list = slices.Grow((*list)[:0], len(along))
		for _, v := range along {
			px, py := place(v)
			*list = append(*list, t.Inflow(time, px, py))
		}
	}
	if b.EndsX == Open {
		ask(&n.west, b.Y.Values, func(v float64) (float64, float64) { return x.Values[0], v })
		ask(&n.east, b.Y.Values, func(v float64) (float64, float64) { return x.Values[len(x.Values)-1], v })
	}
	if b.EndsY == Open {
		ask(&n.south, b.X.Values, func(v float64) (float64, float64) { return v, y.Values[0] })
		ask(&n.north, b.X.Values, func(v float64) (float64, float64) { return v, y.Values[len(y.Values)-1] })
	}
	s.west, s.east, s.south, s.north = n.west, n.east, n.south, n.north
	return s
}
