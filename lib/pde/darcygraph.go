package pde

import (
	"math"
	"slices"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/support/exceptions"
)

// Action is -div(a grad u) at the inner nodes, of shape [..., x-2, y-2], for a and u of shape [..., x, y] with as many last axes as
// there are steps between nodes, one for each axis: 1 to 3. One of the two may leave out the axes before. It is what a loss that knows
// the law compares with f; its gradients are exact, by u and by a.
func (d Darcy) Action(a, u *Node, steps ...float64) *Node {
	a, u = d.together("the coefficient and u", a, u, steps)
	return balance(d.conductances(a, steps), u)
}

// conductances of the faces along each axis, of shape [..., x-1, y-2] for the first of two: a there over the square of the step.
func (d Darcy) conductances(a *Node, steps []float64) []*Node {
	all := make([]*Node, len(steps))
	for axis, h := range steps {
		k := line(a, axis, len(steps))
		all[axis] = MulScalar(d.faces(part(k, axis, len(steps), 1, 0), part(k, axis, len(steps), 0, 1)), 1/(h*h))
	}
	return all
}

// balance is what leaves the cells: for each face, its conductance by the difference of u across.
func balance(conductances []*Node, u *Node) *Node {
	axes := len(conductances)
	var sum *Node
	for axis, k := range conductances {
		v := line(u, axis, axes)
		flux := Mul(k, Sub(part(v, axis, axes, 0, 1), part(v, axis, axes, 1, 0)))
		out := Sub(part(flux, axis, axes, 1, 0), part(flux, axis, axes, 0, 1))
		if sum == nil {
			sum = out
		} else {
			sum = Add(sum, out)
		}
	}
	return sum
}

// line leaves out the ends of all axes but one.
func line(x *Node, axis, axes int) *Node {
	for other := range axes {
		if other != axis {
			x = inner(x, other, axes)
		}
	}
	return x
}

func (d Darcy) faces(a, b *Node) *Node {
	if d.Faces == Arithmetic {
		return MulScalar(Add(a, b), 0.5)
	}
	return Div(MulScalar(Mul(a, b), 2), Add(a, b))
}

// InGraph is u of shape [..., x, y], 0 at the ends, from a and f of that shape (one of them may leave out the axes before the last):
// the solution in the midst of a graph, with its exact first gradients by a and f.
//
// It takes conjugate gradients, preconditioned by the solution for a constant coefficient, which sine transforms give as matrix
// products. Each iteration divides the error by (r+1)/(r-1) or more, r the root of the largest over the smallest value of a, whatever the
// number of nodes: 25 reach 1e-10 for a ratio of 4, and 120 for 100. They end when every member of a batch has reached d.Tolerance,
// or after d.Iterations; what is left shows in [Darcy.Action].
//
// Gradients don't go back through the iterations: with A u = f, the cotangent v of u makes that of f, A w = v, by the same solver, and
// that of a is -w (dA) u. So they cost as much time as u again, and no memory. GoMLX has no gradient for them in turn.
func (d Darcy) InGraph(a, f *Node, steps ...float64) *Node {
	a, f = d.together("the coefficient and the source", a, f, steps)
	for axis := range steps {
		f = inner(f, axis, len(steps))
	}
	return wall(d.implicit(a, f, steps), len(steps))
}

// implicit is x with A(a) x = b. The value comes from iterations without a gradient. The residual, which is almost 0 and is taken away
// again, brings the gradient.
func (d Darcy) implicit(a, b *Node, steps []float64) *Node {
	x := StopGradient(d.iterate(StopGradient(a), StopGradient(b), steps))
	r := Sub(b, d.Action(a, wall(x, len(steps)), steps...))
	r = IdentityWithCustomGradient(r, func(_, v *Node) *Node { return d.implicit(a, v, steps) })
	return Add(x, Sub(r, StopGradient(r)))
}

