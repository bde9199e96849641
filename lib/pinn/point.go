package pinn

import (
	"fmt"
	"slices"

	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/support/exceptions"

	"sublunar/lib/jet"
	"sublunar/lib/network"
)

// A Point is where a residual is built: a batch of points, as nodes [batch, 1].
//
// A residual is called twice. The first call finds out which derivatives it asks for; its nodes are zeros. The second builds the
// graph. So it must ask for the same things each time.
type Point struct {
	shape  *shape
	set    *jet.Set
	x      *Node // [batch, axes]
	given  *Node // [batch, number of functions]
	normal *Node // [batch, axes]; nil inside
	theta  *network.Tape
	wanted *wanted // not nil in the first call
	funcs  int     // functions asked for so far
	fields map[string]jet.Jet
}

// wanted is what a residual asked for.
type wanted struct {
	partials [][]int
	sums     [][2][]int // Laplacians: of which derivative, over which axes
	funcs    []func(x ...float64) float64
}

func (w *wanted) partial(axes []int) {
	axes = slices.Sorted(slices.Values(axes))
	if !slices.ContainsFunc(w.partials, func(have []int) bool { return slices.Equal(have, axes) }) {
		w.partials = append(w.partials, axes)
	}
}

// laplacian asks for the Laplacian over axes of a derivative.
func (w *wanted) laplacian(of, over []int) {
	w.sums = append(w.sums, [2][]int{slices.Clone(of), slices.Clone(over)})
}

// set that carries all that was asked for.
func (w *wanted) set(axes int) (*jet.Set, error) {
	set, err := jet.Of(axes, w.partials...)
	for _, s := range w.sums {
		if err == nil {
			set, err = set.WithLaplacianOf(s[0], s[1]...)
		}
	}
	return set, err
}

// X is a coordinate.
func (p *Point) X(axis string) *Node {
	i := p.shape.axis(axis)
	return Slice(p.x, AxisRange(), AxisRange(i, i+1))
}

// Normal is a component of the outward normal. It is 0 inside.
func (p *Point) Normal(axis string) *Node {
	i := p.shape.axis(axis)
	if p.normal == nil {
		return p.zeros()
	}
	return Slice(p.normal, AxisRange(), AxisRange(i, i+1))
}

// Shifted is the point moved along an axis: the other end of a periodic one. Known functions are not known there.
func (p *Point) Shifted(axis string, by float64) *Point {
	shift := make([]float64, len(p.shape.axes))
	shift[p.shape.axis(axis)] = by
	return &Point{shape: p.shape, set: p.set, x: Add(p.x, ExpandAxes(ConstAs(p.x, shift), 0)), normal: p.normal, theta: p.theta, wanted: p.wanted}
}

// Func is a known function of the coordinates, in the order of the domain's axes: a source, a boundary value. It is worked out once
// for each point, in plain Go.
func (p *Point) Func(f func(x ...float64) float64) *Node {
	return p.column(f)
}

// column is the next of the numbers that are given for each point: a known function's, what was measured where f is nil.
func (p *Point) column(f func(x ...float64) float64) *Node {
	i := p.funcs
	p.funcs++
	if p.wanted != nil {
		p.wanted.funcs = append(p.wanted.funcs, f)
		return p.zeros()
	}
	if p.given == nil {
		exceptions.Panicf("pinn: known functions aren't known at a shifted point; ask for them at the point itself")
	}
	return Slice(p.given, AxisRange(), AxisRange(i, i+1))
}

// Constant is an unknown number of the problem's Constants.
func (p *Point) Constant(name string) *Node {
	i := slices.IndexFunc(p.shape.problem.Constants, func(c Constant) bool { return c.Name == name })
	if i < 0 {
		exceptions.Panicf("pinn: there is no constant %q; the problem has %s", name, list(p.shape.problem.Constants, func(c Constant) string { return c.Name }))
	}
	if p.wanted != nil {
		return p.zeros()
	}
	c := p.theta.Vector(p.shape.weights+i, 1, p.batch())
	if p.shape.problem.Constants[i].Positive {
		c = Exp(c)
	}
	return c
}

