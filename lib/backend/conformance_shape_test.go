package backend_test

import (
	"math"
	"slices"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
)

// A table of 4 rows and 6 columns, and what a plain Go function of its rows and columns makes of it.
var table = operand{[]int{4, 6}, -2, 2}

func from(rows, columns int, at func(x []float64, i, j int) float64) func(x [][]float64) []float64 {
	return func(x [][]float64) []float64 {
		var y []float64
		for i := range rows {
			for j := range columns {
				y = append(y, at(x[0], i, j))
			}
		}
		return y
	}
}

func cumulative(x []float64, i, j int) float64 {
	sum := 0.0
	for k := range j + 1 {
		sum += x[6*i+k]
	}
	return sum
}

func shaped(name string, slope slopeKind, graph func(x *Node) *Node, want func(x [][]float64) []float64) row {
	return row{name: name, in: []operand{table}, slope: slope, want: want, build: func(x []*Node) *Node { return graph(x[0]) }}
}

var shapeRows = []row{
	shaped("Reshape", smooth, func(x *Node) *Node { return Reshape(x, 3, 8) }, from(3, 8, func(x []float64, i, j int) float64 { return x[8*i+j] })),
	shaped("Transpose", smooth, func(x *Node) *Node { return Transpose(x, 0, 1) }, from(6, 4, func(x []float64, i, j int) float64 { return x[6*j+i] })),
	shaped("BroadcastToDims", smooth, func(x *Node) *Node { return BroadcastToDims(Slice(x, AxisElem(1)), 5, 6) },
		from(5, 6, func(x []float64, _, j int) float64 { return x[6+j] })),
	shaped("BroadcastPrefix", smooth, func(x *Node) *Node { return Reshape(BroadcastPrefix(x, 2), 8, 6) },
		from(8, 6, func(x []float64, i, j int) float64 { return x[6*(i%4)+j] })),
	shaped("ExpandAxes and Squeeze", smooth, func(x *Node) *Node { return Squeeze(Mul(ExpandAxes(x, 1), ExpandAxes(x, 1)), 1) },
		from(4, 6, func(x []float64, i, j int) float64 { return x[6*i+j] * x[6*i+j] })),
	shaped("Slice", smooth, func(x *Node) *Node { return Slice(x, AxisRange(1, 3), AxisRangeFromStart(-1)) },
		from(2, 5, func(x []float64, i, j int) float64 { return x[6*(i+1)+j] })),
	shaped("Slice with strides", smooth, func(x *Node) *Node { return Slice(x, AxisRange(), AxisRange(1).Stride(2)) },
		from(4, 3, func(x []float64, i, j int) float64 { return x[6*i+1+2*j] })),
	shaped("Concatenate", smooth, func(x *Node) *Node { return Concatenate([]*Node{x, Neg(x)}, -1) },
		from(4, 12, func(x []float64, i, j int) float64 { return x[6*i+j%6] * float64(1-2*(j/6)) })),
	shaped("Stack", smooth, func(x *Node) *Node { return Reshape(Stack([]*Node{x, Sin(x)}, 0), 8, 6) },
		from(8, 6, func(x []float64, i, j int) float64 {
			if i < 4 {
				return x[6*i+j]
			}
			return math.Sin(x[6*(i-4)+j])
		})),
	shaped("a periodic stencil", smooth, func(x *Node) *Node {
		east := Concatenate([]*Node{Slice(x, AxisRange(), AxisRangeToEnd(1)), Slice(x, AxisRange(), AxisRangeFromStart(1))}, 1)
		west := Concatenate([]*Node{Slice(x, AxisRange(), AxisRangeToEnd(-1)), Slice(x, AxisRange(), AxisRangeFromStart(-1))}, 1)
		return Add(Sub(east, MulScalar(x, 2)), west)
	}, from(4, 6, func(x []float64, i, j int) float64 { return x[6*i+(j+1)%6] - 2*x[6*i+j] + x[6*i+(j+5)%6] })),
	shaped("Gather", smooth, func(x *Node) *Node { return Gather(x, Const(x.Graph(), [][]int32{{3}, {0}, {3}})) },
		from(3, 6, func(x []float64, i, j int) float64 { return x[6*[]int{3, 0, 3}[i]+j] })),
	shaped("Scatter", smooth, func(x *Node) *Node {
		return Scatter(Const(x.Graph(), [][]int32{{2}, {0}, {2}, {4}}), x, shapes.Make(x.DType(), 5, 6), false, false)
	}, from(5, 6, func(x []float64, i, j int) float64 { return []float64{x[6+j], 0, x[j] + x[12+j], 0, x[18+j]}[i] })),
	shaped("ScatterSum", smooth, func(x *Node) *Node {
		return ScatterSum(x, Const(x.Graph(), [][]int32{{1}}), Square(Slice(x, AxisRange(0, 1))), false, true)
	}, from(4, 6, func(x []float64, i, j int) float64 { return x[6*i+j] + truth(i == 1)*x[j]*x[j] })),
	shaped("Iota", flat, func(x *Node) *Node { return Add(x, Iota(x.Graph(), x.Shape(), 1)) },
		from(4, 6, func(x []float64, i, j int) float64 { return x[6*i+j] + float64(j) })),
	shaped("CumSum", lackingInGo, func(x *Node) *Node { return CumSum(x, 1) }, from(4, 6, cumulative)),
	shaped("cumulative sum as a product", smooth, func(x *Node) *Node {
		i, j := Iota(x.Graph(), shapes.Make(x.DType(), 6, 6), 0), Iota(x.Graph(), shapes.Make(x.DType(), 6, 6), 1)
		return MatMul(x, asNumber(LessOrEqual(i, j), x))
	}, from(4, 6, cumulative)),
	shaped("Reverse", lacking, func(x *Node) *Node { return Reverse(x, 1) }, from(4, 6, func(x []float64, i, j int) float64 { return x[6*i+5-j] })),
	shaped("Pad", lacking, func(x *Node) *Node {
		return Pad(x, Scalar(x.Graph(), x.DType(), 7), compute.PadAxis{Start: 1}, compute.PadAxis{End: 2})
	}, from(5, 8, func(x []float64, i, j int) float64 {
		if i == 0 || j > 5 {
			return 7
		}
		return x[6*(i-1)+j]
	})),
	shaped("Sort", lacking, func(x *Node) *Node { return Sort(x, 1, true) }, func(x [][]float64) []float64 {
		y := slices.Clone(x[0])
		for i := range 4 {
			slices.Sort(y[6*i : 6*i+6])
		}
		return y
	}),
	shaped("OneHot of ArgMax", flat, func(x *Node) *Node { return OneHot(ArgMax(x, 1), 6, x.DType()) },
		from(4, 6, func(x []float64, i, j int) float64 { return truth(x[6*i+j] == slices.Max(x[6*i:6*i+6])) })),
	shaped("through Float32", flat, func(x *Node) *Node { return ConvertDType(ConvertDType(x, f32), x.DType()) },
		from(4, 6, func(x []float64, i, j int) float64 { return float64(float32(x[6*i+j])) })),
}

func TestConformShape(t *testing.T) { conform(t, shapeRows) }
