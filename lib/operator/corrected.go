package operator

import (
	"fmt"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/support/exceptions"
)

// Corrected is a solver's step and a network that puts it right: the solver in the loop (Um, Brand, Fei, Holl and Thuerey 2020,
// doi:10.48550/arXiv.2007.00016; learned correction: Kochkov and others 2021, doi:10.1073/pnas.2101784118). What the solver knows needn't be
// learned, and what its coarse grid loses can be. Of fields x it gives
//
//	y = Step(x) + d g By(x, Step(x))
//
// where d is the deviation of y, and g a number for each channel of y that is learned too and starts at 0: before it is fitted this is
// the solver, so that even a long Unroll starts from steps that hold together. With Training.Unroll gradients go back through the solver's
// steps as well.
//
//	coarse := operator.Corrected{Step: func(u *Node) *Node { ... }, By: operator.ResNet{Axes: 1}}
//	fitted, err := operator.Fit(coarse, windows, operator.Training{Unroll: 8})
//	u, err := fitted.Rollout(u0, 200)
type Corrected struct {
	// Step is the solver's, in the units of the data: from [batch, points..., inputs] to [batch, points..., outputs], any number of the
	// solver's own steps. It must be made of what has a gradient: unrolled, not a loop in the graph.
	Step func(x *Node) *Node
	// By is the operator that corrects. It sees the channels of x and those of Step(x), as they are scaled. Good ones are small.
	By Operator
}

// Dims is how many axes the grid has.
func (c Corrected) Dims() int {
	if c.By == nil {
		return 0
	}
	return c.By.Dims()
}

// Check looks at the settings, and at those of the operator that corrects.
func (c Corrected) Check(s Shape) error {
	if c.Step == nil || c.By == nil {
		return fmt.Errorf("operator: Corrected without a Step or without an operator that corrects By; give both")
	}
	s.Inputs += s.Outputs
	return c.By.Check(s)
}

// Apply builds the solver's step and its correction.
func (c Corrected) Apply(w *Weights, x *Node, outputs int) *Node {
	step := c.Step(w.InUnits(x))
	want := x.Shape().Clone()
	want.Dimensions[want.Rank()-1] = outputs
	if !step.Shape().Equal(want) {
		exceptions.Panicf("operator: the Step of Corrected gives %s; %s was asked for", step.Shape(), want)
	}
	step = w.Scaled(step)
	by := c.By.Apply(w, Concatenate([]*Node{x, step}, -1), outputs)
	gate := w.Constant("correction", 0, outputs)
	return Add(step, Mul(by, ExpandLeftToRank(gate, by.Rank())))
}

// InUnits is x, as Apply was given it, in the units of the data. In a graph that was built by [Plan.Apply], which knows no units, it is x itself.
func (w *Weights) InUnits(x *Node) *Node {
	if w.x.Mean == nil {
		return x
	}
	if x.Shape().Dim(-1) != len(w.x.Mean) {
		exceptions.Panicf("operator: a field of %s in the units of x, which has %d channels", x.Shape(), len(w.x.Mean))
	}
	return physical(x, w.x)
}

// Scaled is y, in the units of the data, as what Apply gives is scaled: each channel to mean 0 and deviation 1.
func (w *Weights) Scaled(y *Node) *Node {
	if w.y.Mean == nil {
		return y
	}
	if y.Shape().Dim(-1) != len(w.y.Mean) {
		exceptions.Panicf("operator: a field of %s to be scaled as y, which has %d channels", y.Shape(), len(w.y.Mean))
	}
	return standard(y, w.y)
}
