package pde

import (
	"fmt"
	"slices"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/support/exceptions"

	"sublunar/lib/spectral"
)

// FiniteVolume is a conservation law on a box of even cells, in 1 to 3 dimensions, as graph functions of the cells' means,
//
//	u_t + F(u)_x + G(u)_y = Diffusion (u_xx + u_yy)
//
// What leaves one cell through a face enters the next, so the sum over all cells stays what it is to rounding, whatever the flux. At each
// face u is taken from both sides by the parabola through the means of three cells, without a limiter: what limiters choose has no useful
// gradient. So steps can be differentiated, by the state and by whatever the flux and the diffusion are made of; but a front that the
// grid doesn't resolve, four cells or fewer, gets ripples beside it. Errors are of second order in the cell's size; of third along a
// single axis where diffusion is small.
//
// Along an axis faces count as the cells do: face i is the upper one of cell i. A periodic axis of n cells has n of them; one between
// walls n-1, for nothing goes through a wall. u is of shape [..., x] or [..., x, y] and so on.
//
//	law := pde.FiniteVolume{Box: spectral.Box{Points: []int{64, 64}}, Flux: pde.Carried(vx, vy)}
//	u = law.Advance(u, 0.01)
type FiniteVolume struct {
	// Box of cells: Points along each axis, 3 or more. Its Route doesn't matter.
	Box spectral.Box
	// Walls says for each axis whether its ends are walls. Default: none, so all axes are periodic.
	Walls []bool
	// Flux through the faces, as [Carried], [CarriedCentrally] and [Steepening] make it. Default none.
	Flux Flux
	// Diffusion, a scalar node. Default none.
	Diffusion *Node
}

// A Flux is what passes in a unit of time through a unit of each face across an axis, upwards, from u just below and just above it: all
// three are of shape [..., cells] but for the faces along that axis.
type Flux func(axis int, below, above *Node) *Node

// Carried is the flux of what a velocity carries, taken from the side that it comes from. Its component across each axis stands at that
// axis's faces, in the last axes of a node whose shape goes with theirs, or is a scalar. Upwind fluxes damp what the grid doesn't resolve.
func Carried(velocity ...*Node) Flux {
	return func(axis int, below, above *Node) *Node {
		v := component(velocity, axis, below)
		return Sub(Mul(v, mean(below, above)), MulScalar(Mul(Abs(v), Sub(above, below)), 0.5))
	}
}

// CarriedCentrally is [Carried] by the mean of both sides: it damps nothing, so ripples stay for ever unless diffusion takes them.
func CarriedCentrally(velocity ...*Node) Flux {
	return func(axis int, below, above *Node) *Node {
		return Mul(component(velocity, axis, below), mean(below, above))
	}
}

// Steepening is the flux u^2/2 along each axis, of Burgers' equation, with the damping of Rusanov 1961 (doi:10.1016/0041-5553(62)90062-9):
// as much as the faster of the two sides needs.
func Steepening() Flux {
	return func(_ int, below, above *Node) *Node {
		speed := Max(Abs(below), Abs(above))
		return Sub(MulScalar(mean(square(below), square(above)), 0.5), MulScalar(Mul(speed, Sub(above, below)), 0.5))
	}
}

func mean(a, b *Node) *Node { return MulScalar(Add(a, b), 0.5) }

func component(velocity []*Node, axis int, face *Node) *Node {
	if axis >= len(velocity) {
		exceptions.Panicf("pde: a velocity of %d components on %d axes or more; give one for each", len(velocity), axis+1)
	}
	v := velocity[axis]
	if v.IsScalar() {
		return v
	}
	for i := range v.Rank() {
		have, want := v.Shape().Dim(-1-i), 1
		if i < face.Rank() {
			want = face.Shape().Dim(-1 - i)
		}
		if have != want && have != 1 {
			exceptions.Panicf("pde: the velocity across axis %d has the shape %s; at the faces it is %s, or a scalar", axis, v.Shape(), face.Shape())
		}
	}
	return ExpandLeftToRank(v, face.Rank())
}

// Check returns nil for a law that can be used; else its error says what to change.
func (f FiniteVolume) Check() error {
	if err := f.Box.Check(); err != nil {
		return fmt.Errorf("pde: %w", err)
	}
	if f.Walls != nil && len(f.Walls) != len(f.Box.Points) {
		return fmt.Errorf("pde: walls for %d axes of %d; say it for each, or nil for none", len(f.Walls), len(f.Box.Points))
	}
	if f.Diffusion != nil && !f.Diffusion.IsScalar() {
		return fmt.Errorf("pde: a diffusion of shape %s; give a scalar", f.Diffusion.Shape())
	}
	return nil
}

