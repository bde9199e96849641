package pde_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"sublunar/lib/backend"
	"sublunar/lib/internal/enginetest"
	"sublunar/lib/pde"
)

// compiled is a graph function of tensors of one shape, that takes and gives their values.
func compiled(t testing.TB, engine enginetest.Engine, f func(x []*Node) []*Node, shape []int) func(inputs ...[]float64) [][]float64 {
	exec, err := NewExec(engine.Backend, f)
	if err != nil {
		t.Fatal(err)
	}
	return func(inputs ...[]float64) [][]float64 {
		args := make([]any, len(inputs))
		for i, v := range inputs {
			args[i] = tensors.FromFlatDataAndDimensions(v, shape...)
		}
		out, err := exec.Call(args...)
		if err != nil {
			t.Fatal(err)
		}
		all := make([][]float64, len(out))
		for i, o := range out {
			if all[i], err = tensors.CopyFlatData[float64](o); err != nil {
				t.Fatal(err)
			}
		}
		return all
	}
}

func run(t testing.TB, engine enginetest.Engine, f func(x []*Node) []*Node, shape []int, inputs ...[]float64) [][]float64 {
	t.Helper()
	return compiled(t, engine, f, shape)(inputs...)
}

// In a graph u and the residual are the host's, in 1 to 3 dimensions, by both means, for each of a batch.
func TestDarcyInGraph(t *testing.T) {
	for _, engine := range enginetest.All(t) {
		for d := 1; d <= 3; d++ {
			if engine.Name != "Go" && d == 3 {
				continue // compiles longest, and has nothing that a plane hasn't
			}
			for mean := pde.FaceMean(d % 2); mean <= pde.FaceMean(d/2); mean++ { // both in 2D
				const n = 9
				axes := nodes(d, n)
				f := func(x ...float64) float64 { return 1 + x[0] }
				var a, want []float64
				steps := []float64{1. / 8, 1. / 8, 1. / 8}[:d]
				for _, hi := range []float64{2, 4} {
					u, _ := darcy(t, pde.Darcy{Faces: mean, Tolerance: 1e-14}, patches(1, hi), f, axes)
					a, want = append(a, pde.Sample("a", patches(1, hi), axes...).Values...), append(want, u.Values...)
				}
				shape := append([]int{2}, []int{n, n, n}[:d]...)
				fs := pde.Sample("f", f, axes...).Values
				fs = append(fs, fs...)
				out := run(t, engine, func(x []*Node) []*Node {
					one := Squeeze(SliceAxis(x[1], 0, AxisRange(0, 1)), 0) // without the batch
					u := pde.Darcy{Faces: mean, Tolerance: 1e-14}.InGraph(x[0], one, steps...)
					return []*Node{u, pde.Darcy{Faces: mean}.Action(x[0], u, steps...), pde.Darcy{Faces: mean, Iterations: 2}.InGraph(x[0], x[1], steps...)}
				}, shape, a, fs)
				if off := distance(out[0], want); off > 1e-12 {
					t.Errorf("%s, %dD: off the host's by %.1e", engine.Name, d, off)
				}
				if off := distance(out[2], want); d > 1 && off < 1e-4 {
					t.Errorf("%s, %dD: after 2 iterations off by only %.1e: this test sees nothing", engine.Name, d, off)
				}
				inside := pde.Sample("f", f, axes...)
				var source []float64
				for i, v := range inside.Values {
					in := true
					for range d {
						in = in && i%n > 0 && i%n < n-1
						i /= n
					}
					if in {
						source = append(source, v)
					}
				}
				if off := distance(out[1], append(source, source...)); off > 1e-11 {
					t.Errorf("%s, %dD: the residual is %.1e", engine.Name, d, off)
				}
			}
		}
	}
}

// The operator is symmetric, and positive, for u that are 0 at the ends.
func TestDarcySymmetric(t *testing.T) {
	const n = 12
	shape := []int{n, n}
	out := run(t, quick(t), func(x []*Node) []*Node {
		a := AddScalar(x[0], 0.01)
		u, v := clear(x[1]), clear(x[2])
		against := func(u, v *Node) *Node { // <u, A v>
			return ReduceAllSum(Mul(Slice(u, AxisRange(1, n-1), AxisRange(1, n-1)), pde.Darcy{}.Action(a, v, 0.1, 0.2)))
		}
		return []*Node{against(u, v), against(v, u), against(u, u)}
	}, shape, noise(1, n*n), noise(2, n*n), noise(3, n*n))
	if uv, vu, uu := out[0][0], out[1][0], out[2][0]; math.Abs(uv/vu-1) > 1e-13 || !(uu > 0) {
		t.Errorf("<u, A v> = %g, <v, A u> = %g, <u, A u> = %g", uv, vu, uu)
	}
}

// clear puts zeros at the ends.
func clear(x *Node) *Node {
	n := x.Shape().Dimensions
	x = Slice(x, AxisRange(1, n[0]-1), AxisRange(1, n[1]-1))
	for axis := range 2 {
		zero := ZerosLike(SliceAxis(x, axis, AxisRange(0, 1)))
		x = Concatenate([]*Node{zero, x, zero}, axis)
	}
	return x
}