// iterate takes the iterations of conjugate gradients, for each member of a batch its own. Sums that have come to 0 stay there.
//
// The loop's body makes no scalar of its own, and no reduction: GoMLX keeps one node for each scalar, XLA's builder one function for each
// kind of reduction, and what was made inside can't be used outside. Sums are products with what comes from outside.
func (d Darcy) iterate(a, b *Node, steps []float64) *Node {
	g, shape := b.Graph(), b.Shape().Dimensions
	batch := b.Shape().Size() / product(lastAxes(b, len(steps))...)
	rows := func(x *Node) *Node { return Reshape(x, batch, -1) }
	dot := func(x, y *Node) *Node { // of each member, [batch, 1]
		return Reshape(EinsumAxes(rows(x), rows(y), [][2]int{{1, 1}}, [][2]int{{0, 0}}), batch, 1)
	}
	along := func(x, scale *Node) *Node { return Reshape(Mul(rows(x), scale), shape...) }
	number := func(v float64) *Node { return Scalar(g, b.DType(), v) }
	enough := MulScalar(dot(b, b), d.tolerance()*d.tolerance())
	p := sineSolver(b, steps)
	start := []*Node{number(float64(d.iterations())), ZerosLike(b), b, ZerosLike(b), OnesLike(enough)}
	fixed := append([]*Node{number(1), number(0), number(1e-37), enough, OnesLike(enough), walls(b, len(steps))}, append(p, d.conductances(a, steps)...)...)
	more := func(s []*Node) *Node {
		none, enough, ones := s[len(start)+1], s[len(start)+3], s[len(start)+4]
		over := Max(Sub(dot(s[2], s[2]), enough), none)
		unfinished := GreaterThan(Reshape(EinsumAxes(over, ones, [][2]int{{0, 0}, {1, 1}}, nil)), none)
		return LogicalAnd(GreaterThan(s[0], none), unfinished)
	}
	next := func(s []*Node) []*Node {
		left, x, r, direction, before := s[0], s[1], s[2], s[3], s[4]
		fixed := s[len(start):]
		one, tiny, zeros := fixed[0], fixed[2], fixed[5]
		over := func(x, y *Node) *Node { return Div(x, Max(y, tiny)) }
		z := bySines(fixed[6:6+len(p)], r)
		now := dot(r, z)
		direction = Add(z, along(direction, over(now, before))) // at first it is 0
		ap := balance(fixed[6+len(p):], between(direction, zeros, len(steps)))
		alpha := over(now, dot(direction, ap))
		moved := []*Node{Sub(left, one), Add(x, along(direction, alpha)), Sub(r, along(ap, alpha)), direction, now}
		return append(moved, fixed...)
	}
	return loop(append(start, fixed...), more, next)[1]
}

func product(factors ...int) int {
	n := 1
	for _, f := range factors {
		n *= f
	}
	return n
}

// together checks two nodes on the same grid, and gives both the axes before the last that either has.
func (d Darcy) together(what string, x, y *Node, steps []float64) (*Node, *Node) {
	if len(steps) < 1 || len(steps) > 3 {
		exceptions.Panicf("pde: Darcy with %d steps between nodes; give one for each of 1 to 3 axes", len(steps))
	}
	for _, h := range steps {
		if !(h > 0) || math.IsInf(h, 0) {
			exceptions.Panicf("pde: Darcy with steps of %v between nodes; give positive ones", steps)
		}
	}
	for _, n := range []*Node{x, y} {
		if n.Rank() < len(steps) || slices.Min(lastAxes(n, len(steps))) < 3 || !n.DType().IsFloat() {
			exceptions.Panicf("pde: %s need 3 nodes or more along each of the last %d axes, and floats, got %s", what, len(steps), n.Shape())
		}
	}
	if !slices.Equal(lastAxes(x, len(steps)), lastAxes(y, len(steps))) {
		exceptions.Panicf("pde: %s lie on different grids, %s and %s", what, x.Shape(), y.Shape())
	}
	widen := func(few, many *Node) *Node {
		if few.Rank() == len(steps) && many.Rank() > few.Rank() {
			return BroadcastToDims(ExpandLeftToRank(few, many.Rank()), many.Shape().Dimensions...)
		}
		return few
	}
	x, y = widen(x, y), widen(y, x)
	if !x.Shape().Equal(y.Shape()) {
		exceptions.Panicf("pde: %s are of different batches or types, %s and %s; one may have no batch", what, x.Shape(), y.Shape())
	}
	return x, y
}
