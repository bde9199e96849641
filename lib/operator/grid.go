package operator

import (
	"math"
	"slices"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// A Grid says where the points lie on an axis of length 1. It decides what a transform means, and so whether an operator that was fitted
// on one grid is right on a finer one.
type Grid int

const (
	// Periodic points are j/n: after the last comes the first again.
	Periodic Grid = iota
	// Ends are points j/(n-1), both ends of the axis among them.
	Ends
	// Centres are points (j + 1/2)/n, the middles of n cells.
	Centres
)

func (g Grid) String() string { return []string{"periodic", "ends", "centres"}[g] }

// gridOf is where an operator takes the points to lie, if it says so. What an operator is made of says it for the whole.
func gridOf(o Operator) (g Grid, known bool) {
	switch o := o.(type) {
	case Corrected:
		return gridOf(o.By)
	case Continued:
		if o.From == nil {
			return 0, false
		}
		return gridOf(o.From.Operator)
	case interface{ grid() Grid }:
		return o.grid(), true
	}
	return 0, false
}

// onPeriodic says whether an operator takes the points for those of a periodic grid.
func onPeriodic(o Operator) bool {
	g, known := gridOf(o)
	return known && g == Periodic
}

func (f FNO) grid() Grid      { return f.Grid }
func (r ResNet) grid() Grid   { return r.Grid }
func (u UNet) grid() Grid     { return u.Grid }
func (d DeepONet) grid() Grid { return d.Grid }

// place of point j of n.
func (g Grid) place(j, n int) float64 {
	switch {
	case g == Centres:
		return (float64(j) + 0.5) / float64(n)
	case g == Ends && n > 1:
		return float64(j) / float64(n-1)
	}
	return float64(j) / float64(n)
}

// weight of point j of n in an integral over the axis: the trapezium rule's, or the midpoint rule's.
func (g Grid) weight(j, n int) float64 {
	if g == Ends && n > 1 && (j == 0 || j == n-1) {
		return g.step(n) / 2
	}
	return g.step(n)
}

// step is the distance of n points.
func (g Grid) step(n int) float64 {
	if g == Ends {
		return 1 / float64(max(n-1, 1))
	}
	return 1 / float64(n)
}

// coordinates of the points of a field x [batch, points..., channels], as more channels.
func (g Grid) coordinates(x *Node) *Node {
	dims := x.Rank() - 2
	all := []*Node{x}
	for a := range dims {
		n := x.Shape().Dim(1 + a)
		places := make([]float64, n)
		for j := range places {
			places[j] = 2*g.place(j, n) - 1
		}
		shape := slices.Repeat([]int{1}, x.Rank())
		shape[1+a] = n
		full := slices.Clone(x.Shape().Dimensions)
		full[x.Rank()-1] = 1
		c := constant(x, tensors.FromFlatDataAndDimensions(places, shape...))
		all = append(all, BroadcastToDims(c, full...))
	}
	return Concatenate(all, -1)
}

// waves are the matrices of a truncated transform along an axis of n points, with the wavenumbers k of 2 pi k x/length: analysis gives the
// coefficients as means over the axis, and synthesis sums them up again.
//
// Along the first axis fields are real, and k runs from 0: analysis is [k 2, n] and synthesis [n, k 2], the parts of a coefficient side by side.
// Along the others the wavenumbers have both signs, and both parts are already there: [k 2, 2 n] and [2 n, k 2].
func (g Grid) waves(n, modes int, length float64, first bool) (analysis, synthesis *tensors.Tensor) {
	lowest, parts := 1-modes, 2
	if first {
		lowest, parts = 0, 1
	}
	count := modes - lowest
	a, s := make([]float64, count*2*parts*n), make([]float64, count*2*parts*n)
	for i := range count {
		for j := range n {
			sin, cos := math.Sincos(2 * math.Pi * float64(lowest+i) * g.place(j, n) / length)
			w, times := g.weight(j, n), 1.0
			if first && i > 0 {
				times = 2 // a wavenumber stands for its negative too
			}
			// A part p of coefficient i, and a part q of point j: exp(i ...) takes re to re and im by cos and sin, and im by -sin and cos.
			put := func(p, q int, analysis, synthesis float64) {
				a[((i*2+p)*parts+q)*n+j] = w * analysis
				s[((q*n+j)*count+i)*2+p] = times * synthesis
			}
			put(0, 0, cos, cos)
			put(1, 0, -sin, -sin)
			if !first {
				put(0, 1, sin, sin)
				put(1, 1, cos, cos)
			}
		}
	}
	return tensors.FromFlatDataAndDimensions(a, count*2, parts*n), tensors.FromFlatDataAndDimensions(s, parts*n, count*2)
}

// features of point j of n, for a network of places: from -1 to 1, or on a circle.
func (g Grid) features(j, n int) []float64 {
	if g == Periodic {
		sin, cos := math.Sincos(2 * math.Pi * g.place(j, n))
		return []float64{cos, sin}
	}
	return []float64{2*g.place(j, n) - 1}
}

// places of all points of a grid, [points, features].
func (g Grid) places(points []int) *tensors.Tensor {
	total := 1
	for _, n := range points {
		total *= n
	}
	var values []float64
	at := make([]int, len(points))
	for range total {
		for a, n := range points {
			values = append(values, g.features(at[a], n)...)
		}
		for a := len(at) - 1; a >= 0; a-- {
			if at[a]++; at[a] < points[a] {
				break
			}
			at[a] = 0
		}
	}
	return tensors.FromFlatDataAndDimensions(values, total, len(values)/total)
}
