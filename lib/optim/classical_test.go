package optim_test

import (
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/optimize/functions"

	"sublunar/lib/optim"
)

// quasiNewton are the methods for any smooth function.
var quasiNewton = []optim.Method{optim.LBFGS{}, optim.BFGS{}, optim.SSBFGS{}, optim.SSBroyden{}}

func TestClassicalProblems(t *testing.T) {
	for _, p := range classical {
		for _, m := range quasiNewton {
			t.Run(fmt.Sprintf("%s/%T", p.name, m), func(t *testing.T) {
				r, err := optim.Minimise(p.f, p.start, m, optim.Stop{Gradient: 1e-8, MaxSteps: 5000})
				if err != nil {
					t.Fatal(err)
				}
				if !r.Status.Converged() {
					t.Errorf("ended with %v", r)
				}
				nearest := math.Inf(1)
				for _, minimum := range p.f.f.(interface{ Minima() []functions.Minimum }).Minima() {
					nearest = math.Min(nearest, math.Abs(r.F-minimum.F)/math.Max(1, minimum.F))
				}
				if !(nearest < 1e-9) {
					t.Errorf("%v isn't at a known minimum, off by %v", r, nearest)
				}
			})
		}
	}
}

// The minimal sums of squares are those of Moré, Garbow and Hillstrom 1981, and for Misra1a NIST's
// certified one.
var fits = []struct {
	name  string
	f     residuals
	start []float64
	sum   []float64 // of squares: global and local minima
	digit float64   // relative, or absolute for 0
}{
	{"Rosenbrock", rosenbrock(), []float64{-1.2, 1}, []float64{0}, 1e-18},
	{"Freudenstein and Roth", freudensteinRoth(), []float64{0.5, -2}, []float64{0, 48.98425}, 1e-6},
	{"Powell singular", powellSingular(), []float64{3, -1, 0, 3}, []float64{0}, 1e-13},
	{"helical valley", helicalValley(), []float64{-1, 0, 0}, []float64{0}, 1e-18},
	{"box", box(), []float64{0, 10, 20}, []float64{0}, 1e-18},
	{"Bard", bard(), []float64{1, 1, 1}, []float64{8.214877e-3}, 1e-6},
	{"Kowalik and Osborne", kowalikOsborne(), []float64{.25, .39, .415, .39}, []float64{3.075056e-4}, 1e-6},
	{"Meyer", meyer(), []float64{0.02, 4000, 250}, []float64{87.94586}, 1e-6},
	{"Misra1a", misra1a(), []float64{500, 1e-4}, []float64{1.2455138894e-1}, 1e-9},
	{"Misra1a, the near start", misra1a(), []float64{250, 5e-4}, []float64{1.2455138894e-1}, 1e-9},
}

func TestClassicalFits(t *testing.T) {
	for _, p := range fits {
		for _, rule := range []optim.Rule{optim.Gain, optim.Greedy} {
			for _, scale := range []optim.Scale{optim.Identity, optim.Marquardt} {
				for _, straight := range []bool{false, true} {
					t.Run(fmt.Sprintf("%s/%v/%v/straight %v", p.name, rule, scale, straight), func(t *testing.T) {
						m := optim.GaussNewton{Rule: rule, Scale: scale, Straight: straight}
						r, err := optim.Minimise(p.f, p.start, m, optim.Stop{MaxSteps: 3000, Gradient: 1e-12})
						if err != nil {
							t.Fatal(err)
						}
						for _, sum := range p.sum {
							if math.Abs(2*r.F-sum) <= p.digit*math.Max(sum, 1e-3) {
								return
							}
						}
						t.Errorf("%v: a sum of squares of %v, not one of %v", r, 2*r.F, p.sum)
					})
				}
			}
		}
	}
}

func TestMisra1aParameters(t *testing.T) {
	for _, m := range []optim.Method{optim.GaussNewton{Scale: optim.Marquardt}, optim.GaussNewton{Solver: optim.QR}, optim.LBFGS{}} {
		r, err := optim.Minimise(misra1a(), []float64{250, 5e-4}, m, optim.Stop{MaxSteps: 5000})
		if err != nil {
			t.Fatal(err)
		}
		for i, certified := range []float64{2.3894212918e2, 5.5015643181e-4} {
			if off := math.Abs(r.X[i]/certified - 1); off > 1e-7 {
				t.Errorf("%T: b%d = %v, NIST certifies %v", m, i+1, r.X[i], certified)
			}
		}
	}
}

func TestResidualsAreGonumsFunctions(t *testing.T) {
	for _, c := range []struct {
		f    residuals
		same function
	}{
		{rosenbrock(), function{2, functions.ExtendedRosenbrock{}}}, {powellSingular(), function{4, functions.ExtendedPowellSingular{}}},
		{helicalValley(), function{3, functions.HelicalValley{}}}, {box(), function{3, functions.Box3D{}}},
	} {
		x := []float64{0.3, 0.8, -0.4, 1.1}[:c.f.n]
		g, h := make([]float64, c.f.n), make([]float64, c.f.n)
		f, _ := c.f.Evaluate(x, g)
		same, _ := c.same.Evaluate(x, h)
		if math.Abs(2*f-same) > 1e-12*same {
			t.Errorf("%T: twice %v isn't %v", c.same.f, f, same)
		}
		for i := range g {
			if math.Abs(2*g[i]-h[i]) > 1e-9*(1+math.Abs(h[i])) {
				t.Errorf("%T: derivative %d is twice %v, not %v", c.same.f, i, g[i], h[i])
			}
		}
	}
}
