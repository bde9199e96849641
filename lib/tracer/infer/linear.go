package infer

import (
	"math"
	"slices"
	"sync/atomic"

	"gonum.org/v1/gonum/mat"

	"sublunar/lib/tracer"
)

// misfits are the residuals of a problem as a function of the world's vector z: what would be seen less what was, over its deviation, and
// then z itself, whose squares are minus twice the logarithm of the prior. It is an objective of package optim with a Jacobian, whose columns
// are runs of the transport with one number changed a little, side by side. That is exact for the field at the start and for shared errors,
// in which Fromm's scheme is linear; a change of the eddies at a knot runs from the knot before it only.
type misfits struct {
	w    *world
	last int // tick of the last observation
	fix  map[int]float64
	runs atomic.Int64
}

func newMisfits(w *world) *misfits {
	r := &misfits{w: w, fix: map[int]float64{}}
	for _, at := range w.at {
		r.last = max(r.last, at)
	}
	return r
}

// Len is the length of z.
func (r *misfits) Len() int { return r.w.n }

// seen is the number of what was observed.
func (r *misfits) seen() int { return len(r.w.Observations) + 2*len(r.w.Currents) }

// Residuals is how many there are.
func (r *misfits) Residuals() int { return r.seen() + r.w.n }

// pinned is z with the fixed numbers in place, for profiles.
func (r *misfits) pinned(z []float64) []float64 {
	if len(r.fix) == 0 {
		return z
	}
	z = slices.Clone(z)
	for k, v := range r.fix {
		z[k] = v
	}
	return z
}

// model of a vector under Fromm's scheme. step 0 takes 0.7 of the largest, so that runs with a little more flow may take the same.
func (r *misfits) model(z []float64, step float64) (*tracer.Model, error) {
	_, eddies, _, _ := r.w.parts(z)
	return r.modelIn(r.w.flow(eddies), z, step)
}

// modelIn is [misfits.model] in a flow that is known already.
func (r *misfits) modelIn(f tracer.Flow, z []float64, step float64) (*tracer.Model, error) {
	_, _, unknown, _ := r.w.parts(z)
	t := r.w.transport(f, unknown)
	t.Scheme, t.Step = tracer.Fromm, step
	if step == 0 {
		largest, err := t.LargestStep()
		if err != nil {
			return nil, err
		}
		if !math.IsInf(largest, 0) {
			t.Step = 0.7 * largest
		}
	}
	return t.Model()
}

// observe fills what would be seen of the tracer, from a tick on, of a field there that it changes, and calls visit at each tick.
func (r *misfits) observe(m *tracer.Model, c []float64, from int, into []float64, visit func(tick int, c []float64)) error {
	w := r.w
	r.runs.Add(1)
	return w.run(m, c, from, r.last, func(tick int, c []float64) {
		for i, at := range w.at {
			if at == tick {
				into[i] = w.stencils[i].see(c)
			}
		}
		if visit != nil {
			visit(tick, c)
		}
	})
}

// currents fills what would be seen of the flow, from a time on.
func (r *misfits) currents(f tracer.Flow, from float64, into []float64) {
	for i, c := range r.w.Currents {
		if c.Time < from {
			continue
		}
		u, v, _ := f.At(c.Time, c.X, c.Y)
		at := len(r.w.Observations) + 2*i
		into[at], into[at+1] = u, v
	}
}

// residuals from what would be seen.
func (r *misfits) residuals(z, seen, out []float64) {
	w := r.w
	_, _, _, shared := w.parts(z)
	for i, o := range w.Observations {
		out[i] = (seen[i] + w.shared(shared, o.Platform) - o.Value) / o.Deviation
	}
	for i, c := range w.Currents {
		at := len(w.Observations) + 2*i
		out[at], out[at+1] = (seen[at]-c.U)/c.Deviation, (seen[at+1]-c.V)/c.Deviation
	}
	copy(out[r.seen():], z)
	for k := range r.fix {
		out[r.seen()+k] = 0
	}
}

