package network

import (
	"fmt"
	"math"

	"sublunar/lib/jet"
)

// Stretch gives a network, beside its inputs, one of them as a layer sees it that lies at a known place:
//
//	asinh((x - At)/Width) / asinh(1/Width)
//
// which is in proportion to x within Width of At and to its logarithm outside: as much of the network's range falls on each scale.
type Stretch struct {
	// Axis is the number of the input, as the network sees it.
	Axis int
	// At is the place of the layer and Width its thickness, of the input scaled to [-1, 1]. Good values of Width: 3 to 10 times the
	// thinnest that the layer gets.
	At, Width float64
	// Then is the network on the inputs and this one.
	Then Network
}

// Check looks at the layer, and at the network on the features.
func (s Stretch) Check(inputs, outputs int) error {
	if s.Axis < 0 || s.Axis >= inputs {
		return fmt.Errorf("network: Stretch along input %d; there are %d, 0 to %d", s.Axis, inputs, inputs-1)
	}
	if !(s.Width > 0) || math.IsInf(s.Width, 0) || math.IsNaN(s.At) || math.IsInf(s.At, 0) {
		return fmt.Errorf("network: Stretch about %g with a width of %g; give a finite place, and a positive width", s.At, s.Width)
	}
	return then("Stretch", s.Then, inputs+1, outputs)
}

// Apply puts the feature beside the inputs.
func (s Stretch) Apply(w *Weights, in jet.Jet, outputs int) jet.Jet {
	x := jet.MulScalar(jet.AddScalar(jet.Slice(in, s.Axis, s.Axis+1), -s.At), 1/s.Width)
	asinh := jet.Log(jet.Add(x, jet.Sqrt(jet.AddScalar(jet.Square(x), 1))))
	return s.Then.Apply(w, jet.Concat(in, jet.MulScalar(asinh, 1/math.Asinh(1/s.Width))), outputs)
}
