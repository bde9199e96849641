package pinn_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/domain"
	"sublunar/lib/field"
	"sublunar/lib/network"
	"sublunar/lib/optim"
	"sublunar/lib/pinn"
)

// placed are a term's points.
func placed(t *testing.T, s *pinn.Solution, term string) []float64 {
	t.Helper()
	x, err := s.Placed(term)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// Points are as many as was asked for, on each term, from the sampler that was asked for.
func TestPointsAndSampler(t *testing.T) {
	p := heat(half)
	p.Conditions = []pinn.Condition{pinn.Dirichlet("u", cooled, domain.At("t", 1))}
	n := network.MLP{Hidden: []int{3}}
	s := solve(t, p, n, pinn.Training{Steps: 1, Points: 70, BoundaryPoints: 9, Adapt: pinn.Fixed{}, Sampler: domain.LatinHypercube{Seed: 5}})
	if s.Terms[0].Points != 70 || s.Terms[1].Points != 9 || s.Points != 70 {
		t.Errorf("%v", s)
	}
	want, err := p.Domain.Inside(70, domain.LatinHypercube{Seed: 5})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(placed(t, s, s.Terms[0].Name), want.Values) {
		t.Error("the points aren't the sampler's")
	}
}

// A density gathers points and leaves the loss what it is over the domain: the root mean square of x on [0, 1] is 1/sqrt 3.
func TestDensity(t *testing.T) {
	p := pinn.Problem{
		Domain: domain.Interval("x", 0, 1),
		Residual: func(p *pinn.Point) *Node {
			return Add(MulScalar(p.Field("u").Value(), 0), p.X("x"))
		},
		Conditions: []pinn.Condition{pinn.Dirichlet("u", pinn.Zero)},
	}
	s := solve(t, p, network.MLP{Hidden: []int{3}}, pinn.Training{Steps: 1, Points: 300, Adapt: pinn.Fixed{}, Density: func(x ...float64) float64 {
		if x[0] < 0.1 {
			return 27
		}
		return 1
	}})
	left, square := 0.0, 0.0
	x := placed(t, s, s.Terms[0].Name)
	for _, v := range x {
		if v < 0.1 {
			left++
		}
		square += v * v / float64(len(x))
	}
	if math.Abs(left/300-0.75) > 0.02 { // 2.7 of 3.6
		t.Errorf("%g of 300 points in the tenth that wants 27 times as many", left)
	}
	for _, r := range []float64{s.Terms[0].Residual, s.Terms[0].HeldOut} {
		if math.Abs(r*math.Sqrt(3)-1) > 0.02 {
			t.Errorf("a residual of %.4g over the domain, want %.4g; unweighted it is %.4g", r, 1/math.Sqrt(3), math.Sqrt(square))
		}
	}
}

// A fit ends when its time is up, or its target is reached, and says which.
func TestEnds(t *testing.T) {
	n := network.MLP{Hidden: []int{5}}
	if s := solve(t, heat(half), n, pinn.Training{Points: 100, Time: 1}); s.Status != optim.OutOfTime || s.Stats.Steps > 1 {
		t.Errorf("after a nanosecond: %v", s)
	}
	if s := solve(t, heat(half), n, pinn.Training{Points: 100, Target: 100, Every: 3}); s.Status != optim.Target || s.Stats.Steps != 3 {
		t.Errorf("with a target that holds at once: %v", s)
	}
	if s := solve(t, heat(half), n, pinn.Training{Points: 100, Target: 1e-30, Every: 3, Steps: 6}); s.Status != optim.OutOfSteps || s.Stats.Steps != 6 {
		t.Errorf("with a target out of reach: %v", s)
	}
}

// In single precision the graphs are single precision: their values are such numbers, and not those of double.
func TestPrecision(t *testing.T) {
	at := func(precision dtypes.DType) float64 {
		s := solve(t, heat(half), network.MLP{Hidden: []int{5}}, pinn.Training{Points: 100, Steps: 5, Precision: precision})
		v, err := s.At("u", []float64{1, 0.5})
		if err != nil {
			t.Fatal(err)
		}
		return v[0]
	}
	low, high := at(dtypes.Float32), at(dtypes.Float64)
	if low != float64(float32(low)) || high == float64(float32(high)) || math.Abs(low-high) > 1e-3 {
		t.Errorf("%.17g in single precision, %.17g in double", low, high)
	}
}

// A fit that starts where another ended has little left to do.
func TestStart(t *testing.T) {
	n, p := network.MLP{Hidden: []int{8}}, heat(half)
	done := solve(t, p, n, pinn.Training{Points: 200, Steps: 30})
	again := solve(t, p, n, pinn.Training{Points: 200, Steps: 1, Start: done.Parameters})
	anew := solve(t, p, n, pinn.Training{Points: 200, Steps: 1})
	if a, b := worst(t, again, p.Domain, "u", cooled), worst(t, anew, p.Domain, "u", cooled); !(a < b/10) {
		t.Errorf("off by %.2g after a step from the end of another fit, by %.2g from anywhere", a, b)
	}
}

// Watch is asked every Every steps, and may ask the solution; Observe hears its numbers from then on. Its error stops the fit.
func TestWatch(t *testing.T) {
	var asked, heard []float64
	training := pinn.Training{Points: 100, Steps: 10, Every: 4, Adapt: pinn.Fixed{},
		Watch: func(s *pinn.Solution) ([]field.Value, error) {
			v, err := s.At("u", []float64{1, 0.5})
			if err != nil {
				return nil, err
			}
			asked = append(asked, float64(s.Stats.Steps))
			return []field.Value{{Name: "in the middle", Value: v[0]}}, nil
		},
		Observe: func(p field.Progress) error {
			for _, v := range p.Values {
				if v.Name == "in the middle" {
					heard = append(heard, float64(p.Step))
				}
			}
			return nil
		}}
	solve(t, heat(half), network.MLP{Hidden: []int{5}}, training)
	if !slices.Equal(asked, []float64{4, 8, 10}) || !slices.Equal(heard, []float64{5, 6, 7, 8, 9, 10}) {
		t.Errorf("asked at %v, heard at %v", asked, heard)
	}
	lost := errors.New("lost")
	training.Watch = func(*pinn.Solution) ([]field.Value, error) { return nil, lost }
	if s, err := heat(half).Solve(network.MLP{Hidden: []int{5}}, training); !errors.Is(err, lost) || s == nil || s.Stats.Steps != 4 {
		t.Errorf("%v\n%v", s, err)
	}
}

// The method is the one that was asked for: only some form J.
func TestMethod(t *testing.T) {
	for _, c := range []struct {
		method   optim.Method
		jacobian bool
	}{{nil, true}, {optim.GaussNewton{}, true}, {optim.NaturalGradient{}, true}, {optim.SSBroyden{}, false}, {optim.LBFGS{}, false}, {optim.Adam{}, false}, {optim.SOAP{}, false}} {
		s := solve(t, heat(half), network.MLP{Hidden: []int{4}}, pinn.Training{Points: 50, Steps: 3, Method: c.method})
		if (s.Stats.Jacobians > 0) != c.jacobian || s.Stats.Steps != 3 {
			t.Errorf("%T: %+v", c.method, s.Stats)
		}
	}
}

// Mini-batches change the path, batches of all points don't, and by a path of batches SOAP gets to where it gets with all of them.
func TestMiniBatches(t *testing.T) {
	p := poisson(pinn.Dirichlet("u", wave))
	fit := func(batch, steps int) *pinn.Solution {
		return solve(t, p, network.MLP{Hidden: []int{8}}, pinn.Training{Method: optim.SOAP{Rate: 1e-2}, Points: 128, Steps: steps, Every: 1000, Adapt: pinn.Fixed{}, Batch: batch})
	}
	all, same, some := fit(0, 10).Parameters, fit(128, 10).Parameters, fit(32, 10).Parameters
	apart := 0.0
	for i := range all {
		if math.Abs(all[i]-same[i]) > 1e-9 {
			t.Fatalf("a batch of all points gives another fit: parameter %d is %v, not %v", i, same[i], all[i])
		}
		apart = math.Max(apart, math.Abs(all[i]-some[i]))
	}
	if apart < 1e-4 {
		t.Errorf("batches of a quarter give the same fit to %.2g", apart)
	}
	whole, quarters := worst(t, fit(0, 800), p.Domain, "u", wave), worst(t, fit(32, 800), p.Domain, "u", wave)
	t.Logf("off by %.2g with all points, %.2g with a quarter at a time", whole, quarters)
	if !(quarters < 3e-2) || !(whole < 3e-2) {
		t.Errorf("off by %.2g with all points, %.2g with a quarter at a time", whole, quarters)
	}
}

// A round of pseudo-time is a step of implicit Euler: of u' = 1 - u with steps of length 1 it halves the distance from 1, everywhere. Without,
// one round is all the way.
func TestPseudoTimeIsEuler(t *testing.T) {
	p := pinn.Problem{
		Domain: domain.Interval("x", 0, 1),
		Equations: []pinn.Equation{{Name: "rest", Relaxes: "u", Residual: func(p *pinn.Point) *Node {
			return AddScalar(p.Field("u").Value(), -1)
		}}},
		Data: []pinn.Data{{Field: "u", X: []float64{0.5}, Values: []float64{1}, Weight: 1e-20}}, // so that it isn't without conditions
	}
	x := []float64{0.1, 0.4, 0.9}
	off := func(step float64, rounds int) []float64 {
		s := solve(t, p, network.MLP{Hidden: []int{6}}, pinn.Training{Points: 50, Every: 15, Steps: 15 * rounds, Adapt: pinn.Fixed{}, PseudoStep: step})
		v, err := s.At("u", x)
		if err != nil {
			t.Fatal(err)
		}
		for i := range v {
			v[i] -= 1
		}
		return v
	}
	one, two, three := off(1, 1), off(1, 2), off(1, 3)
	long, longer, without := off(3, 1), off(3, 2), off(0, 1)
	for i := range x {
		if math.Abs(two[i]/one[i]-0.5) > 0.01 || math.Abs(three[i]/two[i]-0.5) > 0.01 {
			t.Errorf("at %g: %.4g from rest after one round, %.4g after two, %.4g after three", x[i], one[i], two[i], three[i])
		}
		if math.Abs(long[i]/longer[i]-4) > 0.1 {
			t.Errorf("at %g: %.4g from rest after one step of 3, %.4g after two", x[i], long[i], longer[i])
		}
		if math.Abs(without[i]) > 1e-4 || math.Abs(one[i]) < 0.1 {
			t.Errorf("at %g: %.2g from rest without pseudo-time, %.2g after a round with it", x[i], without[i], one[i])
		}
	}
}
