package pde_test

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
	"sublunar/lib/spectral"
)

// centres of n even cells from 0 to a length.
func centres(name string, length float64, n int) field.Axis {
	h := length / float64(n)
	return field.Linspace(name, "", h/2, length-h/2, n)
}

// march takes steps of a law, which is made in the graph. The loss that an Adjoint asks for isn't used.
func march(t testing.TB, engine enginetest.Engine, law func(g *Graph) pde.FiniteVolume, step float64, steps int, u []float64) []float64 {
	t.Helper()
	var shape []int
	next := func(s, _ []*Node) []*Node {
		l := law(s[0].Graph())
		return []*Node{l.Advance(s[0], step)}
	}
	a, err := pde.NewAdjoint(engine.Backend, next, weighted, pde.Checkpoints{})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	// The law's box gives the shape.
	_, err = CallOnceN(engine.Backend, func(x *Node) []*Node { shape = law(x.Graph()).Box.Points; return []*Node{x} }, 0.0)
	if err != nil {
		t.Fatal(err)
	}
	out, err := a.Forward(steps, []*tensors.Tensor{tensor(u, shape...)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return flat(out[0])
}

func number(g *Graph, v float64) *Node { return Const(g, v) }

// moving is a wave along 1 to 3 axes, carried at 0.5 along each.
func moving(t float64) func(x ...float64) float64 {
	return func(x ...float64) float64 {
		p := 0.3
		for i, v := range x {
			p += float64(i+1) * (v - 0.5*t)
		}
		return math.Sin(p) + 0.5*math.Cos(2*p)
	}
}

// A wave carried at an even velocity, by both fluxes: half the width, a quarter of the error or less. Against a wave carried the other
// way the error doesn't fall.
func TestFiniteVolumeOrder(t *testing.T) {
	engine := quick(t)
	for _, carried := range []func(velocity ...*Node) pde.Flux{pde.Carried, pde.CarriedCentrally} {
		off := func(n int) (right, other float64) {
			law := func(g *Graph) pde.FiniteVolume {
				return pde.FiniteVolume{Box: spectral.Box{Points: []int{n}}, Flux: carried(number(g, 0.5))}
			}
			const end = 0.5
			u0 := pde.Sample("u", moving(0), centres("x", 2*math.Pi, n))
			got := march(t, engine, law, end/float64(n), n, u0.Values)
			return distance(got, values(u0, moving(end))), distance(got, values(u0, moving(-end)))
		}
		coarse, coarseOther := off(32)
		fine, fineOther := off(64)
		if order := math.Log2(coarse / fine); order < 1.8 || order > 4.2 {
			t.Errorf("the order is %.2f", order)
		}
		if order := math.Log2(coarseOther / fineOther); order > 0.5 {
			t.Errorf("against another wave the order is %.2f: this test sees nothing", order)
		}
	}
}

// In three dimensions the rate, of carrying and of spreading, is that of the wave to second order, for each of a batch.
func TestFiniteVolumeInSpace(t *testing.T) {
	const d = 0.1
	off := func(n int) float64 {
		axes := []field.Axis{centres("x", 2*math.Pi, n), centres("y", 2*math.Pi, n), centres("z", 2*math.Pi, n)}
		u := pde.Sample("u", moving(0), axes...)
		want := values(u, func(x ...float64) float64 {
			p := 0.3 + x[0] + 2*x[1] + 3*x[2]
			return -0.5*6*(math.Cos(p)-math.Sin(2*p)) - d*14*(math.Sin(p)+2*math.Cos(2*p))
		})
		twice := append(append([]float64{}, u.Values...), u.Values...)
		got := run(t, quick(t), func(x []*Node) []*Node {
			v := number(x[0].Graph(), 0.5)
			law := pde.FiniteVolume{Box: spectral.Box{Points: []int{n, n, n}}, Flux: pde.Carried(v, v, v), Diffusion: number(x[0].Graph(), d)}
			return []*Node{law.Rate(x[0])}
		}, []int{2, n, n, n}, twice)[0]
		return distance(got, append(want, want...))
	}
	if order := math.Log2(off(24) / off(48)); order < 1.8 || order > 3.2 {
		t.Errorf("the order is %.2f", order)
	}
}

// Diffusion between walls: cos(pi x) cos(2 pi y) decays as e^(-5 pi^2 D t); the walls let nothing through, and a periodic box differs.
func TestFiniteVolumeWalls(t *testing.T) {
	const d, end = 0.05, 0.4
	mode := func(x ...float64) float64 { return 2 + math.Cos(math.Pi*x[0])*math.Cos(2*math.Pi*x[1]) }
	off := func(n int, walls []bool) float64 {
		law := func(g *Graph) pde.FiniteVolume {
			return pde.FiniteVolume{Box: spectral.Box{Points: []int{n, n}, Lengths: []float64{1, 1}}, Walls: walls, Diffusion: number(g, d)}
		}
		u0 := pde.Sample("u", mode, centres("x", 1, n), centres("y", 1, n))
		got := march(t, quick(t), law, end/float64(n*n/8), n*n/8, u0.Values)
		return distance(got, values(u0, func(x ...float64) float64 { return 2 + (mode(x...)-2)*math.Exp(-5*math.Pi*math.Pi*d*end) }))
	}
	if order := math.Log2(off(16, []bool{true, true}) / off(32, []bool{true, true})); order < 1.8 || order > 2.2 {
		t.Errorf("the order is %.2f", order)
	}
	if d := off(32, nil); d < 0.01 {
		t.Errorf("without walls off by only %.1e: this test sees nothing", d)
	}
}

// Burgers' equation against the spectral solution, until its front is a few cells thick.
func TestFiniteVolumeBurgers(t *testing.T) {
	const nu, end = 0.05, 1.2
	engine := quick(t)
	start := func(x ...float64) float64 { return 0.3 + math.Sin(x[0]) }
	off := func(n int) float64 {
		h := 2 * math.Pi / float64(n)
		axis := pde.Periodic("x", "", h/2, 2*math.Pi+h/2, n)
		fine := pde.Sample("u", start, pde.Periodic("x", "", h/2, 2*math.Pi+h/2, 256))
		want := solve(t, engine.Backend, pde.Burgers{Viscosity: nu}, end, 0.005, fine)[0]
		law := func(g *Graph) pde.FiniteVolume {
			return pde.FiniteVolume{Box: spectral.Box{Points: []int{n}}, Flux: pde.Steepening(), Diffusion: number(g, nu)}
		}
		got := march(t, engine, law, end/float64(2*n), 2*n, pde.Sample("u", start, axis).Values)
		every := make([]float64, n)
		for i := range every {
			every[i] = want[i*256/n]
		}
		return distance(got, every)
	}
	if coarse, fine := off(64), off(128); math.Log2(coarse/fine) < 1.8 || fine > 3e-3 {
		t.Errorf("off by %.1e on 64 cells, %.1e on 128", coarse, fine)
	}
}

func TestFiniteVolumeBadInput(t *testing.T) {
	box := spectral.Box{Points: []int{4, 4}}
	for says, law := range map[string]func(x *Node) pde.FiniteVolume{
		"0 axes":             func(*Node) pde.FiniteVolume { return pde.FiniteVolume{} },
		"walls for 1 axes":   func(*Node) pde.FiniteVolume { return pde.FiniteVolume{Box: box, Walls: []bool{true}} },
		"diffusion of shape": func(x *Node) pde.FiniteVolume { return pde.FiniteVolume{Box: box, Diffusion: x} },
		"cells [5]":          func(*Node) pde.FiniteVolume { return pde.FiniteVolume{Box: spectral.Box{Points: []int{5}}} },
		"1 components":       func(x *Node) pde.FiniteVolume { return pde.FiniteVolume{Box: box, Flux: pde.Carried(x)} },
		"across axis 0 has": func(x *Node) pde.FiniteVolume {
			return pde.FiniteVolume{Box: box, Walls: []bool{true, false}, Flux: pde.Carried(x, x)}
		},
		"flux across axis 0 ": func(x *Node) pde.FiniteVolume {
			return pde.FiniteVolume{Box: box, Flux: func(int, *Node, *Node) *Node { return ReduceAllSum(x) }}
		},
	} {
		_, err := CallOnceN(enginetest.All(t)[0].Backend, func(x *Node) []*Node { return []*Node{law(x).Advance(x, 0.1)} }, tensor(noise(1, 16), 4, 4))
		if err == nil || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), "pde: ") {
			t.Errorf("%v, want %q", err, says)
		}
	}
}

