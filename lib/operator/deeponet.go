package operator

import (
	"fmt"
	"slices"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/layers/activation"
)

// DeepONet is two networks: one makes Basis numbers of the whole field x, seen at its grid's points, and one as many functions of a place r
// (Lu, Jin, Pang, Zhang and Karniadakis 2021, doi:10.1038/s42256-021-00302-5):
//
//	y(r) = b + sum_k branch_k(x) trunk_k(r)
//
// The branch takes the field on the grid that it was fitted to, and no other.
type DeepONet struct {
	// Points of the grid along each axis, which the branch is made for.
	Points []int
	// Basis functions. Default: 64.
	Basis int
	// Branch and Trunk are the hidden layers of the two. Default: 128, 128 each.
	Branch, Trunk []int
	// Grid says where the points lie. Default: Periodic, and then the trunk sees sines and cosines of the place.
	Grid Grid
}

// Dims is how many axes the grid has.
func (d DeepONet) Dims() int { return len(d.Points) }

// Check looks at the settings.
func (d DeepONet) Check(s Shape) error {
	if d.Basis < 0 || slices.ContainsFunc(append(slices.Clone(d.Branch), d.Trunk...), func(n int) bool { return n < 1 }) {
		return fmt.Errorf("operator: DeepONet with %d basis functions, branch %v, trunk %v; give positive numbers, or none for the defaults", d.Basis, d.Branch, d.Trunk)
	}
	if !slices.Equal(d.Points, s.Points) {
		return fmt.Errorf("operator: DeepONet for %v points, on fields of %v: its branch takes one grid; give that, or an operator such as FNO", d.Points, s.Points)
	}
	return nil
}

// Apply builds both networks.
func (d DeepONet) Apply(w *Weights, x *Node, outputs int) *Node {
	basis := d.Basis
	if basis == 0 {
		basis = 64
	}
	batch := x.Shape().Dim(0)
	branch := w.network("branch", Reshape(x, batch, x.Shape().Size()/batch), d.Branch, basis*outputs)
	places := d.Grid.places(d.Points)
	trunk := w.network("trunk", constant(x, places), d.Trunk, basis*outputs)
	n := places.Shape().Dim(0)
	y := EinsumAxes(Reshape(branch, batch, outputs, basis), Reshape(trunk, n, outputs, basis), [][2]int{{2, 2}}, [][2]int{{1, 1}}) // [outputs, batch, n]
	y = Add(TransposeAllAxes(y, 1, 2, 0), ExpandLeftToRank(w.Constant("biases", 0, outputs), 3))
	return Reshape(y, slices.Concat([]int{batch}, d.Points, []int{outputs})...)
}

// network is hidden layers, two of 128 by default, and a last one, along the last axis.
func (w *Weights) network(name string, v *Node, hidden []int, outputs int) *Node {
	if len(hidden) == 0 {
		hidden = []int{128, 128}
	}
	for i, n := range hidden {
		v = activation.Gelu(w.Dense(fmt.Sprintf("%s %d", name, i+1), v, n))
	}
	return w.Dense(name+" end", v, outputs)
}
