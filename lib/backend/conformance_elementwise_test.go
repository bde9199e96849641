package backend_test

import (
	"math"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
)

// one makes a row of a function of one number, over an interval that keeps off its kinks and poles.
func one(name string, low, high float64, slope slopeKind, graph func(x *Node) *Node, plain func(x float64) float64) row {
	r := row{name: name, in: []operand{{[]int{3, 17}, low, high}}, slope: slope}
	r.build = func(x []*Node) *Node { return graph(x[0]) }
	r.want = func(x [][]float64) []float64 {
		y := make([]float64, len(x[0]))
		for i, v := range x[0] {
			y[i] = plain(v)
		}
		return y
	}
	return r
}

// two makes a row of a function of two numbers.
func two(name string, a, b operand, slope slopeKind, graph func(x, y *Node) *Node, plain func(x, y float64) float64) row {
	r := row{name: name, in: []operand{a, b}, slope: slope}
	r.build = func(x []*Node) *Node { return graph(x[0], x[1]) }
	r.want = func(x [][]float64) []float64 {
		y := make([]float64, len(x[0]))
		for i := range y {
			y[i] = plain(x[0][i], x[1][i])
		}
		return y
	}
	return r
}

func asNumber(condition *Node, like *Node) *Node { return ConvertDType(condition, like.DType()) }

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func sign(x float64) float64 { return truth(x > 0) - truth(x < 0) }

var unaryRows = []row{
	one("Abs", 0.1, 3, smooth, Abs, math.Abs),
	one("Abs of negatives", -3, -0.1, smooth, Abs, math.Abs),
	one("Neg", -3, 3, smooth, Neg, func(x float64) float64 { return -x }),
	one("Exp", -3, 3, smooth, Exp, math.Exp),
	one("Expm1", -1, 1, lacking, Expm1, math.Expm1),
	one("Log", 0.1, 5, smooth, Log, math.Log),
	one("Log1p", -0.5, 5, smooth, Log1p, math.Log1p),
	one("Sqrt", 0.1, 5, smooth, Sqrt, math.Sqrt),
	one("Rsqrt", 0.1, 5, lacking, Rsqrt, func(x float64) float64 { return 1 / math.Sqrt(x) }),
	one("Sin", -7, 7, smooth, Sin, math.Sin),
	one("Cos", -7, 7, smooth, Cos, math.Cos),
	one("Tanh", -3, 3, smooth, Tanh, math.Tanh),
	one("Erf", -2, 2, smooth, Erf, math.Erf),
	one("Logistic", -5, 5, smooth, Logistic, func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }),
	one("Square", -3, 3, smooth, Square, func(x float64) float64 { return x * x }),
	one("Inverse", 0.2, 3, smooth, Inverse, func(x float64) float64 { return 1 / x }),
	one("PowScalar", 0.2, 3, smooth, func(x *Node) *Node { return PowScalar(x, 1.7) }, func(x float64) float64 { return math.Pow(x, 1.7) }),
	one("MulScalar and AddScalar", -3, 3, smooth, func(x *Node) *Node { return AddScalar(MulScalar(x, 2), 0.5) },
		func(x float64) float64 { return 2*x + 0.5 }),
	one("Softplus", -3, 3, smooth, func(x *Node) *Node { return Log1p(Exp(x)) }, func(x float64) float64 { return math.Log1p(math.Exp(x)) }),
	one("Clip", -2.9, 3.1, smooth, func(x *Node) *Node { return ClipScalar(x, -1, 1) },
		func(x float64) float64 { return math.Max(-1, math.Min(1, x)) }),
	one("Floor", -3, 3, flat, Floor, math.Floor),
	one("Ceil", -3, 3, flat, Ceil, math.Ceil),
	one("Round", -3, 3, flat, Round, math.RoundToEven),
	one("Sign", -3, 3, flat, Sign, sign),
	one("IsFinite", -1, 1, flat, func(x *Node) *Node { return asNumber(IsFinite(Log(x)), x) }, func(x float64) float64 { return truth(x > 0) }),
	one("IsNaN", -1, 1, flat, func(x *Node) *Node { return asNumber(IsNaN(Log(x)), x) }, func(x float64) float64 { return truth(x < 0) }),
	one("StopGradient", -1, 1, flat, StopGradient, func(x float64) float64 { return x }),
	one("Second derivative of Tanh", -2, 2, smooth, func(x *Node) *Node {
		first := Gradient(ReduceAllSum(Tanh(x)), x)[0]
		return Gradient(ReduceAllSum(first), x)[0]
	}, func(x float64) float64 { y := math.Tanh(x); return -2 * y * (1 - y*y) }),
}

var (
	left     = operand{[]int{4, 9}, -2, 2}
	right    = operand{[]int{4, 9}, -1.9, 2.2}
	positive = operand{[]int{4, 9}, 0.3, 2}
)

// comparison makes a row whose result is true or false. Rounded, so that some pairs are equal.
func comparison(name string, graph func(x, y *Node) *Node, plain func(x, y float64) bool) row {
	return two(name, left, right, flat,
		func(x, y *Node) *Node { return asNumber(graph(Round(MulScalar(x, 0.3)), Round(MulScalar(y, 0.3))), x) },
		func(x, y float64) float64 { return truth(plain(math.RoundToEven(0.3*x), math.RoundToEven(0.3*y))) })
}

var binaryRows = []row{
	two("Add", left, right, smooth, Add, func(x, y float64) float64 { return x + y }),
	two("Sub", left, right, smooth, Sub, func(x, y float64) float64 { return x - y }),
	two("Mul", left, right, smooth, Mul, func(x, y float64) float64 { return x * y }),
	two("Div", left, positive, smooth, Div, func(x, y float64) float64 { return x / y }),
	two("Pow", positive, right, smooth, Pow, math.Pow),
	two("Max", left, right, smooth, Max, math.Max),
	two("Min", left, right, smooth, Min, math.Min),
	two("Rem", left, positive, flat, Rem, math.Mod),
	two("Mod", left, positive, flat, Mod, math.Mod), // has the sign of x, as Rem
	two("Atan2", left, right, lacking, Atan2, math.Atan2),
	two("Where", left, right, smooth, func(x, y *Node) *Node { return Where(GreaterThan(x, y), Sin(x), Square(y)) },
		func(x, y float64) float64 {
			if x > y {
				return math.Sin(x)
			}
			return y * y
		}),
	comparison("Equal", Equal, func(x, y float64) bool { return x == y }),
	comparison("NotEqual", NotEqual, func(x, y float64) bool { return x != y }),
	comparison("LessThan", LessThan, func(x, y float64) bool { return x < y }),
	comparison("LessOrEqual", LessOrEqual, func(x, y float64) bool { return x <= y }),
	comparison("GreaterThan", GreaterThan, func(x, y float64) bool { return x > y }),
	comparison("GreaterOrEqual", GreaterOrEqual, func(x, y float64) bool { return x >= y }),
	comparison("LogicalAnd", func(x, y *Node) *Node { return LogicalAnd(GreaterThan(x, y), LessThan(y, OnesLike(y))) },
		func(x, y float64) bool { return x > y && y < 1 }),
	comparison("LogicalOr", func(x, y *Node) *Node { return LogicalOr(GreaterThan(x, y), LogicalNot(LessThan(y, OnesLike(y)))) },
		func(x, y float64) bool { return x > y || y >= 1 }),
}

func TestConformUnary(t *testing.T)  { conform(t, unaryRows) }
func TestConformBinary(t *testing.T) { conform(t, binaryRows) }
