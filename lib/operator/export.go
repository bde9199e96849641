package operator

import (
	"fmt"
	"slices"

	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/field"
	"sublunar/lib/portable"
	"sublunar/lib/portable/record"
)

// exportedReferences is how many samples of each grid an export keeps to be checked on, at most.
const exportedReferences = 3

// Export writes all that the operator is to a file that needs no program: `sublunar export` makes a Go package and a binary of it, which predict
// without GoMLX, XLA or C. It takes fields on the grids of x alone, which are samples [samples, points...] or [samples, points..., channels] on
// one grid each, such as the first of the test set; some of them are kept in the file with what is predicted for them, to check by. What the
// operator is made of may be functions of the program, a solver's step or a projection, as long as they are made of plain arithmetic: the graph is recorded.
func (f *Fitted) Export(path string, x ...field.Array) error {
	if len(x) == 0 {
		return fmt.Errorf("operator: Export without samples; give some on each grid that it is to be for, such as test.X")
	}
	m := &portable.Model{Kind: portable.Operator, About: f.String(), Tolerance: 1e-9,
		Inputs: make([]portable.Quantity, f.plan.Inputs), Outputs: make([]portable.Quantity, f.plan.Outputs)}
	if f.kind == dtypes.Float32 {
		m.Tolerance = 1e-5
	}
	r := record.New()
	var grids [][]int
	for _, samples := range x {
		if samples.Check() != nil || samples.Len() == 0 {
			return fmt.Errorf("operator: samples of shape %v to export for; give one or more", samples.Shape)
		}
		few, err := samples.Slice(0, min(samples.Len(), exportedReferences))
		if err != nil {
			return fmt.Errorf("operator: %w", err)
		}
		y, err := f.Predict(few)
		if err != nil {
			return err
		}
		m.References = append(m.References, portable.Reference{XShape: few.Shape, X: few.Values, YShape: y.Shape, Y: y.Values})
		points := few.Shape[1 : 1+f.Operator.Dims()]
		if slices.ContainsFunc(grids, func(g []int) bool { return slices.Equal(g, points) }) {
			continue
		}
		grids = append(grids, points)
		program, err := f.record(r, points)
		if err != nil {
			return fmt.Errorf("operator: %T: %w", f.Operator, err)
		}
		m.Programs = append(m.Programs, program)
	}
	m.Tensors = r.Tensors()
	return m.Write(path)
}

// record the graph of one sample on a grid, in the units of the data.
func (f *Fitted) record(r *record.Recorder, points []int) (*portable.Program, error) {
	var weights []record.Weight
	for i, b := range f.plan.Blocks {
		weights = append(weights, record.Weight{Name: blockName(i, b), Values: f.parameters[i], Shape: b.Shape})
	}
	ways := []turn{}
	if f.Average && f.symmetry != NoSymmetry {
		if err := f.symmetry.check(points); err != nil {
			return nil, err
		}
		ways = f.symmetry.all(len(points))
	}
	shape := slices.Concat([]int{1}, points, []int{f.plan.Inputs})
	return r.Graph(f.kind, [][]int{shape}, weights, func(in []*Node) []*Node {
		through := func(x *Node) *Node { return made(f.plan, in[1:], standard(x, f.x), f.x, f.y, f.project) }
		if len(ways) == 0 {
			return []*Node{through(in[0])}
		}
		var sum *Node
		for _, t := range ways {
			y := t.back().lay(through(t.lay(in[0], onPeriodic(f.Operator))), onPeriodic(f.Operator))
			if sum == nil {
				sum = y
			} else {
				sum = Add(sum, y)
			}
		}
		return []*Node{MulScalar(sum, 1/float64(len(ways)))}
	})
}

// lay is apply in the graph, for fields [batch, points..., channels].
func (t turn) lay(x *Node, periodic bool) *Node {
	order := []int{0}
	for a, b := range t.axes {
		order = append(order, 1+b)
		if !t.flip[a] {
			continue
		}
		if n := x.Shape().Dim(1 + b); periodic { // the point 0 stays
			x = Concatenate([]*Node{cut(x, 1+b, 0, 1), Reverse(cut(x, 1+b, 1, n), 1+b)}, 1+b)
		} else {
			x = Reverse(x, 1+b)
		}
	}
	return TransposeAllAxes(x, append(order, x.Rank()-1)...)
}