// Evaluate gives half the sum of squares.
func (r *misfits) Evaluate(z, g []float64) (float64, error) {
	out := make([]float64, r.Residuals())
	if g == nil {
		if err := r.Jacobian(z, out, nil); err != nil {
			return 0, err
		}
	} else {
		j := mat.NewDense(len(out), r.Len(), nil)
		if err := r.Jacobian(z, out, j); err != nil {
			return 0, err
		}
		mat.NewVecDense(len(g), g).MulVec(j.T(), mat.NewVecDense(len(out), out))
	}
	sum := 0.0
	for _, v := range out {
		sum += v * v / 2
	}
	return sum, nil
}

// Jacobian sets the residuals and their derivatives.
func (r *misfits) Jacobian(z, out []float64, j *mat.Dense) error {
	z = r.pinned(z)
	w := r.w
	start, _, _, _ := w.parts(z)
	base, err := r.model(z, 0)
	if err != nil {
		return err
	}
	seen := make([]float64, r.seen())
	var fields [][]float64 // at each tick
	keep := func(_ int, c []float64) { fields = append(fields, slices.Clone(c)) }
	if j == nil {
		keep = nil
	}
	if err := r.observe(base, w.initial(start), 0, seen, keep); err != nil {
		return err
	}
	r.currents(base.Flow, w.ticks[0], seen)
	r.residuals(z, seen, out)
	if j == nil {
		return nil
	}
	j.Zero()
	return sideBySide("derivative", r.Len(), func(k int) error { return r.column(k, z, seen, fields, base, j) })
}

// nudge is the change of a number in which the transport isn't linear.
const nudge = 1e-3

// column k of the Jacobian.
func (r *misfits) column(k int, z, seen []float64, fields [][]float64, base *tracer.Model, j *mat.Dense) error {
	if _, fixed := r.fix[k]; fixed {
		return nil
	}
	w := r.w
	j.Set(r.seen()+k, k, 1)
	n, eddies := len(w.start), len(w.swirls)*len(w.knots)
	by, from := nudge, 0
	moved := slices.Clone(z)
	model, c := base, fields[0]
	var err error
	switch {
	case k >= w.n-len(w.platforms):
		platform := w.platforms[k-(w.n-len(w.platforms))]
		for i, o := range w.Observations {
			if o.Platform == platform {
				j.Set(i, k, w.Bias[platform]/o.Deviation)
			}
		}
		return nil
	case k < n:
		by = 1
		moved[k] += by
		start, _, _, _ := w.parts(moved)
		c = w.initial(start)
	case k < n+eddies:
		if knot := (k - n) / len(w.swirls); knot > 0 {
			from = max(0, searched(w.ticks, w.knots[knot-1]+1e-9*w.knots[1])-1)
		}
		if from >= r.last && len(w.Currents) == 0 {
			return nil
		}
		from = min(from, r.last)
		c = fields[from]
		if model, err = r.modelIn(w.nudged(base.Flow, k-n, by, w.ticks[from], max(w.Until, w.ticks[r.last])), z, base.Step); err != nil {
			return err
		}
	default:
		moved[k] += by
		if model, err = r.modelIn(base.Flow, moved, base.Step); err != nil {
			return err
		}
	}
	now := slices.Clone(seen)
	if err := r.observe(model, slices.Clone(c), from, now, nil); err != nil {
		return err
	}
	if k >= n && k < n+eddies {
		r.currents(model.Flow, w.ticks[from], now)
	}
	for i, o := range w.Observations {
		j.Set(i, k, (now[i]-seen[i])/by/o.Deviation)
	}
	for i, o := range w.Currents {
		at := len(w.Observations) + 2*i
		j.Set(at, k, (now[at]-seen[at])/by/o.Deviation)
		j.Set(at+1, k, (now[at+1]-seen[at+1])/by/o.Deviation)
	}
	return nil
}
