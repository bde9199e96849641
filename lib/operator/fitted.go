package operator

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"sublunar/lib/backend"
	"sublunar/lib/field"
)

// Fitted is an operator with its parameters.
type Fitted struct {
	Operator Operator
	// Shape of the fields that it was fitted to. It takes other grids too.
	Shape  Shape
	Status Status
	Stats  Stats
	// Warning says what of the data speaks against the operator; else it is empty. It is printed too.
	Warning string
	// Average predicts by the mean over all the ways to lay a field that Training.Symmetry allows, each laid back: so the symmetry holds
	// exactly, and the error falls by about a tenth, for 2 to 48 times the work. Default: false.
	Average bool

	engine     compute.Backend
	plan       *Plan
	kind       dtypes.DType
	x, y       scaling
	project    Projection
	symmetry   Symmetry
	parameters [][]float64

	exec    *Exec // compiled, for each shape of a batch, when it is asked for
	resides []*tensors.Tensor
}

// Parameters is how many numbers were fitted.
func (f *Fitted) Parameters() int { return f.plan.Len }

// String says what was fitted, and how it ended.
func (f *Fitted) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%T on %v points, %d channels to %d, %d parameters\n", f.Operator, f.Shape.Points, f.Shape.Inputs, f.Shape.Outputs, f.plan.Len)
	fmt.Fprintf(&b, "%d epochs, %d steps, %.3g s (%.2g s of them compiling): %s", f.Stats.Epochs, f.Stats.Steps, f.Stats.Seconds, f.Stats.Compiling, f.Status)
	if n := len(f.Stats.Loss); n > 0 {
		fmt.Fprintf(&b, "\nloss %.4g", f.Stats.Loss[n-1])
	}
	if n := len(f.Stats.Validation); n > 0 {
		fmt.Fprintf(&b, ", validation error %.4g at epoch %d, which is kept", f.Stats.Validation[f.Stats.Kept-1], f.Stats.Kept)
	}
	if f.Warning != "" {
		fmt.Fprintf(&b, "\nwarning: %s", f.Warning)
	}
	return b.String()
}

// share is how many of n samples go through the graph at a time: some 32 at most, and equal shares, so that one graph serves all.
func share(n int) int {
	const most = 32
	times := (n + most - 1) / most
	return (n + times - 1) / max(times, 1)
}

// Predict gives the fields for x of [samples, points...] or [samples, points..., channels], on any grid that has room for the operator's
// modes. The result has channels where x or the training's y had more than one.
func (f *Fitted) Predict(x field.Array) (field.Array, error) {
	if err := x.Check(); err != nil {
		return field.Array{}, fmt.Errorf("operator: x: %w", err)
	}
	inputs, err := channels("x", f.Operator.Dims(), x.Shape)
	if err != nil {
		return field.Array{}, err
	}
	shape := Shape{Points: x.Shape[1 : 1+f.Operator.Dims()], Inputs: inputs, Outputs: f.plan.Outputs}
	if err := f.takes(shape); err != nil {
		return field.Array{}, err
	}
	out := field.Array{Shape: slices.Concat(x.Shape[:1], shape.Points)}
	if len(x.Shape) > 1+len(shape.Points) || f.plan.Outputs > 1 {
		out.Shape = append(out.Shape, f.plan.Outputs)
	}
	row, size := shape.size(inputs), share(x.Len())
	for from := 0; from < x.Len(); from += size {
		to := min(from+size, x.Len())
		for i := from; i < to; i++ {
			if err := finite("x", i, x.Values[i*row:(i+1)*row]); err != nil {
				return field.Array{}, err
			}
		}
		values, err := f.batch(shape, x.Values[from*row:to*row], size)
		if err != nil {
			return field.Array{}, err
		}
		out.Values = append(out.Values, values...)
	}
	return out, nil
}

// takes says why fields of a shape can't go in.
func (f *Fitted) takes(s Shape) error {
	if s.Inputs != f.plan.Inputs {
		return fmt.Errorf("operator: x has %d channels; the operator was fitted to %d", s.Inputs, f.plan.Inputs)
	}
	return f.Operator.Check(s)
}

// batch of at most size samples, averaged where that is asked for.
func (f *Fitted) batch(shape Shape, x []float64, size int) ([]float64, error) {
	if !f.Average || f.symmetry == NoSymmetry {
		return f.through(shape, x, size)
	}
	if err := f.symmetry.check(shape.Points); err != nil {
		return nil, err
	}
	return f.symmetry.averaged(shape, onPeriodic(f.Operator), x, func(x []float64) ([]float64, error) { return f.through(shape, x, size) })
}

// through the graph, which always takes size samples.
func (f *Fitted) through(shape Shape, x []float64, size int) ([]float64, error) {
	n := len(f.plan.Blocks)
	if f.exec == nil {
		exec, err := NewExec(f.engine, func(in []*Node) []*Node {
			return []*Node{made(f.plan, in[:n], in[n], f.x, f.y, f.project)}
		})
		if err != nil {
			return nil, err
		}
		f.exec = exec.SetMaxCache(-1)
		for i, b := range f.plan.Blocks {
			f.resides = append(f.resides, backend.Tensor(f.kind, f.parameters[i], b.Shape...))
		}
	}
	args := make([]any, 0, n+1)
	for _, t := range f.resides {
		args = append(args, t)
	}
	row := shape.size(shape.Inputs)
	count := len(x) / row
	dims := slices.Concat([]int{size}, shape.Points, []int{shape.Inputs})
	in := backend.Tensor(f.kind, append(f.x.apply(x), make([]float64, (size-count)*row)...), dims...)
	defer in.MustFinalizeAll()
	out, err := f.exec.Call(append(args, in)...)
	if err != nil {
		return nil, err
	}
	defer out[0].MustFinalizeAll()
	values, err := backend.Numbers(out[0])
	if err != nil {
		return nil, err
	}
	return values[:count*shape.size(f.plan.Outputs)], nil
}

// drop what is on the device for parameters that are no longer.
func (f *Fitted) drop() {
	for i, b := range f.plan.Blocks {
		if len(f.resides) > i {
			f.resides[i].MustFinalizeAll()
			f.resides[i] = backend.Tensor(f.kind, f.parameters[i], b.Shape...)
		}
	}
}
