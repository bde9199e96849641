package network_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"sublunar/lib/backend"
	"sublunar/lib/jet"
	"sublunar/lib/network"
)

func engine(t testing.TB) compute.Backend {
	t.Helper()
	e, err := backend.New()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func plan(t testing.TB, n network.Network, inputs, outputs int) *network.Plan {
	t.Helper()
	p, err := network.NewPlan(engine(t), n, inputs, outputs)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// points in [-1, 1]^d.
func points(seed uint64, n, d int) *tensors.Tensor {
	r := rand.New(rand.NewPCG(seed, 1))
	v := make([]float64, n*d)
	for i := range v {
		v[i] = 2*r.Float64() - 1
	}
	return tensors.FromFlatDataAndDimensions(v, n, d)
}

// call evaluates a graph once, and gives its results flat.
func call(t testing.TB, f func(in []*Node) []*Node, args ...any) [][]float64 {
	t.Helper()
	out, err := CallOnceN(engine(t), f, args...)
	if err != nil {
		t.Fatal(err)
	}
	all := make([][]float64, len(out))
	for i := range out {
		if all[i], err = tensors.CopyFlatData[float64](out[i]); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// architectures with all that a network can be made of.
var architectures = map[string]network.Network{
	"MLP":               network.MLP{Hidden: []int{7, 5}},
	"sines":             network.MLP{Hidden: []int{6, 6}, Activation: jet.Sin},
	"modified":          network.Modified{Width: 5, Layers: 2},
	"PirateNet":         network.Pirate{Width: 4, Blocks: 2},
	"Fourier PirateNet": network.Fourier{Count: 3, Seed: 1, Then: network.Pirate{Width: 6, Blocks: 1}},
	"periodic":          network.Periodic{Modes: 2, Then: network.MLP{Hidden: []int{6}}},
	"even periodic":     network.Periodic{Modes: 2, Even: true, Then: network.MLP{Hidden: []int{6}}},
	"stretched":         network.Stretch{Axis: 1, At: 0.3, Width: 0.1, Then: network.MLP{Hidden: []int{5}}},
	"features": network.Features{Count: 3, Then: network.MLP{Hidden: []int{4}}, Of: func(in jet.Jet) jet.Jet {
		return jet.Concat(in, jet.Tanh(jet.MulScalar(jet.Slice(in, 0, 1), 3)))
	}},
}

// residual is Burgers' with an unknown viscosity, and a second use of the same network elsewhere.
func residual(p *network.Plan, t *network.Tape, x *Node) *Node {
	set, err := jet.Of(2, []int{0, 0}, []int{1})
	if err != nil {
		panic(err)
	}
	u := p.Apply(t, 0, set.Inputs(x))
	there := p.Apply(t, 0, set.Inputs(AddScalar(x, 0.5)))
	viscosity := t.Vector(p.Len, 1, x.Shape().Dimensions[0])
	r := Sub(Add(u.D(1), Mul(u.Value(), u.D(0))), Mul(viscosity, u.D(0, 0)))
	return Add(r, there.D(0))
}

// Rows are the derivatives of each sample's residual, by differences of the residuals.
func TestRowsAreDerivatives(t *testing.T) {
	for name, n := range architectures {
		t.Run(name, func(t *testing.T) {
			p := plan(t, n, 2, 1)
			theta := append(p.Start(3), 0.3)
			r := rand.New(rand.NewPCG(5, 5))
			for i := range theta { // biases and factors away from 0
				theta[i] += 0.1 * r.NormFloat64()
			}
			const samples = 5
			got := call(t, func(in []*Node) []*Node {
				tape := network.NewTape(in[0])
				return []*Node{tape.Rows(residual(p, tape, in[1]))}
			}, theta, points(1, samples, 2))[0]
			values, err := NewExec(engine(t), func(in []*Node) []*Node {
				return []*Node{residual(p, network.NewTape(in[0]), in[1])}
			})
			if err != nil {
				t.Fatal(err)
			}
			at := func(i int, step float64) []float64 {
				moved := append([]float64(nil), theta...)
				moved[i] += step
				out, err := values.Call(moved, points(1, samples, 2))
				if err != nil {
					t.Fatal(err)
				}
				return tensors.MustCopyFlatData[float64](out[0])
			}
			const h = 1e-5
			for i := range theta {
				plus, minus := at(i, h), at(i, -h)
				for s := range samples {
					want := (plus[s] - minus[s]) / (2 * h)
					if off := math.Abs(got[s*len(theta)+i] - want); !(off <= 1e-7*(1+math.Abs(want))) {
						t.Fatalf("parameter %d, sample %d: %.10g, by differences %.10g", i, s, got[s*len(theta)+i], want)
					}
				}
			}
		})
	}
}

// The sum of the rows is the gradient of the sum; of rows without the second use of the weights it is not.
func TestRowsAddUp(t *testing.T) {
	p := plan(t, network.MLP{Hidden: []int{8, 8}}, 2, 1)
	theta := append(p.Start(1), 0.1)
	out := call(t, func(in []*Node) []*Node {
		tape, once := network.NewTape(in[0]), network.NewTape(in[0])
		r := residual(p, tape, in[1])
		set, err := jet.Of(2, []int{0})
		if err != nil {
			panic(err)
		}
		p.Apply(once, 0, set.Inputs(in[1]))
		return []*Node{ReduceSum(tape.Rows(r), 0), Gradient(ReduceAllSum(r), in[0])[0]}
	}, theta, points(2, 50, 2))
	for i := range theta {
		if math.Abs(out[0][i]-out[1][i]) > 1e-11 {
			t.Errorf("parameter %d: %g of the rows, %g of the sum", i, out[0][i], out[1][i])
		}
	}
}

func TestBadNetworks(t *testing.T) {
	for want, n := range map[string]network.Network{
		"no hidden layer":     network.MLP{},
		"widths [3 0]":        network.MLP{Hidden: []int{3, 0}},
		"0 layers":            network.Modified{Width: 3},
		"no network after it": network.Fourier{},
		"along input 2":       network.Periodic{Axis: 2, Then: network.MLP{Hidden: []int{3}}},
		"Count of 0":          network.Features{},
		"width of 0":          network.Stretch{Then: network.MLP{Hidden: []int{3}}},
		"there is none":       nil,
	} {
		if _, err := network.NewPlan(engine(t), n, 2, 1); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v; want a word of %q", n, err, want)
		}
	}
}

func BenchmarkNormal(b *testing.B) {
	for _, hidden := range [][]int{{20, 20, 20}, {32, 32, 32}} {
		for _, block := range []int{256, 512, 1024, 2048, 4096} {
			p := plan(b, network.MLP{Hidden: hidden}, 2, 1)
			theta := append(p.Start(1), 0.1)
			set, _ := jet.Of(2, []int{0, 0}, []int{1})
			for _, what := range []string{"residual", "gradient", "rows", "normal"} {
				e, err := NewExec(engine(b), func(in []*Node) []*Node {
					tape := network.NewTape(in[0])
					u := p.Apply(tape, 0, set.Inputs(in[1]))
					r := Sub(Add(u.D(1), Mul(u.Value(), u.D(0))), MulScalar(u.D(0, 0), 0.01))
					switch what {
					case "residual":
						return []*Node{ReduceAllSum(Square(r))}
					case "gradient":
						return []*Node{Gradient(ReduceAllSum(Square(r)), in[0])[0]}
					case "rows":
						return []*Node{tape.Rows(r)}
					}
					j := tape.Rows(r)
					return []*Node{DotGeneral(j, []int{0}, nil, j, []int{0}, nil)}
				})
				if err != nil {
					b.Fatal(err)
				}
				x := points(1, block, 2)
				if _, err := e.Call(theta, x); err != nil { // compiles
					b.Fatal(err)
				}
				b.Run(fmt.Sprintf("%v/%d/%s", hidden, block, what), func(b *testing.B) {
					for b.Loop() {
						out, err := e.Call(theta, x)
						if err != nil {
							b.Fatal(err)
						}
						out[0].MustFinalizeAll()
					}
					b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(block), "us/point")
				})
			}
		}
	}
}
