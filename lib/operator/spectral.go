package operator

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"sublunar/lib/spectral"
)

// A spectralLayer multiplies the modes of a field by matrices over its channels, one for each mode:
//
//	(K x)(r) = sum_k  R_k X_k  exp(2 pi i k . r/L),   X_k = mean over the box of x(r) exp(-2 pi i k . r/L)
//
// with |k_a| below modes[a]. It is a convolution with a kernel that the modes band-limit, and so is the same on every grid.
type spectralLayer struct {
	modes  []int
	grid   Grid
	length float64 // of the periodic box over that of the data; more than 1 where the fields aren't periodic
	route  spectral.Route
}

// counts of the wavenumbers along the axes: both signs, but along the last.
func (l spectralLayer) counts() []int {
	c := make([]int, len(l.modes))
	for a, m := range l.modes {
		c[a] = 2*m - 1
	}
	c[len(c)-1] = l.modes[len(c)-1]
	return c
}

// apply to x [batch, points..., channels]. multiply maps modes [k..., batch, 2, channels], whose parts are real and imaginary, to modes of
// other channels.
func (l spectralLayer) apply(x *Node, multiply func(modes *Node) *Node) *Node {
	points := x.Shape().Dimensions[1 : x.Rank()-1]
	if l.fast(x, points) {
		return l.inverseByFFT(multiply(l.forwardByFFT(x)), points)
	}
	return l.inverse(multiply(l.forward(x)), points)
}

// forward gives [k..., batch, 2, channels]. The axes are done from the last on; each goes from its place to the back, so that they end in
// order.
func (l spectralLayer) forward(x *Node) *Node {
	d := len(l.modes)
	z := x
	for a := d - 1; a >= 0; a-- {
		m, _ := l.grid.waves(x.Shape().Dim(1+a), l.modes[a], l.length, a == d-1)
		if a == d-1 {
			// [batch, others..., n, channels] to [batch, others..., channels, 2, k]
			z = EinsumAxes(z, cast(x, m), [][2]int{{1 + a, 0}}, nil)
			continue
		}
		// [batch, others..., n, channels, k's, 2, k of before], with the part second to last
		part := z.Rank() - 2
		z = EinsumAxes(z, cast(x, m), [][2]int{{1 + a, 0}, {part, 1}}, nil)
	}
	// [batch, channels, k_d, ..., k_2, 2, k_1] to [k_1, ..., k_d, batch, 2, channels]
	order := make([]int, 0, d+3)
	for a := range d {
		order = append(order, modeAxis(d, a))
	}
	return TransposeAllAxes(z, append(order, 0, d+1, 1)...)
}

// modeAxis is where the wavenumbers of an axis stand in [batch, channels, k_d, ..., k_2, 2, k_1].
func modeAxis(d, a int) int {
	if a == 0 {
		return d + 2
	}
	return 2 + (d - 1 - a)
}

// inverse of modes [k..., batch, 2, channels], on a grid.
func (l spectralLayer) inverse(z *Node, points []int) *Node {
	d := len(l.modes)
	like := z
	for a := range d {
		_, m := l.grid.waves(points[a], l.modes[a], l.length, a == d-1)
		// The wavenumbers of axis a come first; the part is the second to last before what is done, and the last after.
		part := d - a + 1
		if a > 0 {
			part = z.Rank() - 2
		}
		z = EinsumAxes(z, cast(like, m), [][2]int{{0, 0}, {part, 1}}, nil)
		// [k..., batch, channels, points before, (2,) n]; the points done stay in order, with the part before the last of them
	}
	// [batch, channels, points...]
	order := []int{0}
	for a := range d {
		order = append(order, 2+a)
	}
	return TransposeAllAxes(z, append(order, 1)...)
}

func cast(like *Node, m *tensors.Tensor) *Node {
	return ConvertDType(ConstTensor(like.Graph(), m), like.DType())
}

// full is a matrix for each mode: a block [k..., 2, inputs, outputs], its parts real and imaginary.
func (l spectralLayer) full(w *Weights, name string, inputs, outputs int) func(*Node) *Node {
	shape := append(l.counts(), 2, inputs, outputs)
	return l.by(w.Normal(name, 1/math.Sqrt(2*float64(inputs)), shape...))
}

// by multiplies by matrices [k..., 2, inputs, outputs].
func (l spectralLayer) by(weights *Node) func(*Node) *Node {
	d := len(l.modes)
	part := func(i int) *Node { return Squeeze(cut(weights, d, i, i+1), d) }
	re, im := part(0), part(1)
	return func(z *Node) *Node { return complexProduct(z, re, im) }
}

// complexProduct of modes [k..., batch, 2, inputs] with matrices [k..., inputs, outputs]: both parts go through the real one, and turned by
// a right angle through the imaginary one.
func complexProduct(z, re, im *Node) *Node {
	d := z.Rank() - 3
	batch := make([][2]int, d)
	for a := range batch {
		batch[a] = [2]int{a, a}
	}
	times := func(z, m *Node) *Node { return EinsumAxes(z, m, [][2]int{{d + 2, d}}, batch) }
	return Add(times(z, re), times(turned(z), im))
}

// turned is i z: the parts -Im and Re.
func turned(z *Node) *Node {
	part := z.Rank() - 2
	return Concatenate([]*Node{Neg(cut(z, part, 1, 2)), cut(z, part, 0, 1)}, part)
}
