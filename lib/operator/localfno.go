package operator

import (
	"fmt"
	"math"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// LocalFNO is an [FNO] whose layers also see the surroundings of each point, by kernels that are short, and belong to no grid (Liu-Schiaffini,
// Berner, Bonev, Kurth, Azizzadenesheli and Anandkumar 2024, https://proceedings.mlr.press/v235/liu-schiaffini24a.html). To K v a layer adds
//
//	sum_a C_a R dv/dx_a  +  sum_c W_c  integral of v(r + s) b_c(s) ds,    |s_a| below R
//
// with matrices C and W over the channels: derivatives, and integrals against hats b_c whose tops lie a width apart, R/2, at -R/2, 0 and R/2 along each axis.
// Derivatives are by central differences, of second order, and so are the integrals: as points draw together the layer goes to a limit, where
// a convolution over neighbours would see ever less of the domain. Past walls a field counts as 0 in integrals, and differences are one-sided there.
type LocalFNO struct {
	FNO
	// Radius R of the surroundings, as a share of the domain. Half of it must be no shorter than the distance of the coarsest grid's points.
	// Default: 1/8. Good values: 2 to 4 such distances.
	Radius float64
}

// Check looks at the settings.
func (l LocalFNO) Check(s Shape) error {
	if !(l.Radius >= 0 && l.Radius <= 0.5) {
		return fmt.Errorf("operator: LocalFNO that sees %g of the domain round a point; give up to 0.5, or 0 for the default", l.Radius)
	}
	if err := l.FNO.Check(s); err != nil {
		return err
	}
	for a, n := range s.Points {
		if step := l.Grid.step(n); n < 3 || l.radius()/2 < step*(1-1e-9) {
			return fmt.Errorf("operator: LocalFNO with a radius of %g and points %g apart along axis %d; give a Radius of %g or more, or a finer grid", l.radius(), step, a, 2*step)
		}
	}
	return nil
}

func (l LocalFNO) radius() float64 {
	if l.Radius == 0 {
		return 0.125
	}
	return l.Radius
}

// Apply builds the operator.
func (l LocalFNO) Apply(w *Weights, x *Node, outputs int) *Node {
	return l.FNO.apply(w, x, outputs, func(name string, v *Node) *Node {
		d := v.Rank() - 2
		var seen []*Node
		for a := range d {
			seen = append(seen, l.Grid.along(v, a, l.Grid.slopes(v.Shape().Dim(a), l.radius()), 1))
		}
		around := v
		for a := range d {
			around = l.Grid.along(around, a, l.Grid.hats(v.Shape().Dim(a), l.radius()/2), hats)
		}
		channels := v.Shape().Dim(-1)
		return Add(w.Dense(name+" slopes", Concatenate(seen, -1), channels), w.Dense(name+" surroundings", around, channels))
	})
}

// hats along an axis.
const hats = 3

// along takes an axis of [points..., batch, channels] through a matrix [copies n, n], and puts the copies to the channels.
func (g Grid) along(v *Node, axis int, matrix *tensors.Tensor, copies int) *Node {
	dims := v.Shape().Dimensions
	lead := 1
	for _, n := range dims[:axis] {
		lead *= n
	}
	rest := v.Shape().Size() / (lead * dims[axis] * dims[len(dims)-1])
	z := Reshape(times(matrix, v, lead), lead, copies, dims[axis]*rest, dims[len(dims)-1])
	out := append([]int{}, dims...)
	out[len(out)-1] *= copies
	return Reshape(TransposeAllAxes(z, 0, 2, 1, 3), out...)
}

// slopes are the derivatives along an axis of n points, of length 1, times a length.
func (g Grid) slopes(n int, length float64) *tensors.Tensor {
	m := make([]float64, n*n)
	scale := length / (2 * g.step(n))
	for i := range n {
		switch {
		case g == Periodic || i > 0 && i < n-1:
			m[i*n+(i+1)%n] += scale
			m[i*n+(i+n-1)%n] -= scale
		default: // by the parabola through the three points next to a wall
			inwards := 1
			if i > 0 {
				inwards = -1
			}
			for k, c := range []float64{-3, 4, -1} {
				m[i*n+i+k*inwards] += c * scale * float64(inwards)
			}
		}
	}
	return tensors.FromFlatDataAndDimensions(m, n, n)
}

// hats are the means of the surroundings of n points with hats of a width, whose tops lie a width before a point, at it, and behind it: [3 n, n].
func (g Grid) hats(n int, width float64) *tensors.Tensor {
	m := make([]float64, hats*n*n)
	step := g.step(n)
	reach := int(math.Ceil(2 * width / step))
	for c := range hats {
		top := float64(c-1) * width
		for i := range n {
			sum := 0.0
			for k := -reach; k <= reach; k++ {
				sum += max(0, 1-math.Abs(float64(k)*step-top)/width)
			}
			for k := -reach; k <= reach; k++ {
				j := i + k
				if g == Periodic {
					j = (j%n + n) % n
				} else if j < 0 || j >= n {
					continue
				}
				weight := max(0, 1-math.Abs(float64(k)*step-top)/width) / sum
				if g == Ends && (j == 0 || j == n-1) {
					weight /= 2 // the trapezium rule's
				}
				m[(c*n+i)*n+j] += weight
			}
		}
	}
	return tensors.FromFlatDataAndDimensions(m, hats*n, n)
}
