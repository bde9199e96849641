package operator

import (
	"fmt"

	"github.com/gomlx/compute/dtypes"

	"sublunar/lib/safetensors"
)

// SaveWeights writes the parameters alone to a safetensors file, an array a block by its name and of the precision of the fit. [Fitted.Save] writes all.
func (f *Fitted) SaveWeights(path string) error {
	file := safetensors.File{Tensors: map[string]safetensors.Tensor{}}
	for i, b := range f.plan.Blocks {
		t := safetensors.F64(f.parameters[i], b.Shape...)
		if f.kind == dtypes.Float32 {
			t = safetensors.F32(f.parameters[i], b.Shape...)
		}
		file.Tensors[blockName(i, b)] = t
	}
	if err := file.Write(path); err != nil {
		return fmt.Errorf("operator: %w", err)
	}
	return nil
}

// LoadWeights takes the parameters from a safetensors file: one that SaveWeights or [Fitted.Export] wrote, or another program, with arrays of the same
// names and shapes. Others in the file are left alone. With an error nothing is changed.
func (f *Fitted) LoadWeights(path string) error {
	file, err := safetensors.Read(path)
	if err != nil {
		return fmt.Errorf("operator: %w", err)
	}
	all := make([][]float64, len(f.plan.Blocks))
	for i, b := range f.plan.Blocks {
		if all[i], err = file.Weights(blockName(i, b), b.Shape); err != nil {
			return fmt.Errorf("operator: %s: %w", path, err)
		}
	}
	f.parameters = all
	f.drop()
	return nil
}
