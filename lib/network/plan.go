package network

import (
	"fmt"
	"math/rand/v2"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/support/exceptions"

	"sublunar/lib/jet"
)

// A Network is an architecture: it maps jets of a batch's coordinates [batch, inputs] to jets of its outputs [batch, outputs], and
// asks w for its weights as it goes. Applied again it asks for the same ones in the same order.
type Network interface {
	// Check returns nil where the architecture makes sense for so many inputs and outputs; else its error says what to change.
	Check(inputs, outputs int) error
	// Apply builds the network into the graph.
	Apply(w *Weights, in jet.Jet, outputs int) jet.Jet
}

// A Block is a piece of the flat vector: one weight matrix, one vector of biases.
type Block struct {
	Name string
	// Shape is [inputs, outputs] of a matrix, [n] of a vector. Row-major.
	Shape []int
	// Offset of the first number in the network's part of the vector.
	Offset int
	// start draws values to begin with.
	start func(r *rand.Rand, values []float64)
}

// Len is how many numbers the block holds.
func (b Block) Len() int {
	n := 1
	for _, d := range b.Shape {
		n *= d
	}
	return n
}

// A Plan is a network for so many inputs and outputs, with the places of its weights in a flat vector.
type Plan struct {
	Network         Network
	Inputs, Outputs int
	Blocks          []Block
	// Len is how many parameters there are.
	Len int
}

// NewPlan lays a network out. The engine computes nothing: the network is built once into a graph that is thrown away.
func NewPlan(engine compute.Backend, n Network, inputs, outputs int) (*Plan, error) {
	if n == nil {
		return nil, fmt.Errorf("network: there is none; give one, such as network.MLP{Hidden: []int{20, 20, 20}}")
	}
	if inputs < 1 || outputs < 1 {
		return nil, fmt.Errorf("network: %d inputs and %d outputs; give at least one of each", inputs, outputs)
	}
	if err := n.Check(inputs, outputs); err != nil {
		return nil, err
	}
	p := &Plan{Network: n, Inputs: inputs, Outputs: outputs}
	set, err := jet.Of(inputs)
	if err != nil {
		return nil, err
	}
	err = exceptions.TryCatch[error](func() {
		g := NewGraph(engine, "layout")
		defer g.Finalize()
		w := &Weights{plan: p}
		in := set.Inputs(Zeros(g, shapes.Make(dtypes.Float64, 1, inputs)))
		out := n.Apply(w, in, outputs)
		if out.Width() != outputs {
			exceptions.Panicf("network: %T gives %d values for %d outputs", n, out.Width(), outputs)
		}
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

// Start draws parameters to begin with. The same seed gives the same ones.
func (p *Plan) Start(seed uint64) []float64 {
	r := rand.New(rand.NewPCG(seed, 0x6e6574))
	x := make([]float64, p.Len)
	for _, b := range p.Blocks {
		b.start(r, x[b.Offset:b.Offset+b.Len()])
	}
	return x
}

// Shapes of the blocks in order, for optimisers that know matrices (optim.SOAP).
func (p *Plan) Shapes() [][]int {
	all := make([][]int, len(p.Blocks))
	for i, b := range p.Blocks {
		all[i] = b.Shape
	}
	return all
}

// Apply builds the network on a tape, its parameters from offset on. in has one part [batch, inputs] for each of its derivatives.
func (p *Plan) Apply(t *Tape, offset int, in jet.Jet) jet.Jet {
	if in.Width() != p.Inputs {
		exceptions.Panicf("network: %d inputs; the network was planned for %d", in.Width(), p.Inputs)
	}
	return p.Network.Apply(&Weights{plan: p, tape: t, offset: offset}, in, p.Outputs)
}
