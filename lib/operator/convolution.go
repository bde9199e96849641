package operator

import (
	"math"
	"slices"

	. "github.com/gomlx/gomlx/core/graph"
)

// convolution over neighbours: [batch, points..., channels] to [batch, points..., outputs], width points wide along each axis and with gaps of
// so many points between those it sees. Past an edge a Periodic grid goes on at the other side; others see zeros.
func (w *Weights) convolution(name string, x *Node, outputs, width, gap int, grid Grid) *Node {
	d := x.Rank() - 2
	inputs := x.Shape().Dim(-1)
	seen := inputs
	for range d {
		seen *= width
	}
	kernel := w.Normal(name+" kernel", math.Sqrt(1/float64(seen)), append(slices.Repeat([]int{width}, d), inputs, outputs)...)
	biases := w.Constant(name+" biases", 0, outputs)
	reach := width / 2 * gap
	if grid == Periodic && reach > 0 {
		x = wrap(x, reach)
	}
	c := Convolve(x, kernel)
	if grid == Periodic {
		c = c.NoPadding()
	} else {
		c = c.PaddingPerDim(slices.Repeat([][2]int{{reach, reach}}, d))
	}
	if gap > 1 {
		c = c.Dilations(gap)
	}
	return Add(c.Done(), ExpandLeftToRank(biases, d+2))
}

// wrap lays so many points of the other end round a periodic field, as often as there is need.
func wrap(x *Node, reach int) *Node {
	for a := 1; a < x.Rank()-1; a++ {
		n := x.Shape().Dim(a)
		var before, after []*Node
		for left := reach; left > 0; left -= n {
			take := min(left, n)
			before = append([]*Node{cut(x, a, n-take, n)}, before...)
			after = append(after, cut(x, a, 0, take))
		}
		x = Concatenate(slices.Concat(before, []*Node{x}, after), a)
	}
	return x
}

// halve takes means of 2 neighbours along each axis.
func halve(x *Node) *Node {
	d := x.Rank() - 2
	for a := 1; a <= d; a++ {
		dims := x.Shape().Dimensions
		dims = slices.Concat(dims[:a], []int{dims[a] / 2, 2}, dims[a+1:])
		x = ReduceMean(Reshape(x, dims...), a+1)
	}
	return x
}

// double repeats each point along each axis.
func double(x *Node) *Node {
	d := x.Rank() - 2
	for a := 1; a <= d; a++ {
		dims := slices.Clone(x.Shape().Dimensions)
		wide := slices.Concat(dims[:a+1], []int{2}, dims[a+1:])
		dims[a] *= 2
		x = Reshape(BroadcastToDims(ExpandAxes(x, a+1), wide...), dims...)
	}
	return x
}
