package record

import (
	"fmt"
	"reflect"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/notimplemented"
	"github.com/gomlx/compute/shapeinference"
	"github.com/gomlx/compute/shapes"

	"sublunar/lib/portable"
	"sublunar/lib/safetensors"
)

// function records each op as a step.
type function struct {
	notimplemented.Function
	b *builder
}

func (f *function) Name() string { return compute.MainName }

func (f *function) Builder() compute.Builder { return f.b }

func (f *function) Closure() (compute.Function, error) {
	return nil, &notKnown{"a loop, a choice or a sort"}
}

func (f *function) Shape(v compute.Value) (shapes.Shape, error) { return v.(*value).shape, nil }

// Parameter is an input, or a weight.
func (f *function) Parameter(_ string, shape shapes.Shape, _ *compute.ShardingSpec) (compute.Value, error) {
	if f.b.weight != "" {
		return f.b.step(portable.Step{Op: "tensor", Tensor: f.b.weight}, shape), nil
	}
	f.b.inputs++
	return &value{f.b.inputs - 1, shape}, nil
}

// Constant is kept once, however often a graph has it.
func (f *function) Constant(flat any, dims ...int) (compute.Value, error) {
	numbers := reflect.ValueOf(flat)
	kind := dtypes.FromGoType(numbers.Type().Elem())
	values := make([]float64, numbers.Len())
	for i := range values {
		switch v := numbers.Index(i); {
		case v.CanFloat():
			values[i] = v.Float()
		case v.CanInt():
			values[i] = float64(v.Int())
		case v.CanUint():
			values[i] = float64(v.Uint())
		case v.Kind() == reflect.Bool && v.Bool():
			values[i] = 1
		case v.Kind() != reflect.Bool:
			return nil, noOp(compute.OpTypeConstant)
		}
	}
	t := safetensors.F64(values, dims...)
	if kind == dtypes.Float32 {
		t = safetensors.F32(values, dims...)
	}
	r, key := f.b.recorder, fmt.Sprint(t.DType, dims, string(t.Data))
	name := r.known[key]
	for n := len(r.known); name == ""; n++ {
		if free := fmt.Sprintf("constant %d", n); r.tensors[free].DType == "" { // a weight may have the name
			name, r.known[key], r.tensors[free] = free, free, t
		}
	}
	return f.b.step(portable.Step{Op: "tensor", Tensor: name}, shapes.Make(kind, dims...)), nil
}

func (f *function) Return(outputs []compute.Value, _ []*compute.ShardingSpec) error {
	for _, v := range outputs {
		f.b.program.Outputs = append(f.b.program.Outputs, v.(*value).at)
	}
	return nil
}

// as is a step of a shape that was inferred, or the error of that.
func (f *function) as(shape shapes.Shape, err error, s portable.Step, of ...compute.Value) (compute.Value, error) {
	if err != nil {
		return nil, err
	}
	return f.b.step(s, shape, of...), nil
}

func shapeOf(v compute.Value) shapes.Shape { return v.(*value).shape }

func (f *function) Reshape(x compute.Value, dims ...int) (compute.Value, error) {
	shape, err := shapeinference.Reshape(shapeOf(x), dims)
	return f.as(shape, err, portable.Step{Op: "reshape"}, x)
}

func (f *function) Transpose(x compute.Value, order ...int) (compute.Value, error) {
	shape, err := shapeinference.Transpose(shapeOf(x), order)
	return f.as(shape, err, portable.Step{Op: "transpose", With: lists(order)}, x)
}

func (f *function) BroadcastInDim(x compute.Value, shape shapes.Shape, axes []int) (compute.Value, error) {
	return f.as(shape, nil, portable.Step{Op: "broadcast", With: lists(axes)}, x)
}

func (f *function) Slice(x compute.Value, starts, limits, strides []int) (compute.Value, error) {
	if strides == nil {
		strides = make([]int, len(starts))
		for i := range strides {
			strides[i] = 1
		}
	}
	shape, err := shapeinference.Slice(shapeOf(x), starts, limits, strides)
	return f.as(shape, err, portable.Step{Op: "slice", With: lists(starts, limits, strides)}, x)
}

func (f *function) Concatenate(axis int, of ...compute.Value) (compute.Value, error) {
	var all []shapes.Shape
	for _, v := range of {
		all = append(all, shapeOf(v))
	}
	shape, err := shapeinference.Concatenate(all, axis)
	return f.as(shape, err, portable.Step{Op: "concatenate", With: lists([]int{axis})}, of...)
}

func (f *function) Reverse(x compute.Value, axes ...int) (compute.Value, error) {
	return f.as(shapeOf(x), nil, portable.Step{Op: "reverse", With: lists(axes)}, x)
}

func (f *function) Iota(shape shapes.Shape, axis int) (compute.Value, error) {
	return f.as(shape, nil, portable.Step{Op: "iota", With: lists([]int{axis})})
}

func (f *function) Where(condition, yes, no compute.Value) (compute.Value, error) {
	shape, err := shapeinference.Where(shapeOf(condition), shapeOf(yes), shapeOf(no))
	return f.as(shape, err, portable.Step{Op: "where"}, condition, yes, no)
}

func (f *function) DotGeneral(a compute.Value, sumA, withA []int, b compute.Value, sumB, withB []int, config compute.DotGeneralConfig) (compute.Value, error) {
	shape, err := shapeinference.DotGeneral(shapeOf(a), sumA, withA, shapeOf(b), sumB, withB, config)
	return f.as(shape, err, portable.Step{Op: "dot", With: lists(sumA, withA, sumB, withB)}, a, b)
}

// ConvertDType changes nothing but where whole numbers or truths are asked for: all is computed in float64.
func (f *function) ConvertDType(x compute.Value, to dtypes.DType) (compute.Value, error) {
	shape := shapeOf(x)
	from := shape.DType
	shape.DType = to
	switch {
	case to == dtypes.Bool && from != dtypes.Bool:
		return f.b.step(portable.Step{Op: "truth"}, shape, x), nil
	case to.IsInt() && from.IsFloat():
		return f.b.step(portable.Step{Op: "truncate"}, shape, x), nil
	case to.IsComplex() || from.IsComplex():
		return nil, noOp(compute.OpTypeConvertDType)
	}
	return &value{x.(*value).at, shape}, nil
}

func (f *function) Identity(x compute.Value) (compute.Value, error) { return x, nil }

// OptimizationBarrier is nothing here.
func (f *function) OptimizationBarrier(of ...compute.Value) ([]compute.Value, error) { return of, nil }

func (f *function) SchedulingBarrier(x compute.Value, _ ...compute.Value) (compute.Value, error) {
	return x, nil
}

// lists are never nil, so that they read back as they were written.
func lists(all ...[]int) [][]int {
	out := make([][]int, len(all))
	for i, l := range all {
		out[i] = append([]int{}, l...)
	}
	return out
}
