package optim

import (
	"bytes"
	"encoding/gob"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"gonum.org/v1/gonum/floats"
)

var errNoObjective = errors.New("optim: no objective: give one that is not nil")

// state is what each run has.
type state struct {
	o     Objective
	x, g  []float64
	f     float64
	ready bool // f is of x
	slope bool // g is of x
	stats Stats
}

func start(o Objective, x []float64) (state, error) {
	switch {
	case o == nil:
		return state{}, errNoObjective
	case o.Len() < 1:
		return state{}, fmt.Errorf("optim: the objective has %d parameters; it needs 1 or more", o.Len())
	case len(x) != o.Len():
		return state{}, fmt.Errorf("optim: the start has %d numbers, the objective %d parameters; give as many", len(x), o.Len())
	}
	for i, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return state{}, fmt.Errorf("optim: parameter %d starts at %v; give a finite number", i, v)
		}
	}
	return state{o: o, x: slices.Clone(x), g: make([]float64, len(x)), f: math.NaN()}, nil
}

func (s *state) X() []float64 { return s.x }
func (s *state) F() float64   { return s.f }
func (s *state) Stats() Stats { return s.stats }

// Refresh evaluates the objective and its gradient at x.
func (s *state) Refresh() error {
	defer s.clock()()
	return s.evaluate()
}

// Gradient evaluates the gradient if the last step left without it.
func (s *state) Gradient() (float64, error) {
	if !s.ready {
		return math.NaN(), nil
	}
	if !s.slope {
		if _, err := s.value(s.x, s.g); err != nil {
			return math.NaN(), err
		}
		s.slope = true
	}
	return floats.Norm(s.g, math.Inf(1)), nil
}

// clock times what lies before the call of what it gives.
func (s *state) clock() func() {
	begun := time.Now()
	return func() { s.stats.Seconds += time.Since(begun).Seconds() }
}

// value of the objective anywhere.
func (s *state) value(x, g []float64) (float64, error) {
	s.stats.Evaluations++
	return s.o.Evaluate(x, g)
}

// evaluate the objective and its gradient at x, which must be finite there.
func (s *state) evaluate() error {
	f, err := s.value(s.x, s.g)
	if err != nil {
		return err
	}
	return s.settle(f)
}

// settle takes f and the gradient in g as those of x.
func (s *state) settle(f float64) error {
	if !finite(f) {
		return fmt.Errorf("optim: the objective is %v at %s; start where it is finite", f, s.where())
	}
	if i := slices.IndexFunc(s.g, func(v float64) bool { return !finite(v) }); i >= 0 {
		return fmt.Errorf("optim: the objective is %.4g at %s but its derivative by parameter %d is %v; look for square roots, logarithms or divisions by 0", f, s.where(), i, s.g[i])
	}
	s.f, s.ready, s.slope = f, true, true
	return nil
}

func (s *state) where() string {
	if s.stats.Steps == 0 {
		return "the start"
	}
	return fmt.Sprintf("step %d", s.stats.Steps)
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// saved is the common part of a run's state as bytes.
type saved struct {
	Method       string
	X, G         []float64
	F            float64
	Ready, Slope bool
	Stats        Stats
}

// save gives the state as bytes, and the method's own memory after it.
func (s *state) save(method string, memory any) ([]byte, error) {
	var b bytes.Buffer
	to := gob.NewEncoder(&b)
	if err := to.Encode(saved{method, s.x, s.g, s.f, s.ready, s.slope, s.stats}); err != nil {
		return nil, err
	}
	if err := to.Encode(memory); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// load puts a state back; memory is a pointer to an empty one.
func (s *state) load(data []byte, method string, memory any) error {
	from := gob.NewDecoder(bytes.NewReader(data))
	var was saved
	if err := from.Decode(&was); err != nil {
		return fmt.Errorf("optim: these bytes are not a saved run: %w", err)
	}
	if was.Method != method {
		return fmt.Errorf("optim: the saved run is of %s, this one of %s; start with the same method", was.Method, method)
	}
	if len(was.X) != len(s.x) || len(was.G) != len(s.x) {
		return fmt.Errorf("optim: the saved run has %d parameters, the objective %d; give the same objective", len(was.X), len(s.x))
	}
	if err := from.Decode(memory); err != nil {
		return fmt.Errorf("optim: the saved run of %s is cut short or damaged: %w", method, err)
	}
	copy(s.x, was.X)
	copy(s.g, was.G)
	s.f, s.ready, s.slope, s.stats = was.F, was.Ready, was.Slope, was.Stats
	return nil
}