// Gradients against finite differences: of the residual by u and a, of the solution by a and f. With too few
// iterations the solution's gradient is wrong.
func TestDarcyGradient(t *testing.T) {
	const n = 7
	shape := []int{n, n}
	a, f := noise(4, n*n), noise(5, n*n)
	for i := range a {
		a[i] = 0.5 + a[i]
	}
	weigh := func(x *Node) *Node {
		return ReduceAllSum(Mul(Sin(MulScalar(IotaFull(x.Graph(), x.Shape()), 1.7)), Mul(x, AddScalar(x, 1))))
	}
	losses := map[string]func(x []*Node) *Node{
		"action": func(x []*Node) *Node { return weigh(pde.Darcy{}.Action(x[0], x[1], 0.2, 0.3)) },
		"solution": func(x []*Node) *Node {
			return weigh(MulScalar(pde.Darcy{Faces: pde.Arithmetic}.InGraph(x[0], x[1], 0.2, 0.3), 10))
		},
		"too few": func(x []*Node) *Node {
			return weigh(MulScalar(pde.Darcy{Iterations: 2}.InGraph(x[0], x[1], 0.2, 0.3), 10))
		},
	}
	for name, loss := range losses {
		for _, engine := range enginetest.All(t) {
			if engine.Name != "Go" && name == "too few" {
				continue // the control: one engine is enough
			}
			at := compiled(t, engine, func(x []*Node) []*Node {
				l := loss(x)
				return append([]*Node{l}, Gradient(l, x...)...)
			}, shape)
			got := at(a, f)
			worst := 0.0
			for which := range 2 {
				for _, probe := range []int{n + 1, 3*n + 4} {
					const h = 1e-5
					moved := [2][]float64{append([]float64{}, a...), append([]float64{}, f...)}
					moved[which][probe] += h
					up := at(moved[0], moved[1])[0][0]
					moved[which][probe] -= 2 * h
					slope := (up - at(moved[0], moved[1])[0][0]) / (2 * h)
					worst = math.Max(worst, math.Abs(slope-got[1+which][probe])/(1e-2+math.Abs(slope)))
				}
			}
			if (worst < 1e-6) != (name != "too few") {
				t.Errorf("%s, %s: gradients are off finite differences by %.1e", engine.Name, name, worst)
			}
		}
	}
}

func TestDarcyGraphBadInput(t *testing.T) {
	engine := enginetest.All(t)[0]
	for says, f := range map[string]func(x []*Node) *Node{
		"0 steps":         func(x []*Node) *Node { return pde.Darcy{}.Action(x[0], x[0]) },
		"positive":        func(x []*Node) *Node { return pde.Darcy{}.Action(x[0], x[0], 0.1, -0.1) },
		"3 nodes or more": func(x []*Node) *Node { return pde.Darcy{}.InGraph(x[0], SliceAxis(x[0], 0, AxisRange(0, 2)), 0.1, 0.1) },
		"different grids": func(x []*Node) *Node { return pde.Darcy{}.InGraph(x[0], SliceAxis(x[0], 0, AxisRange(0, 3)), 0.1, 0.1) },
	} {
		_, err := CallOnceN(engine.Backend, func(x []*Node) []*Node { return []*Node{f(x)} }, tensors.FromFlatDataAndDimensions(noise(1, 16), 4, 4))
		if err == nil || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), "pde: ") {
			t.Errorf("%v, want %q", err, says)
		}
	}
}

func BenchmarkDarcyInGraph(b *testing.B) {
	engine := enginetest.Fastest(b)
	const n, batch = 64, 8
	exec, err := NewExec(engine.Backend, func(a *Node) []*Node {
		u := pde.Darcy{}.InGraph(a, OnesLike(a), 1./(n-1), 1./(n-1))
		l := ReduceAllSum(Square(u))
		return []*Node{l, Gradient(l, a)[0]}
	})
	if err != nil {
		b.Fatal(err)
	}
	var a []float64
	for range batch {
		a = append(a, pde.Sample("a", patches(3, 12), nodes(2, n)...).Values...)
	}
	x := tensors.FromFlatDataAndDimensions(a, batch, n, n)
	again(b, exec, 1, x)
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*batch), "ns/sample")
}

func ExampleDarcy_InGraph() {
	engine, err := backend.New()
	if err != nil {
		fmt.Println(err)
		return
	}
	// How the mean of u follows from a in the middle of a square of 17 x 17 nodes.
	slope, err := CallOnce(engine, func(a *Node) *Node {
		u := pde.Darcy{}.InGraph(a, OnesLike(a), 1./16, 1./16)
		return Slice(Gradient(ReduceAllMean(u), a)[0], AxisElem(8), AxisElem(4))
	}, tensors.FromScalarAndDimensions(1.0, 17, 17))
	fmt.Printf("%.4g %v\n", tensors.MustCopyFlatData[float64](slope)[0], err)
	// Output:
	// -6.64e-05 <nil>
}
