package record

import (
	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapeinference"
	"github.com/gomlx/compute/shapes"

	"sublunar/lib/portable"
)

// The ops that make each number of one or two, by lib/portable's names.

func (f *function) one(name string, x compute.Value) (compute.Value, error) {
	return f.b.step(portable.Step{Op: name}, shapeOf(x), x), nil
}

func (f *function) Abs(x compute.Value) (compute.Value, error)      { return f.one("abs", x) }
func (f *function) Ceil(x compute.Value) (compute.Value, error)     { return f.one("ceil", x) }
func (f *function) Cos(x compute.Value) (compute.Value, error)      { return f.one("cos", x) }
func (f *function) Erf(x compute.Value) (compute.Value, error)      { return f.one("erf", x) }
func (f *function) Exp(x compute.Value) (compute.Value, error)      { return f.one("exp", x) }
func (f *function) Expm1(x compute.Value) (compute.Value, error)    { return f.one("expm1", x) }
func (f *function) Floor(x compute.Value) (compute.Value, error)    { return f.one("floor", x) }
func (f *function) Log(x compute.Value) (compute.Value, error)      { return f.one("log", x) }
func (f *function) Log1p(x compute.Value) (compute.Value, error)    { return f.one("log1p", x) }
func (f *function) Logistic(x compute.Value) (compute.Value, error) { return f.one("logistic", x) }
func (f *function) Neg(x compute.Value) (compute.Value, error)      { return f.one("negative", x) }
func (f *function) Round(x compute.Value) (compute.Value, error)    { return f.one("round", x) }
func (f *function) Rsqrt(x compute.Value) (compute.Value, error)    { return f.one("rsqrt", x) }
func (f *function) Sign(x compute.Value) (compute.Value, error)     { return f.one("sign", x) }
func (f *function) Sin(x compute.Value) (compute.Value, error)      { return f.one("sin", x) }
func (f *function) Sqrt(x compute.Value) (compute.Value, error)     { return f.one("sqrt", x) }
func (f *function) Tanh(x compute.Value) (compute.Value, error)     { return f.one("tanh", x) }

func (f *function) LogicalNot(x compute.Value) (compute.Value, error) { return f.one("not", x) }

func (f *function) asked(name string, x compute.Value) (compute.Value, error) {
	shape := shapeOf(x)
	shape.DType = dtypes.Bool
	return f.b.step(portable.Step{Op: name}, shape, x), nil
}

func (f *function) IsFinite(x compute.Value) (compute.Value, error) { return f.asked("is finite", x) }
func (f *function) IsNaN(x compute.Value) (compute.Value, error)    { return f.asked("is nan", x) }

// two makes each number of two, laid to the same shape first where only one of them is a row, say.
func (f *function) two(name string, op compute.OpType, a, b compute.Value) (compute.Value, error) {
	infer := shapeinference.BinaryOp
	switch name {
	case "equal", "not equal", "less", "at most", "greater", "at least":
		infer = shapeinference.ComparisonOp
	}
	shape, err := infer(op, shapeOf(a), shapeOf(b))
	return f.as(shape, err, portable.Step{Op: name}, f.laid(a, shape), f.laid(b, shape))
}

// laid repeats a value along axes where it has one number.
func (f *function) laid(x compute.Value, to shapes.Shape) compute.Value {
	shape := shapeOf(x)
	if shape.Rank() == 0 || shape.EqualDimensions(to) || shape.Rank() != to.Rank() {
		return x
	}
	axes := make([]int, shape.Rank())
	for i := range axes {
		axes[i] = i
	}
	full := to.Clone()
	full.DType = shape.DType
	return f.b.step(portable.Step{Op: "broadcast", With: lists(axes)}, full, x)
}

func (f *function) Add(a, b compute.Value) (compute.Value, error) {
	return f.two("add", compute.OpTypeAdd, a, b)
}
func (f *function) Sub(a, b compute.Value) (compute.Value, error) {
	return f.two("subtract", compute.OpTypeSub, a, b)
}
func (f *function) Mul(a, b compute.Value) (compute.Value, error) {
	return f.two("multiply", compute.OpTypeMul, a, b)
}
func (f *function) Div(a, b compute.Value) (compute.Value, error) {
	if !shapeOf(a).DType.IsFloat() { // whole numbers are divided otherwise
		return nil, noOp(compute.OpTypeDiv)
	}
	return f.two("divide", compute.OpTypeDiv, a, b)
}
func (f *function) Pow(a, b compute.Value) (compute.Value, error) {
	return f.two("power", compute.OpTypePow, a, b)
}
func (f *function) Rem(a, b compute.Value) (compute.Value, error) {
	return f.two("remainder", compute.OpTypeRem, a, b)
}
func (f *function) Max(a, b compute.Value) (compute.Value, error) {
	return f.two("maximum", compute.OpTypeMax, a, b)
}
func (f *function) Min(a, b compute.Value) (compute.Value, error) {
	return f.two("minimum", compute.OpTypeMin, a, b)
}
func (f *function) Atan2(a, b compute.Value) (compute.Value, error) {
	return f.two("atan2", compute.OpTypeAtan2, a, b)
}
func (f *function) Equal(a, b compute.Value) (compute.Value, error) {
	return f.two("equal", compute.OpTypeEqual, a, b)
}
func (f *function) NotEqual(a, b compute.Value) (compute.Value, error) {
	return f.two("not equal", compute.OpTypeNotEqual, a, b)
}
func (f *function) LessThan(a, b compute.Value) (compute.Value, error) {
	return f.two("less", compute.OpTypeLessThan, a, b)
}
func (f *function) LessOrEqual(a, b compute.Value) (compute.Value, error) {
	return f.two("at most", compute.OpTypeLessOrEqual, a, b)
}
func (f *function) GreaterThan(a, b compute.Value) (compute.Value, error) {
	return f.two("greater", compute.OpTypeGreaterThan, a, b)
}
func (f *function) GreaterOrEqual(a, b compute.Value) (compute.Value, error) {
	return f.two("at least", compute.OpTypeGreaterOrEqual, a, b)
}
func (f *function) LogicalAnd(a, b compute.Value) (compute.Value, error) {
	return f.two("and", compute.OpTypeLogicalAnd, a, b)
}
func (f *function) LogicalOr(a, b compute.Value) (compute.Value, error) {
	return f.two("or", compute.OpTypeLogicalOr, a, b)
}

func (f *function) along(name string, x compute.Value, axes []int) (compute.Value, error) {
	if axes == nil { // all
		for i := range shapeOf(x).Rank() {
			axes = append(axes, i)
		}
	}
	shape, err := shapeinference.Reduce(shapeOf(x), axes)
	return f.as(shape, err, portable.Step{Op: name, With: lists(axes)}, x)
}

func (f *function) ReduceSum(x compute.Value, axes ...int) (compute.Value, error) {
	return f.along("sum along", x, axes)
}
func (f *function) ReduceProduct(x compute.Value, axes ...int) (compute.Value, error) {
	return f.along("product along", x, axes)
}
func (f *function) ReduceMax(x compute.Value, axes ...int) (compute.Value, error) {
	return f.along("maximum along", x, axes)
}
func (f *function) ReduceMin(x compute.Value, axes ...int) (compute.Value, error) {
	return f.along("minimum along", x, axes)
}
