package record_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/layers/activation"

	"sublunar/lib/internal/enginetest"
	"sublunar/lib/portable/record"
)

// graphs of x [2, 6, 5, 3], with positive numbers, and w [3, 3, 3, 4].
var graphs = map[string]func(x, w *Node) *Node{
	"abs, sign, negative": func(x, w *Node) *Node { return Mul(Abs(Sub(x, OnesLike(x))), Sign(Neg(AddScalar(x, -1)))) },
	"powers":              func(x, w *Node) *Node { return Add(Add(Sqrt(x), Rsqrt(x)), Pow(x, AddScalar(x, 0.5))) },
	"waves":               func(x, w *Node) *Node { return Add(Sin(x), Cos(MulScalar(x, 3))) },
	"exponentials":        func(x, w *Node) *Node { return Add(Add(Exp(Neg(x)), Expm1(x)), Add(Log(x), Log1p(x))) },
	"activations": func(x, w *Node) *Node {
		return Add(Add(Tanh(x), Sigmoid(x)), Add(activation.Gelu(x), activation.Swish(x)))
	},
	"erf":       func(x, w *Node) *Node { return Erf(x) },
	"rounding":  func(x, w *Node) *Node { return Add(Add(Floor(x), Ceil(x)), Round(MulScalar(x, 2.5))) },
	"greatest":  func(x, w *Node) *Node { return Sub(Max(x, Square(x)), Min(x, MulScalar(x, 0.5))) },
	"remainder": func(x, w *Node) *Node { return Mod(MulScalar(x, 5), OnesLike(x)) },
	"where":     func(x, w *Node) *Node { return Where(GreaterThan(x, OnesLike(x)), x, Neg(x)) },
	"truths": func(x, w *Node) *Node {
		return ConvertDType(LogicalAnd(LessThan(x, Square(x)), LogicalNot(Equal(x, x))), dtypes.Float64)
	},
	"whole numbers": func(x, w *Node) *Node {
		return ConvertDType(ConvertDType(MulScalar(x, 7), dtypes.Int64), dtypes.Float64)
	},
	"sums":           func(x, w *Node) *Node { return Add(ReduceSum(x, 1), ReduceMean(x, -3)) },
	"all":            func(x, w *Node) *Node { return ReduceAllSum(x) },
	"greatest along": func(x, w *Node) *Node { return Sub(ReduceMax(x, 0, 2), ReduceMin(x, 0, 2)) },
	"products along": func(x, w *Node) *Node { return ReduceMultiply(x, 3) },
	"softmax":        func(x, w *Node) *Node { return Softmax(x, -1) },
	"broadcasting":   func(x, w *Node) *Node { return Mul(x, ReduceAndKeep(x, ReduceSum, 1, 3)) },
	"transpose":      func(x, w *Node) *Node { return TransposeAllAxes(x, 3, 1, 0, 2) },
	"slices": func(x, w *Node) *Node {
		return Slice(x, AxisRange(), AxisRange(1, 6).Stride(2), AxisElem(3), AxisRangeToEnd(1))
	},
	"concatenate": func(x, w *Node) *Node { return Concatenate([]*Node{x, Neg(x), x}, 2) },
	"reverse":     func(x, w *Node) *Node { return Reverse(x, 1, 3) },
	"counting":    func(x, w *Node) *Node { return Mul(x, Iota(x.Graph(), x.Shape(), 2)) },
	"reshape":     func(x, w *Node) *Node { return Reshape(x, 12, 15) },
	"product":     func(x, w *Node) *Node { return EinsumAxes(x, w, [][2]int{{3, 2}}, nil) },
	"products along both": func(x, w *Node) *Node {
		return EinsumAxes(x, Slice(w, AxisRange(), AxisRange(), AxisRange(), AxisRange(0, 2)), [][2]int{{3, 1}}, [][2]int{{0, 3}})
	},
	"convolution":    func(x, w *Node) *Node { return Convolve(x, w).PadSame().Done() },
	"it leaps":       func(x, w *Node) *Node { return Convolve(x, w).Strides(2).NoPadding().Done() },
	"it has gaps":    func(x, w *Node) *Node { return Convolve(x, w).DilationPerAxis(2, 1).PadSame().Done() },
	"it is lopsided": func(x, w *Node) *Node { return Convolve(x, w).PaddingPerDim([][2]int{{2, 0}, {0, 3}}).Done() },
	"weights alone":  func(x, w *Node) *Node { return Add(ReduceAllMax(Square(w)), x) },
	"what is not used": func(x, w *Node) *Node {
		_ = Exp(w)
		return Identity(StopGradient(x))
	},
}

