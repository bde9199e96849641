package pinn

import (
	"math"
	"slices"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/support/exceptions"

	"sublunar/lib/jet"
	"sublunar/lib/network"
)

// A shape is a problem with networks in it: how coordinates become fields. The flat vector holds the networks' parameters one after
// another, and the constants after them.
type shape struct {
	problem Problem
	axes    []string
	lo, hi  []float64 // of the domain, along each axis
	fields  []Field
	parts   []part
	weights int // parameters of all networks
}

// A part of a shape is a network, the axes it sees, and the fields that are its outputs.
type part struct {
	plan   *network.Plan
	offset int
	axes   []int
	fields []int
}

func newShape(engine compute.Backend, p Problem, n network.Network) (*shape, error) {
	s := &shape{problem: p, fields: p.fields()}
	for _, a := range p.Domain.Axes() {
		s.axes, s.lo, s.hi = append(s.axes, a.Name), append(s.lo, a.Lo), append(s.hi, a.Hi)
	}
	networks := []network.Network{}
	for i, f := range s.fields {
		own := part{axes: s.numbers(s.axes), fields: []int{i}}
		if len(f.Axes) > 0 {
			own.axes = s.numbers(f.Axes)
		}
		same := slices.IndexFunc(s.parts, func(have part) bool {
			return f.Network == nil && s.fields[have.fields[0]].Network == nil && slices.Equal(have.axes, own.axes)
		})
		if same >= 0 {
			s.parts[same].fields = append(s.parts[same].fields, i)
			continue
		}
		s.parts = append(s.parts, own)
		if f.Network != nil {
			networks = append(networks, f.Network)
		} else {
			networks = append(networks, n)
		}
	}
	for i := range s.parts {
		part := &s.parts[i]
		var err error
		if part.plan, err = network.NewPlan(engine, networks[i], len(part.axes), len(part.fields)); err != nil {
			return nil, err
		}
		part.offset = s.weights
		s.weights += part.plan.Len
	}
	return s, nil
}

// len is how many parameters there are.
func (s *shape) len() int { return s.weights + len(s.problem.Constants) }

// shapes of the blocks of parameters, in order.
func (s *shape) shapes() [][]int {
	var all [][]int
	for _, p := range s.parts {
		all = append(all, p.plan.Shapes()...)
	}
	for range s.problem.Constants {
		all = append(all, []int{1})
	}
	return all
}

// start draws parameters to begin with.
func (s *shape) start(seed uint64) []float64 {
	var x []float64
	for i, part := range s.parts {
		x = append(x, part.plan.Start(seed+uint64(i)<<32)...)
	}
	for _, c := range s.problem.Constants {
		if c.Positive {
			x = append(x, math.Log(c.Start))
		} else {
			x = append(x, c.Start)
		}
	}
	return x
}

// constant is the value of a constant with these parameters, and how fast it changes with its own.
func (s *shape) constant(i int, theta []float64) (value, slope float64) {
	v := theta[s.weights+i]
	if s.problem.Constants[i].Positive {
		return math.Exp(v), math.Exp(v)
	}
	return v, 1
}

func (s *shape) axis(name string) int {
	i := slices.Index(s.axes, name)
	if i < 0 {
		exceptions.Panicf("pinn: there is no axis %q; the domain has %q", name, s.axes)
	}
	return i
}

// numbers of axes.
func (s *shape) numbers(names []string) []int {
	all := make([]int, len(names))
	for i, name := range names {
		all[i] = s.axis(name)
	}
	return all
}

// build makes the fields of coordinates: scaled to [-1, 1] by the domain's bounds, through the networks, and through each field's
// Scale and Exactly.
func (s *shape) build(t *network.Tape, in jet.Jet) map[string]jet.Jet {
	fields := map[string]jet.Jet{}
	for _, part := range s.parts {
		out := part.plan.Apply(t, part.offset, s.scale(in, part.axes))
		for i, f := range part.fields {
			f, n := s.fields[f], jet.Slice(out, i, i+1)
			if f.Scale != 1 {
				n = jet.MulScalar(n, f.Scale)
			}
			if f.Exactly != nil {
				n = f.Exactly(Coordinates{s.axes, in}, n)
			}
			fields[f.Name] = n
		}
	}
	return fields
}

// scale takes some of the axes, each to [-1, 1].
func (s *shape) scale(in jet.Jet, axes []int) jet.Jet {
	matrix, shift := make([][]float64, len(s.axes)), make([]float64, len(axes))
	for i := range s.axes {
		matrix[i] = make([]float64, len(axes))
	}
	for i, a := range axes {
		matrix[a][i] = 2 / (s.hi[a] - s.lo[a])
		shift[i] = -(s.hi[a] + s.lo[a]) / (s.hi[a] - s.lo[a])
	}
	return jet.Dense(in, ConstAs(in.Value(), matrix), ConstAs(in.Value(), shift))
}
