package autoencoder

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"sublunar/lib/jet"
	"sublunar/lib/network"
)

// bent is a linear map and, added to it, a perceptron that bends it: what is linear, such as the modes of a flat set, is so exactly,
// and the perceptron is left the rest. To begin with the map is the identity, cut to size: the first modes are the coordinates.
type bent struct{ hidden []int }

// The layers that meet the coordinates are these: the first two of the decoder's, the others of the encoder's.
const (
	linear = "linear"
	first  = "layer 1"
	last   = "output"
)

// Check has nothing to say: Settings did.
func (b bent) Check(inputs, outputs int) error { return nil }

// Apply builds the layers.
func (b bent) Apply(w *network.Weights, in jet.Jet, outputs int) jet.Jet {
	straight := w.DenseFrom(linear, in, outputs, func(_ *rand.Rand, inputs, outputs int, weights, biases []float64) {
		clear(weights)
		clear(biases)
		for i := range min(inputs, outputs) {
			weights[i*outputs+i] = 1
		}
	})
	if len(b.hidden) == 0 {
		return straight
	}
	for i, n := range b.hidden {
		in = jet.Tanh(w.DenseFrom(fmt.Sprintf("layer %d", i+1), in, n, network.Glorot(1, 0.3)))
	}
	return jet.Add(straight, w.DenseFrom(last, in, outputs, network.Glorot(0.3, 0)))
}

// rechart puts a chart into the networks' weights: the encoder goes on by it, the decoder begins with its inverse. The law is the
// caller's.
func (s shape) rechart(theta []float64, h chart) {
	d := s.library.d
	for _, layer := range []string{linear, last} {
		weights, biases := layerOf(s.encoder, 0, theta, layer)
		if weights == nil {
			continue
		}
		if layer == linear { // c is taken off once
			for k := range biases {
				biases[k] -= h.c[k]
			}
		}
		weights.Mul(mat.DenseCopyOf(weights), h.t.T())
		turned := mat.NewVecDense(d, nil)
		turned.MulVec(h.t, mat.NewVecDense(d, biases))
		copy(biases, turned.RawVector().Data)
	}
	for _, layer := range []string{linear, first} {
		weights, biases := layerOf(s.decoder, s.encoder.Len, theta, layer)
		if weights == nil {
			continue
		}
		for k := range d {
			for j := range biases {
				biases[j] += h.c[k] * weights.At(k, j)
			}
		}
		weights.Mul(h.inverse.T(), mat.DenseCopyOf(weights))
	}
}

// layerOf is a layer's weights [inputs, outputs] and biases within theta; nil where the plan has none of that name.
func layerOf(p *network.Plan, offset int, theta []float64, name string) (*mat.Dense, []float64) {
	var weights *mat.Dense
	var biases []float64
	for _, b := range p.Blocks {
		part := theta[offset+b.Offset:][:b.Len()]
		switch b.Name {
		case name + " weights":
			weights = mat.NewDense(b.Shape[0], b.Shape[1], part)
		case name + " biases":
			biases = part
		}
	}
	return weights, biases
}

// turned fills [d, d] with a random rotation.
func turned(r *rand.Rand, d int, values []float64) {
	for i := range d {
		row := values[i*d : (i+1)*d]
		for size := 0.0; size < 1e-3; {
			for j := range row {
				row[j] = r.NormFloat64()
			}
			for k := range i { // Gram and Schmidt
				dot := 0.0
				for j, v := range values[k*d : (k+1)*d] {
					dot += v * row[j]
				}
				for j, v := range values[k*d : (k+1)*d] {
					row[j] -= dot * v
				}
			}
			size = 0
			for _, v := range row {
				size += v * v
			}
			size = math.Sqrt(size)
			for j := range row {
				row[j] /= size
			}
		}
	}
}
