package pinn

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/domain"
	"sublunar/lib/network"
	"sublunar/lib/portable"
	"sublunar/lib/portable/record"
)

// exportedBlock is how many points go through an exported solution at a time: few, so that one is answered at once; and exportedReferences are how
// many it is checked on.
const exportedBlock, exportedReferences = 32, 100

// Export writes fields of the solution to a file that needs no program: `sublunar export` makes a Go package and a binary of it, which give them at
// points without GoMLX, XLA or C. A derivative is named as [Solution.On] names its grids: "u_x", "u_x_x". Without names it is all fields, derived ones too.
// Points in the domain are kept in the file with what the solution is there, to check by. Functions of the program in a network, or in a field's
// Exactly, go along: the graph is recorded.
func (s *Solution) Export(path string, fields ...string) error {
	e := exporting{parts: []*Solution{s}, about: s.String(), at: s.At, join: func(_ *Node, each []*Node) *Node { return each[0] }}
	return e.write(path, fields)
}

// Export writes the mean of the members: see [Solution.Export].
func (e *Ensemble) Export(path string, fields ...string) error {
	if len(e.Members) == 0 {
		return fmt.Errorf("pinn: an ensemble without members to export")
	}
	x := exporting{parts: e.Members, about: e.String(), at: e.At, join: func(_ *Node, each []*Node) *Node {
		sum := each[0]
		for _, more := range each[1:] {
			sum = Add(sum, more)
		}
		return MulScalar(sum, 1/float64(len(each)))
	}}
	return x.write(path, fields)
}

// Export writes the windows together, each point's answer from its own: see [Solution.Export].
func (m *Marched) Export(path string, fields ...string) error {
	if len(m.Windows) == 0 {
		return fmt.Errorf("pinn: no window to export")
	}
	var about []string
	for i, w := range m.Windows {
		about = append(about, fmt.Sprintf("%s from %g to %g: %v", m.Axis, m.Bounds[i], m.Bounds[i+1], w))
	}
	axis := m.Windows[0].objective.shape.axis(m.Axis)
	x := exporting{parts: m.Windows, about: strings.Join(about, "\n"), at: m.At, join: func(x *Node, each []*Node) *Node {
		time := Slice(x, AxisRange(), AxisRange(axis, axis+1))
		last := len(each) - 1
		out := each[last]
		for w := last - 1; w >= 0; w-- {
			early := LessOrEqual(time, Scalar(x.Graph(), x.DType(), m.Bounds[w+1]))
			out = Where(BroadcastToShape(early, out.Shape()), each[w], out)
		}
		return out
	}}
	return x.write(path, fields)
}

// exporting is solutions on their way out together.
type exporting struct {
	parts []*Solution
	about string
	at    func(of string, x []float64, by ...string) ([]float64, error)
	// join makes [batch, fields] of each part's, at points x [batch, axes].
	join func(x *Node, each []*Node) *Node
}

func (e exporting) write(path string, fields []string) error {
	first := e.parts[0]
	shape := first.objective.shape
	if len(fields) == 0 {
		for _, f := range shape.fields {
			fields = append(fields, f.Name)
		}
		for _, d := range shape.problem.Derived {
			fields = append(fields, d.Name)
		}
	}
	m := &portable.Model{Kind: portable.Solution, About: e.about, Tolerance: 1e-9}
	if first.objective.kind == dtypes.Float32 {
		m.Tolerance = 1e-5
	}
	for i, a := range shape.axes {
		q := portable.Quantity{Name: a, Low: shape.lo[i], High: shape.hi[i]}
		for _, p := range e.parts {
			q.Low, q.High = min(q.Low, p.objective.shape.lo[i]), max(q.High, p.objective.shape.hi[i])
		}
		m.Inputs = append(m.Inputs, q)
	}
	var asked []func(p *Point) *Node
	for _, name := range fields {
		of, by, err := first.derivative(name)
		if err != nil {
			return err
		}
		q := portable.Quantity{Name: name}
		if len(by) == 0 {
			q.Unit = first.unit(of)
		}
		m.Outputs = append(m.Outputs, q)
		asked = append(asked, func(p *Point) *Node { return p.Field(of).D(by...) })
	}
	var err error
	if m.References, err = e.references(fields); err != nil {
		return err
	}
	r := record.New()
	program, err := e.record(r, fields, asked)
	if err != nil {
		return err
	}
	m.Programs, m.Tensors = []*portable.Program{program}, r.Tensors()
	return m.Write(path)
}

// references are points of each part's domain, and what is there.
func (e exporting) references(fields []string) ([]portable.Reference, error) {
	var x []float64
	for i, p := range e.parts {
		points, err := p.objective.shape.problem.Domain.Inside(max(exportedReferences/len(e.parts), 10), domain.Sobol{Seed: uint64(i + 1)})
		if err != nil {
			return nil, fmt.Errorf("pinn: %w", err)
		}
		x = append(x, points.Values...)
	}
	d := len(e.parts[0].objective.shape.axes)
	n := len(x) / d
	r := portable.Reference{XShape: []int{n, d}, X: x, YShape: []int{n, len(fields)}, Y: make([]float64, n*len(fields))}
	for k, name := range fields {
		of, by, err := e.parts[0].derivative(name)
		if err != nil {
			return nil, err
		}
		values, err := e.at(of, x, by...)
		if err != nil {
			return nil, err
		}
		for i, v := range values {
			r.Y[i*len(fields)+k] = v
		}
	}
	return []portable.Reference{r}, nil
}

// record the graph of all parts, whose weights are told apart by the parts' numbers where there are several.
func (e exporting) record(r *record.Recorder, fields []string, asked []func(p *Point) *Node) (*portable.Program, error) {
	var groups []*group
	var weights []record.Weight
	ends := []int{0}
	for i, p := range e.parts {
		g, err := newGroup(p.objective.engine, p.objective.shape, false, fields, asked...)
		if err != nil {
			return nil, err
		}
		groups = append(groups, g)
		for _, w := range p.weights() {
			if len(e.parts) > 1 {
				w.Name = fmt.Sprintf("%d, %s", i+1, w.Name)
			}
			weights = append(weights, w)
		}
		ends = append(ends, len(weights))
	}
	first := e.parts[0].objective
	program, err := r.Graph(first.kind, [][]int{{exportedBlock, len(first.shape.axes)}}, weights, func(in []*Node) []*Node {
		x, in := in[0], in[1:]
		var each []*Node
		for i, g := range groups {
			var flat []*Node
			for _, w := range in[ends[i]:ends[i+1]] {
				flat = append(flat, Reshape(w, w.Shape().Size()))
			}
			theta := Concatenate(flat, 0)
			each = append(each, Concatenate(g.build(network.NewTape(theta), batch{theta: theta, x: x}), 1))
		}
		return []*Node{e.join(x, each)}
	})
	if err != nil {
		return nil, fmt.Errorf("pinn: %w", err)
	}
	return program, nil
}

// derivative takes a name such as "u_x_x" apart.
func (s *Solution) derivative(name string) (of string, by []string, err error) {
	shape := s.objective.shape
	of = name
	for !shape.problem.names()[of] {
		at := strings.LastIndex(of, "_")
		if at < 0 || !slices.Contains(shape.axes, of[at+1:]) {
			return "", nil, fmt.Errorf("pinn: there is no field %q; the problem has %s, and their derivatives along %s, as %s_%s", name,
				list(shape.fields, func(f Field) string { return f.Name }), strings.Join(shape.axes, ", "), shape.fields[0].Name, shape.axes[0])
		}
		of, by = of[:at], append(by, of[at+1:])
	}
	return of, by, nil
}
