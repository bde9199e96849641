package tracer_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"sublunar/lib/backend"
	"sublunar/lib/field"
	"sublunar/lib/internal/enginetest"
	"sublunar/lib/pde"
	"sublunar/lib/tracer"
)

// stirred is a transport with everything in it, and a first field.
func stirred(seed uint64, ny, nx int, endsX, endsY tracer.Ends) (tracer.Transport, field.Grid) {
	f := random(seed, ny, nx, endsX, endsY, field.Linspace("t", "s", 0, 3000, 4))
	b := f.Basin
	j, i := 0, 0
	for !b.Water(j, i) {
		i++
	}
	x, y := b.X.Values[i], b.Y.Values[j]
	return tracer.Transport{
		Flow: f, Diffusivity: 40, Decay: 1e-5, Scheme: tracer.Fromm, Signed: true,
		Surface: tracer.Surface{Depth: 10, Piston: 1e-4, Toward: 0.3},
		Sources: []tracer.Source{{X: x, Y: y, Amount: 3e5, From: 200, Until: 1100, Spread: 2000}, {X: x, Y: y, Amount: 1e5, From: 600, Until: 600}},
		Inflow:  func(_, x, y float64) float64 { return 0.2 + 1e-6*(x+y) },
	}, rough(b, seed)
}

// The graph and the host take the same steps, with everything in them: land, ends of each kind, a flow that changes, sources, air, inflow, a map
// of the mixing.
func TestStencilIsTheScheme(t *testing.T) {
	for _, engine := range enginetest.All(t) {
		for seed := range uint64(9) {
			if engine.Name == "XLA" && seed != 4 {
				continue // each is compiled
			}
			run, first := stirred(seed, 9, 11, tracer.Ends(seed%3), tracer.Ends(seed/3%3))
			if seed == 4 {
				run.Scheme = tracer.Upwind
			}
			if seed%2 == 0 {
				run.Mixing = rough(run.Flow.Basin, seed+50)
			}
			const step, steps = 50.0, 20
			run.Step = step
			want := ok(run.Run(first, field.Linspace("t", "s", 0, step*steps, 2)))(t)[1]
			s := ok(run.Stencil(step))(t)
			a := ok(pde.NewAdjoint(engine.Backend, s.Next, func(_, _ []*Node) *Node { return nil }, pde.Checkpoints{}))(t)
			last := ok(a.Forward(steps, ok(s.State(first, 0))(t), s.Parameters()))(t)
			a.Close()
			g := first
			g.Values = ok(backend.Numbers(last[0]))(t)
			if off := distance(g, want); off > 1e-13 {
				t.Errorf("%s, seed %d: off by %.1e", engine.Name, seed, off)
			}
		}
	}
}

func anys(list []*tensors.Tensor) []any {
	var out []any
	for _, t := range list {
		out = append(out, t)
	}
	return out
}

// Gradients by the first field, the streamfunction, the diffusivity, a rate and amounts of sources through 40 steps, against finite
// differences.
func TestStencilGradients(t *testing.T) {
	engine := enginetest.All(t)[0]
	run, first := stirred(4, 9, 11, tracer.Open, tracer.Wall)
	const step, steps = 50.0, 40
	s := ok(run.Stencil(step))(t)
	loss := func(state, _ []*Node) *Node {
		c := state[0]
		weights := AddScalar(Sin(MulScalar(IotaFull(c.Graph(), c.Shape()), 2.3)), 0.5)
		return ReduceAllSum(Mul(weights, Square(c)))
	}
	a := ok(pde.NewAdjoint(engine.Backend, s.Next, loss, pde.Checkpoints{Snapshots: 6}))(t)
	defer a.Close()
	at := func(change int, index int, by float64) pde.AdjointGradient {
		state, parameters := ok(s.State(first, 0))(t), s.Parameters()
		all := append(state[:1:1], parameters...)
		if change >= 0 {
			all[change].MustMutableFlatData(func(flat any) { flat.([]float64)[index] += by })
		}
		return ok(a.Gradient(steps, []*tensors.Tensor{all[0], state[1]}, all[1:]))(t)
	}
	g := at(-1, 0, 0)
	names := []string{"the first field", "psi", "the diffusivity", "a rate", "amounts"}
	cell, corner := openWater(run.Flow.Basin)
	probes := [][]int{{cell}, {corner, 120 + corner}, {0}, {cell}, {0, 1}}
	sizes := []float64{1e-4, 1e-2, 1e-3, 1e-7, 1}
	for i, grad := range append(g.State[:1:1], g.Parameters...) {
		flat := tensors.MustCopyFlatData[float64](grad)
		for _, probe := range probes[i] {
			slope := (at(i, probe, sizes[i]).Loss - at(i, probe, -sizes[i]).Loss) / (2 * sizes[i])
			if math.Abs(flat[probe]-slope) > 1e-6*math.Abs(slope)+1e-12 || slope == 0 {
				t.Errorf("by %s, value %d: %.10g, finite differences give %.10g", names[i], probe, flat[probe], slope)
			}
		}
	}
}