// Field is a field, derived ones among them, at the point.
func (p *Point) Field(name string) Value {
	if d := slices.IndexFunc(p.shape.problem.Derived, func(d Derived) bool { return d.Name == name }); d >= 0 {
		return Value{p, p.shape.problem.Derived[d].Sum}
	}
	if !slices.ContainsFunc(p.shape.fields, func(f Field) bool { return f.Name == name }) {
		exceptions.Panicf("pinn: there is no field %q; the problem has %s", name, list(p.shape.fields, func(f Field) string { return f.Name }))
	}
	return Value{p, []Part{{Field: name, Factor: 1}}}
}

func (p *Point) batch() int { return p.x.Shape().Dimensions[0] }

func (p *Point) zeros() *Node { return Zeros(p.x.Graph(), shapes.Make(p.x.DType(), p.batch(), 1)) }

// jet of a field, of all the partial derivatives that the term wants.
func (p *Point) jet(name string) jet.Jet {
	if p.fields == nil {
		p.fields = p.shape.build(p.theta, p.set.Inputs(p.x))
	}
	return p.fields[name]
}

// A Value is a field at a point, with its derivatives.
type Value struct {
	p  *Point
	of []Part
}

// Value of the field.
func (v Value) Value() *Node { return v.D() }

// D is a partial derivative: D("x", "x") is the second by x.
func (v Value) D(axes ...string) *Node {
	return v.sum(func(part Part) *Node {
		all := v.p.shape.numbers(append(slices.Clone(axes), part.Axes...))
		if v.p.wanted != nil {
			v.p.wanted.partial(all)
			return nil
		}
		return v.p.jet(part.Field).D(all...)
	})
}

// sum adds up a field's parts; zeros in the first call.
func (v Value) sum(part func(Part) *Node) *Node {
	var sum *Node
	for _, of := range v.of {
		term := part(of)
		if term == nil {
			continue
		}
		if of.Factor != 1 {
			term = MulScalar(term, of.Factor)
		}
		if sum == nil {
			sum = term
		} else {
			sum = Add(sum, term)
		}
	}
	if sum == nil {
		return v.p.zeros()
	}
	return sum
}

// Laplacian is the sum of the second derivatives along the axes; along all of them but "t" where none are named. It is carried as one
// sum through the network, where the second derivatives aren't asked for one by one.
func (v Value) Laplacian(axes ...string) *Node {
	if len(axes) == 0 {
		for _, a := range v.p.shape.axes {
			if a != "t" {
				axes = append(axes, a)
			}
		}
	}
	over := v.p.shape.numbers(axes)
	return v.sum(func(part Part) *Node {
		of := v.p.shape.numbers(part.Axes)
		if v.p.wanted != nil {
			v.p.wanted.laplacian(of, over)
			return nil
		}
		return v.p.jet(part.Field).LaplacianOf(of, over...)
	})
}

// Slope is the derivative along the outward normal.
func (v Value) Slope() *Node {
	var sum *Node
	for _, a := range v.p.shape.axes {
		if d := Mul(v.D(a), v.p.Normal(a)); sum == nil {
			sum = d
		} else {
			sum = Add(sum, d)
		}
	}
	return sum
}

// Coordinates are the point's coordinates as jets, for a field's Exactly.
type Coordinates struct {
	axes []string
	in   jet.Jet
}

// Of is a coordinate, a jet [batch, 1].
func (c Coordinates) Of(axis string) jet.Jet {
	i := slices.Index(c.axes, axis)
	if i < 0 {
		exceptions.Panicf("pinn: there is no axis %q; the domain has %q", axis, c.axes)
	}
	return jet.Slice(c.in, i, i+1)
}

// With is the coordinates with one of them held at a value.
func (c Coordinates) With(axis string, value float64) Coordinates {
	columns := make([]jet.Jet, len(c.axes))
	for i, a := range c.axes {
		columns[i] = c.Of(a)
		if a == axis {
			columns[i] = c.in.Set().Constant(ConstAs(columns[i].Value(), [][]float64{{value}}))
		}
	}
	return Coordinates{c.axes, jet.Concat(columns...)}
}

// list of names for a message.
func list[T any](of []T, name func(T) string) string {
	if len(of) == 0 {
		return "none"
	}
	s := ""
	for i, x := range of {
		if i > 0 {
			s += ", "
		}
		s += fmt.Sprintf("%q", name(x))
	}
	return s
}
