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
	if g != Ends || n < 2 {
		return 1 / float64(n)
	}
	if j == 0 || j == n-1 {
		return 0.5 / float64(n-1)
	}
	return 1 / float64(n-1)
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
		c := ConvertDType(ConstTensor(x.Graph(), tensors.FromFlatDataAndDimensions(places, shape...)), x.DType())
		all = append(all, BroadcastToDims(c, full...))
	}
	return Concatenate(all, -1)
}

// waves are the matrices of a truncated transform along an axis of n points, with the wavenumbers k of 2 pi k x/length: analysis gives the
// coefficients as means over the axis, [n, parts, k], and synthesis sums them up again, [k, parts, n].
//
// Along the last axis fields are real, and k runs from 0: the parts are those of the coefficient. Along the others the wavenumbers have
// both signs, and the matrices take both parts to both, [n, 2, 2, k] and [k, 2, 2, n].
func (g Grid) waves(n, modes int, length float64, last bool) (analysis, synthesis *tensors.Tensor) {
	lowest, parts := 1-modes, 2
	if last {
		lowest, parts = 0, 1
	}
	count := modes - lowest
	a, s := make([]float64, n*parts*2*count), make([]float64, count*parts*2*n)
	for j := range n {
		for i := range count {
			k := float64(lowest + i)
			sin, cos := math.Sincos(2 * math.Pi * k * g.place(j, n) / length)
			w := g.weight(j, n)
			if last {
				a[(j*2+0)*count+i] = w * cos
				a[(j*2+1)*count+i] = -w * sin
				twice := 2.0 // a wavenumber stands for its negative too
				if i == 0 {
					twice = 1
				}
				s[(i*2+0)*n+j] = twice * cos
				s[(i*2+1)*n+j] = -twice * sin
				continue
			}
			// (re + i im)(cos -+ i sin), by the part that goes in and the one that comes out.
			put := func(m []float64, row, column, width int, scale, sin float64) {
				for in := range 2 {
					for out := range 2 {
						v := cos
						if in != out {
							v = sin
							if in == 1 {
								v = -sin
							}
						}
						m[((row*2+in)*2+out)*width+column] = scale * v
					}
				}
			}
			put(a, j, i, count, w, -sin)
			put(s, i, j, n, 1, sin)
		}
	}
	if last {
		return tensors.FromFlatDataAndDimensions(a, n, 2, count), tensors.FromFlatDataAndDimensions(s, count, 2, n)
	}
	return tensors.FromFlatDataAndDimensions(a, n, 2, 2, count), tensors.FromFlatDataAndDimensions(s, count, 2, 2, n)
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
