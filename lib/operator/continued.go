package operator

import (
	"fmt"
	"math/rand/v2"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/support/exceptions"
)

// Continued is an operator whose parameters start as another fit left them: a fit goes on with other data or another training, such as on
// a finer grid, or through more steps than a fit could begin with.
//
//	first, err := operator.Fit(o, pairs, operator.Training{})
//	fitted, err := operator.Fit(operator.Continued{From: first}, windows, operator.Training{Unroll: 8})
//
// The moments and the rate of learning start afresh, and channels are scaled by the new data.
type Continued struct {
	From *Fitted
}

// Dims is how many axes the grid has.
func (c Continued) Dims() int {
	if c.From == nil {
		return 0
	}
	return c.From.Operator.Dims()
}

// Check sees that the fields have the channels of the first fit, and the operator's own.
func (c Continued) Check(s Shape) error {
	if c.From == nil {
		return fmt.Errorf("operator: Continued From nothing; give a fitted operator")
	}
	if s.Inputs != c.From.plan.Inputs {
		return fmt.Errorf("operator: x has %d channels; the fit to go on from had %d", s.Inputs, c.From.plan.Inputs)
	}
	return c.From.Operator.Check(s)
}

// Apply builds the operator.
func (c Continued) Apply(w *Weights, x *Node, outputs int) *Node {
	first := len(w.plan.Blocks)
	y := c.From.Operator.Apply(w, x, outputs)
	if w.have != nil {
		return y
	}
	blocks := w.plan.Blocks[first:]
	if len(blocks) != len(c.From.parameters) {
		exceptions.Panicf("operator: %d blocks of parameters; the fit to go on from has %d", len(blocks), len(c.From.parameters))
	}
	for i, values := range c.From.parameters {
		if blocks[i].Len() != len(values) {
			exceptions.Panicf("operator: %q has the shape %v; in the fit to go on from it has %d numbers", blocks[i].Name, blocks[i].Shape, len(values))
		}
		blocks[i].start = func(_ *rand.Rand, to []float64) { copy(to, values) }
	}
	return y
}
