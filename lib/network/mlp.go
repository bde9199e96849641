package network

import (
	"fmt"
	"slices"

	"sublunar/lib/jet"
)

// An Activation is a smooth function of each number: jet.Tanh, jet.Sin, jet.Swish, jet.Gelu. A residual with second derivatives needs
// one whose second derivative isn't 0.
type Activation func(jet.Jet) jet.Jet

// MLP is the multilayer perceptron: dense layers with an activation between. Its first layer begins
// with [Spread], the others with [Glorot] and biases of deviation 1/2.
type MLP struct {
	// Hidden is the width of each hidden layer. Good values: three of 20 for a Gauss-Newton method, four of 64 for SOAP.
	Hidden []int
	// Activation between layers. Default: jet.Tanh. jet.Sin suits waves.
	Activation Activation
}

// Check needs a hidden layer.
func (m MLP) Check(inputs, outputs int) error { return hidden("MLP", m.Hidden) }

// Apply builds the layers.
func (m MLP) Apply(w *Weights, in jet.Jet, outputs int) jet.Jet {
	f := m.Activation.orTanh()
	for i, n := range m.Hidden {
		start := Start(Spread)
		if i > 0 {
			start = Glorot(1, 0.5)
		}
		in = f(w.DenseFrom(fmt.Sprintf("layer %d", i+1), in, n, start))
	}
	return w.Dense("output", in, outputs)
}

func (f Activation) orTanh() Activation {
	if f == nil {
		return jet.Tanh
	}
	return f
}

func hidden(name string, widths []int) error {
	if len(widths) == 0 {
		return fmt.Errorf("network: %s has no hidden layer; give Hidden, such as []int{20, 20, 20}", name)
	}
	if slices.Min(widths) < 1 {
		return fmt.Errorf("network: %s has hidden layers of widths %v; each needs at least 1", name, widths)
	}
	return nil
}
