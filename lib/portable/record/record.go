package record

import (
	"errors"
	"fmt"
	"slices"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/notimplemented"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/support/exceptions"

	"sublunar/lib/portable"
	"sublunar/lib/safetensors"
)

// A Recorder records graphs. Those of one recorder share their weights.
type Recorder struct {
	tensors map[string]safetensors.Tensor
	known   map[string]string // the names of constants by what they hold
}

// New gives a recorder that has recorded nothing.
func New() *Recorder {
	return &Recorder{tensors: map[string]safetensors.Tensor{}, known: map[string]string{}}
}

// Tensors are the weights and constants of what was recorded, by name.
func (r *Recorder) Tensors() map[string]safetensors.Tensor { return r.tensors }

// A Weight is an array that a graph is given, and that is kept with it under its name.
type Weight struct {
	Name   string
	Values []float64
	Shape  []int
}

// Graph records what a function builds of inputs of these shapes and of weights, which come after them. Numbers have a precision, which says how
// weights are kept too. The error names what can't leave.
func (r *Recorder) Graph(precision dtypes.DType, inputs [][]int, weights []Weight, build func(in []*Node) []*Node) (*portable.Program, error) {
	b := &builder{recorder: r, program: &portable.Program{Inputs: inputs}}
	err := exceptions.TryCatch[error](func() {
		g := NewGraph(&engine{b: b}, "recorded")
		var in []*Node
		for i, shape := range inputs {
			in = append(in, Parameter(g, fmt.Sprint("input ", i), shapes.Make(precision, shape...)))
		}
		for _, w := range weights {
			t := safetensors.F64(w.Values, w.Shape...)
			if precision == dtypes.Float32 {
				t = safetensors.F32(w.Values, w.Shape...)
			}
			r.tensors[w.Name], b.weight = t, w.Name
			in = append(in, Parameter(g, w.Name, shapes.Make(precision, w.Shape...)))
		}
		b.weight = ""
		g.Compile(build(in)...)
	})
	missing := new(notKnown)
	switch {
	case errors.As(err, &missing) && missing.what == compute.OpTypeFFT.String():
		return nil, errors.New("it takes the backend's FFT, which no file can hold; leave the Route of its transforms to Auto")
	case errors.As(err, &missing):
		return nil, fmt.Errorf("it is made with %s, which can't be exported yet", missing.what)
	case err != nil:
		return nil, err
	}
	prune(b.program)
	return b.program, b.program.Check(r.shapes())
}

// prune leaves out the steps that nothing is made of.
func prune(p *portable.Program) {
	first := len(p.Inputs)
	used := make([]bool, first+len(p.Steps))
	for _, v := range p.Outputs {
		used[v] = true
	}
	for i := len(p.Steps) - 1; i >= 0; i-- {
		for _, v := range p.Steps[i].Of {
			used[v] = used[v] || used[first+i]
		}
	}
	place, kept := make([]int, len(used)), p.Steps[:0]
	for v := range used {
		place[v] = v
		if v < first || !used[v] {
			continue
		}
		s := p.Steps[v-first]
		for k, of := range s.Of {
			s.Of[k] = place[of]
		}
		place[v] = first + len(kept)
		kept = append(kept, s)
	}
	p.Steps = kept
	for k, v := range p.Outputs {
		p.Outputs[k] = place[v]
	}
}

func (r *Recorder) shapes() map[string][]int {
	all := map[string][]int{}
	for name, t := range r.tensors {
		all[name] = t.Shape
	}
	return all
}

// engine is the backend of one graph.
type engine struct {
	notimplemented.Backend
	b *builder
}

func (e *engine) Builder(string) compute.Builder { return e.b }

func (e *engine) Name() string { return "recorder" }

// Capabilities say that there are functions, so that who asks for one is told what it was for.
func (e *engine) Capabilities() compute.Capabilities {
	c := e.Backend.Capabilities()
	c.Functions = true
	return c
}

// notKnown is an op that no program has.
type notKnown struct{ what string }

func (n *notKnown) Error() string { return fmt.Sprintf("record: %s is not known", n.what) }

func noOp(op compute.OpType) error { return &notKnown{op.String()} }

// Unwrap lets GoMLX build fused ops of plain ones instead.
func (n *notKnown) Unwrap() error { return compute.ErrNotImplemented }

// builder holds the program as it grows.
type builder struct {
	notimplemented.Builder
	recorder *Recorder
	program  *portable.Program
	weight   string // the name of the weight that comes in next; "" for an input
	inputs   int    // that have come
	main     *function
}

// A value is what a step made, with its place in the program.
type value struct {
	at    int
	shape shapes.Shape
}

func (b *builder) Name() string { return "recorded" }

func (b *builder) NewFunction(name string) (compute.Function, error) {
	return nil, &notKnown{"the function " + name}
}

func (b *builder) Main() compute.Function {
	if b.main == nil {
		b.main = &function{b: b}
		b.main.ErrFn = noOp
	}
	return b.main
}

func (b *builder) OpShape(op compute.Value) (shapes.Shape, error) { return op.(*value).shape, nil }

func (b *builder) Compile() (compute.Executable, error) { return executable{}, nil }

// step adds one, which makes a shape of values.
func (b *builder) step(s portable.Step, shape shapes.Shape, of ...compute.Value) *value {
	for _, v := range of {
		s.Of = append(s.Of, v.(*value).at)
	}
	s.Shape = slices.Clone(shape.Dimensions)
	if s.Shape == nil {
		s.Shape = []int{}
	}
	b.program.Steps = append(b.program.Steps, s)
	return &value{len(b.program.Inputs) + len(b.program.Steps) - 1, shape}
}

// executable of what was only recorded.
type executable struct{ compute.Executable }

func (executable) Finalize() {}

func (executable) Inputs() ([]string, []shapes.Shape) { return nil, nil }

func (executable) Outputs() []shapes.Shape { return nil }
