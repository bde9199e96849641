package safetensors

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// Weights gives the numbers of an array that must be there with a shape, and be finite, as those of a network must. The error says what there is.
func (f File) Weights(name string, shape []int) ([]float64, error) {
	t, ok := f.Tensors[name]
	if !ok {
		return nil, fmt.Errorf("it has no array %q; it has %s", name, clip(strings.Join(slices.Sorted(maps.Keys(f.Tensors)), ", ")))
	}
	if !slices.Equal(t.Shape, shape) {
		return nil, fmt.Errorf("%q has the shape %v; %v is wanted", name, t.Shape, shape)
	}
	values, err := t.Float64s()
	if err != nil {
		return nil, fmt.Errorf("%q: %w", name, err)
	}
	for _, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("%q holds %g; weights must be finite", name, v)
		}
	}
	return values, nil
}
