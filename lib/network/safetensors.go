package network

import (
	"fmt"

	"sublunar/lib/safetensors"
)

// SaveWeights writes parameters of the network to a safetensors file, which Python reads too: an array a block, by its name.
func (p *Plan) SaveWeights(path string, theta []float64) error {
	if len(theta) != p.Len {
		return fmt.Errorf("network: %d parameters to save; the network has %d", len(theta), p.Len)
	}
	f := safetensors.File{Tensors: map[string]safetensors.Tensor{}}
	for _, b := range p.Blocks {
		if _, twice := f.Tensors[b.Name]; twice {
			return fmt.Errorf("network: two blocks are named %q, and a file tells them by their names; rename one", b.Name)
		}
		f.Tensors[b.Name] = safetensors.F64(theta[b.Offset:b.Offset+b.Len()], b.Shape...)
	}
	if err := f.Write(path); err != nil {
		return fmt.Errorf("network: %w", err)
	}
	return nil
}

// LoadWeights reads parameters from a safetensors file: one that SaveWeights wrote, or another program, with arrays of the same names and shapes.
// Others in the file are left alone.
func (p *Plan) LoadWeights(path string) ([]float64, error) {
	f, err := safetensors.Read(path)
	if err != nil {
		return nil, fmt.Errorf("network: %w", err)
	}
	theta := make([]float64, p.Len)
	for _, b := range p.Blocks {
		values, err := f.Weights(b.Name, b.Shape)
		if err != nil {
			return nil, fmt.Errorf("network: %s: %w", path, err)
		}
		copy(theta[b.Offset:], values)
	}
	return theta, nil
}