func BenchmarkFiniteVolume(b *testing.B) {
	const n = 256
	exec, err := NewExec(enginetest.Fastest(b).Backend, func(u *Node) *Node { return stirred(n)(u.Graph()).Advance(u, 1e-4) })
	if err != nil {
		b.Fatal(err)
	}
	u := tensor(noise(1, n*n), n, n)
	again(b, exec, 0, u)
}

func ExampleFiniteVolume() {
	engine, err := backend.New()
	if err != nil {
		fmt.Println(err)
		return
	}
	// A cloud in a channel of 40 cells that closes on itself, carried by 10 of them in 20 steps.
	u := make([]float64, 40)
	for i := range u {
		u[i] = math.Exp(-math.Pow(float64(i)-12, 2) / 20)
	}
	exec, err := NewExec(engine, func(u *Node) *Node {
		law := pde.FiniteVolume{Box: spectral.Box{Points: []int{40}, Lengths: []float64{40}}, Flux: pde.Carried(Const(u.Graph(), 1.0))}
		return law.Advance(u, 0.5)
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	now := tensors.FromValue(u)
	for range 20 {
		now = exec.MustCall(now)[0]
	}
	v := tensors.MustCopyFlatData[float64](now)
	before, after := 0.0, 0.0
	for i := range v {
		before, after = before+u[i], after+v[i]
	}
	fmt.Printf("%.3f at its top, %.3f of it there\n", v[22], after/before)
	// Output:
	// 0.978 at its top, 1.000 of it there
}
