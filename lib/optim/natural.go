package optim

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
)

// NaturalGradient is the energy natural gradient of Müller and Zeinhofer 2023 (arXiv:2302.13163): the
// gradient measured by the model's own tangents, p = -(G + mu)⁻¹ g, and a search over steps of 1, 1/2,
// 1/4, ... along it. For f = |r|²/2 the Gramian G is J'J and p the step of [GaussNewton] with hardly any
// damping: the methods differ in what they do when it is too long, shorten or bend it. For other energies
// give their Gramian by [LeastSquares].
//
// With Momentum it is SPRING (Goldshlager, Abrahamsen and Lin 2024, doi:10.1016/j.jcp.2024.113351; for
// networks that solve equations Guzmán-Cordero et al. 2025, arXiv:2505.12149), for objectives whose points are drawn
// anew each step: of all the steps that the present points ask for, the one nearest to Momentum times
// the last.
type NaturalGradient struct {
	// Solver is how to solve. Default Auto.
	Solver Solver
	// Damping is mu as a share of the largest element of G's diagonal. It stands for the cut of small
	// singular values in a pseudo-inverse. Default 1e-8. Good values: 1e-12 for smooth objectives in
	// float64, 1e-5 for ones that are drawn anew each step.
	Damping float64
	// Momentum is the share of the last step to keep, from 0 to 1. Default 0. Good values: 0.9, for
	// points drawn anew.
	Momentum float64
	// Rate is a fixed length in place of the search, for points drawn anew. Default 0: search.
	Rate float64
	// Schedule scales Rate by the step. Default: no change.
	Schedule Schedule
	// MaxNorm is the largest length of a step of fixed Rate. Default 0: no limit.
	MaxNorm float64
	// Halvings is the largest number of halvings in the search. Default 30.
	Halvings int
	// SketchRows, Seed, Tolerance and Iterations are as for [GaussNewton].
	SketchRows int
	Seed       uint64
	Tolerance  float64
	Iterations int
}

// Start begins a run.
func (m NaturalGradient) Start(o Objective, x []float64) (Run, error) {
	s, err := start(o, x)
	if err != nil {
		return nil, err
	}
	if m.Damping == 0 {
		m.Damping = 1e-8
	}
	if m.Halvings == 0 {
		m.Halvings = 30
	}
	l, err := linear{m.Solver, m.SketchRows, m.Seed, m.Tolerance, m.Iterations, nil}.filled(len(x))
	if err != nil {
		return nil, err
	}
	switch {
	case !(m.Damping > 0) || math.IsInf(m.Damping, 0):
		return nil, fmt.Errorf("optim: NaturalGradient with a damping of %v; give a positive number, such as 1e-8", m.Damping)
	case !(m.Momentum >= 0 && m.Momentum < 1):
		return nil, fmt.Errorf("optim: NaturalGradient with a momentum of %v; give a share from 0 to 1", m.Momentum)
	case !(m.Rate >= 0) || math.IsInf(m.Rate, 0):
		return nil, fmt.Errorf("optim: NaturalGradient with a rate of %v; give 0 to search, or a length such as 0.1", m.Rate)
	case !(m.MaxNorm >= 0):
		return nil, fmt.Errorf("optim: NaturalGradient with steps of at most %v; give 0 for no limit, or a length", m.MaxNorm)
	case m.Halvings < 0:
		return nil, fmt.Errorf("optim: NaturalGradient with %d halvings; give 1 or more", m.Halvings)
	}
	r := &natural{set: m, ones: slices.Repeat([]float64{1}, len(x))}
	if err := r.begin(s, l); err != nil {
		return nil, err
	}
	return r, nil
}

type natural struct {
	linearised
	set  NaturalGradient
	ones []float64
	last []float64 // the last step, with momentum
}

// Refresh evaluates the objective and forms its Gramian.
func (r *natural) Refresh() error {
	defer r.clock()()
	return r.refresh(r.form)
}

// Step goes along the natural gradient.
func (r *natural) Step() error {
	defer r.clock()()
	if err := r.prepare(r.form); err != nil {
		return err
	}
	if err := r.direction(); err != nil {
		return err
	}
	move := r.search
	if r.set.Rate > 0 {
		move = r.stride
	}
	f, step, err := move()
	if err != nil {
		return err
	}
	if r.set.Momentum > 0 {
		r.last = slices.Clone(r.p)
		floats.Scale(step, r.last)
	}
	r.take(f)
	return nil
}

// direction sets p: with momentum m and the last step q, m q - (G + mu)⁻¹ (g + m G q).
func (r *natural) direction() error {
	b, w := slices.Clone(r.g), slices.Clone(r.system.residuals())
	if r.last != nil {
		if err := r.system.add(r.set.Momentum, r.last, b, w); err != nil {
			return err
		}
	}
	mu := r.set.Damping * slices.Max(r.diagonal)
	for range 20 { // more damping until the rounded Gramian is positive definite
		ok, err := r.system.solve(mu, r.ones, b, w, r.p)
		if err != nil {
			return err
		}
		if ok {
			if r.last != nil {
				floats.AddScaled(r.p, r.set.Momentum, r.last)
			}
			return nil
		}
		mu *= 10
	}
	return ErrStalled
}

// search halves the step until the objective is lower and no longer falls.
func (r *natural) search() (f, step float64, err error) {
	best, bestStep := r.f, 0.0
	step = 1
	for range r.set.Halvings + 1 {
		floats.AddScaledTo(r.xt, r.x, step, r.p)
		f, err := r.value(r.xt, nil)
		if err != nil {
			return 0, 0, err
		}
		if f < best {
			best, bestStep = f, step
		} else if bestStep > 0 {
			break
		}
		step /= 2
	}
	if bestStep == 0 {
		return 0, 0, ErrStalled
	}
	floats.AddScaledTo(r.xt, r.x, bestStep, r.p)
	return best, bestStep, nil
}

// stride takes the fixed length, shorter only where the objective has no value.
func (r *natural) stride() (f, step float64, err error) {
	step = r.set.Rate * r.set.Schedule.at(r.stats.Steps)
	if norm := step * floats.Norm(r.p, 2); r.set.MaxNorm > 0 && norm > r.set.MaxNorm {
		step *= r.set.MaxNorm / norm
	}
	for range r.set.Halvings + 1 {
		floats.AddScaledTo(r.xt, r.x, step, r.p)
		if f, err := r.value(r.xt, nil); err != nil || finite(f) {
			return f, step, err
		}
		step /= 2
	}
	return 0, 0, ErrStalled
}

// naturalMemory is what a saved run of it holds.
type naturalMemory struct{ Last []float64 }

// MarshalBinary saves the state.
func (r *natural) MarshalBinary() ([]byte, error) {
	return r.save("NaturalGradient", naturalMemory{r.last})
}

// UnmarshalBinary puts a saved state back.
func (r *natural) UnmarshalBinary(data []byte) error {
	var m naturalMemory
	if err := r.load(data, "NaturalGradient", &m); err != nil {
		return err
	}
	r.last, r.formed = m.Last, false
	return nil
}
