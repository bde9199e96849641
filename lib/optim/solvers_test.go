package optim_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"sublunar/lib/optim"
)

// randomFit has more residuals than parameters or fewer, and bends.
func randomFit(n, m int) residuals {
	random := rand.New(rand.NewPCG(uint64(n), uint64(m)))
	a := mat.NewDense(m, n, nil)
	for i := range a.RawMatrix().Data {
		a.RawMatrix().Data[i] = random.NormFloat64()
	}
	return residuals{n, m, func(x, r []float64, j *mat.Dense) {
		for i := range m {
			row := a.RawRowView(i)
			s := floats.Dot(row, x)
			r[i] = s + 0.3*math.Sin(s) - float64(i%3)
			if j != nil {
				for k, v := range row {
					j.Set(i, k, v*(1+0.3*math.Cos(s)))
				}
			}
		}
	}}
}

// All solvers take the same step, whatever the objective offers.
func TestSolversAgree(t *testing.T) {
	for _, size := range [][2]int{{12, 40}, {40, 12}} {
		f := randomFit(size[0], size[1])
		start := make([]float64, size[0])
		step := func(o optim.Objective, m optim.Method) []float64 {
			run, err := m.Start(o, start)
			if err != nil {
				t.Fatal(err)
			}
			if err := run.Step(); err != nil {
				t.Fatal(err)
			}
			return run.X()
		}
		for _, straight := range []bool{true, false} {
			want := step(f, optim.GaussNewton{Solver: optim.QR, Damping: 0.01, Straight: straight})
			for _, c := range []struct {
				o optim.Objective
				s optim.Solver
			}{{f, optim.Auto}, {f, optim.Cholesky}, {f, optim.Kernel}, {f, optim.Sketched}, {f, optim.Conjugate}, {normal{f}, optim.Auto}, {products{f}, optim.Auto}} {
				m := optim.GaussNewton{Solver: c.s, Damping: 0.01, Straight: straight, Tolerance: 1e-14, Iterations: 100}
				if _, free := c.o.(products); free {
					// Its damping is a share of another scale, and it can't tell how residuals bend.
					continue
				}
				if _, only := c.o.(normal); only && !straight {
					continue
				}
				if d := floats.Distance(step(c.o, m), want, 2) / floats.Norm(want, 2); !(d < 1e-11) {
					t.Errorf("%d parameters, %d residuals: %v of a %T is %v off QR's step", size[0], size[1], c.s, c.o, d)
				}
			}
			if d := floats.Distance(step(f, optim.GaussNewton{Damping: 0.011, Straight: straight}), want, 2); d < 1e-6 {
				t.Errorf("a tenth more damping moves the step by %v: the test shows nothing", d)
			}
		}
		r, err := optim.Minimise(products{f}, start, optim.GaussNewton{}, optim.Stop{Gradient: 1e-8})
		if err != nil || r.Status != optim.SmallGradient || r.Stats.Products == 0 {
			t.Errorf("without a matrix: %v %v", r, err)
		}
	}
}

// QR doesn't square the condition number.
func TestQRKeepsDigits(t *testing.T) {
	// Powers of points, a condition number of 1e9: y is a sum of them.
	const n, m = 11, 30
	f := residuals{n, m, func(x, r []float64, j *mat.Dense) {
		for i := range m {
			s := float64(i+1) / m
			r[i] = 0
			power := 1.0
			for k := range n {
				r[i] += (x[k] - 1) * power
				if j != nil {
					j.Set(i, k, power)
				}
				power *= s
			}
		}
	}}
	off := func(s optim.Solver) float64 {
		run, err := optim.GaussNewton{Solver: s, Damping: 1e-22, Straight: true}.Start(f, make([]float64, n))
		if err != nil {
			t.Fatal(err)
		}
		if err := run.Step(); err != nil {
			t.Fatal(err)
		}
		worst := 0.0
		for _, v := range run.X() {
			worst = math.Max(worst, math.Abs(v-1))
		}
		return worst
	}
	if q := off(optim.QR); q > 1e-4 {
		t.Errorf("QR's step is off by %v", q)
	}
	if c := off(optim.Cholesky); c < 1e-3 {
		t.Errorf("Cholesky's step is off by %v: the problem shows nothing", c)
	}
}

// A sketch of a third of the rows still converges.
func TestSketch(t *testing.T) {
	f := randomFit(6, 600)
	exact, err := optim.Minimise(f, make([]float64, 6), optim.GaussNewton{}, optim.Stop{Gradient: 1e-9})
	if err != nil {
		t.Fatal(err)
	}
	sketch, err := optim.Minimise(f, make([]float64, 6), optim.GaussNewton{Solver: optim.Sketched, SketchRows: 200}, optim.Stop{Gradient: 1e-9})
	if err != nil {
		t.Fatal(err)
	}
	if sketch.Status != optim.SmallGradient || math.Abs(sketch.F-exact.F) > 1e-9*exact.F {
		t.Errorf("a sketch ends at %v, not %v", sketch, exact)
	}
	if sketch.Stats.Steps == exact.Stats.Steps {
		t.Error("a sketch takes as many steps as the whole: it isn't one")
	}
}

// curved is a problem that forms its normal matrix and knows how its residuals bend, as a compiled
// graph would: r” by differences, J' of it by a product.
type curved struct {
	normal
	share float64 // of the step, for the differences
}

func (c curved) Bend(x, v, jb []float64) error {
	m := c.of.m
	at := func(t float64) []float64 {
		y, r := make([]float64, len(x)), make([]float64, m)
		floats.AddScaledTo(y, x, t, v)
		c.of.at(y, r, nil)
		return r
	}
	b, middle, down := at(c.share), at(0), at(-c.share)
	for i := range b {
		b[i] = (b[i] - 2*middle[i] + down[i]) / (c.share * c.share)
	}
	j := mat.NewDense(m, len(x), nil)
	c.of.at(x, make([]float64, m), j)
	mat.NewVecDense(len(x), jb).MulVec(j.T(), mat.NewVecDense(m, b))
	return nil
}

// The geodesic correction is the same whoever finds how residuals bend, and is half of the second-order
// term of the path: without it the step is another.
func TestBend(t *testing.T) {
	f := randomFit(12, 40)
	step := func(o optim.Objective, m optim.GaussNewton) []float64 {
		m.Damping = 0.3
		x := make([]float64, 12) // at 0 nothing bends
		for i := range x {
			x[i] = 0.3 * math.Sin(float64(i))
		}
		run := started(t, m, o, x)
		steps(t, run, 1)
		return run.X()
	}
	byJacobian := step(f, optim.GaussNewton{})
	byObjective := step(curved{normal{f}, 1e-3}, optim.GaussNewton{})
	straight := step(f, optim.GaussNewton{Straight: true})
	apart, correction := floats.Distance(byJacobian, byObjective, 2), floats.Distance(byJacobian, straight, 2)
	if !(apart < 0.02*correction) {
		t.Errorf("%v apart, of a correction of %v", apart, correction)
	}
	if same := step(f, optim.GaussNewton{Acceleration: 1e-9}); !floats.Equal(same, straight) {
		t.Error("a correction longer than Acceleration allows is made")
	}
}
