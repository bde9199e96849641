package operator

import (
	"fmt"
	"slices"

	"github.com/gomlx/compute/dtypes"

	"sublunar/lib/field"
)

// Load reads what [Fitted.Save] wrote, for the operator that it was of: of [Continued], that or the one it went on from. A projection is given where
// the fit had one that isn't of this package.
func Load(path string, o Operator, project ...Projection) (*Fitted, error) {
	arrays, err := field.ReadNPZ(path)
	if err != nil {
		return nil, fmt.Errorf("operator: %w", err)
	}
	f, what, err := loaded(arrays, o, project)
	if what != "" {
		err = fmt.Errorf("operator: %s: %s; give a file that Save wrote, and the operator that it was of", path, what)
	}
	return f, err
}

// loaded is an operator from its arrays. What is wrong with them, it says.
func loaded(arrays map[string]field.Array, o Operator, project []Projection) (f *Fitted, what string, err error) {
	numbers := arrays["shape"].Values
	if len(numbers) < 3 || len(arrays["single"].Values) != 1 || len(arrays["symmetry"].Values) != 1 {
		return nil, "there is no operator in it", nil
	}
	var shape Shape
	for i, v := range numbers {
		n := int(v)
		if float64(n) != v || n < 1 || n > 1<<24 {
			return nil, fmt.Sprintf("a shape of %g", numbers), nil
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
		return nil, "", fmt.Errorf("operator: %w", err)
	}
	plan, err := NewPlan(engine, o, shape)
	if err != nil {
		return nil, "", err
	}
	f = &Fitted{Operator: o, Shape: shape, engine: engine, plan: plan, kind: dtypes.Float64, symmetry: Symmetry(arrays["symmetry"].Values[0]),
		x: scaling{arrays["x mean"].Values, arrays["x deviation"].Values}, y: scaling{arrays["y mean"].Values, arrays["y deviation"].Values},
		Warning: text(arrays["warning"].Values)}
	if arrays["single"].Values[0] == 1 {
		f.kind = dtypes.Float32
	}
	if err := f.symmetry.check(shape.Points); err != nil {
		return nil, "its symmetry is none", nil
	}
	if f.project, err = projection(arrays["projection"].Values, project); err != nil {
		return nil, err.Error(), nil
	}
	for _, c := range []struct {
		values []float64
		n      int
	}{{f.x.Mean, shape.Inputs}, {f.x.Deviation, shape.Inputs}, {f.y.Mean, shape.Outputs}, {f.y.Deviation, shape.Outputs}} {
		if len(c.values) != c.n {
			return nil, "scalings of other channels", nil
		}
	}
	for i, b := range plan.Blocks {
		a := arrays[blockName(i, b)]
		if !slices.Equal(a.Shape, b.Shape) {
			return nil, fmt.Sprintf("parameters %q of shape %v, where the operator has %v", blockName(i, b), a.Shape, b.Shape), nil
		}
		f.parameters = append(f.parameters, a.Values)
	}
	// How the fit went, which older files don't say.
	if s := arrays["stats"].Values; len(s) == 6 && s[0] >= 0 && s[0] <= float64(Stopped) {
		f.Status = Status(s[0])
		f.Stats = Stats{Epochs: int(s[1]), Steps: int(s[2]), Seconds: s[3], Compiling: s[4], Kept: int(s[5]),
			Loss: arrays["loss"].Values, Validation: arrays["validation"].Values}
		if k, n := f.Stats.Kept, len(f.Stats.Validation); n > 0 && (k < 1 || k > n) {
			return nil, "it kept an epoch that there wasn't", nil
		}
	}
	f.Average = slices.Equal(arrays["average"].Values, []float64{1})
	return f, "", nil
}
