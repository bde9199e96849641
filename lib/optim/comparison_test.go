package optim_test

import (
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"sublunar/lib/optim"
)

// What networks that solve equations gain from a method's parts: the loss after the same steps.
func TestWhatNetworksGain(t *testing.T) {
	flat := poisson(15, 14)
	steep := burgers(15, 14, 0.05)
	for _, c := range []struct {
		name    string
		p       ridge
		better  optim.Method
		worse   optim.Method
		steps   int
		atLeast float64 // times lower
	}{
		{"geodesic acceleration, Poisson", flat, optim.GaussNewton{}, optim.GaussNewton{Straight: true}, 60, 20},
		{"geodesic acceleration, Burgers", steep, optim.GaussNewton{}, optim.GaussNewton{Straight: true}, 60, 1.2},
		{"self-scaling, Poisson", flat, optim.SSBroyden{}, optim.BFGS{}, 600, 50},
		{"self-scaling, Burgers", steep, optim.SSBroyden{}, optim.BFGS{}, 600, 1.8},
		{"Al-Baali's scale alone, Poisson", flat, optim.SSBFGS{}, optim.BFGS{}, 600, 20},
		{"an eigenbasis, Poisson", flat, optim.SOAP{Rate: 0.01, Shapes: [][]int{{15, 4}}, Every: 2}, optim.Adam{Rate: 0.01}, 600, 5},
	} {
		t.Run(c.name, func(t *testing.T) {
			end := func(m optim.Method) float64 {
				r, err := optim.Minimise(c.p.problem(), c.p.start(3), m, optim.Stop{MaxSteps: c.steps})
				if err != nil {
					t.Fatal(err)
				}
				return r.F
			}
			better, worse := end(c.better), end(c.worse)
			t.Logf("%.2g with, %.2g without: %.0f times lower", better, worse, worse/better)
			if !(better*c.atLeast < worse) {
				t.Errorf("it is %v, and %v without: less than %v times", better, worse, c.atLeast)
			}
		})
	}
}

// The test networks' derivatives are those of finite differences.
func TestRidgeDerivatives(t *testing.T) {
	for _, p := range []ridge{poisson(4, 3), burgers(4, 3, 0.05)} {
		o, x := p.problem(), p.start(1)
		j := mat.NewDense(o.m, o.n, nil)
		up, down := make([]float64, o.m), make([]float64, o.m)
		o.at(x, up, j)
		for k := range x {
			const h = 1e-5
			x[k] += h
			o.at(x, up, nil)
			x[k] -= 2 * h
			o.at(x, down, nil)
			x[k] += h
			floats.Sub(up, down)
			floats.Scale(1/(2*h), up)
			if d := floats.Distance(up, mat.Col(nil, k, j), 2); d > 1e-6 {
				t.Errorf("derivative %d is off by %v", k, d)
			}
		}
	}
}