// Rate is u_t.
func (f FiniteVolume) Rate(u *Node) *Node {
	if err := f.Check(); err != nil {
		panic(err)
	}
	axes := len(f.Box.Points)
	if u.Rank() < axes || !slices.Equal(lastAxes(u, axes), f.Box.Points) || !u.DType().IsFloat() {
		exceptions.Panicf("pde: a state of cells %v ends in as many along each axis, of floats, got %s", f.Box.Points, u.Shape())
	}
	rate := ZerosLike(u)
	for axis := range axes {
		out := f.through(u, axis)
		if out == nil {
			continue
		}
		rate = Sub(rate, MulScalar(f.leaving(out, axis), 1/f.width(axis)))
	}
	return rate
}

// Advance is u a step later, by the Runge-Kutta scheme of third order of Shu and Osher 1988 (doi:10.1016/0021-9991(88)90177-5). Steps are
// stable while what is carried passes less than a cell in each, summed over the axes, and Diffusion step/h^2, summed too, is below 0.6.
// Good ones: half of that.
func (f FiniteVolume) Advance(u *Node, step float64) *Node {
	euler := func(u *Node) *Node { return Add(u, MulScalar(f.Rate(u), step)) }
	a := euler(u)
	b := Add(MulScalar(u, 3./4), MulScalar(euler(a), 1./4))
	return Add(MulScalar(u, 1./3), MulScalar(euler(b), 2./3))
}

// through is the flux through the faces across an axis; nil where there is none.
func (f FiniteVolume) through(u *Node, axis int) *Node {
	axes := len(f.Box.Points)
	var total *Node
	if f.Flux != nil {
		x := f.beyond(u, axis, 1) // a cell more at each end; two above where it goes round
		n := lastAxes(x, axes)[axis]
		cells := func(first int) *Node { return part(x, axis, axes, first, n-f.faces(axis)-first) }
		low, here, next, high := cells(0), cells(1), cells(2), cells(3)
		below := MulScalar(Add(Sub(MulScalar(here, 5), low), MulScalar(next, 2)), 1./6)
		above := MulScalar(Add(Sub(MulScalar(next, 5), high), MulScalar(here, 2)), 1./6)
		total = f.Flux(axis, below, above)
		if !total.Shape().Equal(below.Shape()) {
			exceptions.Panicf("pde: the flux across axis %d has the shape %s; at the faces it is %s", axis, total.Shape(), below.Shape())
		}
	}
	if f.Diffusion != nil {
		x := f.beyond(u, axis, 0)
		slope := MulScalar(Sub(part(x, axis, axes, 1, 0), part(x, axis, axes, 0, 1)), 1/f.width(axis))
		if out := Neg(Mul(f.Diffusion, slope)); total == nil {
			total = out
		} else {
			total = Add(total, out)
		}
	}
	return total
}

// beyond puts cells below and above the ends: so many, and one more above where the axis goes round. Beyond a wall they go on in a
// straight line; only what happens at faces inside depends on them.
func (f FiniteVolume) beyond(u *Node, axis, count int) *Node {
	axes := len(f.Box.Points)
	n, at := f.Box.Points[axis], u.Rank()-axes+axis
	cells := func(first, last int) *Node { return part(u, axis, axes, first, n-last) }
	if !f.wall(axis) {
		if count == 0 {
			return Concatenate([]*Node{u, cells(0, 1)}, at)
		}
		return Concatenate([]*Node{cells(n-count, n), u, cells(0, count+1)}, at)
	}
	if count == 0 {
		return u
	}
	straight := func(end, before *Node) *Node { return Sub(MulScalar(end, 2), before) }
	return Concatenate([]*Node{straight(cells(0, 1), cells(1, 2)), u, straight(cells(n-1, n), cells(n-2, n-1))}, at)
}

// leaving is what goes out of each cell through its upper face less what comes in through its lower one.
func (f FiniteVolume) leaving(flux *Node, axis int) *Node {
	axes := len(f.Box.Points)
	at := flux.Rank() - axes + axis
	n := lastAxes(flux, axes)[axis]
	if f.wall(axis) {
		zero := ZerosLike(part(flux, axis, axes, 0, n-1))
		return Sub(Concatenate([]*Node{flux, zero}, at), Concatenate([]*Node{zero, flux}, at))
	}
	return Sub(flux, Concatenate([]*Node{part(flux, axis, axes, n-1, 0), part(flux, axis, axes, 0, 1)}, at))
}

func (f FiniteVolume) wall(axis int) bool { return f.Walls != nil && f.Walls[axis] }

// faces across an axis.
func (f FiniteVolume) faces(axis int) int {
	if f.wall(axis) {
		return f.Box.Points[axis] - 1
	}
	return f.Box.Points[axis]
}

// width of a cell.
func (f FiniteVolume) width(axis int) float64 {
	return length(f.Box, axis) / float64(f.Box.Points[axis])
}
