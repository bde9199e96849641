package pde

import (
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/support/exceptions"

	"sublunar/lib/field"
)

// An Adjoint is the gradient of a loss of the state that many steps lead to,
//
//	s_(n+1) = Step(s_n, p),   L = Loss(s_N, p),   dL/ds_0 and dL/dp
//
// in bounded memory: a step and its derivative are compiled once each, whatever N, and of the states only some are kept. From those the
// others are computed again, going back. With s snapshots and r repetitions of each step, C(s+r, s) steps can be reversed: 30 reach
// 46,376 with 4, so a gradient costs some 4 steps and a derivative for each.
//
// State and parameters may be any tensors of floats: fields, spectra, the weights of a correction. A loss along the way is a number in
// the state to which each step adds. An Adjoint isn't safe for use from several goroutines at once.
//
//	a, err := pde.NewAdjoint(engine, stepper.Next, func(u, _ []*Node) *Node { return ReduceAllSum(Square(u[0])) }, pde.Checkpoints{})
//	defer a.Close()
//	g, err := a.Gradient(10_000, []*tensors.Tensor{u0}, nil)
type Adjoint struct {
	engine compute.Backend
	step   func(state, parameters []*Node) []*Node
	loss   func(state, parameters []*Node) *Node
	set    Checkpoints

	states            int // in a state; the rest are parameters
	next, last, other *Exec
}

// Checkpoints sets an [Adjoint].
type Checkpoints struct {
	// Snapshots is how many states are kept at most, the first among them. One more is in work. Default 30.
	Snapshots int
	// Observe hears a hundred times of the way back. An error returned stops it.
	Observe func(field.Progress) error
}

// AdjointGradient is a loss and its gradients.
type AdjointGradient struct {
	Loss float64
	// State and Parameters are the gradients by each tensor of the first state, and by each parameter, of their shapes.
	State, Parameters []*tensors.Tensor
	Stats             AdjointStats
}

// AdjointStats says what a gradient cost.
type AdjointStats struct {
	// Steps taken forward, again and again, without the one in each derivative.
	Steps int
	// Held is the most states that were held at once, one in work among them.
	Held int
}

// NewAdjoint prepares gradients through step, which gives the state's nodes, as many and of the same shapes, a step later, and of loss,
// which gives a scalar. Both panic as graph functions do; that comes as an error of the first Gradient, which compiles them.
func NewAdjoint(engine compute.Backend, step func(state, parameters []*Node) []*Node, loss func(state, parameters []*Node) *Node, c Checkpoints) (*Adjoint, error) {
	if step == nil || loss == nil {
		return nil, fmt.Errorf("pde: an adjoint needs a step and a loss; give both")
	}
	if c.Snapshots < 0 {
		return nil, fmt.Errorf("pde: %d snapshots; give 1 or more, or 0 for the default", c.Snapshots)
	}
	if c.Snapshots == 0 {
		c.Snapshots = 30
	}
	return &Adjoint{engine: engine, step: step, loss: loss, set: c}, nil
}

// Gradient takes so many steps from a state, 1 or more, and goes back. Later calls must have as many tensors in the state and as many
// parameters; other shapes are compiled anew.
func (a *Adjoint) Gradient(steps int, state, parameters []*tensors.Tensor) (AdjointGradient, error) {
	if err := a.check(steps, state, parameters); err != nil {
		return AdjointGradient{}, err
	}
	if err := a.compile(len(state)); err != nil {
		return AdjointGradient{}, err
	}
	b := &backward{Adjoint: a, parameters: parameters, total: steps}
	defer b.close()
	walk := &reversal[[]*tensors.Tensor]{advance: b.advance, visit: b.visit, drop: finalize}
	if err := walk.run(state, steps, a.set.Snapshots); err != nil {
		return AdjointGradient{}, err
	}
	return b.result(walk.most)
}

// Forward takes so many steps from a state, 0 or more, and gives the last one: of 0 steps the state itself.
func (a *Adjoint) Forward(steps int, state, parameters []*tensors.Tensor) ([]*tensors.Tensor, error) {
	if steps < 0 {
		return nil, fmt.Errorf("pde: %d steps; give 0 or more", steps)
	}
	if err := a.check(max(steps, 1), state, parameters); err != nil {
		return nil, err
	}
	if err := a.compile(len(state)); err != nil {
		return nil, err
	}
	if steps == 0 {
		return state, nil
	}
	b := &backward{Adjoint: a, parameters: parameters}
	last, err := b.advance(state, steps)
	if err == nil {
		err = detach(last)
	}
	return last, err
}

// Close gives the compiled graphs back.
func (a *Adjoint) Close() {
	for _, e := range []*Exec{a.next, a.last, a.other} {
		if e != nil {
			e.Finalize()
		}
	}
	a.next, a.last, a.other = nil, nil, nil
}

func (a *Adjoint) check(steps int, state, parameters []*tensors.Tensor) error {
	if steps < 1 || len(state) == 0 {
		return fmt.Errorf("pde: an adjoint of %d steps from a state of %d tensors; give 1 or more of each", steps, len(state))
	}
	if a.next != nil && a.states != len(state) {
		return fmt.Errorf("pde: a state of %d tensors after ones of %d; make another Adjoint for it", len(state), a.states)
	}
	for _, t := range append(append([]*tensors.Tensor{}, state...), parameters...) {
		if t == nil || !t.DType().IsFloat() {
			return fmt.Errorf("pde: an adjoint's state and parameters are floats, got %v", t)
		}
	}
	return nil
}

// compile makes the three graphs: a step; the last step with the loss, its value and its gradient; the derivative of any other step,
// from the cotangent of what it gives, with its share in the parameters' gradient added to the others'.
func (a *Adjoint) compile(states int) error {
	if a.next != nil {
		return nil
	}
	a.states = states
	for _, p := range []struct {
		exec  **Exec
		build func(x []*Node) []*Node
	}{
		{&a.next, func(x []*Node) []*Node { return a.advance(x[:states], x[states:]) }},
		{&a.last, func(x []*Node) []*Node {
			l := a.loss(a.advance(x[:states], x[states:]), x[states:])
			if !l.IsScalar() {
				exceptions.Panicf("pde: an adjoint's loss is a scalar, got %s", l.Shape())
			}
			return append([]*Node{ConvertDType(l, dtypes.Float64)}, Gradient(l, x...)...)
		}},
		{&a.other, func(x []*Node) []*Node {
			n := len(x) / 2
			x, cotangents := x[:n], x[n:]
			var sum *Node
			for i, s := range a.advance(x[:states], x[states:]) {
				part := ConvertDType(ReduceAllSum(Mul(s, cotangents[i])), dtypes.Float64)
				if sum == nil {
					sum = part
				} else {
					sum = Add(sum, part)
				}
			}
			g := Gradient(sum, x...)
			for i := states; i < n; i++ {
				g[i] = Add(g[i], cotangents[i])
			}
			return g
		}},
	} {
		exec, err := NewExec(a.engine, p.build)
		if err != nil {
			a.Close()
			return plain(err)
		}
		*p.exec = exec
	}
	return nil
}

// advance is a checked step.
func (a *Adjoint) advance(state, parameters []*Node) []*Node {
	next := a.step(state, parameters)
	if len(next) != len(state) {
		exceptions.Panicf("pde: a step gave %d nodes for a state of %d; it must give as many", len(next), len(state))
	}
	for i, s := range state {
		if !s.Shape().Equal(next[i].Shape()) {
			exceptions.Panicf("pde: a step gave %s for a state's %s; it must keep the shape", next[i].Shape(), s.Shape())
		}
	}
	return next
}
