package pde_test

import (
	"fmt"
	"math"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"sublunar/lib/field"
	"sublunar/lib/internal/enginetest"
	"sublunar/lib/pde"
	"sublunar/lib/spectral"
)

// BenchmarkStep is a step of each kind by each route: what a solution costs is that times its steps. Eight to a call, as in a loop.
func BenchmarkStep(b *testing.B) {
	engine := enginetest.Fastest(b)
	routes := map[spectral.Route]string{spectral.ByMatrix: "matrices"}
	if engine.Name == "XLA" {
		routes[spectral.ByFFT] = "FFT"
	}
	for _, c := range []struct {
		name   string
		e      pde.Equation
		points []int
	}{
		{"KS", pde.KuramotoSivashinsky{}, []int{1024}},
		{"Allen-Cahn", pde.AllenCahn{}, []int{128, 128}},
		{"Navier-Stokes", pde.NavierStokes{Viscosity: 0.01}, []int{64, 64}},
		{"Navier-Stokes forced", pde.NavierStokes{Viscosity: 0.01, Forcing: func(x, y float64) float64 { return math.Sin(x + y) }}, []int{64, 64}},
		{"Navier-Stokes", pde.NavierStokes{Viscosity: 0.01}, []int{256, 256}},
	} {
		if engine.Name == "Go" && len(c.points) == 2 && c.points[0] > 64 {
			continue // a step takes seconds
		}
		for route, by := range routes {
			b.Run(fmt.Sprintf("%s %v by %s", c.name, c.points, by), func(b *testing.B) {
				stepper, err := pde.NewStepper(c.e, spectral.Box{Points: c.points, Route: route}, 0.001)
				if err != nil {
					b.Fatal(err)
				}
				const steps = 8
				exec, err := NewExec(engine.Backend, func(x *Node) *Node {
					v := stepper.Forward([]*Node{x})
					for range steps {
						v = stepper.Advance(v)
					}
					return ReduceAllSum(v[0].Re)
				})
				if err != nil {
					b.Fatal(err)
				}
				n := 1
				for _, p := range c.points {
					n *= p
				}
				start := make([]float64, n)
				for i := range start {
					start[i] = math.Sin(2 * math.Pi * float64(i) / float64(n))
				}
				x := tensors.FromFlatDataAndDimensions(start, c.points...)
				again(b, exec, 0, x)
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*steps), "ns/step")
			})
		}
	}
}

// BenchmarkSolve is what a person waits for, compiling too.
func BenchmarkSolve(b *testing.B) {
	engine := enginetest.Fastest(b)
	u0 := pde.Sample("u", func(x ...float64) float64 { return math.Cos(x[0]/16) * (1 + math.Sin(x[0]/16)) }, pde.Periodic("x", "", 0, 32*math.Pi, 256))
	for b.Loop() {
		if _, err := pde.Solve(engine.Backend, pde.KuramotoSivashinsky{}, []field.Grid{u0}, field.Linspace("t", "", 0, 50, 101), pde.Settings{Step: 0.05}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkAdjoint is a gradient through 200 steps: what each costs, forward again and back.
func BenchmarkAdjoint(b *testing.B) {
	const steps = 200
	for _, c := range []struct {
		name string
		e    pde.Equation
		box  spectral.Box
	}{
		{"Burgers 256", pde.Burgers{Viscosity: 0.05}, spectral.Box{Points: []int{256}}},
		{"Navier-Stokes 64 x 64", pde.NavierStokes{Viscosity: 0.01}, spectral.Box{Points: []int{64, 64}}},
	} {
		b.Run(c.name, func(b *testing.B) {
			stepper, err := pde.NewStepper(c.e, c.box, 0.005)
			if err != nil {
				b.Fatal(err)
			}
			a, err := pde.NewAdjoint(enginetest.Fastest(b).Backend, stepper.Next, weighted, pde.Checkpoints{})
			if err != nil {
				b.Fatal(err)
			}
			defer a.Close()
			n := 1
			for _, p := range c.box.Points {
				n *= p
			}
			state := []*tensors.Tensor{tensor(make([]float64, n), c.box.Points...)}
			gradient(b, a, 2, state, nil)
			for b.Loop() {
				gradient(b, a, steps, state, nil)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*steps), "ns/step")
		})
	}
}

// again times a compiled graph on one argument, and the copying of one of its results: the device may work on after Call returns.
func again(b *testing.B, exec *Exec, result int, with *tensors.Tensor) {
	b.Helper()
	call := func() {
		out, err := exec.Call(with)
		if err == nil {
			_, err = tensors.CopyFlatData[float64](out[result])
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	call() // it compiles
	for b.Loop() {
		call()
	}
}
