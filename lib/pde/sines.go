package pde

import (
	"math"
	"sync"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// sineSolver is what [bySines] needs to solve -div grad x = b at the inner nodes, for b of like's shape: one over the eigenvalues, and
// for each axis the matrix of their vectors, which are sine waves.
func sineSolver(like *Node, steps []float64) []*Node {
	g := like.Graph()
	shape := lastAxes(like, len(steps))
	var inverse []float64
	var fill func(axis int, sum float64)
	fill = func(axis int, sum float64) {
		if axis == len(steps) {
			inverse = append(inverse, 1/sum)
			return
		}
		for k := range shape[axis] {
			fill(axis+1, sum+math.Pow(2/steps[axis]*math.Sin(math.Pi*float64(k+1)/float64(2*shape[axis]+2)), 2))
		}
	}
	fill(0, 0)
	scale := ConvertDType(ConstTensor(g, tensors.FromFlatDataAndDimensions(inverse, shape...)), like.DType())
	nodes := []*Node{ExpandLeftToRank(scale, like.Rank())}
	for _, n := range shape {
		nodes = append(nodes, ConvertDType(ConstCachedTensor(g, sines(n)), like.DType()))
	}
	return nodes
}

func bySines(solver []*Node, b *Node) *Node {
	scale, waves := solver[0], solver[1:]
	transform := func(x *Node) *Node {
		for axis, m := range waves {
			at := x.Rank() - len(waves) + axis
			x = Transpose(EinsumAxes(Transpose(x, at, -1), m, [][2]int{{x.Rank() - 1, 0}}, nil), at, -1)
		}
		return x
	}
	return transform(Mul(transform(b), scale))
}

var sineMatrices sync.Map // of a size, to its tensor

// sines is the matrix of sine waves that are 0 one place before the first of n and one after the last: its own transpose and inverse.
func sines(n int) *tensors.Tensor {
	if m, ok := sineMatrices.Load(n); ok {
		return m.(*tensors.Tensor)
	}
	flat := make([]float64, n*n)
	for i := range flat {
		turn := (i/n + 1) * (i%n + 1) % (2*n + 2)
		flat[i] = math.Sqrt(2/float64(n+1)) * math.Sin(math.Pi*float64(turn)/float64(n+1))
	}
	m, _ := sineMatrices.LoadOrStore(n, tensors.FromFlatDataAndDimensions(flat, n, n))
	return m.(*tensors.Tensor)
}
