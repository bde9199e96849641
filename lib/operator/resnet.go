package operator

import (
	"fmt"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/layers/activation"
)

// ResNet is convolutions over neighbours, two a block, each block added to what goes in (He, Zhang, Ren and Sun 2016, doi:10.1109/CVPR.2016.90).
// With Gaps it is the dilated one, which sees far in few layers (Stachenfeld and others 2022, https://openreview.net/forum?id=msRBojTz-Nh): on
// chaotic fields it often beats operators. What it learns belongs to the distance between points: on a finer grid it is another function.
type ResNet struct {
	// Axes of the grid, 1 to 3. Default: 2.
	Axes int
	// Channels on each point. Default: 32.
	Channels int
	// Blocks. Default: 6; of the dilated one 2.
	Blocks int
	// Width of a convolution, in points: odd. Default: 3.
	Width int
	// Gaps of the convolutions of a block, in points. Default: 1 and 1. Good values for the dilated one: 1, 2, 4, 8, 4, 2, 1.
	Gaps []int
	// Grid says what is past the edges. Default: Periodic.
	Grid Grid
}

// Dims is how many axes the grid has.
func (r ResNet) Dims() int { return r.filled().Axes }

// Check looks at the settings.
func (r ResNet) Check(Shape) error {
	if r.Channels < 0 || r.Blocks < 0 || r.Width < 0 || r.Width > 0 && r.Width%2 == 0 {
		return fmt.Errorf("operator: ResNet of %d channels, %d blocks, %d points wide; give positive numbers, and an odd width", r.Channels, r.Blocks, r.Width)
	}
	for _, g := range r.Gaps {
		if g < 1 {
			return fmt.Errorf("operator: ResNet with gaps of %v points; give 1 or more", r.Gaps)
		}
	}
	return nil
}

func (r ResNet) filled() ResNet {
	if r.Axes == 0 {
		r.Axes = 2
	}
	if r.Channels == 0 {
		r.Channels = 32
	}
	if r.Width == 0 {
		r.Width = 3
	}
	if r.Blocks == 0 {
		r.Blocks = 6
		if len(r.Gaps) > 2 {
			r.Blocks = 2
		}
	}
	if len(r.Gaps) == 0 {
		r.Gaps = []int{1, 1}
	}
	return r
}

// Apply builds the network.
func (r ResNet) Apply(w *Weights, x *Node, outputs int) *Node {
	r = r.filled()
	if r.Grid != Periodic {
		x = r.Grid.coordinates(x)
	}
	v := w.Dense("lift", x, r.Channels)
	for i := range r.Blocks {
		h := v
		for k, gap := range r.Gaps {
			h = w.convolution(fmt.Sprintf("block %d convolution %d", i+1, k+1), activation.Gelu(h), r.Channels, r.Width, gap, r.Grid)
		}
		v = Add(v, h)
	}
	return w.Dense("project", activation.Gelu(v), outputs)
}
