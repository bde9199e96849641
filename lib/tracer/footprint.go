package tracer

import (
	"cmp"
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"

	"gonum.org/v1/gonum/floats"

	"sublunar/lib/field"
)

// Candidates are what is asked about when tracer came into the water: at any place, at one of some times or between two of them.
type Candidates struct {
	// Times in s, ascending.
	Times field.Axis
	// Lasting says that each is even from one of Times to the next, so there is one less than Times. Default: all at once, at each of Times.
	Lasting bool
}

// Count is the number of times, or of spans between them.
func (r Candidates) Count() int {
	if r.Lasting {
		return r.Times.Len() - 1
	}
	return r.Times.Len()
}

// Check returns nil for candidates that can be asked about; else its error says what to change.
func (r Candidates) Check() error {
	if err := r.Times.Check(); err != nil {
		return fmt.Errorf("tracer: times of release: %w", err)
	}
	if n := r.Times.Len(); n > 1 && r.Times.Values[0] > r.Times.Values[1] || r.Lasting && n < 2 {
		return fmt.Errorf("tracer: %d times of release from %g on; give them ascending, and two or more for one that lasts", n, r.Times.Values[0])
	}
	return nil
}

// Footprints of observations: what each would see of an amount of 1 released in each cell.
type Footprints struct {
	Basin      Basin
	Candidates Candidates
	// Seen is [release, cell, observation], cells row-major, in 1/m^2: concentration for an amount as a [Source] has it. On land 0.
	Seen []float64
	// Observations is their number.
	Observations int
}

// Grid is the footprint of one observation for one release: where what it sees may come from.
func (f Footprints) Grid(observation, release int) field.Grid {
	ny, nx := f.Basin.Shape()
	g := f.Basin.Grid("footprint", "1/m^2", make([]float64, ny*nx))
	for c := range g.Values {
		g.Values[c] = f.Seen[(release*ny*nx+c)*f.Observations+observation]
	}
	return g
}

// Footprints runs the transport backward from observations to candidates for a release: the exact adjoint of its forward run with the scheme [Fromm], or
// [Upwind] if it is that, whose steps end at each time of an observation and of a candidate. (The scheme with a limiter is not linear.) Observations
// may be in any order, and all go in one run; an observation doesn't see what is released at its time or later. The transport's own
// sources and what comes in through open ends add to what is seen, whatever the release, and are not in it. For what is too large to be kept
// see [Transport.EachFootprint].
func (t Transport) Footprints(observations []Observation, candidates Candidates) (Footprints, error) {
	f := Footprints{Basin: t.Flow.Basin, Candidates: candidates, Observations: len(observations)}
	err := t.EachFootprint(observations, candidates, t.Flow.Basin.Weights, func(release int, seen []float64) error {
		if f.Seen == nil {
			f.Seen = make([]float64, candidates.Count()*len(seen))
		}
		copy(f.Seen[release*len(seen):], seen)
		return nil
	})
	return f, err
}

// A Sampling says which cells make up what is seen at a place: [Basin.Weights], or [Basin.SmoothWeights] where the concentration is known to be
// smooth.
type Sampling func(x, y float64) (cells []int, weights []float64, ok bool)

// EachFootprint gives the footprints of one release after another, the last first, as [cell, observation], of what is seen by a sampling. What
// visit is given is used again for the next. An error returned stops the work.
func (t Transport) EachFootprint(observations []Observation, candidates Candidates, weights Sampling, visit func(release int, seen []float64) error) error {
	if t.Scheme != Upwind {
		t.Scheme = Fromm
	}
	t.Sources = nil
	m, err := t.Model()
	if err != nil {
		return err
	}
	if err := candidates.Check(); err != nil {
		return err
	}
	if len(observations) == 0 {
		return fmt.Errorf("tracer: no observations to look back from; give some")
	}
	last := candidates.Times.Values[candidates.Times.Len()-1]
	for k, o := range observations {
		if err := o.Check(t.Flow.Basin, k); err != nil {
			return err
		}
		last = math.Max(last, o.Time)
	}
	if err := t.Flow.Known(candidates.Times.Values[0], last); err != nil {
		return err
	}
	return newBackward(m, observations, weights).run(candidates, visit)
}

// backward is a run of the adjoint: how much each observation would see of a tracer that is in a cell at a time, [cell, column]. Columns are
// observations, the latest first, so that those not yet reached are the last.
type backward struct {
	*Model
	g              *generator
	observations   []Observation
	weights        Sampling
	order          []int // of observations, by column
	reached, count int
	seen, half     []float64
	lasting        []float64 // what a release that lasts until now gives, times its length
	out            []float64
}

