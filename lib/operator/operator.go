package operator

import (
	"fmt"

	. "github.com/gomlx/gomlx/core/graph"
)

// An Operator is an architecture: it maps fields on a grid to fields on the same grid, and asks w for its weights as it goes. The grid may
// be any; the weights don't depend on it.
type Operator interface {
	// Dims is how many axes the grid has: 1, 2 or 3.
	Dims() int
	// Check returns nil where the architecture makes sense for such fields; else its error says what to change.
	Check(s Shape) error
	// Apply builds the operator into the graph, from [batch, points..., channels] to [batch, points..., outputs]. Asked again, on another
	// grid too, it asks for the same weights in the same order.
	Apply(w *Weights, x *Node, outputs int) *Node
}

// A Shape is that of the fields that go into an operator and come out.
type Shape struct {
	// Points along each axis of the grid.
	Points []int
	// Inputs and Outputs are how many channels there are on each point.
	Inputs, Outputs int
}

// shapeOf reads the shape of fields from those of arrays: [samples, points...], or [samples, points..., channels].
func shapeOf(dims int, x, y []int) (Shape, error) {
	inputs, err := channels("x", dims, x)
	if err != nil {
		return Shape{}, err
	}
	outputs, err := channels("y", dims, y)
	if err != nil {
		return Shape{}, err
	}
	for i := range dims {
		if x[1+i] != y[1+i] {
			return Shape{}, fmt.Errorf("operator: x has %v points and y %v; give both on the same grid", x[1:1+dims], y[1:1+dims])
		}
	}
	return Shape{Points: x[1 : 1+dims], Inputs: inputs, Outputs: outputs}, nil
}

func channels(name string, dims int, shape []int) (int, error) {
	switch len(shape) {
	case dims + 1:
		return 1, nil
	case dims + 2:
		return shape[dims+1], nil
	}
	return 0, fmt.Errorf("operator: %s has shape %v; for a grid of %d axes give [samples, %d lengths] or [samples, %d lengths, channels]",
		name, shape, dims, dims, dims)
}

// size is how many numbers a field with these channels holds.
func (s Shape) size(channels int) int {
	for _, n := range s.Points {
		channels *= n
	}
	return channels
}
