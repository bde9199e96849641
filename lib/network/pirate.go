package network

import (
	"fmt"
	"math/rand/v2"

	"sublunar/lib/jet"
)

// Pirate is PirateNet (Wang, Li, Chen and Perdikaris 2024, https://jmlr.org/papers/v25/24-0313.html): residual blocks of three gated
// layers, each with a factor alpha on its way in that is 0 to begin with,
//
//	a' = alpha h(a) + (1 - alpha) a
//
// so that a deep network starts as a linear map of its first features and deepens as it learns. Set before a Fourier embedding.
type Pirate struct {
	// Width of each layer, and how many Blocks of three layers. Good values: 64 to 256, and 1 to 3.
	Width, Blocks int
	// Activation. Default: jet.Tanh.
	Activation Activation
}

// Check needs a width and a number of blocks.
func (p Pirate) Check(inputs, outputs int) error { return size("Pirate", p.Width, p.Blocks) }

// Apply builds the blocks.
func (p Pirate) Apply(w *Weights, in jet.Jet, outputs int) jet.Jet {
	f := p.Activation.orTanh()
	u, v := f(w.DenseFrom("encoder u", in, p.Width, Spread)), f(w.DenseFrom("encoder v", in, p.Width, Spread))
	if in.Width() != p.Width {
		in = w.Dense("lift", in, p.Width) // the residual path needs one width throughout
	}
	layer := func(block, i int, a jet.Jet) jet.Jet {
		return f(w.Dense(fmt.Sprintf("block %d, layer %d", block, i), a, p.Width))
	}
	for b := 1; b <= p.Blocks; b++ {
		h := mix(layer(b, 1, in), u, v)
		h = layer(b, 3, mix(layer(b, 2, h), u, v))
		alpha := w.Vector(fmt.Sprintf("block %d, alpha", b), in.Value(), 1, func(_ *rand.Rand, values []float64) { clear(values) })
		in = jet.Add(in, jet.Mul(in.Set().Constant(alpha), jet.Sub(h, in)))
	}
	return w.Dense("output", in, outputs)
}
