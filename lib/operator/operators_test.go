package operator

import (
	"strings"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"sublunar/lib/backend"
	"sublunar/lib/field"
	"sublunar/lib/internal/enginetest"
)

// architectures on a line of 16 points and on a plane of 8 x 8.
var architectures = []struct {
	name        string
	line, plane Operator
	moves       bool // with the field: it doesn't know where it is
}{
	{"FNO", FNO{Modes: []int{4}, Channels: 6, Layers: 2}, FNO{Modes: []int{3, 4}, Channels: 6, Layers: 2}, true},
	{"FNO without hidden channels", FNO{Modes: []int{4}, Channels: 6, Layers: 2, Hidden: -1, Widen: 12}, FNO{Modes: []int{3, 4}, Channels: 6, Layers: 2, Hidden: -1}, true},
	{"FNO by axes", FNO{Modes: []int{4}, Channels: 6, Layers: 2, Factor: PerAxis}, FNO{Modes: []int{3, 4}, Channels: 6, Layers: 2, Factor: PerAxis}, true},
	{"Tucker", FNO{Modes: []int{4}, Channels: 6, Layers: 2, Factor: Tucker}, FNO{Modes: []int{3, 4}, Channels: 6, Layers: 2, Factor: Tucker}, true},
	{"CP", FNO{Modes: []int{4}, Channels: 6, Layers: 2, Factor: CP}, FNO{Modes: []int{3, 4}, Channels: 6, Layers: 2, Factor: CP}, true},
	{"FNO with ends", FNO{Modes: []int{4}, Channels: 6, Layers: 2, Grid: Ends}, FNO{Modes: []int{3, 4}, Channels: 6, Layers: 2, Grid: Ends}, false},
	{"ResNet", ResNet{Axes: 1, Channels: 6, Blocks: 2}, ResNet{Channels: 6, Blocks: 2}, true},
	{"dilated", ResNet{Axes: 1, Channels: 6, Blocks: 1, Gaps: []int{1, 2, 4, 2, 1}}, ResNet{Channels: 6, Blocks: 1, Gaps: []int{1, 2, 4, 2, 1}}, true},
	{"UNet", UNet{Axes: 1, Channels: 4}, UNet{Channels: 4}, false}, // by 4 points only
	{"DeepONet", DeepONet{Points: []int{16}, Basis: 8, Branch: []int{32}, Trunk: []int{32}}, DeepONet{Points: []int{8, 8}, Basis: 8, Branch: []int{16}, Trunk: []int{16}}, false},
	{"UFNO", UFNO{Modes: []int{4}, Channels: 4, Levels: 1}, UFNO{Modes: []int{3, 4}, Channels: 4, Levels: 1}, false}, // by 2 points only
	{"local FNO", LocalFNO{FNO{Modes: []int{4}, Channels: 6, Layers: 2}, 0.25}, LocalFNO{FNO{Modes: []int{3, 4}, Channels: 6, Layers: 2}, 0.25}, true},
	{"continued FNO", FNO{Modes: []int{4}, Channels: 6, Layers: 2, Grid: Ends, Continue: 2}, FNO{Modes: []int{3, 4}, Channels: 6, Layers: 2, Grid: Ends, Extend: 0.5, Continue: 2}, false},
	{"POD-DeepONet", PODDeepONet{Basis: heatBasis(), Branch: []int{32}}, nil, false}, // its basis has as many channels as it has
	{"Transolver", Transolver{Axes: 1, Channels: 16, Heads: 2, Slices: 8, Layers: 1}, Transolver{Channels: 16, Heads: 2, Slices: 8, Layers: 1}, false},
}

// heatBasis are the modes of fields that are sums of three waves: six.
func heatBasis() *Basis {
	b, err := BasisOf(heat(120, 16, Periodic, 1), 1, 6)
	if err != nil {
		panic(err)
	}
	return b
}

// applied is an operator with its first parameters, all of them a little different from where they begin, on x.
func applied(t *testing.T, engine enginetest.Engine, o Operator, x *tensors.Tensor, outputs int) []float64 {
	t.Helper()
	dims := x.Shape().Dimensions
	plan, err := NewPlan(engine.Backend, o, Shape{Points: dims[1 : len(dims)-1], Inputs: dims[len(dims)-1], Outputs: outputs})
	if err != nil {
		t.Fatal(err)
	}
	var in []*tensors.Tensor
	for i, values := range plan.Start(7) {
		for j := range values {
			values[j] += 0.01 * float64(j%3)
		}
		in = append(in, tensors.FromFlatDataAndDimensions(values, plan.Blocks[i].Shape...))
	}
	return engine.Run(t, func(in []*Node) []*Node {
		return []*Node{plan.Apply(in[:len(in)-1], in[len(in)-1])}
	}, append(in, x)...)[0]
}

