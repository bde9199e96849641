package network

import (
	"math/rand/v2"
	"slices"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/support/exceptions"

	"sublunar/lib/jet"
)

// Weights hands out a network's parameters, in the order in which it asks: laying them out the first time, and cutting them out of
// a tape's flat vector after that.
type Weights struct {
	plan   *Plan
	tape   *Tape // nil while the plan is made
	offset int   // of the network's part in the tape's vector
	next   int   // the block to hand out
}

// Dense is the layer in W + b, with W of [inputs, outputs] drawn by Glorot and b 0 to begin with.
func (w *Weights) Dense(name string, in jet.Jet, outputs int) jet.Jet {
	return w.DenseFrom(name, in, outputs, Glorot(1, 0))
}

// DenseFrom is Dense with weights and biases to begin with of the caller's.
func (w *Weights) DenseFrom(name string, in jet.Jet, outputs int, start Start) jet.Jet {
	inputs := in.Width()
	var biases []float64
	matrix := w.block(name+" weights", []int{inputs, outputs}, func(r *rand.Rand, weights []float64) {
		biases = make([]float64, outputs)
		start(r, inputs, outputs, weights, biases)
	})
	vector := w.block(name+" biases", []int{outputs}, func(_ *rand.Rand, values []float64) { copy(values, biases) })
	if w.tape == nil {
		return jet.Dense(in, BroadcastToDims(ReduceAllSum(ZerosLike(in.Value())), inputs, outputs), nil)
	}
	out := jet.Dense(in, w.tape.cut(matrix, inputs, outputs), w.tape.cut(vector, outputs))
	// Parts that are the same for every sample have become [batch, outputs]: each sample needs a cotangent of its own.
	parts := out.Parts()
	w.tape.dense = append(w.tape.dense, dense{in: in.Parts(), out: parts, weights: matrix, biases: vector})
	return out.Set().FromParts(parts...)
}

// Vector is n parameters, each the same for every sample: a node [batch, n].
func (w *Weights) Vector(name string, like *Node, n int, start func(r *rand.Rand, values []float64)) *Node {
	at := w.block(name, []int{n}, start)
	if w.tape == nil {
		return BroadcastToDims(ReduceAllSum(ZerosLike(like)), like.Shape().Dimensions[0], n)
	}
	return w.tape.Vector(at, n, like.Shape().Dimensions[0])
}

// block gives the place of the next block in the tape's vector.
func (w *Weights) block(name string, shape []int, start func(r *rand.Rand, values []float64)) int {
	if w.tape == nil {
		b := Block{Name: name, Shape: shape, Offset: w.plan.Len, start: start}
		w.plan.Blocks = append(w.plan.Blocks, b)
		w.plan.Len += b.Len()
		return 0
	}
	if w.next >= len(w.plan.Blocks) || !slices.Equal(w.plan.Blocks[w.next].Shape, shape) {
		exceptions.Panicf("network: %q of shape %v was not asked for when the plan was made; a network must ask for the same parameters each time",
			name, shape)
	}
	w.next++
	return w.offset + w.plan.Blocks[w.next-1].Offset
}
