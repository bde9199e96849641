package backend_test

import (
	"math"
	"slices"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
)

const draws = 1 << 17

type draw func(state *Node, shape shapes.Shape) (next, values *Node)

// sample draws numbers from a seed.
func sample(t *testing.T, e compute.Backend, dtype dtypes.DType, from draw, seed int64) []float64 {
	t.Helper()
	state, err := RNGStateFromSeed(seed)
	if err != nil {
		t.Fatal(err)
	}
	out, err := CallOnce(e, func(s *Node) *Node { _, y := from(s, shapes.Make(dtype, draws)); return y }, state)
	if err != nil {
		t.Fatal(err)
	}
	v, err := numbers(out)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// moment is the mean of a function of the numbers, in standard errors from what it should be.
func moment(v []float64, f func(x float64) float64, mean, variance float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += f(x)
	}
	n := float64(len(v))
	return (sum/n - mean) / math.Sqrt(variance/n)
}

func neighbours(v []float64) []float64 {
	p := make([]float64, len(v)-1)
	for i := range p {
		p[i] = (v[i] - 0.5) * (v[i+1] - 0.5)
	}
	return p
}

func same(x float64) float64   { return x }
func square(x float64) float64 { return x * x }

// TestConformRandom compares moments with the distribution's: five standard errors, which chance exceeds once in a million.
// The numbers themselves differ from backend to backend.
func TestConformRandom(t *testing.T) {
	for _, e := range engines(t) {
		for _, dtype := range []dtypes.DType{dtypes.Float32, dtypes.Float64} {
			t.Run(e.name+"/"+dtype.String(), func(t *testing.T) {
				u := sample(t, e, dtype, RandomUniform, 1)
				z := sample(t, e, dtype, RandomNormal, 1)
				for name, errors := range map[string]float64{
					"mean of uniform":        moment(u, same, 1./2, 1./12),
					"square of uniform":      moment(u, square, 1./3, 1./5-1./9),
					"neighbours of uniform":  moment(neighbours(u), same, 0, 1./144),
					"mean of normal":         moment(z, same, 0, 1),
					"square of normal":       moment(z, square, 1, 2),
					"fourth power of normal": moment(z, func(x float64) float64 { return x * x * x * x }, 3, 96),
				} {
					if !(math.Abs(errors) < 5) {
						t.Errorf("%s is %.1f standard errors off", name, errors)
					}
				}
				if low, high := slices.Min(u), slices.Max(u); low < 0 || high >= 1 {
					t.Errorf("uniform numbers lie in [%g, %g], not in [0, 1)", low, high)
				}
				if again := sample(t, e, dtype, RandomUniform, 1); !slices.Equal(u, again) {
					t.Error("the same seed gave other numbers")
				}
				if other := sample(t, e, dtype, RandomUniform, 2); slices.Equal(u, other) {
					t.Error("another seed gave the same numbers")
				}
			})
		}
	}
}

// TestMomentsCatchBias is the control: numbers whose mean is 1% off, or each of which repeats, don't pass.
func TestMomentsCatchBias(t *testing.T) {
	u := sample(t, engines(t)[0], dtypes.Float64, RandomUniform, 1)
	twice := slices.Clone(u)
	for i := 1; i < len(twice); i += 2 {
		twice[i] = twice[i-1]
	}
	if e := moment(u, func(x float64) float64 { return 1.01 * x }, 1./2, 1./12); math.Abs(e) < 5 {
		t.Errorf("a bias of 1%% is %.1f standard errors, and passes", e)
	}
	if e := moment(neighbours(twice), same, 0, 1./144); math.Abs(e) < 5 {
		t.Errorf("numbers that repeat are %.1f standard errors off, and pass", e)
	}
}
