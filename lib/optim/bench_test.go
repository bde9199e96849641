package optim

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
)

// bowl is a quadratic of n parameters with curvatures from 1 to 1e4, and a quartic beside it.
type bowl int

func (b bowl) Len() int { return int(b) }

func (b bowl) Evaluate(x, g []float64) (float64, error) {
	var f float64
	for i, v := range x {
		c := 1 + 1e4*float64(i)/float64(len(x))
		f += c*v*v/2 + v*v*v*v/4
		if g != nil {
			g[i] = c*v + v*v*v
		}
	}
	return f, nil
}

func (b bowl) start() []float64 {
	random := rand.New(rand.NewPCG(1, 2))
	x := make([]float64, b)
	for i := range x {
		x[i] = random.NormFloat64()
	}
	return x
}

// BenchmarkSSBroyden is one step, all in; the objective itself costs next to nothing.
func BenchmarkSSBroyden(b *testing.B) {
	for _, n := range []int{1000, 3000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			run, err := SSBroyden{}.Start(bowl(n), bowl(n).start())
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if err := run.Step(); err != nil {
					run, _ = SSBroyden{}.Start(bowl(n), bowl(n).start())
				}
			}
		})
	}
}

// BenchmarkGonumBFGS is the same problem by gonum's BFGS, a step.
func BenchmarkGonumBFGS(b *testing.B) {
	for _, n := range []int{1000, 3000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			o := bowl(n)
			const steps = 20
			for b.Loop() {
				_, err := optimize.Minimize(optimize.Problem{
					Func: func(x []float64) float64 { f, _ := o.Evaluate(x, nil); return f },
					Grad: func(g, x []float64) { o.Evaluate(x, g) },
				}, o.start(), &optimize.Settings{MajorIterations: steps, Converger: optimize.NeverTerminate{}}, &optimize.BFGS{})
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/steps, "ns/step")
		})
	}
}

// BenchmarkCholesky is the solution for one damping.
func BenchmarkCholesky(b *testing.B) {
	for _, n := range []int{300, 1000, 2000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := &normalSystem{a: mat.NewSymDense(n, nil)}
			random := rand.New(rand.NewPCG(1, 2))
			for i := range n {
				for j := i; j < n; j++ {
					s.a.SetSym(i, j, random.NormFloat64())
				}
				s.a.SetSym(i, i, 4*float64(n))
			}
			d, g, p := make([]float64, n), make([]float64, n), make([]float64, n)
			floats.AddConst(1, d)
			floats.AddConst(1, g)
			for b.Loop() {
				if ok, err := s.solve(1, d, g, nil, p); !ok || err != nil {
					b.Fatal(ok, err)
				}
			}
		})
	}
}
