package network

import (
	"fmt"

	"sublunar/lib/jet"
)

// Modified is the modified multilayer perceptron (Wang, Teng and Perdikaris 2021, doi:10.1137/20M1318043). Two encoders U and V of the
// inputs stand beside every layer, and each layer mixes them: with h = f(a W + b),
//
//	a' = h U + (1 - h) V
//
// which lets the inputs reach, multiplied, into every layer.
type Modified struct {
	// Width of each hidden layer, and how many Layers. Good values: 20 to 256, and 3 to 5.
	Width, Layers int
	// Activation. Default: jet.Tanh.
	Activation Activation
}

// Check needs a width and a number of layers.
func (m Modified) Check(inputs, outputs int) error { return size("Modified", m.Width, m.Layers) }

// Apply builds the layers.
func (m Modified) Apply(w *Weights, in jet.Jet, outputs int) jet.Jet {
	f := m.Activation.orTanh()
	u, v := f(w.DenseFrom("encoder u", in, m.Width, Spread)), f(w.DenseFrom("encoder v", in, m.Width, Spread))
	for i := range m.Layers {
		in = mix(f(w.Dense(fmt.Sprintf("layer %d", i+1), in, m.Width)), u, v)
	}
	return w.Dense("output", in, outputs)
}

// mix is h u + (1 - h) v.
func mix(h, u, v jet.Jet) jet.Jet { return jet.Add(v, jet.Mul(h, jet.Sub(u, v))) }

func size(name string, width, layers int) error {
	if width < 1 || layers < 1 {
		return fmt.Errorf("network: %s has %d layers of width %d; give at least 1 of each", name, layers, width)
	}
	return nil
}
