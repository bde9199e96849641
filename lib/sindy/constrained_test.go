package sindy_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"sublunar/lib/sindy"
)

// Energy-preserving constraints hold to rounding on noisy data, where a free fit breaks them; and the
// terms are Lorenz's.
func TestEnergyPreserving(t *testing.T) {
	data := withNoise(lorenz.run(4000, 0.005), 0.05, 3)
	solver := sindy.STLSQ{Threshold: 0.05}
	free, err := sindy.Regression{Library: sindy.Polynomials(2), Solver: solver}.Fit(data)
	if err != nil {
		t.Fatal(err)
	}
	constraints := sindy.EnergyPreserving("x", "y", "z")
	held, err := sindy.Regression{Library: sindy.Polynomials(2), Solver: solver, Constraints: constraints}.Fit(data)
	if err != nil {
		t.Fatal(err)
	}
	broken := func(m *sindy.Model) (worst float64) {
		for _, c := range constraints {
			sum := 0.0
			for _, f := range c.Sum {
				sum += f.Times * m.Coefficient(f.Of, f.Term)
			}
			worst = math.Max(worst, math.Abs(sum))
		}
		return worst
	}
	t.Logf("free: %.2g, held: %.2g\n%s", broken(free), broken(held), held)
	if broken(held) > 1e-12 || broken(free) < 1e-4 {
		t.Errorf("the constraints are off by %.2g; in a free fit by %.2g", broken(held), broken(free))
	}
	if off := lorenzTerms.worst(held); off > 0.1 {
		t.Errorf("coefficients off by %.2g\n%s", off, held)
	}
}

