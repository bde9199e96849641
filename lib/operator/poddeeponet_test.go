package operator

import (
	"math"
	"strings"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"sublunar/lib/field"
)

// outside is the square of what the modes leave of a field about the mean, and the square of all of that.
func (b *Basis) outside(y []float64) (left, all float64) {
	r := make([]float64, len(y))
	for j := range r {
		r[j] = y[j] - b.Mean[j]
		all += r[j] * r[j]
	}
	for _, mode := range b.Modes {
		amplitude := 0.0
		for j := range r {
			amplitude += r[j] * mode[j]
		}
		for j := range r {
			r[j] -= amplitude * mode[j]
		}
	}
	for _, v := range r {
		left += v * v
	}
	return left, all
}

// The samples that a basis is of are sums of its modes, where it has as many as they are made of; with fewer, what is left out is what Explained says.
func TestBasisSpansItsSamples(t *testing.T) {
	s := heat(120, 16, Periodic, 1)
	for _, count := range []int{6, 4} {
		b, err := BasisOf(s, 1, count)
		if err != nil {
			t.Fatal(err)
		}
		left, all := 0.0, 0.0
		for i := range s.Len() {
			l, a := b.outside(s.Y.Values[i*16 : (i+1)*16])
			left, all = left+l, all+a
		}
		if want := 1 - b.Explained[count-1]; !(math.Abs(left/all-want) < 1e-12) {
			t.Errorf("%d modes leave %.3g of the variance, and say %.3g", count, left/all, want)
		}
		if count == 4 && left/all < 1e-3 {
			t.Error("four modes leave nothing: this test sees nothing")
		}
	}
}

// What the network gives lies in the span of the modes about the mean, with any parameters and any scaling of the fields.
func TestPODDeepONetStaysInItsSpan(t *testing.T) {
	engine := engines(t)[0]
	b, err := BasisOf(heat(120, 16, Periodic, 1), 1, 4)
	if err != nil {
		t.Fatal(err)
	}
	o := PODDeepONet{Basis: b, Branch: []int{8}}
	plan, err := NewPlan(engine.Backend, o, Shape{Points: []int{16}, Inputs: 1, Outputs: 1})
	if err != nil {
		t.Fatal(err)
	}
	ys := scaling{Mean: []float64{0.7}, Deviation: []float64{1.3}}
	var in []*tensors.Tensor
	for i, values := range plan.Start(3) {
		in = append(in, tensors.FromFlatDataAndDimensions(values, plan.Blocks[i].Shape...))
	}
	y := engine.Run(t, func(in []*Node) []*Node {
		return []*Node{physical(plan.scaled(in[:len(in)-1], in[len(in)-1], scaling{}, ys), ys)}
	}, append(in, normal(5, 1, 16, 1))...)[0]
	outside := func(y []float64) float64 {
		left, all := b.outside(y)
		return math.Sqrt(left / all)
	}
	if off := outside(y); !(off < 1e-12) {
		t.Errorf("%.2g of it lies outside", off)
	}
	y[3] += 0.1
	if outside(y) < 1e-3 {
		t.Error("a field changed at one point lies in the span: this test sees nothing")
	}
}

func TestBadBases(t *testing.T) {
	s := heat(10, 16, Periodic, 1)
	holed := heat(10, 16, Periodic, 1)
	holed.Y.Values[20] = math.NaN()
	for _, c := range []struct {
		s           Source
		axes, count int
		want        string
	}{
		{nil, 1, 3, "2 or more"},
		{s, 0, 3, "1 to 3"},
		{s, 2, 3, "2 lengths"},
		{s, 1, 0, "1 or more"},
		{s, 1, 12, "at most 9"},
		{holed, 1, 3, "sample 1 has NaN"},
		{field.Samples{X: field.NewArray(4, 8), Y: field.NewArray(4, 9)}, 1, 2, "the same grid"},
	} {
		if _, err := BasisOf(c.s, c.axes, c.count); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("want %q, got %v", c.want, err)
		}
	}
}
