package operator

import (
	"math"
	"slices"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"sublunar/lib/spectral"
)

// A spectralLayer multiplies the modes of a field by matrices over its channels, one for each mode:
//
//	(K x)(r) = sum_k  R_k X_k  exp(2 pi i k . r/L),   X_k = mean over the box of x(r) exp(-2 pi i k . r/L)
//
// with |k_a| below modes[a]. It is a convolution with a kernel that the modes band-limit, and so is the same on every grid.
//
// Its fields are [points..., batch, channels]. With the points first, a transform along an axis is one matrix times all batches and channels, and
// nothing has to be moved in memory: on XLA's CPU moving took longer than multiplying.
type spectralLayer struct {
	modes  []int
	grid   Grid
	length float64 // of the periodic box over that of the data; more than 1 where the fields aren't periodic
	degree int     // of the polynomials that carry fields on to the box; 0: they are 0 there
	route  spectral.Route
}

// counts of the wavenumbers along the axes: both signs, but along the first.
func (l spectralLayer) counts() []int {
	c := make([]int, len(l.modes))
	for a, m := range l.modes {
		c[a] = 2*m - 1
	}
	c[0] = l.modes[0]
	return c
}

// apply to x [points..., batch, channels]. multiply maps modes [k..., 2, batch, channels], whose parts are real and imaginary, to modes of
// other channels.
func (l spectralLayer) apply(x *Node, multiply func(modes *Node) *Node) *Node {
	points := x.Shape().Dimensions[:x.Rank()-2]
	if l.fast(x, points) {
		return l.inverseByFFT(multiply(l.forwardByFFT(x)), points)
	}
	return l.inverse(multiply(l.forward(x)), points)
}

// forward gives [k..., 2, batch, channels], an axis after another: [points..., ...] to [k, 2, points of the others..., ...], and so on.
func (l spectralLayer) forward(x *Node) *Node {
	d := len(l.modes)
	dims := x.Shape().Dimensions
	z := x
	lead := 1
	for a, count := range l.counts() {
		m, _ := l.grid.waves(dims[a], l.modes[a], l.length, a == 0)
		if l.degree > 0 {
			m = l.grid.continued(dims[a], l.modes[a], l.length, a == 0, l.degree)
		}
		z = times(m, z, lead)
		lead *= count
	}
	return Reshape(z, append(l.counts(), 2, dims[d], dims[d+1])...)
}

// inverse of modes [k..., 2, batch, channels], on a grid: [points..., batch, channels].
func (l spectralLayer) inverse(z *Node, points []int) *Node {
	d := len(l.modes)
	batch, channels := z.Shape().Dim(d+1), z.Shape().Dim(d+2)
	counts := l.counts()
	for a := d - 1; a >= 0; a-- {
		lead := 1
		for _, count := range counts[:a] {
			lead *= count
		}
		_, m := l.grid.waves(points[a], l.modes[a], l.length, a == 0)
		z = times(m, z, lead)
	}
	return Reshape(z, append(slices.Clone(points), batch, channels)...)
}

// times is a matrix [rows, columns] times z, read as [lead, columns, rest]: [lead, rows, rest].
func times(matrix *tensors.Tensor, z *Node, lead int) *Node {
	m := constant(z, matrix)
	rows, columns := m.Shape().Dim(0), m.Shape().Dim(1)
	z = Reshape(z, lead, columns, z.Shape().Size()/(lead*columns))
	return EinsumAxes(BroadcastToDims(ExpandAxes(m, 0), lead, rows, columns), z, [][2]int{{2, 1}}, [][2]int{{0, 0}})
}

// full is a matrix for each mode: a block [k..., 2, inputs, outputs], its parts real and imaginary.
func (l spectralLayer) full(w *Weights, name string, inputs, outputs int) func(*Node) *Node {
	shape := append(l.counts(), 2, inputs, outputs)
	return l.by(w.Normal(name, 1/math.Sqrt(2*float64(inputs)), shape...))
}

// by multiplies modes [k..., 2, batch, inputs] by matrices [k..., 2, inputs, outputs], as complex numbers.
func (l spectralLayer) by(weights *Node) func(*Node) *Node {
	d := len(l.modes)
	return func(z *Node) *Node {
		dims := slices.Clone(z.Shape().Dimensions)
		part := func(x *Node, i int) *Node { // [k, batch, inputs], or [k, inputs, outputs]
			x = Reshape(x, x.Shape().Size()/(2*x.Shape().Dim(-2)*x.Shape().Dim(-1)), 2, x.Shape().Dim(-2), x.Shape().Dim(-1))
			return Squeeze(cut(x, 1, i, i+1), 1)
		}
		times := func(a, b int) *Node {
			return EinsumAxes(part(z, a), part(weights, b), [][2]int{{2, 1}}, [][2]int{{0, 0}})
		}
		y := Stack([]*Node{Sub(times(0, 0), times(1, 1)), Add(times(0, 1), times(1, 0))}, 1)
		dims[d+2] = weights.Shape().Dim(-1)
		return Reshape(y, dims...)
	}
}

// pointsFirst takes [batch, points..., channels] to [points..., batch, channels].
func pointsFirst(x *Node) *Node {
	order := make([]int, 0, x.Rank())
	for a := range x.Rank() - 2 {
		order = append(order, 1+a)
	}
	return TransposeAllAxes(x, append(order, 0, x.Rank()-1)...)
}

// batchFirst takes [points..., batch, channels] to [batch, points..., channels].
func batchFirst(x *Node) *Node {
	d := x.Rank() - 2
	order := []int{d}
	for a := range d {
		order = append(order, a)
	}
	return TransposeAllAxes(x, append(order, d+1)...)
}