func newBackward(m *Model, observations []Observation, weights Sampling) *backward {
	n := len(observations)
	cells := m.kernel.ny * m.kernel.nx
	w := &backward{Model: m, g: newGenerator(m), weights: weights, observations: observations, count: n, seen: make([]float64, cells*n), half: make([]float64, cells*n),
		out: make([]float64, cells*n), order: make([]int, n)}
	for k := range w.order {
		w.order[k] = k
	}
	slices.SortStableFunc(w.order, func(a, b int) int { return cmp.Compare(observations[b].Time, observations[a].Time) })
	return w
}

func (w *backward) run(r Candidates, visit func(int, []float64) error) error {
	times := r.Times.Values
	if r.Lasting {
		w.lasting = make([]float64, len(w.seen))
	}
	// Stops are all times of observations and of candidates; the way back ends at the first release.
	stops := slices.Clone(times)
	for _, o := range w.observations {
		if o.Time > times[0] {
			stops = append(stops, o.Time)
		}
	}
	slices.Sort(stops)
	stops = slices.Compact(stops)
	for s := len(stops) - 1; s >= 0; s-- {
		now := stops[s]
		if s+1 < len(stops) {
			w.back(stops[s+1], now)
		}
		if i, found := slices.BinarySearch(times, now); found {
			if err := w.visit(r, i, visit); err != nil {
				return err
			}
		}
		for w.reached < w.count && w.observations[w.order[w.reached]].Time >= now {
			o := w.observations[w.order[w.reached]]
			cells, weights, _ := w.weights(o.X, o.Y)
			for k, c := range cells {
				w.seen[c*w.count+w.reached] += weights[k]
			}
			w.reached++
		}
	}
	return nil
}

// visit hands over what is seen of release i.
func (w *backward) visit(r Candidates, i int, visit func(int, []float64) error) error {
	from, over := w.seen, 1.0
	if r.Lasting {
		if i == r.Times.Len()-1 {
			clear(w.lasting) // what comes after the last time is no release
			return nil
		}
		from, over = w.lasting, r.Times.Values[i+1]-r.Times.Values[i]
	}
	for c := range w.kernel.ny * w.kernel.nx {
		row, to := from[c*w.count:][:w.count], w.out[c*w.count:][:w.count]
		by := w.kernel.inverse[c/w.kernel.nx] / over
		if w.Flow.Basin.IsLand(c) {
			by = 0
		}
		for column, k := range w.order {
			to[k] = by * row[column]
		}
	}
	if r.Lasting {
		clear(w.lasting)
	}
	return visit(i, w.out)
}

// back goes from a time to an earlier one by the transposes of Heun's steps between them, the last first. A step is c' = (1 + E2 E1)/2 c with
// Euler steps E = 1 + h L; what comes in evenly adds h (1 + E2)/2 of its rate.
func (w *backward) back(from, to float64) {
	steps := stepsIn(from-to, w.Step)
	h := (from - to) / float64(steps)
	for n := steps - 1; n >= 0; n-- {
		t := to + float64(n)*h
		w.euler(w.half, w.seen, t+h, h, 1)
		if w.lasting != nil {
			floats.AddScaled(w.lasting, h/2, w.seen)
			floats.AddScaled(w.lasting, h/2, w.half)
		}
		floats.Scale(0.5, w.seen) // for the mean at the end of the step
		w.euler(w.seen, w.half, t, h, 0.5)
	}
}

// euler sets out to E' in for a share of 1; with another it adds that share of it.
func (w *backward) euler(out, in []float64, t, h, share float64) {
	w.g.assemble(t)
	if share == 1 {
		clear(out)
	}
	if w.reached == 0 {
		return
	}
	workers := cmp.Or(w.Workers, runtime.GOMAXPROCS(0))
	// Each worker has its own columns, whole rows of the cache.
	workers = max(1, min(workers, w.reached/8))
	var group sync.WaitGroup
	for i := range workers {
		first, last := i*w.reached/workers, (i+1)*w.reached/workers
		do := func() {
			for c, weights := range w.g.weights {
				from := in[c*w.count+first : c*w.count+last]
				places := &w.g.places[c]
				for q, v := range weights {
					v *= h
					if q == here {
						v++
					}
					if v != 0 {
						to := int(places[q]) * w.count
						floats.AddScaled(out[to+first:to+last], share*v, from)
					}
				}
			}
		}
		if workers == 1 {
			do()
			continue
		}
		group.Go(do)
	}
	group.Wait()
}