// openWater is a cell amid water, and the corner at its south-west, whose four cells are water too.
func openWater(b tracer.Basin) (cell, corner int) {
	ny, nx := b.Shape()
	for j := 2; j < ny-1; j++ {
		for i := 2; i < nx-1; i++ {
			if b.Water(j, i) && b.Water(j-1, i) && b.Water(j, i-1) && b.Water(j-1, i-1) {
				return j*nx + i, j*(nx+1) + i
			}
		}
	}
	panic("no open water")
}

func TestStencilBadInput(t *testing.T) {
	run, first := stirred(4, 9, 11, tracer.Open, tracer.Wall)
	if _, err := run.Stencil(0); err == nil || !strings.Contains(err.Error(), "give a positive one") {
		t.Error(err)
	}
	if _, err := run.Stencil(1e6); err == nil || !strings.Contains(err.Error(), "the largest is") {
		t.Error(err)
	}
	s := ok(run.Stencil(50))(t)
	engine := enginetest.All(t)[0]
	for says, build := range map[string]func(c, time *Node) *Node{
		"concentrations end in [9, 11]": func(c, time *Node) *Node { return s.Advance(Transpose(c, 0, 1), time, tracer.Controls{}) },
		"a time is a scalar":            func(c, _ *Node) *Node { return s.Advance(c, c, tracer.Controls{}) },
		"a streamfunction of the shape": func(c, time *Node) *Node { return s.Advance(c, time, tracer.Controls{Psi: c}) },
		"for 2 sources":                 func(c, time *Node) *Node { return s.Advance(c, time, tracer.Controls{Amounts: time}) },
		"concentrations [..., y, x] and the time": func(c, _ *Node) *Node {
			return s.Next([]*Node{c}, nil)[0]
		},
	} {
		state := ok(s.State(first, 0))(t)
		_, err := CallOnce(engine.Backend, build, state[0], state[1])
		if err == nil || !strings.Contains(err.Error(), "tracer: ") || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want %q", err, says)
		}
	}
}

// BenchmarkStencil is a step of 512 x 512 cells as a graph, against [BenchmarkAdvance], and its gradient; copied to the host each time.
func BenchmarkStencil(b *testing.B) {
	engine := enginetest.Fastest(b)
	side := 512
	if engine.Name == "Go" {
		side = 64
	}
	f := ok(tracer.DoubleGyre(tracer.Box(1e6, 1e6, side, side), field.Axis{}, tracer.Gyres{}))(b)
	run := tracer.Transport{Flow: f, Diffusivity: 10}
	s := ok(run.Stencil(0.9 * ok(run.LargestStep())(b)))(b)
	for _, derivative := range []bool{false, true} {
		b.Run(fmt.Sprintf("%d x %d, gradient %v", side, side, derivative), func(b *testing.B) {
			exec := ok(NewExec(engine.Backend, func(x []*Node) *Node {
				c := s.Next(x[:2], x[2:])[0]
				if derivative {
					return Gradient(ReduceAllSum(Square(c)), x[0])[0]
				}
				return c
			}))(b)
			defer exec.Finalize()
			in := anys(append(ok(s.State(rough(f.Basin, 1), 0))(b), s.Parameters()...))
			call := func() {
				out := ok(exec.Call(in...))(b)
				ok(tensors.CopyFlatData[float64](out[0]))(b)
			}
			call() // it compiles
			for b.Loop() {
				call()
			}
			b.ReportMetric(float64(b.N)*float64(side*side)/b.Elapsed().Seconds()/1e6, "Mcells/s")
		})
	}
}

func ExampleStencil() {
	engine, err := backend.New()
	if err != nil {
		fmt.Println(err)
		return
	}
	basin := tracer.Box(100e3, 100e3, 20, 20)
	flow, err := tracer.DoubleGyre(basin, field.Axis{}, tracer.Gyres{Speed: 0.2})
	if err != nil {
		fmt.Println(err)
		return
	}
	dye := basin.Sample("dye", "kg/m^3", func(x, y float64) float64 { return math.Exp(-math.Hypot(x-30e3, y-30e3) / 20e3) })
	s, err := tracer.Transport{Flow: flow, Diffusivity: 50}.Stencil(3600)
	if err != nil {
		fmt.Println(err)
		return
	}
	// How the peak after four days depends on the diffusivity.
	peak := func(state, _ []*Node) *Node { return ReduceAllMax(state[0]) }
	a, err := pde.NewAdjoint(engine, s.Next, peak, pde.Checkpoints{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer a.Close()
	state, err := s.State(dye, 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	g, err := a.Gradient(96, state, s.Parameters())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("peak %.4f, by the diffusivity %.2e\n", g.Loss, tensors.ToScalar[float64](g.Parameters[1]))
	// Output:
	// peak 0.6443, by the diffusivity -1.96e-03
}
