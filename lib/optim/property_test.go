package optim_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"sublunar/lib/optim"
)

// quadratic is x'Ax/2 - b'x.
type quadratic struct {
	a *mat.SymDense
	b []float64
}

func (q quadratic) Len() int { return len(q.b) }

func (q quadratic) Evaluate(x, g []float64) (float64, error) {
	ax := mat.NewVecDense(len(x), nil)
	ax.MulVec(q.a, mat.NewVecDense(len(x), x))
	if g != nil {
		floats.SubTo(g, ax.RawVector().Data, q.b)
	}
	return floats.Dot(x, ax.RawVector().Data)/2 - floats.Dot(q.b, x), nil
}

// randomQuadratic has curvatures from 1 to a condition number in random directions.
func randomQuadratic(n int, condition float64) quadratic {
	random := rand.New(rand.NewPCG(uint64(n), 7))
	g := mat.NewDense(n, n, nil)
	for i := range g.RawMatrix().Data {
		g.RawMatrix().Data[i] = random.NormFloat64()
	}
	var qr mat.QR
	qr.Factorize(g)
	var q mat.Dense
	qr.QTo(&q)
	d := mat.NewDense(n, n, nil)
	b := make([]float64, n)
	for i := range n {
		d.Set(i, i, math.Pow(condition, float64(i)/float64(n-1)/2))
		b[i] = random.NormFloat64()
	}
	var half mat.Dense
	half.Mul(&q, d)
	a := mat.NewSymDense(n, nil)
	a.SymOuterK(1, &half)
	return quadratic{a, b}
}

// Quasi-Newton methods end on a quadratic in about as many steps as it has dimensions; one with a memory of a
// single step doesn't.
func TestQuadraticTermination(t *testing.T) {
	const n = 12
	q := randomQuadratic(n, 1e4)
	steps := func(m optim.Method) int {
		r, err := optim.Minimise(q, make([]float64, n), m, optim.Stop{Gradient: 1e-9, MaxSteps: 2000})
		if err != nil || r.Status != optim.SmallGradient {
			t.Fatalf("%T: %v %v", m, r, err)
		}
		return r.Stats.Steps
	}
	for _, m := range []optim.Method{optim.BFGS{}, optim.SSBFGS{}, optim.SSBroyden{}, optim.LBFGS{Memory: 100}} {
		s := steps(m)
		t.Logf("%T: %d steps for %d dimensions", m, s, n)
		if s > 6*n {
			t.Errorf("%T takes %d steps for %d dimensions", m, s, n)
		}
	}
	if s := steps(optim.LBFGS{Memory: 1}); s <= 10*n {
		t.Errorf("a memory of one step takes %d steps: the test shows nothing", s)
	}
}

// Where the residuals vanish the error of a Gauss-Newton step is as the square of the one before.
func TestQuadraticConvergence(t *testing.T) {
	errorsOf := func(f residuals, start, solution []float64) []float64 {
		run, err := optim.GaussNewton{Damping: 1e-8, Straight: true}.Start(f, start)
		if err != nil {
			t.Fatal(err)
		}
		var off []float64
		for range 8 {
			off = append(off, floats.Distance(run.X(), solution, 2))
			if run.Step() != nil {
				break
			}
		}
		return off
	}
	order := func(off []float64) float64 {
		var last float64
		for i := 2; i < len(off) && off[i] > 1e-12; i++ {
			last = math.Log(off[i]/off[i-1]) / math.Log(off[i-1]/off[i-2])
		}
		return last
	}
	if o := order(errorsOf(freudensteinRoth(), []float64{6, 4.5}, []float64{5, 4})); o < 1.7 {
		t.Errorf("convergence of order %.2f, not 2", o)
	}
	// Powell's Jacobian is singular at the solution: the order there is 1.
	if o := order(errorsOf(powellSingular(), []float64{3, -1, 0, 3}, make([]float64, 4))); o > 1.3 {
		t.Errorf("order %.2f at a singular Jacobian: the measure shows nothing", o)
	}
}

// scaled is a problem in other units of its parameters.
func scaled(f residuals, units []float64) residuals {
	return residuals{f.n, f.m, func(x, r []float64, j *mat.Dense) {
		y := make([]float64, len(x))
		floats.MulTo(y, x, units)
		f.at(y, r, j)
		if j != nil {
			for k, u := range units {
				for i := range f.m {
					j.Set(i, k, j.At(i, k)*u)
				}
			}
		}
	}}
}

// With Marquardt's scale the units of parameters don't matter, to the last bit for powers of two; with
// the identity they do.
func TestUnitsDontMatter(t *testing.T) {
	f, start := box(), []float64{0, 10, 20}
	units := []float64{1 << 10, 1. / (1 << 6), 1 << 3}
	inUnits := make([]float64, len(start))
	floats.DivTo(inUnits, start, units)
	apart := func(m optim.Method) float64 {
		var ends [2][]float64
		for i, p := range []struct {
			f residuals
			x []float64
		}{{f, start}, {scaled(f, units), inUnits}} {
			r, err := optim.Minimise(p.f, p.x, m, optim.Stop{MaxSteps: 5})
			if err != nil {
				t.Fatal(err)
			}
			ends[i] = r.X
		}
		floats.Mul(ends[1], units)
		return floats.Distance(ends[0], ends[1], 2)
	}
	for _, solver := range []optim.Solver{optim.Cholesky, optim.Kernel, optim.QR} {
		if d := apart(optim.GaussNewton{Scale: optim.Marquardt, Straight: true, Solver: solver}); d != 0 {
			t.Errorf("%v: %v apart in other units", solver, d)
		}
	}
	if d := apart(optim.GaussNewton{Straight: true}); d == 0 {
		t.Error("units don't matter even with the identity: the test shows nothing")
	}
}

// times is an objective times a number.
type times struct {
	optim.Objective
	by float64
}

func (o times) Evaluate(x, g []float64) (float64, error) {
	f, err := o.Objective.Evaluate(x, g)
	if g != nil {
		floats.Scale(o.by, g)
	}
	return f * o.by, err
}

// The units of the objective don't matter to a quasi-Newton method.
func TestObjectivesUnitsDontMatter(t *testing.T) {
	p := classical[1]
	for _, m := range quasiNewton {
		a, err := optim.Minimise(p.f, p.start, m, optim.Stop{MaxSteps: 20})
		if err != nil {
			t.Fatal(err)
		}
		b, err := optim.Minimise(times{p.f, 1 << 20}, p.start, m, optim.Stop{MaxSteps: 20})
		if err != nil {
			t.Fatal(err)
		}
		if !floats.Equal(a.X, b.X) {
			t.Errorf("%T: %v apart after 20 steps", m, floats.Distance(a.X, b.X, 2))
		}
	}
	a, _ := optim.Minimise(p.f, p.start, optim.SOAP{Epsilon: 1}, optim.Stop{MaxSteps: 20})
	b, _ := optim.Minimise(times{p.f, 1 << 20}, p.start, optim.SOAP{Epsilon: 1}, optim.Stop{MaxSteps: 20})
	if floats.Equal(a.X, b.X) {
		t.Error("units don't matter even with an epsilon: the test shows nothing")
	}
}
