package pde_test

import (
	"errors"
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

// weighted is a loss whose weights are all different.
func weighted(state, _ []*Node) *Node {
	sum := ScalarZero(state[0].Graph(), state[0].DType())
	for i, f := range state {
		weights := AddScalar(Sin(MulScalar(IotaFull(f.Graph(), f.Shape()), 2.3+float64(i))), 0.5)
		sum = Add(sum, ReduceAllSum(Mul(weights, Add(f, Square(f)))))
	}
	return sum
}

func tensor(v []float64, shape ...int) *tensors.Tensor {
	return tensors.FromFlatDataAndDimensions(append([]float64{}, v...), shape...)
}

func gradient(t testing.TB, a *pde.Adjoint, steps int, state, parameters []*tensors.Tensor) pde.AdjointGradient {
	t.Helper()
	g, err := a.Gradient(steps, state, parameters)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func flat(t *tensors.Tensor) []float64 { return tensors.MustCopyFlatData[float64](t) }

// pushed is a step of Burgers' equation and a push, whose shape and size are parameters.
func pushed(t testing.TB, n int) func(state, parameters []*Node) []*Node {
	stepper, err := pde.NewStepper(pde.Burgers{Viscosity: 0.05}, spectral.Box{Points: []int{n}}, 0.02)
	if err != nil {
		t.Fatal(err)
	}
	return func(state, p []*Node) []*Node {
		return []*Node{Add(stepper.Next(state, nil)[0], MulScalar(Mul(p[0], p[1]), 0.02))}
	}
}

// The gradient is that of the same steps unrolled in one graph, by the state and by parameters, with any number of snapshots.
func TestAdjointUnrolled(t *testing.T) {
	const n, steps = 16, 4
	u0, shape, size := noise(1, n), noise(2, n), []float64{0.7}
	step := pushed(t, n)
	out, err := CallOnceN(quick(t).Backend, func(x []*Node) []*Node {
		s := x[:1]
		for range steps {
			s = step(s, x[1:])
		}
		l := weighted(s, nil)
		return append([]*Node{l}, Gradient(l, x...)...)
	}, tensor(u0, n), tensor(shape, n), tensor(size))
	if err != nil {
		t.Fatal(err)
	}
	for _, engine := range enginetest.All(t) {
		for _, snapshots := range []int{1, 3} {
			if engine.Name != "Go" && snapshots == 1 {
				continue // which steps are taken again is the host's affair
			}
			a, err := pde.NewAdjoint(engine.Backend, step, weighted, pde.Checkpoints{Snapshots: snapshots})
			if err != nil {
				t.Fatal(err)
			}
			g := gradient(t, a, steps, []*tensors.Tensor{tensor(u0, n)}, []*tensors.Tensor{tensor(shape, n), tensor(size)})
			worst := math.Abs(g.Loss/out[0].Value().(float64) - 1)
			for i, got := range append(g.State, g.Parameters...) {
				worst = math.Max(worst, distance(flat(got), flat(out[1+i])))
			}
			if worst > 1e-11 {
				t.Errorf("%s, %d snapshots: off the unrolled steps' by %.1e", engine.Name, snapshots, worst)
			}
			if off := distance(flat(gradient(t, a, steps-1, []*tensors.Tensor{tensor(u0, n)}, []*tensors.Tensor{tensor(shape, n), tensor(size)}).State[0]), flat(out[1])); off < 1e-3 {
				t.Errorf("through a step less it is off by only %.1e: this test sees nothing", off)
			}
			a.Close()
		}
	}
}

// 10,000 steps of diffusion by its parameter: a wave decays by (1 - D q) a step, so the gradients are known in closed form.
func TestAdjointTenThousandSteps(t *testing.T) {
	const n, steps, d = 16, 10_000, 3e-4
	wave := make([]float64, n)
	for i := range wave {
		wave[i] = math.Cos(2 * math.Pi * float64(i) / n)
	}
	q := 2 - 2*math.Cos(2*math.Pi/n)
	step := func(s, p []*Node) []*Node {
		u := s[0]
		left := Concatenate([]*Node{Slice(u, AxisRange(1)), Slice(u, AxisRange(0, 1))}, 0)
		right := Concatenate([]*Node{Slice(u, AxisRange(n-1)), Slice(u, AxisRange(0, n-1))}, 0)
		return []*Node{Add(u, Mul(p[0], Sub(Add(left, right), MulScalar(u, 2))))}
	}
	loss := func(s, _ []*Node) *Node { return ReduceAllSum(Mul(s[0], Const(s[0].Graph(), wave))) }
	a, err := pde.NewAdjoint(quick(t).Backend, step, loss, pde.Checkpoints{Snapshots: 12})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	g := gradient(t, a, steps, []*tensors.Tensor{tensor(wave, n)}, []*tensors.Tensor{tensors.FromScalar(d)})
	decay := math.Pow(1-d*q, steps)
	var want []float64
	for _, v := range wave {
		want = append(want, decay*v)
	}
	if off := distance(flat(g.State[0]), want); off > 1e-10 {
		t.Errorf("by the state off by %.1e", off)
	}
	if slope := -n / 2 * steps * q * decay / (1 - d*q); math.Abs(flat(g.Parameters[0])[0]/slope-1) > 1e-10 {
		t.Errorf("by the diffusion %.12g, want %.12g", flat(g.Parameters[0])[0], slope)
	}
	if g.Stats.Held > 13 || g.Stats.Steps > 6*steps {
		t.Errorf("%d states were held, %d steps taken", g.Stats.Held, g.Stats.Steps)
	}
}

func TestAdjointBadInput(t *testing.T) {
	engine := enginetest.All(t)[0]
	keep := func(s, _ []*Node) []*Node { return s }
	u := func() []*tensors.Tensor { return []*tensors.Tensor{tensor(noise(1, 4), 4)} }
	hole := []*tensors.Tensor{tensor([]float64{math.NaN(), 1}, 2)}
	enough := errors.New("enough")
	for _, c := range []struct {
		says  string
		step  func(s, p []*Node) []*Node
		loss  func(s, p []*Node) *Node
		set   pde.Checkpoints
		steps int
		state []*tensors.Tensor
	}{
		{"give both", nil, weighted, pde.Checkpoints{}, 1, u()},
		{"-1 snapshots", keep, weighted, pde.Checkpoints{Snapshots: -1}, 1, u()},
		{"an adjoint of 0 steps", keep, weighted, pde.Checkpoints{}, 0, u()},
		{"a state of 0 tensors", keep, weighted, pde.Checkpoints{}, 1, nil},
		{"are floats", keep, weighted, pde.Checkpoints{}, 1, []*tensors.Tensor{tensors.FromValue([]int32{1, 2})}},
		{"must give as many", func(s, _ []*Node) []*Node { return append(s, s...) }, weighted, pde.Checkpoints{}, 1, u()},
		{"keep the shape", func(s, _ []*Node) []*Node { return []*Node{ReduceAllSum(s[0])} }, weighted, pde.Checkpoints{}, 1, u()},
		{"a scalar", keep, func(s, _ []*Node) *Node { return s[0] }, pde.Checkpoints{}, 1, u()},
		{"loss after 3 steps is NaN", keep, weighted, pde.Checkpoints{}, 3, hole},
		{"stopped 2 steps before", keep, weighted, pde.Checkpoints{Observe: func(p field.Progress) error {
			if p.Step == 2 {
				return enough
			}
			return nil
		}}, 3, u()},
	} {
		a, err := pde.NewAdjoint(engine.Backend, c.step, c.loss, c.set)
		if err == nil {
			_, err = a.Gradient(c.steps, c.state, nil)
			a.Close()
		}
		if err == nil || !strings.Contains(err.Error(), c.says) || !strings.HasPrefix(err.Error(), "pde: ") {
			t.Errorf("%v, want %q", err, c.says)
		}
	}
	a, _ := pde.NewAdjoint(engine.Backend, keep, weighted, pde.Checkpoints{})
	defer a.Close()
	gradient(t, a, 2, u(), nil)
	if _, err := a.Gradient(2, append(u(), u()...), nil); err == nil || !strings.Contains(err.Error(), "make another Adjoint") {
		t.Errorf("another state: %v", err)
	}
	if _, err := a.Forward(-1, u(), nil); err == nil || !strings.Contains(err.Error(), "-1 steps; give 0 or more") {
		t.Errorf("forward by -1: %v", err)
	}
	if same, err := a.Forward(0, u(), nil); err != nil || distance(flat(same[0]), noise(1, 4)) != 0 {
		t.Errorf("forward by 0: %v, %v", same, err)
	}
}

func ExampleAdjoint() {
	engine, err := backend.New()
	if err != nil {
		fmt.Println(err)
		return
	}
	// A number that grows by a rate, and is bounded: how it ends depends on where it began, and on the rate.
	step := func(s, p []*Node) []*Node {
		return []*Node{Add(s[0], MulScalar(Mul(p[0], Mul(s[0], OneMinus(s[0]))), 0.01))}
	}
	last := func(s, _ []*Node) *Node { return s[0] }
	a, err := pde.NewAdjoint(engine, step, last, pde.Checkpoints{Snapshots: 8})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer a.Close()
	g, err := a.Gradient(500, []*tensors.Tensor{tensors.FromScalar(0.1)}, []*tensors.Tensor{tensors.FromScalar(1.0)})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.4f; by the start %.4f, by the rate %.4f; %d states held\n", g.Loss, g.State[0].Value(), g.Parameters[0].Value(), g.Stats.Held)
	// Output:
	// 0.9430; by the start 0.6026, by the rate 0.2703; 9 states held
}
