package pde

import (
	"fmt"
	"math"

	"github.com/gomlx/gomlx/core/tensors"

	"sublunar/lib/field"
)

// backward is one gradient on its way.
type backward struct {
	*Adjoint
	parameters  []*tensors.Tensor
	total, done int
	steps       int
	loss        float64
	cotangents  []*tensors.Tensor // of the state, then of the parameters
}

func (b *backward) advance(s []*tensors.Tensor, steps int) ([]*tensors.Tensor, error) {
	now := s
	for i := range steps {
		next, err := b.next.Call(b.inputs(now)...)
		if i > 0 {
			finalize(now)
		}
		if err != nil {
			return nil, plain(err)
		}
		now = next
	}
	b.steps += steps
	return now, nil
}

func (b *backward) inputs(lists ...[]*tensors.Tensor) []any {
	all := arguments(lists[0])
	all = append(all, arguments(b.parameters)...)
	for _, l := range lists[1:] {
		all = append(all, arguments(l)...)
	}
	return all
}

// visit goes back through the step from s.
func (b *backward) visit(s []*tensors.Tensor) error {
	if b.cotangents == nil {
		out, err := b.last.Call(b.inputs(s)...)
		if err != nil {
			return plain(err)
		}
		b.loss, b.cotangents = tensors.ToScalar[float64](out[0]), out[1:]
		finalize(out[:1])
		if math.IsNaN(b.loss) || math.IsInf(b.loss, 0) {
			return fmt.Errorf("pde: the loss after %d steps is %g; take shorter steps, or fewer", b.total, b.loss)
		}
	} else {
		out, err := b.other.Call(b.inputs(s, b.cotangents)...)
		if err != nil {
			return plain(err)
		}
		finalize(b.cotangents)
		b.cotangents = out
	}
	b.done++
	if every := max(1, b.total/100); b.set.Observe != nil && (b.done%every == 0 || b.done == b.total) {
		if err := b.set.Observe(field.Progress{Step: b.done, Total: b.total, Values: []field.Value{{Name: "loss", Value: b.loss}}}); err != nil {
			return fmt.Errorf("pde: stopped %d steps before the last: %w", b.done, err)
		}
	}
	return nil
}

// result takes the cotangents, which are gradients now.
func (b *backward) result(held int) (AdjointGradient, error) {
	if err := detach(b.cotangents); err != nil {
		return AdjointGradient{}, err
	}
	g := AdjointGradient{Loss: b.loss, State: b.cotangents[:b.states], Parameters: b.cotangents[b.states:], Stats: AdjointStats{Steps: b.steps, Held: held}}
	b.cotangents = nil
	return g, nil
}

func (b *backward) close() { finalize(b.cotangents) }

// detach copies results that are the caller's to the host, so that they outlive the engine and can be given to another.
func detach(state []*tensors.Tensor) error {
	for _, t := range state {
		if err := t.ToLocal(); err != nil {
			return plain(err)
		}
	}
	return nil
}

func finalize(list []*tensors.Tensor) {
	for _, t := range list {
		t.MustFinalizeAll()
	}
}
