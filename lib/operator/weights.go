package operator

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/support/exceptions"
)

// Weights hands out an operator's parameters, in the order in which it asks.
type Weights struct {
	plan *Plan
	like *Node   // gives the graph and the precision
	have []*Node // nil while the plan is made
	next int
	x, y scaling // of the fields, where it is known
}

// A Block is one array of parameters.
type Block struct {
	Name  string
	Shape []int
	// Decays says that weight decay pulls it to 0: weights, but not biases and scales.
	Decays bool
	start  func(r *rand.Rand, values []float64)
}

// Len is how many numbers the block holds.
func (b Block) Len() int {
	n := 1
	for _, d := range b.Shape {
		n *= d
	}
	return n
}

// A Plan is an operator for fields of so many channels, with the blocks of its parameters.
type Plan struct {
	Operator        Operator
	Inputs, Outputs int
	Blocks          []Block
	// Len is how many parameters there are.
	Len int
}

// NewPlan lays an operator out for fields of a shape. The engine computes nothing: the operator is built once into a graph that is thrown
// away.
func NewPlan(engine compute.Backend, o Operator, s Shape) (*Plan, error) {
	if o == nil {
		return nil, fmt.Errorf("operator: there is none; give one, such as operator.FNO{Modes: []int{12, 12}}")
	}
	if d := o.Dims(); d < 1 || d > 3 || d != len(s.Points) {
		return nil, fmt.Errorf("operator: %T works on %d axes, and the fields have %d; 1 to 3 are possible", o, d, len(s.Points))
	}
	if s.Inputs < 1 || s.Outputs < 1 {
		return nil, fmt.Errorf("operator: %d channels in and %d out; give at least one of each", s.Inputs, s.Outputs)
	}
	if err := o.Check(s); err != nil {
		return nil, err
	}
	p := &Plan{Operator: o, Inputs: s.Inputs, Outputs: s.Outputs}
	err := exceptions.TryCatch[error](func() {
		g := NewGraph(engine, "layout")
		defer g.Finalize()
		x := Zeros(g, shapes.Make(dtypes.Float32, slices.Concat([]int{1}, s.Points, []int{s.Inputs})...))
		out := o.Apply(&Weights{plan: p, like: x}, x, s.Outputs)
		if want := slices.Concat([]int{1}, s.Points, []int{s.Outputs}); !slices.Equal(out.Shape().Dimensions, want) {
			exceptions.Panicf("operator: %T gives %s; %v was asked for", o, out.Shape(), want)
		}
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

// Start draws parameters to begin with, a slice a block. The same seed gives the same ones.
func (p *Plan) Start(seed uint64) [][]float64 {
	r := rand.New(rand.NewPCG(seed, 0x6f70))
	all := make([][]float64, len(p.Blocks))
	for i, b := range p.Blocks {
		all[i] = make([]float64, b.Len())
		b.start(r, all[i])
	}
	return all
}

// Apply builds the operator into the graph of x with these parameters, a node a block.
func (p *Plan) Apply(parameters []*Node, x *Node) *Node {
	return p.scaled(parameters, x, scaling{}, scaling{})
}

// scaled is Apply for fields that are known to be scaled so.
func (p *Plan) scaled(parameters []*Node, x *Node, xs, ys scaling) *Node {
	if len(parameters) != len(p.Blocks) {
		exceptions.Panicf("operator: %d arrays of parameters; there are %d blocks", len(parameters), len(p.Blocks))
	}
	return p.Operator.Apply(&Weights{plan: p, like: x, have: parameters, x: xs, y: ys}, x, p.Outputs)
}

// Normal is a block of weights drawn from a normal distribution of mean 0.
func (w *Weights) Normal(name string, deviation float64, shape ...int) *Node {
	return w.block(Block{Name: name, Shape: shape, Decays: true, start: func(r *rand.Rand, values []float64) {
		for i := range values {
			values[i] = deviation * r.NormFloat64()
		}
	}})
}

// Constant is a block that begins with the same value everywhere: a bias, a scale.
func (w *Weights) Constant(name string, value float64, shape ...int) *Node {
	return w.block(Block{Name: name, Shape: shape, start: func(_ *rand.Rand, values []float64) {
		for i := range values {
			values[i] = value
		}
	}})
}

// Dense is x W + b along the last axis, with W of [inputs, outputs].
func (w *Weights) Dense(name string, x *Node, outputs int) *Node {
	inputs := x.Shape().Dim(-1)
	weights := w.Normal(name+" weights", 1/math.Sqrt(float64(inputs)), inputs, outputs)
	biases := w.Constant(name+" biases", 0, outputs)
	return Add(EinsumAxes(x, weights, [][2]int{{x.Rank() - 1, 0}}, nil), ExpandLeftToRank(biases, x.Rank()))
}

func (w *Weights) block(b Block) *Node {
	if w.have == nil {
		w.plan.Blocks = append(w.plan.Blocks, b)
		w.plan.Len += b.Len()
		return Zeros(w.like.Graph(), shapes.Make(w.like.DType(), b.Shape...))
	}
	if w.next >= len(w.have) || !slices.Equal(w.plan.Blocks[w.next].Shape, b.Shape) {
		exceptions.Panicf("operator: %q of shape %v was not asked for when the plan was made; an operator must ask for the same parameters each time",
			b.Name, b.Shape)
	}
	w.next++
	return w.have[w.next-1]
}
