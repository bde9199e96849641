package operator

import (
	"fmt"
	"math"
	"slices"

	. "github.com/gomlx/gomlx/core/graph"
)

// A Factor is how the matrices of a spectral layer, one for each mode, are written with fewer numbers.
type Factor int

const (
	// Full has every mode's matrix.
	Full Factor = iota
	// PerAxis has matrices for the modes along each axis by itself, and adds the axes up: the factorised FNO (Tran, Mathews, Xie and Ong
	// 2023). Its parameters grow with the sum of the modes, not with the product.
	PerAxis
	// Tucker is a small core times a matrix for each axis of the full array (Kossaifi, Kovachki, Azizzadenesheli and Anandkumar 2023,
	// https://openreview.net/forum?id=AWiDlO63bH). Rank is the core's length over the full one's, along each axis.
	Tucker
	// CP is a sum of products of vectors, one for each axis of the full array. Rank is their number over the full array's mean length.
	CP
)

// multiplier is what a layer does to modes [k..., batch, 2, inputs].
func (f FNO) multiplier(w *Weights, l spectralLayer, name string) func(*Node) *Node {
	switch f.Factor {
	case Tucker:
		return l.tucker(w, name, f.Channels, f.Channels, f.Rank)
	case CP:
		return l.canonical(w, name, f.Channels, f.Channels, f.Rank)
	}
	return l.full(w, name, f.Channels, f.Channels)
}

// convolve is the spectral part of a layer of the operator.
func (f FNO) convolve(w *Weights, l spectralLayer, name string, v *Node) *Node {
	if f.Factor != PerAxis {
		return l.apply(v, f.multiplier(w, l, name))
	}
	var sum *Node
	for a, m := range l.modes {
		one := l
		one.modes = []int{m}
		part := one.along(v, a, one.full(w, fmt.Sprintf("%s of axis %d", name, a), f.Channels, f.Channels))
		if sum == nil {
			sum = part
		} else {
			sum = Add(sum, part)
		}
	}
	return sum
}

// along applies a layer of one axis to a field [points..., batch, channels] of more: the others are like batches.
func (l spectralLayer) along(x *Node, axis int, multiply func(*Node) *Node) *Node {
	dims := x.Shape().Dimensions
	n, channels := dims[axis], dims[len(dims)-1]
	order, back := []int{axis}, make([]int, len(dims))
	for a := range dims {
		if a != axis {
			order = append(order, a)
		}
	}
	for to, from := range order {
		back[from] = to
	}
	first := TransposeAllAxes(x, order...)
	out := l.apply(Reshape(first, n, first.Shape().Size()/(n*channels), channels), multiply)
	dims = slices.Clone(first.Shape().Dimensions)
	dims[len(dims)-1] = out.Shape().Dim(-1)
	return TransposeAllAxes(Reshape(out, dims...), back...)
}

// tucker is the matrices as a core and a factor for each axis but that of the parts.
func (l spectralLayer) tucker(w *Weights, name string, inputs, outputs int, rank float64) func(*Node) *Node {
	full := append(l.counts(), inputs, outputs)
	core := make([]int, len(full))
	for i, n := range full {
		core[i] = max(1, int(math.Round(rank*float64(n))))
	}
	// Products of factors with orthogonal columns keep a core's size: so it is that of the full array's, over the shares of the axes.
	size := 1 / math.Sqrt(2*float64(inputs))
	for i, n := range full {
		size *= math.Sqrt(float64(n) / float64(core[i]))
	}
	d := len(l.modes)
	z := w.Normal(name+" core", size, slices.Concat(core[:d], []int{2}, core[d:])...)
	for i, n := range full {
		at := i
		if i >= d {
			at++ // past the parts
		}
		factor := w.Normal(fmt.Sprintf("%s factor %d", name, i+1), 1/math.Sqrt(float64(n)), n, core[i])
		z = mixAxis(z, at, factor)
	}
	return l.by(z)
}

// mixAxis multiplies one axis of x, of r, by a matrix [n, r].
func mixAxis(x *Node, axis int, m *Node) *Node {
	y := EinsumAxes(x, m, [][2]int{{axis, 1}}, nil) // the new axis is the last
	order := make([]int, 0, x.Rank())
	for i := range x.Rank() {
		switch {
		case i < axis:
			order = append(order, i)
		case i == axis:
			order = append(order, x.Rank()-1)
		default:
			order = append(order, i-1)
		}
	}
	return TransposeAllAxes(y, order...)
}

// canonical is the matrices as a sum of products of vectors.
func (l spectralLayer) canonical(w *Weights, name string, inputs, outputs int, rank float64) func(*Node) *Node {
	full := append(l.counts(), inputs, outputs)
	mean := 0.0
	for _, n := range full {
		mean += float64(n) / float64(len(full))
	}
	r := max(1, int(math.Round(rank*mean)))
	z := w.Normal(name+" weights", 1/math.Sqrt(2*float64(inputs)*float64(r)), 2, r)
	z = Transpose(z, 0, 1)
	for i, n := range full {
		vectors := w.Normal(fmt.Sprintf("%s vectors %d", name, i+1), 1, r, n)
		if i < len(full)-1 {
			z = EinsumAxes(z, vectors, nil, [][2]int{{0, 0}}) // [r, 2, n...]
		} else {
			z = EinsumAxes(z, vectors, [][2]int{{0, 0}}, nil) // [2, n...]
		}
	}
	d := len(l.modes)
	order := make([]int, 0, d+3)
	for a := range d {
		order = append(order, 1+a)
	}
	return l.by(TransposeAllAxes(z, append(order, 0, d+1, d+2)...))
}
