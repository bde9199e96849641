package pinn

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"gonum.org/v1/gonum/mat"

	"sublunar/lib/domain"
	"sublunar/lib/jet"
	"sublunar/lib/network"
	"sublunar/lib/optim"
)

// decay is u' = -k u with u(0) = 1 built in and an unknown rate, seen 40 times with noise; k is 0.8.
func decay(noise float64) Problem {
	p := Problem{
		Domain: domain.Interval("t", 0, 2),
		Fields: []Field{{Name: "u", Exactly: func(x Coordinates, n jet.Jet) jet.Jet {
			return jet.AddScalar(jet.Mul(x.Of("t"), n), 1)
		}}},
		Residual: func(p *Point) *Node {
			u := p.Field("u")
			return Add(u.D("t"), Mul(p.Constant("k"), u.Value()))
		},
		Constants: []Constant{{Name: "k", Start: 0.2, Positive: true}},
		Data:      []Data{{Field: "u", Noise: noise}},
	}
	r := rand.New(rand.NewPCG(11, 2))
	for i := range 40 {
		t := 0.05 * (float64(i) + 0.5)
		p.Data[0].X = append(p.Data[0].X, t)
		p.Data[0].Values = append(p.Data[0].Values, math.Exp(-0.8*t)+noise*r.NormFloat64())
	}
	return p
}

// fitted is the decay after some steps.
func fitted(t testing.TB, method optim.Method, steps int) *Solution {
	t.Helper()
	s, err := decay(0.02).Solve(network.MLP{Hidden: []int{8}}, Training{Method: method, Steps: steps, Points: 100, Adapt: Fixed{}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// estimate of the rate.
func estimate(t testing.TB, s *Solution) Estimate {
	t.Helper()
	all, err := s.Estimates(0.95)
	if err != nil {
		t.Fatal(err)
	}
	return all[0]
}

// A fit that was stopped says so, in an interval that holds where it would have gone. The noise's own interval, round the same value, does
// not: it is that which the warning is for.
func TestUnconverged(t *testing.T) {
	end := estimate(t, fitted(t, nil, 60))
	for name, c := range map[string]struct {
		method optim.Method
		steps  []int
	}{"Gauss-Newton": {optim.GaussNewton{}, []int{1, 2}}, "SSBroyden": {optim.SSBroyden{}, []int{3, 6, 9}}} {
		for _, steps := range c.steps {
			e := estimate(t, fitted(t, c.method, steps))
			alone := math.Sqrt(e.Deviation*e.Deviation - e.Remaining*e.Remaining) // the noise's
			t.Logf("%s, %d steps: %v; left %.3g, noise %.3g, at the end %.5g ± %.3g", name, steps, e, e.Remaining, alone, end.Value, end.Deviation)
			if !strings.Contains(e.Warning, "hasn't converged") {
				t.Errorf("%s: no warning after %d steps: %v", name, steps, e)
			}
			if !(e.Low < end.Value && end.Value < e.High) {
				t.Errorf("%s: after %d steps %v, at the end %.6g", name, steps, e, end.Value)
			}
			if within := e.Value * math.Exp(1.96*alone/e.Value); within > end.Value {
				t.Errorf("%s: after %d steps the noise alone allows for %.4g, and nothing shows", name, steps, within)
			}
		}
	}
}

// One that has converged gets no warning, and the interval of its data's noise: what is left of the fit changes no digit of it.
func TestConvergedIsNotWidened(t *testing.T) {
	for _, c := range []struct {
		method optim.Method
		steps  int
	}{{optim.GaussNewton{}, 20}, {optim.GaussNewton{}, 60}, {optim.SSBroyden{}, 150}} {
		s := fitted(t, c.method, c.steps)
		e := estimate(t, s)
		a, err := s.covariance()
		if err != nil {
			t.Fatal(err)
		}
		unit := make([]float64, a.n)
		unit[a.n-1] = 1
		noise := a.deviations(unit)[0]
		t.Logf("%T, %d steps: %v; left %.2g of a deviation of %.3g", c.method, c.steps, e, e.Remaining, e.Deviation)
		if e.Warning != "" || !e.Identified || !(e.Remaining < 0.05*e.Deviation) {
			t.Errorf("%T: %v, which would still move by %.2g", c.method, e, e.Remaining)
		}
		z := 1.959963984540054
		if e.Deviation != noise*e.Value || math.Abs(e.Low/(e.Value*math.Exp(-z*noise))-1) > 1e-12 || math.Abs(e.High/(e.Value*math.Exp(z*noise))-1) > 1e-12 {
			t.Errorf("%T: %v with a deviation of %.6g; the noise makes it %.6g", c.method, e, e.Deviation, noise*e.Value)
		}
	}
}

// What is said to remain is the step that the method would take with hardly any damping, and a field's deviation counts it too.
func TestRemainingIsNextStep(t *testing.T) {
	s := fitted(t, nil, 2)
	e := estimate(t, s)
	o := s.objective
	m, n := o.Residuals(), o.Len()
	r, j := make([]float64, m), mat.NewDense(m, n, nil)
	if err := o.Jacobian(s.Parameters, r, j); err != nil {
		t.Fatal(err)
	}
	var svd mat.SVD // another way to least squares than the normal matrix
	if !svd.Factorize(j, mat.SVDThin) {
		t.Fatal("no singular values")
	}
	var p mat.VecDense
	svd.SolveVecTo(&p, mat.NewVecDense(m, r), svd.Rank(1e-6))
	if want := math.Abs(p.AtVec(n-1)) * e.Value; math.Abs(e.Remaining-want) > 1e-2*want {
		t.Errorf("%.6g remains; the least squares' step is %.6g", e.Remaining, want)
	}
	times := []float64{0.5, 1, 1.5, 2}
	d, err := s.Deviation("u", times)
	if err != nil {
		t.Fatal(err)
	}
	now, err := s.At("u", times)
	if err != nil {
		t.Fatal(err)
	}
	end, err := fitted(t, nil, 60).At("u", times)
	if err != nil {
		t.Fatal(err)
	}
	for i := range times {
		if off := math.Abs(now[i] - end[i]); off > 2.5*d[i] {
			t.Errorf("at t = %g u is %.3g from where it ends, with a deviation of %.2g", times[i], off, d[i])
		}
	}
}
