package backend_test

import (
	"math"
	"testing"

	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
)

const f32 = dtypes.Float32

// product is the plain matrix product of n by k with k by m, for each of a batch.
func product(batch, n, k, m int) func(x [][]float64) []float64 {
	return func(x [][]float64) []float64 {
		var y []float64
		for b := range batch {
			for i := range n {
				for j := range m {
					sum := 0.0
					for l := range k {
						sum += x[0][(b*n+i)*k+l] * x[1][(b*k+l)*m+j]
					}
					y = append(y, sum)
				}
			}
		}
		return y
	}
}

func spread(dims ...int) operand { return operand{dims, -1, 1} }

func bilinear(name string, a, b operand, terms int, graph func(x, y *Node) *Node, want func(x [][]float64) []float64) row {
	return row{name: name, in: []operand{a, b}, terms: terms, want: want, build: func(x []*Node) *Node { return graph(x[0], x[1]) }}
}

var productRows = []row{
	bilinear("Dot of vectors", spread(40), spread(40), 40, func(x, y *Node) *Node { return Dot(x, y).Product() }, product(1, 1, 40, 1)),
	bilinear("MatMul", spread(5, 7), spread(7, 3), 7, MatMul, product(1, 5, 7, 3)),
	bilinear("MatMul, batched", spread(4, 5, 7), spread(4, 7, 3), 7, MatMul, product(4, 5, 7, 3)),
	bilinear("MatMul, large enough for blocks", spread(70, 90), spread(90, 130), 90, MatMul, product(1, 70, 90, 130)),
	bilinear("a layer of 64 on 200 points", spread(200, 2), spread(2, 64), 200,
		func(x, w *Node) *Node { return Tanh(MatMul(x, w)) }, func(x [][]float64) []float64 {
			y := product(1, 200, 2, 64)(x)
			for i := range y {
				y[i] = math.Tanh(y[i])
			}
			return y
		}),
	bilinear("Einsum ij,jk->ik", spread(5, 7), spread(7, 3), 7, func(x, y *Node) *Node { return Einsum("ij,jk->ik", x, y) }, product(1, 5, 7, 3)),
	bilinear("Einsum bik,bkj->bij", spread(3, 5, 7), spread(3, 7, 2), 7,
		func(x, y *Node) *Node { return Einsum("bik,bkj->bij", x, y) }, product(3, 5, 7, 2)),
	bilinear("Einsum as a spectral layer has it", spread(2, 4, 3), spread(4, 3, 5), 4,
		func(x, y *Node) *Node { return Einsum("bim,imo->bom", x, y) }, func(x [][]float64) []float64 {
			var z []float64
			for b := range 2 {
				for o := range 5 {
					for m := range 3 {
						sum := 0.0
						for i := range 4 {
							sum += x[0][(b*4+i)*3+m] * x[1][(i*3+m)*5+o]
						}
						z = append(z, sum)
					}
				}
			}
			return z
		}),
	bilinear("outer product", spread(6), spread(9), 1, func(x, y *Node) *Node { return Einsum("i,j->ij", x, y) }, product(1, 6, 1, 9)),
	bilinear("Convolve, one axis, no padding", spread(2, 10, 3), spread(3, 3, 5), 9,
		func(x, k *Node) *Node { return Convolve(x, k).NoPadding().Done() }, func(x [][]float64) []float64 {
			var y []float64
			for b := range 2 {
				for i := range 8 {
					for o := range 5 {
						sum := 0.0
						for s := range 3 {
							for c := range 3 {
								sum += x[0][(b*10+i+s)*3+c] * x[1][(s*3+c)*5+o]
							}
						}
						y = append(y, sum)
					}
				}
			}
			return y
		}),
	bilinear("Convolve, two axes, same size", spread(2, 6, 7, 3), spread(3, 3, 3, 4), 27,
		func(x, k *Node) *Node { return Convolve(x, k).PadSame().Done() }, nil),
	bilinear("Convolve with strides", spread(2, 9, 9, 2), spread(3, 3, 2, 4), 18,
		func(x, k *Node) *Node { return Convolve(x, k).Strides(2).NoPadding().Done() }, nil),
}

// reduced makes a row that turns each row of a table into one number.
func reduced(name string, low, high float64, slope slopeKind, graph func(x *Node) *Node, plain func(v []float64) float64) row {
	const rows, columns = 5, 13
	return row{name: name, in: []operand{{[]int{rows, columns}, low, high}}, terms: columns, slope: slope,
		build: func(x []*Node) *Node { return graph(x[0]) },
		want: func(x [][]float64) []float64 {
			y := make([]float64, rows)
			for i := range y {
				y[i] = plain(x[0][i*columns : (i+1)*columns])
			}
			return y
		}}
}

