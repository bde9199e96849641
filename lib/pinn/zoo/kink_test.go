package zoo_test

import (
	"math"
	"testing"

	"sublunar/lib/jet"
	"sublunar/lib/network"
	"sublunar/lib/optim"
	"sublunar/lib/pinn"
	"sublunar/lib/pinn/zoo"
)

// Near the kink, and soon after the start, what is built in is the solution but for what the quadratic term does, which is of the size t s^2;
// the first state alone, that keeps its kink, is off by the layer's height.
func TestFromKink(t *testing.T) {
	reference, err := zoo.AllenCahn().Reference() // by the fast backend
	if err != nil {
		t.Fatal(err)
	}
	slow(t)
	near := func(exactly func(at pinn.Coordinates, n jet.Jet) jet.Jet) float64 {
		c := zoo.AllenCahn()
		c.Problem.Fields = []pinn.Field{{Name: "u", Exactly: func(at pinn.Coordinates, n jet.Jet) jet.Jet {
			return exactly(at, jet.MulScalar(n, 0)) // whatever the network is
		}}}
		s, err := c.Problem.Solve(network.Periodic{Even: true, Then: network.MLP{Hidden: []int{3}}},
			pinn.Training{Method: optim.GaussNewton{}, Points: 40, Steps: 1, Adapt: pinn.Fixed{}})
		if err != nil {
			t.Fatal(err)
		}
		worst, count := 0.0, 0
		for i, want := range reference[0].Values {
			at := reference[0].X[2*i : 2*i+2]
			if math.Abs(at[0]) < 0.98 || at[1] > 0.0101 {
				continue
			}
			got, err := s.At("u", at)
			if err != nil {
				t.Fatal(err)
			}
			worst, count = math.Max(worst, math.Abs(got[0]-want)), count+1
		}
		if count < 8 {
			t.Fatalf("%d points of the reference near the kink", count)
		}
		return worst
	}
	if off := near(zoo.FromKink); !(off < 5e-4) {
		t.Errorf("off by %.2g near the kink", off)
	}
	if off := near(func(at pinn.Coordinates, n jet.Jet) jet.Jet {
		x := at.Of("x")
		return jet.Add(jet.Mul(jet.Square(x), jet.Cos(jet.MulScalar(x, math.Pi))), jet.Mul(at.Of("t"), n))
	}); off < 2e-3 {
		t.Errorf("the first state alone is off by %.2g only: this test sees nothing", off)
	}
}
