package operator

import (
	"fmt"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/layers/activation"
)

// UNet halves the grid Levels times and doubles it again, with convolutions over neighbours at each level, and what a level held on the way
// down beside what comes up (Ronneberger, Fischer and Brox 2015, doi:10.1007/978-3-319-24574-4_28). It sees all scales, and is hard to
// beat on the grid that it was fitted to.
type UNet struct {
	// Axes of the grid, 1 to 3. Default: 2.
	Axes int
	// Channels at the finest level; each coarser one has twice as many. Default: 16.
	Channels int
	// Levels below the finest. Each axis needs a number of points that so many halvings divide. Default: 2.
	Levels int
	// Grid says what is past the edges. Default: Periodic.
	Grid Grid
}

// Dims is how many axes the grid has.
func (u UNet) Dims() int { return u.filled().Axes }

// Check looks at the settings.
func (u UNet) Check(s Shape) error {
	if u.Channels < 0 || u.Levels < 0 {
		return fmt.Errorf("operator: UNet of %d channels and %d levels; give positive numbers, or 0 for the defaults", u.Channels, u.Levels)
	}
	by := 1 << u.filled().Levels
	for a, n := range s.Points {
		if n%by != 0 {
			return fmt.Errorf("operator: UNet of %d levels on %d points along axis %d: give a multiple of %d points, or fewer Levels", u.filled().Levels, n, a, by)
		}
	}
	return nil
}

func (u UNet) filled() UNet {
	if u.Axes == 0 {
		u.Axes = 2
	}
	if u.Channels == 0 {
		u.Channels = 16
	}
	if u.Levels == 0 {
		u.Levels = 2
	}
	return u
}

// Apply builds the network.
func (u UNet) Apply(w *Weights, x *Node, outputs int) *Node {
	u = u.filled()
	if u.Grid != Periodic {
		x = u.Grid.coordinates(x)
	}
	v := w.Dense("lift", x, u.Channels)
	twice := func(name string, v *Node, channels int) *Node {
		for k := range 2 {
			v = activation.Gelu(w.convolution(fmt.Sprintf("%s convolution %d", name, k+1), v, channels, 3, 1, u.Grid))
		}
		return v
	}
	var down []*Node
	for i := range u.Levels {
		v = twice(fmt.Sprintf("down %d", i+1), v, u.Channels<<i)
		down = append(down, v)
		v = halve(v)
	}
	v = twice("bottom", v, u.Channels<<u.Levels)
	for i := u.Levels - 1; i >= 0; i-- {
		v = Concatenate([]*Node{down[i], double(v)}, -1)
		v = twice(fmt.Sprintf("up %d", i+1), v, u.Channels<<i)
	}
	return w.Dense("project", v, outputs)
}
