package optim

import (
	"fmt"
	"math"
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

// wave is a fit of n parameters to 3 n residuals that bend, dense as a network's are.
type wave struct{ a *mat.Dense }

func newWave(n int) wave {
	random := rand.New(rand.NewPCG(3, 4))
	a := mat.NewDense(3*n, n, nil)
	for i := range a.RawMatrix().Data {
		a.RawMatrix().Data[i] = random.NormFloat64() / math.Sqrt(float64(n))
	}
	return wave{a}
}

func (w wave) Len() int       { return w.a.RawMatrix().Cols }
func (w wave) Residuals() int { return w.a.RawMatrix().Rows }

func (w wave) Jacobian(x, r []float64, j *mat.Dense) error {
	for i := range r {
		row := w.a.RawRowView(i)
		s := floats.Dot(row, x)
		r[i] = s + 0.3*math.Sin(s) - float64(i%3)
		if j != nil {
			floats.ScaleTo(j.RawRowView(i), 1+0.3*math.Cos(s), row)
		}
	}
	return nil
}

func (w wave) Evaluate(x, g []float64) (float64, error) {
	r := make([]float64, w.Residuals())
	if err := w.Jacobian(x, r, nil); err != nil {
		return 0, err
	}
	if g != nil {
		clear(g)
		for i, v := range r {
			row := w.a.RawRowView(i)
			floats.AddScaled(g, v*(1+0.3*math.Cos(floats.Dot(row, x))), row)
		}
	}
	return floats.Dot(r, r) / 2, nil
}

// benchmarkSteps is a step from near the start: a run begins anew after three.
func benchmarkSteps(b *testing.B, o Objective, m Method) {
	x := make([]float64, o.Len())
	for i := range x {
		x[i] = math.Sin(float64(i))
	}
	run, err := m.Start(o, x)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if run.Stats().Steps == 3 {
			run, _ = m.Start(o, x)
		}
		if err := run.Step(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkGaussNewton is a step for 300 parameters and 900 residuals, the Jacobian's products included.
func BenchmarkGaussNewton(b *testing.B) {
	o := newWave(300)
	for _, s := range []Solver{Cholesky, Kernel, QR, Sketched, Conjugate} {
		b.Run(s.String(), func(b *testing.B) { benchmarkSteps(b, o, GaussNewton{Solver: s, SketchRows: 600}) })
	}
	b.Run("straight", func(b *testing.B) { benchmarkSteps(b, o, GaussNewton{Straight: true}) })
}

func BenchmarkNaturalGradient(b *testing.B) { benchmarkSteps(b, newWave(300), NaturalGradient{}) }

// BenchmarkLBFGS and the rest are a step for 3000 parameters whose objective costs next to nothing.
func BenchmarkLBFGS(b *testing.B)  { benchmarkSteps(b, bowl(3000), LBFGS{}) }
func BenchmarkSSBFGS(b *testing.B) { benchmarkSteps(b, bowl(3000), SSBFGS{}) }
func BenchmarkBFGS(b *testing.B)   { benchmarkSteps(b, bowl(3000), BFGS{}) }
func BenchmarkAdam(b *testing.B)   { benchmarkSteps(b, bowl(3000), Adam{}) }

// BenchmarkSOAP is of three layers of about 32 x 32, eigenvectors every ten steps.
func BenchmarkSOAP(b *testing.B) {
	benchmarkSteps(b, bowl(3000), SOAP{Shapes: [][]int{{32, 32}, {32, 32}, {32, 29}, {24}}})
}
