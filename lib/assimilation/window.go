package assimilation

import (
	"fmt"
	"slices"
	"sync"
)

// Window is a stretch of a sequence as a function of its first state x_0: the residuals R^-1/2 (H(x_k) - y_k) of all its records. It is
// an [optim.Products], whose derivatives come from the model's tangent and adjoint.
//
// Weak counts the model's own errors as unknown too: the vector is then [1 + records][state], x_0 and what is added to the state at
// each record's time.
type Window struct {
	model   Differentiable
	start   float64
	records []sight
	weak    bool
	state   int
	total   int

	lock   sync.Mutex
	at     []float64   // where the model was last run from
	states [][]float64 // and what it came to
}

// A sight is a record with the derivatives of its operator.
type sight struct {
	Observations
	see      DifferentiableOperator
	measured []int
	errors   Errors // of the values measured, where not all were; else nil
}

// NewWindow of records for states of so many components. The model is to be [Differentiable], each operator a [DifferentiableOperator].
func NewWindow(s Sequence, components int, weak bool) (*Window, error) {
	if components < 1 {
		return nil, fmt.Errorf("assimilation: a window of states of %d components; give 1 or more", components)
	}
	if err := s.check([][]float64{make([]float64, components)}, 1); err != nil {
		return nil, err
	}
	model, ok := s.Model.(Differentiable)
	if !ok {
		return nil, fmt.Errorf("assimilation: the model %T has no tangent and adjoint; give it those, or use an ensemble's method", s.Model)
	}
	w := &Window{model: model, start: s.Start, weak: weak, state: components}
	for k, o := range s.Records {
		see, ok := o.Operator.(DifferentiableOperator)
		if !ok {
			return nil, fmt.Errorf("assimilation: the operator %T of record %d has no tangent and adjoint; give it those, or use an ensemble's method", o.Operator, k)
		}
		at := sight{Observations: o, see: see, measured: o.measured()}
		if len(at.measured) < len(o.Values) {
			at.errors = o.Errors.Select(at.measured)
		}
		w.records, w.total = append(w.records, at), w.total+len(o.Values)
	}
	if w.total == 0 {
		return nil, fmt.Errorf("assimilation: a window without observations")
	}
	return w, nil
}

// Len is the number of unknowns.
func (w *Window) Len() int {
	if w.weak {
		return w.state * (1 + len(w.records))
	}
	return w.state
}

// Residuals is the number of observations in the window.
func (w *Window) Residuals() int { return w.total }

// run from x to the states at the records, after what is added there. Products at one x run the model once.
func (w *Window) run(x []float64) (states [][]float64, err error) {
	w.lock.Lock()
	defer w.lock.Unlock()
	if w.at != nil && slices.Equal(w.at, x) {
		return w.states, nil
	}
	defer func() {
		if err == nil {
			w.at, w.states = append(w.at[:0], x...), states
		}
	}()
	now, state := w.start, append([]float64(nil), x[:w.state]...)
	for k, o := range w.records {
		if o.Time > now {
			if err := w.model.Advance([][]float64{state}, now, o.Time); err != nil {
				return nil, err
			}
		}
		now = o.Time
		if w.weak {
			for i, v := range x[(k+1)*w.state : (k+2)*w.state] {
				state[i] += v
			}
		}
		states = append(states, append([]float64(nil), state...))
	}
	return states, nil
}

// whiten the values of a record, of which those that weren't measured are 0.
func (o sight) whiten(v []float64) {
	if o.errors == nil {
		o.Errors.Whiten(v)
		return
	}
	part := pick(v, o.measured)
	o.errors.Whiten(part)
	clear(v)
	for k, i := range o.measured {
		v[i] = part[k]
	}
}

// residuals of a run.
func (w *Window) residuals(states [][]float64, r []float64) error {
	for k, o := range w.records {
		part := r[:len(o.Values)]
		r = r[len(o.Values):]
		if err := o.see.See(states[k], part); err != nil {
			return err
		}
		for i, y := range o.Values {
			part[i] -= y
		}
		o.whiten(part)
	}
	return nil
}

// Evaluate gives |r|²/2 at x, and its gradient.
func (w *Window) Evaluate(x, g []float64) (float64, error) {
	states, err := w.run(x)
	if err != nil {
		return 0, err
	}
	r := make([]float64, w.total)
	if err := w.residuals(states, r); err != nil {
		return 0, err
	}
	sum := 0.0
	for _, v := range r {
		sum += v * v / 2
	}
	if g == nil {
		return sum, nil
	}
	return sum, w.back(x, states, r, g)
}

// Forward sets jv [Residuals] to J v.
func (w *Window) Forward(x, v, jv []float64) error {
	states, err := w.run(x)
	if err != nil {
		return err
	}
	now, from := w.start, x[:w.state]
	change := append([]float64(nil), v[:w.state]...)
	for k, o := range w.records {
		if o.Time > now {
			if err := w.model.Tangent(from, change, now, o.Time); err != nil {
				return err
			}
		}
		if w.weak {
			for i, d := range v[(k+1)*w.state : (k+2)*w.state] {
				change[i] += d
			}
		}
		now, from = o.Time, states[k]
		part := jv[:len(o.Values)]
		jv = jv[len(o.Values):]
		if err := o.see.Tangent(states[k], change, part); err != nil {
			return err
		}
		o.whiten(part)
	}
	return nil
}

// Reverse sets jw [Len] to J'weights.
func (w *Window) Reverse(x, weights, jw []float64) error {
	states, err := w.run(x)
	if err != nil {
		return err
	}
	return w.back(x, states, weights, jw)
}

func (w *Window) back(x []float64, states [][]float64, weights, g []float64) error {
	sum := make([]float64, w.state)
	end := w.total
	for k := len(w.records) - 1; k >= 0; k-- {
		o := w.records[k]
		part := append([]float64(nil), weights[end-len(o.Values):end]...)
		end -= len(o.Values)
		o.whiten(part) // the root is symmetric
		if err := o.see.Adjoint(states[k], part, sum); err != nil {
			return err
		}
		if w.weak {
			copy(g[(k+1)*w.state:], sum)
		}
		before, from := w.start, x[:w.state]
		if k > 0 {
			before, from = w.records[k-1].Time, states[k-1]
		}
		if o.Time > before {
			if err := w.model.Adjoint(from, sum, before, o.Time); err != nil {
				return err
			}
		}
	}
	copy(g[:w.state], sum)
	return nil
}
