package optim

import (
	"fmt"

	"gonum.org/v1/gonum/floats"
)

// LBFGS is the limited-memory quasi-Newton method of Liu and Nocedal 1989 (doi:10.1007/BF01589116): the
// inverse Hessian is that of BFGS from the last Memory steps, never formed. A step costs 4 Memory Len
// multiplications and mostly one evaluation.
type LBFGS struct {
	// Memory is the number of steps remembered. Default 20. Good values: 10 to 100.
	Memory int
	// Rounding is the relative error of the objective's values. Default 1e-12. Good values: 1e-6 for one
	// that is computed in float32.
	Rounding float64
}

// Start begins a run.
func (m LBFGS) Start(o Objective, x []float64) (Run, error) {
	if m.Memory == 0 {
		m.Memory = 20
	}
	if m.Memory < 0 {
		return nil, fmt.Errorf("optim: LBFGS with a memory of %d steps; give 1 or more", m.Memory)
	}
	d, err := startDescent(o, x, m.Rounding)
	if err != nil {
		return nil, err
	}
	return &lbfgs{descent: d, keep: m.Memory}, nil
}

type lbfgs struct {
	descent
	keep int
	m    pairs
}

// pairs of steps and changes of the gradient, the oldest first.
type pairs struct{ S, Y [][]float64 }

// Step searches along the quasi-Newton direction.
func (r *lbfgs) Step() error {
	defer r.clock()()
	if err := r.begin(); err != nil {
		return err
	}
	moved := false
	if len(r.m.S) > 0 {
		r.direction()
		var err error
		if moved, err = r.along(1); err != nil {
			return err
		}
	}
	if !moved {
		if err := r.steepest(); err != nil {
			return err
		}
		r.m = pairs{}
	}
	r.remember()
	return nil
}

// direction sets p to minus the inverse Hessian times g, by the two loops.
func (r *lbfgs) direction() {
	floats.ScaleTo(r.p, -1, r.g)
	k := len(r.m.S)
	weights := make([]float64, k)
	for i := k - 1; i >= 0; i-- {
		s, y := r.m.S[i], r.m.Y[i]
		weights[i] = floats.Dot(s, r.p) / floats.Dot(s, y)
		floats.AddScaled(r.p, -weights[i], y)
	}
	s, y := r.m.S[k-1], r.m.Y[k-1]
	floats.Scale(floats.Dot(s, y)/floats.Dot(y, y), r.p)
	for i := range k {
		s, y := r.m.S[i], r.m.Y[i]
		floats.AddScaled(r.p, weights[i]-floats.Dot(y, r.p)/floats.Dot(s, y), s)
	}
}

func (r *lbfgs) remember() {
	if !r.curved() {
		return
	}
	var s, y []float64
	if len(r.m.S) == r.keep {
		s, y = r.m.S[0], r.m.Y[0]
		r.m.S, r.m.Y = append(r.m.S[:0], r.m.S[1:]...), append(r.m.Y[:0], r.m.Y[1:]...)
	} else {
		s, y = make([]float64, len(r.x)), make([]float64, len(r.x))
	}
	copy(s, r.s)
	copy(y, r.y)
	r.m.S, r.m.Y = append(r.m.S, s), append(r.m.Y, y)
}

// MarshalBinary saves the state.
func (r *lbfgs) MarshalBinary() ([]byte, error) { return r.save("LBFGS", r.m) }

// UnmarshalBinary puts a saved state back.
func (r *lbfgs) UnmarshalBinary(data []byte) error {
	var m pairs
	if err := r.load(data, "LBFGS", &m); err != nil {
		return err
	}
	if drop := len(m.S) - r.keep; drop > 0 { // saved with a longer memory
		m = pairs{m.S[drop:], m.Y[drop:]}
	}
	r.m = m
	return nil
}