// What was recorded gives what the backends give.
func TestGraphs(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	numbers := func(dims ...int) []float64 {
		n := 1
		for _, d := range dims {
			n *= d
		}
		values := make([]float64, n)
		for i := range values {
			values[i] = 0.1 + 2*r.Float64()
		}
		return values
	}
	xShape, wShape := []int{2, 6, 5, 3}, []int{3, 3, 3, 4}
	x, w := numbers(xShape...), numbers(wShape...)
	engines := enginetest.All(t)
	for name, f := range graphs {
		recorder := record.New()
		program, err := recorder.Graph(dtypes.Float64, [][]int{xShape}, []record.Weight{{Name: "w", Values: w, Shape: wShape}},
			func(in []*Node) []*Node { return []*Node{f(in[0], in[1])} })
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, err := program.Run(recorder.Tensors(), x)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, e := range engines {
			want := e.Run(t, func(in []*Node) []*Node { return []*Node{f(in[0], in[1])} },
				tensors.FromFlatDataAndDimensions(x, xShape...), tensors.FromFlatDataAndDimensions(w, wShape...))[0]
			if len(got[0]) != len(want) {
				t.Errorf("%s: %d numbers, by %s %d", name, len(got[0]), e.Name, len(want))
				continue
			}
			for i, v := range want {
				if !(math.Abs(got[0][i]-v) <= 1e-6*(1+math.Abs(v))) { // the Go backend's erf has single precision
					t.Errorf("%s: number %d is %.10g, by %s %.10g", name, i, got[0][i], e.Name, v)
					break
				}
			}
		}
	}
}

// What can't leave is named; and steps that nothing is made of are left out.
func TestRefuses(t *testing.T) {
	for says, f := range map[string]func(x *Node) *Node{
		"leave the Route":   func(x *Node) *Node { return Real(RealFFT(x)) },
		"a loop, a choice":  func(x *Node) *Node { return Sort(x, 0, true) },
		"made with Div":     func(x *Node) *Node { return Div(ConvertDType(x, dtypes.Int32), ConvertDType(x, dtypes.Int32)) },
		"with ConvertDType": func(x *Node) *Node { return Real(ConvertDType(x, dtypes.Complex128)) },
	} {
		_, err := record.New().Graph(dtypes.Float64, [][]int{{4}}, nil, func(in []*Node) []*Node { return []*Node{f(in[0])} })
		if err == nil || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v; want a word of %q", err, says)
		}
	}
	p, err := record.New().Graph(dtypes.Float64, [][]int{{4}}, nil, func(in []*Node) []*Node {
		for i := range 5 {
			_ = Exp(AddScalar(in[0], float64(i)))
		}
		return []*Node{Sin(in[0])}
	})
	if err != nil || len(p.Steps) != 1 {
		t.Errorf("%v, %v; want one step", p, err)
	}
}

// A weight that is named as a constant would be stays itself.
func TestWeightNamedAsAConstant(t *testing.T) {
	r := record.New()
	p, err := r.Graph(dtypes.Float64, [][]int{{1}}, []record.Weight{{Name: "constant 0", Values: []float64{3}, Shape: []int{1}}},
		func(in []*Node) []*Node { return []*Node{Mul(AddScalar(in[0], 5), in[1])} })
	if err != nil {
		t.Fatal(err)
	}
	if out, err := p.Run(r.Tensors(), []float64{2}); err != nil || out[0][0] != 21 {
		t.Errorf("%v, %v; want 21", out, err)
	}
}

// A weight and a function of it leave a graph.
func ExampleRecorder_Graph() {
	r := record.New()
	program, err := r.Graph(dtypes.Float64, [][]int{{2}}, []record.Weight{{Name: "w", Values: []float64{3}, Shape: []int{1}}},
		func(in []*Node) []*Node { return []*Node{Mul(in[0], in[1])} })
	if err != nil {
		fmt.Println(err)
		return
	}
	out, err := program.Run(r.Tensors(), []float64{1, 2})
	fmt.Println(out[0], err)
	// Output:
	// [3 6] <nil>
}
