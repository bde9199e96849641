package infer

import (
	"fmt"
	"slices"
	"time"

	"sublunar/lib/kriging"
)

// Kriging estimates with no law: by optimal interpolation in x, y and time, its lengths and noise fitted to the observations (package
// kriging). It is what any method that knows a law has to beat. It takes nothing of the problem but observations and times asked for, and
// where values are 0 or more, it makes its draws so and keeps their amounts.
type Kriging struct {
	// Sites is how many of the observations lengths and noise are found from. Default 250.
	Sites int
	// Carry takes the fields at the end of the window on by the transport as believed, each with a diffusivity and a source's rate drawn from
	// what is believed of them, instead of extrapolating in time.
	Carry bool
}

// Solve draws the estimate's ensemble. An extrapolation goes back to the mean far from the window.
func (s Kriging) Solve(p Problem) (*Estimate, error) {
	began := time.Now()
	if s.Sites == 0 {
		s.Sites = 250
	}
	w, err := newWorld(p)
	if err != nil {
		return nil, err
	}
	if len(p.Observations) < 4 {
		return nil, fmt.Errorf("infer: %d observations of the tracer to interpolate; give 4 or more", len(p.Observations))
	}
	var x, values []float64
	for _, o := range p.Observations {
		x, values = append(x, o.X, o.Y, o.Time), append(values, o.Value)
	}
	m, err := kriging.Fit(x, 3, values, kriging.Settings{Sites: s.Sites})
	if err != nil {
		return nil, fmt.Errorf("infer: %w", err)
	}
	e := w.estimate("optimal interpolation")
	times := slices.Clone(p.Times.Values)
	known := len(times)
	if s.Carry {
		e.Method = "optimal interpolation, carried"
		known = searched(times, p.Until)
		times = append(times[:known], p.Until)
	}
	b := w.basin
	var points []float64
	for _, t := range times {
		for _, y := range b.Y.Values {
			for _, x := range b.X.Values {
				points = append(points, x, y, t)
			}
		}
	}
	draws, err := m.Draws(points, p.members(), p.Seed)
	if err != nil {
		return nil, fmt.Errorf("infer: %w", err)
	}
	cells := b.X.Len() * b.Y.Len()
	for member, d := range draws {
		for k := range times {
			c := d[k*cells : (k+1)*cells]
			w.tidy(c)
			if k < known {
				e.Fields[k][member] = slices.Clone(c)
			}
		}
		if s.Carry {
			if err := w.carry(e, member, known, d[known*cells:]); err != nil {
				return nil, err
			}
		}
	}
	e.Misfit = w.misfitAt(m)
	e.LogLikelihood = m.LogLikelihood
	e.Seconds = time.Since(began).Seconds()
	return e, nil
}

// carry takes a field at the end of the window on to later times.
func (w *world) carry(e *Estimate, member, known int, c []float64) error {
	unknown := make([]float64, len(w.unknown))
	random := w.random(member)
	for i := range unknown {
		unknown[i] = random.NormFloat64()
	}
	m, err := w.transport(w.Problem.Flow, unknown).Model()
	if err != nil {
		return err
	}
	now := w.Until
	for k := known; k < w.Times.Len(); k++ {
		if err := m.Advance(c, now, w.Times.Values[k]); err != nil {
			return err
		}
		now = w.Times.Values[k]
		e.Fields[k][member] = slices.Clone(c)
	}
	e.Runs++
	return nil
}

// misfitAt is the misfit of a covariance's own estimates at the observations.
func (w *world) misfitAt(m *kriging.Model) float64 {
	var x []float64
	for _, o := range w.Observations {
		x = append(x, o.X, o.Y, o.Time)
	}
	mean, _, err := m.At(x)
	if err != nil { // the very places that it was fitted at
		panic(err)
	}
	return w.misfit([][]float64{mean})
}
