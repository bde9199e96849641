package network

import (
	"math"
	"math/rand/v2"
)

// A Start draws what a dense layer begins with: weights [inputs, outputs], row-major, and biases [outputs].
type Start func(r *rand.Rand, inputs, outputs int, weights, biases []float64)

// Glorot draws weights from a normal distribution of variance gain^2 2/(inputs + outputs) (Glorot and Bengio 2010,
// https://proceedings.mlr.press/v9/glorot10a.html), and biases of a deviation.
func Glorot(gain, deviation float64) Start {
	return func(r *rand.Rand, inputs, outputs int, weights, biases []float64) {
		size := gain * math.Sqrt(2/float64(inputs+outputs))
		for i := range weights {
			weights[i] = size * r.NormFloat64()
		}
		for j := range biases {
			biases[j] = deviation * r.NormFloat64()
		}
	}
}

// Spread starts a first layer on inputs in [-1, 1] so that its units bend all over them: each has normal weights w and a bias of
// -w c with a centre c drawn there. With biases of 0, as is usual, every unit bends at the origin alone, and the optimiser has to carry
// them away from it one by one.
func Spread(r *rand.Rand, inputs, outputs int, weights, biases []float64) {
	for j := range outputs {
		biases[j] = 0
		for i := range inputs {
			w := r.NormFloat64()
			weights[i*outputs+j] = w
			biases[j] -= w * (2*r.Float64() - 1)
		}
	}
}