// Symmetry: with sigma one number, as the law has it, its two coefficients are opposite and nearer.
func TestConstraints(t *testing.T) {
	data := withNoise(lorenz.run(3000, 0.005), 0.02, 5)
	r := sindy.Regression{Library: sindy.Polynomials(2), Solver: sindy.STLSQ{Threshold: 0.05}, Constraints: []sindy.Constraint{
		{Sum: []sindy.Factor{{Of: "x'", Term: "x", Times: 1}, {Of: "x'", Term: "y", Times: 1}}},
		sindy.Fixed("y'", "x z", -1),
	}}
	m, err := r.Fit(data)
	if err != nil {
		t.Fatal(err)
	}
	if s := m.Coefficient("x'", "x") + m.Coefficient("x'", "y"); math.Abs(s) > 1e-12 || m.Coefficient("y'", "x z") != -1 || m.Coefficient("x'", "y") < 9 {
		t.Errorf("the constraints don't hold:\n%s", m)
	}
	if e := m.Interval("y'", "x z"); e > 1e-9 {
		t.Errorf("a fixed coefficient is uncertain by %g", e)
	}
	for want, constraints := range map[string][]sindy.Constraint{
		"contradict":     {sindy.Fixed("x'", "x", 1), sindy.Fixed("x'", "x", 2)},
		`equation "w'"`:  {sindy.Fixed("w'", "x", 1)},
		`the term "x^9"`: {sindy.Same("x'", "x^9", "y'", "y")},
		"isn't finite":   {sindy.Fixed("x'", "x", math.NaN())},
	} {
		r.Constraints = constraints
		if _, err := r.Fit(data); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
	r.Solver = sindy.Subset{}
	if _, err := r.Fit(data); err == nil || !strings.Contains(err.Error(), "STLSQ") {
		t.Error(err)
	}
}

// Lorenz's system is trapped: the best centre has the rate -1, which no centre beats, for the slope of y
// by y is -1 wherever it is. A law that makes energy is refused, and one that grows has no region.
func TestTrappingRegion(t *testing.T) {
	m, err := sindy.Fit(lorenz.run(4000, 0.005), sindy.Polynomials(2), sindy.STLSQ{Threshold: 0.02})
	if err != nil {
		t.Fatal(err)
	}
	r, err := m.TrappingRegion()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", r)
	if math.Abs(r.Rate+1) > 1e-4 || math.Abs(r.Radius-304.0/3) > 1e-3 {
		t.Errorf("region %+v, want the rate -1 and the radius (8/3) 38", r)
	}
	// Inside from outside: the energy falls beyond the ball.
	for _, direction := range [][]float64{{1, 0, 0}, {0, 1, 0}, {0.6, -0.48, 0.64}} {
		x, energy := make([]float64, 3), 0.0
		for i, d := range direction {
			x[i] = r.Centre[i] + 1.1*r.Radius*d
		}
		for i, rate := range m.Rate(x) {
			energy += rate * (x[i] - r.Centre[i])
		}
		if energy >= 0 {
			t.Errorf("beyond the ball, along %v, the energy grows", direction)
		}
	}
	growing := *m
	growing.Equations = append([]sindy.Equation(nil), m.Equations...)
	growing.Equations[0].Coefficients = append([]float64(nil), m.Equations[0].Coefficients...)
	growing.Equations[0].Coefficients[1] = 3 // x' = 3 x ...
	if r, err := growing.TrappingRegion(); err != nil || r.Rate < 0 || !math.IsInf(r.Radius, 1) {
		t.Errorf("a law that grows is trapped: %+v (%v)", r, err)
	}
	growing.Equations[0].Coefficients[4] = 1 // x^2 in x'
	if _, err := growing.TrappingRegion(); err == nil || !strings.Contains(err.Error(), "energy") {
		t.Error(err)
	}
	cubic, err := sindy.Fit(predatorPrey.run(400, 0.05), sindy.PerCapita(sindy.Polynomials(1)), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := cubic.TrappingRegion(); err == nil {
		t.Error("growth rates have a trapping region")
	}
}

// From few and noisy samples an energy-preserving fit may still grow without bound; Trapped gives one that
// doesn't, and changes no fit that is trapped anyway.
func TestTrapped(t *testing.T) {
	r := sindy.Regression{Library: sindy.Polynomials(2), Solver: sindy.STLSQ{Threshold: 0.005}}
	free, changed := 0, 0
	for seed := range uint64(10) {
		data := withNoise(lorenz.run(250, 0.01), 0.3, seed)
		r.Trapped, r.Constraints = false, sindy.EnergyPreserving("x", "y", "z")
		held, err := r.Fit(data)
		if err != nil {
			t.Fatal(err)
		}
		before, err := held.TrappingRegion()
		if err != nil {
			t.Fatal(err)
		}
		r.Trapped, r.Constraints = true, nil
		m, err := r.Fit(data)
		if err != nil {
			t.Errorf("seed %d: %v", seed, err)
			continue
		}
		after, err := m.TrappingRegion()
		if err != nil || after.Rate >= 0 {
			t.Errorf("seed %d: the rate is %g (%v)", seed, after.Rate, err)
		}
		if before.Rate >= 0 {
			free++
		} else if before.Rate != after.Rate {
			changed++
		}
	}
	t.Logf("without Trapped %d of 10 have no region", free)
	if free == 0 || changed > 0 {
		t.Errorf("without Trapped %d of 10 have no region; %d that had one were changed", free, changed)
	}
}

func ExampleModel_TrappingRegion() {
	convection, err := sindy.Regression{
		Library: sindy.Polynomials(2), Solver: sindy.STLSQ{Threshold: 0.05},
		Constraints: sindy.EnergyPreserving("x", "y", "z"),
	}.Fit(withNoise(lorenz.run(4000, 0.005), 0.01, 1))
	if err != nil {
		panic(err)
	}
	region, err := convection.TrappingRegion()
	fmt.Println(region.Rate < 0, err)
	// Output: true <nil>
}

func BenchmarkConstrained(b *testing.B) {
	data := lorenz.run(4000, 0.005)
	r := sindy.Regression{Library: sindy.Polynomials(2), Solver: sindy.STLSQ{Threshold: 0.05}, Constraints: sindy.EnergyPreserving("x", "y", "z")}
	for b.Loop() {
		if _, err := r.Fit(data); err != nil {
			b.Fatal(err)
		}
	}
}
