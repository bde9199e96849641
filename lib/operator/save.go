package operator

import (
	"fmt"
	"slices"

	"github.com/gomlx/compute/dtypes"

	"sublunar/lib/field"
)

// Save writes the parameters and the scalings to an .npz file, which Python reads too: an array a block of parameters, by its name; and the
// projection, the symmetry, and how the fit went. The operator's own settings stand in the program, and so does a [Projection] that isn't of this
// package. The file is written whole or not at all.
func (f *Fitted) Save(path string) error {
	if err := field.WriteNPZ(path, f.arrays()); err != nil {
		return fmt.Errorf("operator: %w", err)
	}
	return nil
}

// arrays are all that is to be written, but for the operator.
func (f *Fitted) arrays() map[string]field.Array {
	shape := []float64{float64(f.Shape.Inputs), float64(f.Shape.Outputs)}
	for _, n := range f.Shape.Points {
		shape = append(shape, float64(n))
	}
	s := f.Stats
	all := map[string]field.Array{
		"shape": vector(shape), "single": vector([]float64{number(f.kind == dtypes.Float32)}), "symmetry": vector([]float64{float64(f.symmetry)}),
		"x mean": vector(f.x.Mean), "x deviation": vector(f.x.Deviation), "y mean": vector(f.y.Mean), "y deviation": vector(f.y.Deviation),
		"projection": vector(written(f.project)), "average": vector([]float64{number(f.Average)}), "warning": vector(letters(f.Warning)),
		"stats": vector([]float64{float64(f.Status), float64(s.Epochs), float64(s.Steps), s.Seconds, s.Compiling, float64(s.Kept)}),
		"loss":  vector(s.Loss), "validation": vector(s.Validation),
	}
	for i, b := range f.plan.Blocks {
		all[blockName(i, b)] = field.Array{Shape: b.Shape, Values: f.parameters[i]}
	}
	return all
}

// blockName is unique, and in order.
func blockName(i int, b Block) string { return fmt.Sprintf("%03d %s", i, b.Name) }

func number(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// letters of a text, as numbers: a file of arrays has nothing else.
func letters(text string) []float64 {
	codes := []float64{}
	for _, r := range text {
		codes = append(codes, float64(r))
	}
	return codes
}

func text(codes []float64) string {
	var all []rune
	for _, c := range codes {
		all = append(all, rune(c))
	}
	return string(all)
}

// Projections as they are written: which, and its lengths.
const (
	noProjection = iota
	keepMean
	solenoidal
	ownProjection
)

func written(p Projection) []float64 {
	switch p := p.(type) {
	case nil:
		return []float64{noProjection}
	case KeepMean:
		return []float64{keepMean}
	case Solenoidal:
		return append([]float64{solenoidal}, p.Lengths...)
	}
	return []float64{ownProjection}
}

// projection that was written, or the one that is given in its place.
func projection(numbers []float64, given []Projection) (Projection, error) {
	kind := float64(noProjection)
	if len(numbers) > 0 {
		kind = numbers[0]
	}
	switch {
	case len(given) > 1:
		return nil, fmt.Errorf("%d projections, where one can be", len(given))
	case len(given) == 1 && kind == ownProjection:
		return given[0], nil
	case len(given) == 1:
		return nil, fmt.Errorf("a projection is given, where the file says which it is; give none")
	case kind == noProjection:
		return nil, nil
	case kind == keepMean:
		return KeepMean{}, nil
	case kind == solenoidal && len(numbers) == 1:
		return Solenoidal{}, nil
	case kind == solenoidal:
		return Solenoidal{Lengths: slices.Clone(numbers[1:])}, nil
	case kind == ownProjection:
		return nil, fmt.Errorf("it was fitted with a Projection of the program's own, which no file can hold; give that to Load too")
	}
	return nil, fmt.Errorf("its projection is none")
}