// Every backend gives the same numbers.
func TestBackendsAgree(t *testing.T) {
	all := engines(t)
	for _, a := range architectures {
		if a.plane == nil {
			continue
		}
		x := normal(1, 2, 8, 8, 3)
		first := applied(t, all[0], a.plane, x, 2)
		for _, engine := range all[1:] {
			if off := furthest(first, applied(t, engine, a.plane, x, 2)); !(off < 1e-10) {
				t.Errorf("%s: %s and %s are apart by %.2g", a.name, all[0].Name, engine.Name, off)
			}
		}
	}
}

// On a periodic grid a field that is moved gives the result, moved; with ends it doesn't, for there it matters where things are.
func TestMovesAlong(t *testing.T) {
	engine := engines(t)[0]
	const n, by = 8, 3
	shift := func(values []float64, channels int) []float64 {
		out := make([]float64, len(values))
		for i := range n {
			for j := range n {
				for c := range channels {
					out[((i+by)%n*n+(j+1)%n)*channels+c] = values[(i*n+j)*channels+c]
				}
			}
		}
		return out
	}
	x := normal(1, 1, n, n, 2)
	values, err := backend.Numbers(x)
	if err != nil {
		t.Fatal(err)
	}
	moved := tensors.FromFlatDataAndDimensions(shift(values, 2), 1, n, n, 2)
	for _, a := range architectures {
		if a.plane == nil {
			continue
		}
		off := furthest(shift(applied(t, engine, a.plane, x, 1), 1), applied(t, engine, a.plane, moved, 1))
		if a.moves && !(off < 1e-12) {
			t.Errorf("%s of a moved field is apart from the field moved by %.2g", a.name, off)
		}
		if !a.moves && off < 1e-6 {
			t.Errorf("%s doesn't notice where it is: this test sees nothing", a.name)
		}
	}
}

// Each learns diffusion on its own grid, DeepONet with most trouble; nothing learned is an error of 1.
func TestEachLearns(t *testing.T) {
	train, test := heat(120, 16, Periodic, 1), heat(40, 16, Periodic, 2)
	for _, a := range architectures {
		if a.name == "FNO with ends" || a.name == "continued FNO" {
			continue // the fields are periodic
		}
		f, err := Fit(a.line, train, Training{Epochs: 20, Batch: 10, Rate: 1e-2})
		if err != nil {
			t.Fatalf("%s: %v", a.name, err)
		}
		report, err := f.Test(test)
		if err != nil {
			t.Fatalf("%s: %v", a.name, err)
		}
		t.Logf("%s: %d parameters, error %.3g", a.name, f.Parameters(), report.Mean)
		if !(report.Mean < 0.4) {
			t.Errorf("%s: an error of %.3g", a.name, report.Mean)
		}
	}
}

func TestBadArchitectures(t *testing.T) {
	plane := field.Samples{X: field.NewArray(4, 10, 10), Y: field.NewArray(4, 10, 10)}
	for _, c := range []struct {
		o    Operator
		want string
	}{
		{UNet{}, "a multiple of 4 points"},
		{UNet{Levels: -1}, "positive"},
		{ResNet{Width: 4}, "an odd width"},
		{ResNet{Gaps: []int{0}}, "1 or more"},
		{Transolver{Heads: 3}, "a multiple of them"},
		{Transolver{Layers: -1}, "positive"},
		{DeepONet{Points: []int{8, 8}}, "its branch takes one grid"},
		{DeepONet{Points: []int{10, 10}, Basis: -1}, "positive"},
		{UFNO{Modes: []int{4, 4}, Channels: -1}, "positive"},
		{UFNO{Modes: []int{6, 6}}, "at most 5 modes"},
		{UFNO{Modes: []int{4, 4}, Levels: 5}, "fewer Levels"},
		{LocalFNO{FNO{Modes: []int{4, 4}}, 0.1}, "give a Radius of 0.2"},
		{LocalFNO{FNO{Modes: []int{4, 4}}, 0.7}, "up to 0.5"},
		{LocalFNO{FNO{Modes: []int{6, 4}}, 0.2}, "at most 5 modes"},
		{FNO{Modes: []int{4, 4}, Widen: -1}, "widened to -1"},
		{FNO{Modes: []int{4, 4}, Continue: 2}, "which have no ends"},
		{FNO{Modes: []int{4, 4}, Grid: Ends, Continue: -1}, "degree -1"},
		{FNO{Modes: []int{4, 4}, Grid: Ends, Continue: 3}, "a lower Continue"},
		{PODDeepONet{}, "without a Basis"},
		{PODDeepONet{Basis: heatBasis()}, "it takes one grid"},
		{PODDeepONet{Basis: &Basis{Points: []int{10, 10}, Outputs: 1, Modes: [][]float64{{1}}}}, "don't fit each other"},
		{FNO{Modes: []int{4, 4}, Factor: 9}, "PerAxis, Tucker or CP"},
		{FNO{Modes: []int{4, 4}, Factor: CP, Rank: -1}, "a rank above 0"},
		{FNO{Modes: []int{4, 4}, Grid: Ends, Route: 1}, "the FFT is for periodic grids"},
	} {
		if _, err := Fit(c.o, plane, Training{Epochs: 1}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%T: want %q, got %v", c.o, c.want, err)
		}
	}
}
