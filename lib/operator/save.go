package operator

import (
	"fmt"
	"slices"

	"github.com/gomlx/compute/dtypes"

	"sublunar/lib/field"
)

// Save writes the parameters and the scalings to an .npz file, which Python reads too: an array a block of parameters, by its name. The
// operator's own settings stand in the program. The file is written whole or not at all.
func (f *Fitted) Save(path string) error {
	shape := []float64{float64(f.Shape.Inputs), float64(f.Shape.Outputs)}
	for _, n := range f.Shape.Points {
		shape = append(shape, float64(n))
	}
	single := 0.0
	if f.kind == dtypes.Float32 {
		single = 1
	}
	arrays := map[string]field.Array{
		"shape": vector(shape), "single": vector([]float64{single}), "symmetry": vector([]float64{float64(f.symmetry)}),
		"x mean": vector(f.x.Mean), "x deviation": vector(f.x.Deviation), "y mean": vector(f.y.Mean), "y deviation": vector(f.y.Deviation),
	}
	if f.project != nil {
		return fmt.Errorf("operator: this one has a Projection, which no file can hold; save it before, or fit it without")
	}
	for i, b := range f.plan.Blocks {
		arrays[blockName(i, b)] = field.Array{Shape: b.Shape, Values: f.parameters[i]}
	}
	if err := field.WriteNPZ(path, arrays); err != nil {
		return fmt.Errorf("operator: %w", err)
	}
	return nil
}

// blockName is unique, and in order.
func blockName(i int, b Block) string { return fmt.Sprintf("%03d %s", i, b.Name) }

// Load reads what [Fitted.Save] wrote, for the operator that it was of.
func Load(path string, o Operator) (*Fitted, error) {
	arrays, err := field.ReadNPZ(path)
	if err != nil {
		return nil, fmt.Errorf("operator: %w", err)
	}
	bad := func(what string) error {
		return fmt.Errorf("operator: %s: %s; give a file that Save wrote, and the operator that it was of", path, what)
	}
	numbers := arrays["shape"].Values
	if len(numbers) < 3 || len(arrays["single"].Values) != 1 || len(arrays["symmetry"].Values) != 1 {
		return nil, bad("there is no operator in it")
	}
	var shape Shape
	for i, v := range numbers {
		n := int(v)
		if float64(n) != v || n < 1 || n > 1<<24 {
			return nil, bad(fmt.Sprintf("a shape of %g", numbers))
		}
		switch i {
		case 0:
			shape.Inputs = n
		case 1:
			shape.Outputs = n
		default:
			shape.Points = append(shape.Points, n)
		}
	}
	engine, err := newEngine()
	if err != nil {
		return nil, fmt.Errorf("operator: %w", err)
	}
	plan, err := NewPlan(engine, o, shape)
	if err != nil {
		return nil, err
	}
	f := &Fitted{Operator: o, Shape: shape, engine: engine, plan: plan, kind: dtypes.Float64, symmetry: Symmetry(arrays["symmetry"].Values[0]),
		x: scaling{arrays["x mean"].Values, arrays["x deviation"].Values}, y: scaling{arrays["y mean"].Values, arrays["y deviation"].Values}}
	if arrays["single"].Values[0] == 1 {
		f.kind = dtypes.Float32
	}
	if err := f.symmetry.check(shape.Points); err != nil {
		return nil, bad("its symmetry is none")
	}
	for _, c := range []struct {
		values []float64
		n      int
	}{{f.x.Mean, shape.Inputs}, {f.x.Deviation, shape.Inputs}, {f.y.Mean, shape.Outputs}, {f.y.Deviation, shape.Outputs}} {
		if len(c.values) != c.n {
			return nil, bad("scalings of other channels")
		}
	}
	for i, b := range plan.Blocks {
		a := arrays[blockName(i, b)]
		if !slices.Equal(a.Shape, b.Shape) {
			return nil, bad(fmt.Sprintf("parameters %q of shape %v, where the operator has %v", blockName(i, b), a.Shape, b.Shape))
		}
		f.parameters = append(f.parameters, a.Values)
	}
	return f, nil
}
