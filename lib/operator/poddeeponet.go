package operator

import (
	"fmt"
	"math"
	"slices"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"sublunar/lib/coordinates"
)

// A Basis is functions on a grid that sums of are to be learned: those that explain most of the fields y of some samples.
type Basis struct {
	// Points of the grid, and Outputs, the channels of y.
	Points  []int
	Outputs int
	// Mean of y, [points..., outputs], in its units.
	Mean []float64
	// Modes are functions like Mean, each of length 1 and at right angles to the others.
	Modes [][]float64
	// Deviation of each mode's amplitude over the samples.
	Deviation []float64
	// Explained is the share of y's variance that the modes up to each one explain.
	Explained []float64
}

// BasisOf finds count modes of y by proper orthogonal decomposition. Give it the samples that are then fitted, and no others: what it sees is learned. The grid
// has as many axes as are said.
func BasisOf(train Source, axes, count int) (*Basis, error) {
	if train == nil || train.Len() < 2 {
		return nil, fmt.Errorf("operator: too few samples for a basis; give 2 or more")
	}
	xs, ys := train.Shapes()
	if axes < 1 || axes > 3 {
		return nil, fmt.Errorf("operator: a basis on a grid of %d axes; 1 to 3 are possible", axes)
	}
	shape, err := shapeOf(axes, xs, ys)
	if err != nil {
		return nil, err
	}
	if count < 1 {
		return nil, fmt.Errorf("operator: a basis of %d modes; give 1 or more", count)
	}
	x, y := make([]float64, shape.size(shape.Inputs)), make([]float64, shape.size(shape.Outputs))
	frames := func(yield func([]float64, error) bool) {
		for i := range train.Len() {
			if err := read(train, i, x, y); !yield(y, err) || err != nil {
				return
			}
		}
	}
	pod, err := coordinates.POD(frames, coordinates.Modes{Count: count})
	if err != nil {
		return nil, fmt.Errorf("operator: the basis: %w", err)
	}
	b := &Basis{Points: shape.Points, Outputs: shape.Outputs, Mean: pod.Mean, Modes: pod.Modes, Explained: pod.Explained}
	for _, s := range pod.Singular {
		b.Deviation = append(b.Deviation, s/math.Sqrt(float64(train.Len())))
	}
	return b, nil
}

// PODDeepONet is a [DeepONet] whose functions aren't learned, but are those that explain most of the fields y that it is fitted to (Lu, Meng, Cai, Mao, Goswami,
// Zhang and Karniadakis 2022, doi:10.1016/j.cma.2022.114778):
//
//	y(r) = mean(r) + sum_k  s_k branch_k(x) phi_k(r)
//
// with s_k the deviation of the amplitude of phi_k over the samples, so that the network's numbers are all of size 1. No error can be below what the modes leave
// out: 1 less the last number of [Basis].Explained, of the variance. It takes fields on the grid of the basis, and no other.
type PODDeepONet struct {
	// Basis of y, by [BasisOf]. Good values: as many modes as explain all but a tenth of the error squared that one hopes for.
	Basis *Basis
	// Branch are the hidden layers. Default: 128, 128.
	Branch []int
	// Grid says where the points lie; the network itself doesn't mind. Default: Periodic.
	Grid Grid
}

// Dims is how many axes the grid has.
func (d PODDeepONet) Dims() int {
	if d.Basis == nil {
		return 0
	}
	return len(d.Basis.Points)
}

func (d PODDeepONet) grid() Grid { return d.Grid }

// Check looks at the settings.
func (d PODDeepONet) Check(s Shape) error {
	if d.Basis == nil || len(d.Basis.Modes) == 0 {
		return fmt.Errorf("operator: PODDeepONet without a Basis; give operator.BasisOf(train, axes, count)")
	}
	b := d.Basis
	if slices.ContainsFunc(d.Branch, func(n int) bool { return n < 1 }) {
		return fmt.Errorf("operator: PODDeepONet with branch %v; give positive numbers, or none for the default", d.Branch)
	}
	if !slices.Equal(b.Points, s.Points) || b.Outputs != s.Outputs {
		return fmt.Errorf("operator: PODDeepONet with a basis of %v points and %d channels, on fields of %v and %d: it takes one grid; give that, or an operator such as FNO",
			b.Points, b.Outputs, s.Points, s.Outputs)
	}
	size := Shape{Points: b.Points}.size(b.Outputs)
	if len(b.Deviation) != len(b.Modes) || len(b.Mean) != size || slices.ContainsFunc(b.Modes, func(m []float64) bool { return len(m) != size }) {
		return fmt.Errorf("operator: PODDeepONet with a basis whose parts don't fit each other; give one as operator.BasisOf makes it")
	}
	return nil
}

// Apply builds the network.
func (d PODDeepONet) Apply(w *Weights, x *Node, outputs int) *Node {
	b := d.Basis
	batch := x.Shape().Dim(0)
	v := w.network("branch", Reshape(x, batch, x.Shape().Size()/batch), d.Branch, len(b.Modes)) // [batch, modes]
	mean, modes := b.scaled(w.y)
	y := Add(EinsumAxes(v, constant(x, modes), [][2]int{{1, 0}}, nil), constant(x, mean))
	return Reshape(y, slices.Concat([]int{batch}, b.Points, []int{outputs})...)
}

// scaled are the mean, [1, values], and the modes times their deviations, [modes, values], of fields that are scaled so.
func (b *Basis) scaled(y scaling) (mean, modes *tensors.Tensor) {
	by := func(channel int) (mean, deviation float64) {
		if len(y.Mean) == 0 {
			return 0, 1
		}
		return y.Mean[channel], y.Deviation[channel]
	}
	n := len(b.Mean)
	flat, all := make([]float64, n), make([]float64, 0, n*len(b.Modes))
	for i, v := range b.Mean {
		m, s := by(i % b.Outputs)
		flat[i] = (v - m) / s
	}
	for k, mode := range b.Modes {
		for i, v := range mode {
			_, s := by(i % b.Outputs)
			all = append(all, v*b.Deviation[k]/s)
		}
	}
	return tensors.FromFlatDataAndDimensions(flat, 1, n), tensors.FromFlatDataAndDimensions(all, len(b.Modes), n)
}
