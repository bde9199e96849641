package operator

import (
	"math"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// reconstructed is how far a field with ends is from the sum of its first modes, and from that on a grid twice as fine.
func reconstructed(t *testing.T, g Grid, n, modes, degree int, f func(x float64) float64) (off float64, values []float64) {
	t.Helper()
	engine := engines(t)[0]
	field := make([]float64, n)
	for j := range field {
		field[j] = f(g.place(j, n))
	}
	const length = 1.5
	l := spectralLayer{modes: []int{modes}, grid: g, length: length, degree: degree}
	values = engine.Run(t, func(in []*Node) []*Node {
		return []*Node{DivScalar(l.apply(in[0], func(z *Node) *Node { return z }), length)}
	}, tensors.FromFlatDataAndDimensions(field, n, 1, 1))[0]
	return furthest(values, field), values
}

// A field that is no period of anything has few modes of note once it is carried on: those of the field that is 0 past its ends fall by 1/k, and
// overshoot at the ends.
func TestContinuationReconstructs(t *testing.T) {
	for _, g := range []Grid{Ends, Centres} {
		empty, _ := reconstructed(t, g, 65, 10, 0, math.Exp)
		for _, degree := range []int{2, 3, 4} {
			off, _ := reconstructed(t, g, 65, 10, degree, math.Exp)
			t.Logf("%v: 10 modes of exp(x), carried on by degree %d, are off by %.2g; without, by %.2g", g, degree, off, empty)
			if !(off < 0.02*empty) {
				t.Errorf("%v, degree %d: off by %.2g; without continuation %.2g", g, degree, off, empty)
			}
		}
		if empty < 0.3 {
			t.Errorf("%v: without continuation off by %.2g: this test sees nothing", g, empty)
		}
	}
}

// A polynomial of the degree is carried on by itself at either end, and the rule of the sum makes no error then that a finer grid wouldn't.
func TestContinuationHasALimit(t *testing.T) {
	f := func(x float64) float64 { return 1 + x - 2*x*x }
	for _, g := range []Grid{Ends, Centres} {
		n := map[Grid][]int{Ends: {17, 33, 65}, Centres: {10, 30, 90}}[g] // points that the finer grid has too
		apart := func(degree, coarse, fine int) float64 {
			_, a := reconstructed(t, g, coarse, 5, degree, f)
			_, b := reconstructed(t, g, fine, 5, degree, f)
			most := 0.0
			for i, v := range a {
				at := 2 * i
				if g == Centres {
					at = 3*i + 1
				}
				most = math.Max(most, math.Abs(v-b[at]))
			}
			return most
		}
		first, second, without := apart(2, n[0], n[1]), apart(2, n[1], n[2]), apart(0, n[0], n[1])
		t.Logf("%v: grids are apart by %.2g and %.2g; without continuation by %.2g", g, first, second, without)
		if !(first < 0.1*without && second < 0.3*first) {
			t.Errorf("%v: grids of %v points are apart by %.2g and %.2g, without continuation by %.2g", g, n, first, second, without)
		}
	}
}