func fold(start float64, f func(a, b float64) float64) func(v []float64) float64 {
	return func(v []float64) float64 {
		a := start
		for _, b := range v {
			a = f(a, b)
		}
		return a
	}
}

func plus(a, b float64) float64  { return a + b }
func times(a, b float64) float64 { return a * b }

func logSumExp(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += math.Exp(x)
	}
	return math.Log(sum)
}

// safeLogSumExp takes the largest value out, so that no exponential overflows.
func safeLogSumExp(x *Node) *Node {
	most := StopGradient(ReduceAndKeep(x, ReduceMax, -1))
	return Add(Log(ReduceSum(Exp(Sub(x, most)), -1)), Squeeze(most, -1))
}

var reductionRows = []row{
	reduced("ReduceSum", -1, 1, smooth, func(x *Node) *Node { return ReduceSum(x, 1) }, fold(0, plus)),
	reduced("ReduceMean", -1, 1, smooth, func(x *Node) *Node { return ReduceMean(x, 1) },
		func(v []float64) float64 { return fold(0, plus)(v) / float64(len(v)) }),
	reduced("ReduceMax", -1, 1, smooth, func(x *Node) *Node { return ReduceMax(x, 1) }, fold(math.Inf(-1), math.Max)),
	reduced("ReduceMin", -1, 1, smooth, func(x *Node) *Node { return ReduceMin(x, 1) }, fold(math.Inf(1), math.Min)),
	reduced("ReduceMultiply", 0.5, 1.5, lacking, func(x *Node) *Node { return ReduceMultiply(x, 1) }, fold(1, times)),
	reduced("ReduceVariance", -1, 1, smooth, func(x *Node) *Node { return ReduceVariance(x, 1) }, func(v []float64) float64 {
		mean, sum := fold(0, plus)(v)/float64(len(v)), 0.0
		for _, x := range v {
			sum += (x - mean) * (x - mean)
		}
		return sum / float64(len(v))
	}),
	reduced("L2Norm", 0.1, 1, smooth, func(x *Node) *Node { return Squeeze(L2Norm(x, 1), 1) }, fold(0, math.Hypot)),
	reduced("LogSumExp", -30, 30, smooth, safeLogSumExp, logSumExp),
	reduced("LogicalAny", -1, 0.1, flat, func(x *Node) *Node { return asNumber(LogicalAny(GreaterThan(x, ZerosLike(x)), 1), x) },
		func(v []float64) float64 { return truth(fold(math.Inf(-1), math.Max)(v) > 0) }),
	shaped("Softmax", smooth, func(x *Node) *Node { return Softmax(x, -1) },
		from(4, 6, func(x []float64, i, j int) float64 { return math.Exp(x[6*i+j] - logSumExp(x[6*i:6*i+6])) })),
	shaped("LogSoftmax", smooth, func(x *Node) *Node { return LogSoftmax(x, -1) },
		from(4, 6, func(x []float64, i, j int) float64 { return x[6*i+j] - logSumExp(x[6*i:6*i+6]) })),
	{name: "MaxPool", in: []operand{spread(2, 6, 6, 3)}, build: func(x []*Node) *Node { return MaxPool(x[0]).Window(2).Done() }},
	{name: "MeanPool", in: []operand{spread(2, 6, 6, 3)}, build: func(x []*Node) *Node { return MeanPool(x[0]).Window(2).Done() }},
}

// evenKernel is a fault of GoMLX v0.28.3: the gradient of a convolution by its input is wrong where the kernel's size is even.
func evenKernel(name string, dims, kernel []int) row {
	r := bilinear(name, spread(dims...), spread(kernel...), 12, func(x, k *Node) *Node { return Convolve(x, k).NoPadding().Done() }, nil)
	r.slope = wrong
	return r
}

func TestConformProducts(t *testing.T) {
	conform(t, productRows)
	conform(t, []row{
		evenKernel("Convolve with a kernel of 4", []int{2, 11, 3}, []int{4, 3, 5}),
		evenKernel("Convolve with a kernel of 2 by 2", []int{2, 9, 8, 3}, []int{2, 2, 3, 3}),
	})
}

func TestConformReductions(t *testing.T) { conform(t, reductionRows) }
