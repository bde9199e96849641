package operator

import (
	"fmt"
	"math"
	"slices"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/layers/activation"
)

// Transolver is a transformer whose tokens are no points, but Slices of the domain that behave alike: each point belongs to each slice with a
// weight that it works out from its own channels, the slices attend to each other, and the points take their share of the result (Wu, Luo,
// Wang, Wang and Long 2024, https://proceedings.mlr.press/v235/wu24r.html). Its cost grows with the number of points, not with its square, and a slice
// is a mean, so that it takes other grids.
type Transolver struct {
	// Axes of the grid, 1 to 3. Default: 2.
	Axes int
	// Channels on each point, a multiple of Heads. Default: 64.
	Channels int
	// Heads that attend apart. Default: 4.
	Heads int
	// Slices of each head. Default: 32.
	Slices int
	// Layers. Default: 4.
	Layers int
	// Grid says where the points lie. Default: Periodic, and then a point is told of by sines and cosines.
	Grid Grid
}

// Dims is how many axes the grid has.
func (t Transolver) Dims() int { return t.filled().Axes }

func (t Transolver) grid() Grid { return t.Grid }

// Check looks at the settings.
func (t Transolver) Check(Shape) error {
	if t.Channels < 0 || t.Heads < 0 || t.Slices < 0 || t.Layers < 0 {
		return fmt.Errorf("operator: Transolver of %d channels, %d heads, %d slices, %d layers; give positive numbers, or 0 for the defaults", t.Channels, t.Heads, t.Slices, t.Layers)
	}
	if f := t.filled(); f.Channels%f.Heads != 0 {
		return fmt.Errorf("operator: Transolver of %d channels for %d heads; give a multiple of them", f.Channels, f.Heads)
	}
	return nil
}

func (t Transolver) filled() Transolver {
	for _, d := range []struct {
		field *int
		value int
	}{{&t.Axes, 2}, {&t.Channels, 64}, {&t.Heads, 4}, {&t.Slices, 32}, {&t.Layers, 4}} {
		if *d.field == 0 {
			*d.field = d.value
		}
	}
	return t
}

// Apply builds the transformer.
func (t Transolver) Apply(w *Weights, x *Node, outputs int) *Node {
	t = t.filled()
	dims := x.Shape().Dimensions
	points := 1
	for _, n := range dims[1 : len(dims)-1] {
		points *= n
	}
	flat := func(x *Node) *Node { return Reshape(x, dims[0], points, x.Shape().Dim(-1)) }
	places := t.Grid.places(dims[1 : len(dims)-1])
	where := BroadcastToDims(ExpandAxes(constant(x, places), 0), dims[0], points, places.Shape().Dim(1))
	v := w.Dense("lift 1", Concatenate([]*Node{flat(x), where}, -1), 2*t.Channels)
	v = w.Dense("lift 2", activation.Gelu(v), t.Channels)
	for i := range t.Layers {
		name := func(what string) string { return fmt.Sprintf("layer %d %s", i+1, what) }
		v = Add(v, t.attend(w, name, w.norm(name("norm 1"), v)))
		h := activation.Gelu(w.Dense(name("inner"), w.norm(name("norm 2"), v), 2*t.Channels))
		v = Add(v, w.Dense(name("outer"), h, t.Channels))
	}
	out := w.Dense("project", w.norm("last norm", v), outputs)
	return Reshape(out, slices.Concat(dims[:len(dims)-1], []int{outputs})...)
}

// attend to the slices: [batch, points, channels] to the same.
func (t Transolver) attend(w *Weights, name func(string) string, v *Node) *Node {
	batch, points := v.Shape().Dim(0), v.Shape().Dim(1)
	each := t.Channels / t.Heads
	heads := func(x *Node) *Node { return Reshape(x, batch, points, t.Heads, each) }
	seen := heads(w.Dense(name("seen"), v, t.Channels))
	logits := w.Dense(name("slices"), heads(w.Dense(name("place"), v, t.Channels)), t.Slices)
	share := Softmax(logits) // [batch, points, heads, slices]: of each point
	pairs := [][2]int{{0, 0}, {2, 2}}
	token := EinsumAxes(share, seen, [][2]int{{1, 1}}, pairs) // [batch, heads, slices, each]
	token = Div(token, AddScalar(ExpandAxes(ReduceSum(share, 1), -1), 1e-6))
	q, k, value := w.Dense(name("query"), token, each), w.Dense(name("key"), token, each), w.Dense(name("value"), token, each)
	both := [][2]int{{0, 0}, {1, 1}}
	attention := Softmax(MulScalar(EinsumAxes(q, k, [][2]int{{3, 3}}, both), 1/math.Sqrt(float64(each)))) // [batch, heads, slices, slices]
	token = EinsumAxes(attention, value, [][2]int{{3, 2}}, both)
	back := EinsumAxes(share, token, [][2]int{{3, 2}}, [][2]int{{0, 0}, {2, 1}}) // [batch, heads, points, each]
	return w.Dense(name("joined"), Reshape(TransposeAllAxes(back, 0, 2, 1, 3), batch, points, t.Channels), t.Channels)
}

// norm brings the channels of each point to mean 0 and deviation 1, and then to a scale and a shift of their own.
func (w *Weights) norm(name string, x *Node) *Node {
	n := x.Shape().Dim(-1)
	x = Sub(x, ReduceAndKeep(x, ReduceMean, -1))
	x = Div(x, Sqrt(AddScalar(ReduceAndKeep(Square(x), ReduceMean, -1), 1e-6)))
	scale := ExpandLeftToRank(w.Constant(name+" scale", 1, n), x.Rank())
	return Add(Mul(x, scale), ExpandLeftToRank(w.Constant(name+" shift", 0, n), x.Rank()))
}
