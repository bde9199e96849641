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
	shape := s.objective.shape
	if len(fields) == 0 {
		for _, f := range shape.fields {
			fields = append(fields, f.Name)
		}
		for _, d := range shape.problem.Derived {
			fields = append(fields, d.Name)
		}
	}
	m := &portable.Model{Kind: portable.Solution, About: s.String(), Tolerance: 1e-9}
	if s.objective.kind == dtypes.Float32 {
		m.Tolerance = 1e-5
	}
	for i, a := range shape.axes {
		m.Inputs = append(m.Inputs, portable.Quantity{Name: a, Low: shape.lo[i], High: shape.hi[i]})
	}
	points, err := shape.problem.Domain.Inside(exportedReferences, domain.Sobol{Seed: 1})
	if err != nil {
		return fmt.Errorf("pinn: %w", err)
	}
	n := len(points.Values) / len(shape.axes)
	reference := portable.Reference{XShape: []int{n, len(shape.axes)}, X: points.Values, YShape: []int{n, len(fields)}, Y: make([]float64, n*len(fields))}
	var all []func(p *Point) *Node
	for k, name := range fields {
		of, by, err := s.derivative(name)
		if err != nil {
			return err
		}
		values, err := s.At(of, points.Values, by...)
		if err != nil {
			return err
		}
		for i, v := range values {
			reference.Y[i*len(fields)+k] = v
		}
		q := portable.Quantity{Name: name}
		if len(by) == 0 {
			q.Unit = s.unit(of)
		}
		m.Outputs = append(m.Outputs, q)
		all = append(all, func(p *Point) *Node { return p.Field(of).D(by...) })
	}
	m.References = []portable.Reference{reference}
	g, err := newGroup(s.objective.engine, shape, false, fields, all...)
	if err != nil {
		return err
	}
	r := record.New()
	program, err := r.Graph(s.objective.kind, [][]int{{exportedBlock, len(shape.axes)}}, s.weights(), func(in []*Node) []*Node {
		var flat []*Node
		for _, w := range in[1:] {
			flat = append(flat, Reshape(w, w.Shape().Size()))
		}
		theta := Concatenate(flat, 0)
		return []*Node{Concatenate(g.build(network.NewTape(theta), batch{theta: theta, x: in[0]}), 1)}
	})
	if err != nil {
		return fmt.Errorf("pinn: %w", err)
	}
	m.Programs, m.Tensors = []*portable.Program{program}, r.Tensors()
	return m.Write(path)
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

// weights are the blocks of parameters by name, in the order of the flat vector.
func (s *Solution) weights() []record.Weight {
	shape := s.objective.shape
	var all []record.Weight
	for _, part := range shape.parts {
		var of []string
		for _, f := range part.fields {
			of = append(of, shape.fields[f].Name)
		}
		for _, b := range part.plan.Blocks {
			at := part.offset + b.Offset
			all = append(all, record.Weight{Name: strings.Join(of, ", ") + ": " + b.Name, Shape: b.Shape, Values: s.Parameters[at : at+b.Len()]})
		}
	}
	for i, c := range shape.problem.Constants {
		name := "constant " + c.Name
		if c.Positive {
			name = "logarithm of " + name
		}
		all = append(all, record.Weight{Name: name, Shape: []int{1}, Values: s.Parameters[shape.weights+i : shape.weights+i+1]})
	}
	return all
}
