package jet

import (
	"slices"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/support/exceptions"
)

// Node is a node of a graph.
type Node = graph.Node

// A Jet is a value of shape [batch, width] with the partial derivatives in its Set. Those that are zero by structure, as the second
// derivatives of the coordinates are, have no node and cost nothing.
type Jet struct {
	set *Set

	// In the Set's order, nil for zero, each of shape [batch or 1, width or 1].
	parts        []*Node
	batch, width int
	like         *Node // any node of the graph, of the jet's type
}

// Set is what the jet carries.
func (j Jet) Set() *Set { return j.set }

// Batch and Width are the shape of the value and of each derivative.
func (j Jet) Batch() int { return j.batch }
func (j Jet) Width() int { return j.width }

// FromParts makes a jet of a value and derivatives in the Set's order, [batch, width] each and nil for zero; one at least must be
// given.
func (s *Set) FromParts(parts ...*Node) Jet {
	if len(parts) != len(s.parts) {
		exceptions.Panicf("jet: %d parts were given for %s, which has %d", len(parts), s, len(s.parts))
	}
	return s.jet(slices.Clone(parts))
}

func (s *Set) jet(parts []*Node) Jet {
	j := Jet{set: s, parts: parts}
	for i, p := range parts {
		if p == nil {
			continue
		}
		if p.Rank() != 2 || p.DType() != dtypes.Float32 && p.DType() != dtypes.Float64 {
			exceptions.Panicf("jet: %s is Float32 or Float64 of shape [batch, width], got %s", s.name(s.parts[i]), p.Shape())
		}
		if j.like == nil {
			j.like, j.batch, j.width = p, p.Shape().Dim(0), p.Shape().Dim(1)
		}
		if p.DType() != j.like.DType() {
			exceptions.Panicf("jet: %s is %s and another part %s; convert one", s.name(s.parts[i]), p.DType(), j.like.DType())
		}
		j.batch, j.width = broadcast(s, i, j.batch, p.Shape().Dim(0)), broadcast(s, i, j.width, p.Shape().Dim(1))
	}
	if j.like == nil {
		exceptions.Panicf("jet: all parts are nil; give at least one, zeros if need be")
	}
	return j
}

func broadcast(s *Set, part, a, b int) int {
	if a != b && a != 1 && b != 1 {
		exceptions.Panicf("jet: %s has a side of %d where another part has %d", s.name(s.parts[part]), b, a)
	}
	if a == 1 {
		return b
	}
	return a
}

// whole is part i at the jet's full shape, nil for zero.
func (j Jet) whole(i int) *Node {
	p := j.parts[i]
	if p == nil || p.Shape().Dim(0) == j.batch && p.Shape().Dim(1) == j.width {
		return p
	}
	return graph.BroadcastToDims(p, j.batch, j.width)
}

// wide is part i at the jet's full width, but with a single row where all rows are the same.
func (j Jet) wide(i int) *Node {
	p := j.parts[i]
	if p == nil || p.Shape().Dim(1) == j.width {
		return p
	}
	return graph.BroadcastToDims(p, p.Shape().Dim(0), j.width)
}

func (j Jet) zeros() *Node {
	return graph.Zeros(j.like.Graph(), shapes.Make(j.like.DType(), j.batch, j.width))
}

// sum of a slot's parts at full shape, zeros where all are zero.
func (j Jet) sum(of slot) *Node {
	var total *Node
	for _, i := range of {
		total = plus(total, j.whole(i))
	}
	if total == nil {
		return j.zeros()
	}
	return total
}

// Value is the value, [batch, width].
func (j Jet) Value() *Node { return j.sum(slot{0}) }

// D is a partial derivative, [batch, width]: D(0, 0) is the second by x_0; D() is the value. It is zeros where it is zero by
// structure, and panics where the Set doesn't have it.
func (j Jet) D(axes ...int) *Node {
	j.made("a derivative")
	p, err := j.set.partial(axes)
	if err != nil {
		panic(err)
	}
	return j.sum(j.set.must(j.set, p))
}

// Laplacian is the sum of the second derivatives along axes, [batch, width]; without axes, those of the Set's one Laplacian, or
// all axes where it has none or several. It panics where the Set has neither the Laplacian nor the second derivatives.
func (j Jet) Laplacian(axes ...int) *Node { return j.sum(j.set.laplacian(nil, 1, axes)) }

// LaplacianOf is the Laplacian along axes of a partial derivative.
func (j Jet) LaplacianOf(of []int, axes ...int) *Node { return j.sum(j.set.laplacian(of, 1, axes)) }

// Biharmonic is the Laplacian of the Laplacian along axes.
func (j Jet) Biharmonic(axes ...int) *Node { return j.sum(j.set.laplacian(nil, 2, axes)) }

func (s *Set) laplacian(of []int, power int, axes []int) slot {
	if len(axes) == 0 && len(s.groups) == 1 {
		axes = s.groups[0]
	}
	group, err := s.sorted(axes)
	if err != nil {
		panic(err)
	}
	one := &Set{axes: s.axes, groups: [][]int{group}}
	p, err := one.partial(of)
	if err != nil {
		panic(err)
	}
	powers := []byte(p)
	powers[s.axes] = byte(power)
	return s.must(one, operator(powers))
}

// Parts are the value and the derivatives in the Set's order, [batch, width] each, nil where zero by structure.
func (j Jet) Parts() []*Node {
	parts := make([]*Node, len(j.parts))
	for i := range parts {
		parts[i] = j.whole(i)
	}
	return parts
}

// Partial is the jet, over a Set, of a partial derivative of j: the derivatives of a streamfunction as the jets of a velocity.
// It panics where j doesn't carry what that takes; [Set.Before] gives the Set that does. Without axes it leaves out what the
// Set doesn't have.
func (j Jet) Partial(over *Set, axes ...int) Jet {
	j.made("a derivative")
	if over.axes != j.set.axes {
		exceptions.Panicf("jet: a jet over %d axes has no part over %d", j.set.axes, over.axes)
	}
	by, err := over.partial(axes)
	if err != nil {
		panic(err)
	}
	parts := make([]*Node, len(over.parts))
	for i, p := range over.parts {
		for _, k := range j.set.must(over, p.times(by)) {
			parts[i] = plus(parts[i], j.parts[k])
		}
	}
	if !slices.ContainsFunc(parts, func(p *Node) bool { return p != nil }) {
		parts[0] = j.zeros()
	}
	result := over.jet(parts)
	result.batch, result.width = j.batch, j.width
	return result
}
