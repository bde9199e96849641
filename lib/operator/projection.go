package operator

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/support/exceptions"

	"sublunar/lib/spectral"
)

// A Projection makes a law hold exactly: it takes what goes into an operator and what comes out, [batch, points..., channels] in the units of the
// data, to the nearest fields for which the law holds.
type Projection interface {
	Apply(x, y *Node) *Node
}

// KeepMean gives each channel of y the mean of the channel of x that comes last but as many: what has no source keeps its amount. The grid is
// one of equal cells, such as a Periodic one.
type KeepMean struct{}

// Apply shifts the channels.
func (KeepMean) Apply(x, y *Node) *Node {
	o, inputs := y.Shape().Dim(-1), x.Shape().Dim(-1)
	if o > inputs {
		exceptions.Panicf("operator: KeepMean of %d channels out, with %d in; each needs one whose mean it keeps", o, inputs)
	}
	axes := make([]int, y.Rank()-2)
	for i := range axes {
		axes[i] = 1 + i
	}
	mean := func(v *Node) *Node { return ReduceAndKeep(v, ReduceMean, axes...) }
	return Add(y, Sub(mean(cut(x, x.Rank()-1, inputs-o, inputs)), mean(y)))
}

// Solenoidal takes the channels of y for a velocity, one for each axis, on a periodic grid of a box with these lengths, and leaves its part
// without divergence:
//
//	u - grad lap^-1 div u
type Solenoidal struct {
	// Lengths of the box. Default: 1 each.
	Lengths []float64
}

// Apply projects, mode by mode.
func (s Solenoidal) Apply(_, y *Node) *Node {
	d := y.Rank() - 2
	if y.Shape().Dim(-1) != d {
		exceptions.Panicf("operator: Solenoidal of %d channels on %d axes; give a velocity, one channel for each axis", y.Shape().Dim(-1), d)
	}
	lengths := s.Lengths
	if lengths == nil {
		lengths = make([]float64, d)
		for i := range lengths {
			lengths[i] = 1
		}
	}
	box := spectral.Box{Points: y.Shape().Dimensions[1 : d+1], Lengths: lengths}
	var u []spectral.Spectrum
	for a := range d {
		u = append(u, box.Forward(Squeeze(cut(y, d+1, a, a+1), d+1)))
	}
	derivative := func(a int) *spectral.Symbol {
		orders := make([]int, d)
		orders[a] = 1
		return box.Differential(orders...)
	}
	var divergence spectral.Spectrum
	for a := range d {
		part := u[a].Times(derivative(a))
		if a == 0 {
			divergence = part
		} else {
			divergence = divergence.Plus(part)
		}
	}
	// The inverse of the sum of squares of the same first derivatives, so that none is left of the divergence that they see.
	potential := divergence.Times(box.Symbol(func(k []float64) complex128 {
		sum := 0.0
		for a, c := range k {
			if top := math.Pi * float64(box.Points[a]) / lengths[a]; box.Points[a]%2 == 0 && c*c > top*top*(1-1e-9) {
				continue // Nyquist's mode has no first derivative
			}
			sum -= c * c
		}
		if sum == 0 {
			return 0
		}
		return complex(1/sum, 0)
	}))
	var out []*Node
	for a := range d {
		out = append(out, ExpandAxes(box.Inverse(u[a].Minus(potential.Times(derivative(a)))), d+1))
	}
	return Concatenate(out, d+1)
}
