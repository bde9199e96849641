package sindy_test

import (
	"fmt"
	"math"
	"testing"

	"sublunar/datasets"
	"sublunar/lib/field"
	"sublunar/lib/sindy"
)

// coefficients is what a model must have, by equation and term.
type coefficients map[string]map[string]float64

func (want coefficients) check(t *testing.T, m *sindy.Model, tolerance float64) {
	t.Helper()
	for _, eq := range m.Equations {
		if eq.Count() != len(want[eq.Of]) {
			t.Errorf("%s: %d terms, want %d", eq, eq.Count(), len(want[eq.Of]))
		}
		for term, c := range want[eq.Of] {
			if got := m.Coefficient(eq.Of, term); !(math.Abs(got-c) <= tolerance*math.Abs(c)) {
				t.Errorf("%s: %s has %.8g, want %g within %g", eq, term, got, c, tolerance)
			}
		}
	}
}

var (
	lorenzTerms = coefficients{
		"x'": {"x": -10, "y": 10},
		"y'": {"x": 28, "y": -1, "x z": -1},
		"z'": {"z": -8. / 3, "x y": 1},
	}
	predatorPreyTerms = coefficients{
		"hare'": {"hare": 0.55, "hare lynx": -0.028},
		"lynx'": {"lynx": -0.8, "hare lynx": 0.024},
	}
)

// Clean data of known systems give the equations back: exactly those terms, and the coefficients as
// far as the quadrature goes.
func TestKnownSystems(t *testing.T) {
	data := lorenz.run(2000, 0.005)
	found, err := sindy.Fit(data, sindy.Polynomials(2), sindy.STLSQ{Threshold: 0.02})
	if err != nil {
		t.Fatal(err)
	}
	lorenzTerms.check(t, found, 2e-4)

	found, err = sindy.Fit(data, sindy.Polynomials(4), sindy.STLSQ{Threshold: 0.02})
	if err != nil {
		t.Fatal(err)
	}
	lorenzTerms.check(t, found, 2e-4)

	// With noise each row spans more samples, and Backward finds what stands out of it.
	r := sindy.Regression{Library: sindy.Polynomials(2), Solver: sindy.Backward{Times: 6}, Form: sindy.Integral{Span: 8}}
	found, err = r.Fit(noisy(lorenz.run(8000, 0.005), 0.002, 1))
	if err != nil {
		t.Fatal(err)
	}
	lorenzTerms.check(t, found, 0.03)

	found, err = sindy.Fit(predatorPrey.run(400, 0.05), sindy.PerCapita(sindy.Polynomials(2)), sindy.STLSQ{Threshold: 0.02})
	if err != nil {
		t.Fatal(err)
	}
	predatorPreyTerms.check(t, found, 1e-5)

	found, err = sindy.Fit(predatorPrey.run(400, 0.05), sindy.Polynomials(2), sindy.STLSQ{Threshold: 0.02})
	if err != nil {
		t.Fatal(err)
	}
	predatorPreyTerms.check(t, found, 1e-4)
}

// The error of a coefficient falls with the fourth power of the interval for the cubic, and with the
// square for the trapezoid: the second is the control of the first.
func TestOrder(t *testing.T) {
	order := func(points int) float64 {
		off := func(samples int, dt float64) float64 {
			r := sindy.Regression{
				Library: sindy.PerCapita(sindy.Polynomials(1)),
				Solver:  sindy.These{"hare'": {"hare", "hare lynx"}, "lynx'": {"lynx", "hare lynx"}},
				Form:    sindy.Integral{Points: points},
			}
			m, err := r.Fit(predatorPrey.run(samples, dt))
			if err != nil {
				t.Fatal(err)
			}
			return math.Abs(m.Coefficient("hare'", "hare") - 0.55)
		}
		return math.Log2(off(101, 0.2) / off(201, 0.1))
	}
	if cubic, trapezoid := order(4), order(2); cubic < 3.5 || cubic > 5.5 || trapezoid < 1.8 || trapezoid > 2.2 {
		t.Errorf("the orders are %.2f and %.2f, want about 4 and 2", cubic, trapezoid)
	}
}

// The units don't matter: thousands or dozens of animals, years or days, give the same terms and the
// same coefficients, in those units.
func TestUnits(t *testing.T) {
	pelts := datasets.LynxHare()
	const h, l, d = 1000. / 12, 1e6, 365.25
	for _, r := range []sindy.Regression{
		{Library: sindy.PerCapita(sindy.Polynomials(1)), Solver: sindy.STLSQ{Threshold: 0.3}},
		{Library: sindy.PerCapita(sindy.Polynomials(2)), Solver: sindy.Backward{}},
		{Library: sindy.Polynomials(2), Solver: sindy.STLSQ{Threshold: 0.3}},
	} {
		here, err := r.Fit(pelts)
		if err != nil {
			t.Fatal(err)
		}
		there, err := r.Fit(scaled(pelts, h, l, d))
		if err != nil {
			t.Fatal(err)
		}
		for v, eq := range here.Equations {
			for k, term := range here.Library {
				// x' has the unit of x over that of time; a growth rate only that of time.
				factor := 1 / (math.Pow(h, float64(term.Powers[0])) * math.Pow(l, float64(term.Powers[1])) * d)
				if !here.PerCapita {
					factor *= []float64{h, l}[v]
				}
				want, got := eq.Coefficients[k]*factor, there.Equations[v].Coefficients[k]
				if math.Abs(got-want) > 1e-8*math.Abs(want) {
					t.Errorf("%s %s: %g in other units, want %g", eq.Of, eq.Terms[k], got, want)
				}
			}
		}
	}
}

// The time's origin doesn't matter, nor does uneven sampling of a smooth run.
func TestSampling(t *testing.T) {
	all := predatorPrey.run(401, 0.05)
	uneven := field.Series{Axis: field.Axis{Name: "time", Unit: "s"}, Columns: []field.Column{{Name: "hare"}, {Name: "lynx"}}}
	for i := 0; i < all.Len(); i += 1 + i%3 {
		uneven.Axis.Values = append(uneven.Axis.Values, 1900+all.Axis.Values[i])
		for v := range uneven.Columns {
			uneven.Columns[v].Values = append(uneven.Columns[v].Values, all.Columns[v].Values[i])
		}
	}
	found, err := sindy.Fit(uneven, sindy.PerCapita(sindy.Polynomials(1)), sindy.STLSQ{Threshold: 0.02})
	if err != nil {
		t.Fatal(err)
	}
	predatorPreyTerms.check(t, found, 2e-4)
}

// On data with a known law and the pelts' noise, a 95% interval holds the true coefficient about that
// often, and the right terms are chosen far oftener than the wrong ones.
func TestNoise(t *testing.T) {
	clean := predatorPrey.run(21, 1)
	const runs = 200
	covered, right := 0, 0
	for seed := range uint64(runs) {
		found, err := sindy.Fit(noisy(clean, 0.2, seed), sindy.PerCapita(sindy.Polynomials(1)), sindy.STLSQ{Threshold: 0.3})
		if err != nil {
			t.Fatal(err)
		}
		terms := 0
		for of, eq := range predatorPreyTerms {
			for term, c := range eq {
				if got := found.Coefficient(of, term); got != 0 {
					terms++
					if math.Abs(got-c) <= found.Interval(of, term) {
						covered++
					}
				}
			}
		}
		if terms == 4 && found.Equations[0].Count() == 2 && found.Equations[1].Count() == 2 {
			right++
		}
	}
	t.Logf("%d of %d runs found the law; %d of %d intervals hold the truth", right, runs, covered, 4*runs)
	if right < runs/2 {
		t.Errorf("only %d of %d runs found the law", right, runs)
	}
	if share := float64(covered) / (4 * runs); share < 0.85 || share > 1 {
		t.Errorf("%.0f%% of the intervals hold the true coefficient, want about 95%%", 100*share)
	}
}

// The pelts: the sparse regression finds Lotka and Volterra's four terms, and nothing else, and each
// interval holds the posterior mean of Carpenter (2018), as posteriordb's reference draws give it.
func TestPelts(t *testing.T) {
	pelts := datasets.LynxHare()
	found, err := sindy.Fit(pelts, sindy.PerCapita(sindy.Polynomials(1)), sindy.STLSQ{Threshold: 0.3})
	if err != nil {
		t.Fatal(err)
	}
	reference := coefficients{
		"hare'": {"hare": 0.5469, "hare lynx": -0.02775},
		"lynx'": {"lynx": -0.8001, "hare lynx": 0.02409},
	}
	reference.check(t, found, 0.1)
	for of, eq := range reference {
		for term, c := range eq {
			if math.Abs(found.Coefficient(of, term)-c) > found.Interval(of, term) {
				t.Errorf("%s %s: %g ± %g misses %g", of, term, found.Coefficient(of, term), found.Interval(of, term), c)
			}
		}
	}
	// The control: with hares and lynx in each other's place, the law that is found is another one.
	swapped, err := pelts.Select("lynx", "hare")
	if err != nil {
		t.Fatal(err)
	}
	swapped.Columns[0].Name, swapped.Columns[1].Name = "hare", "lynx"
	wrong, err := sindy.Fit(swapped, sindy.PerCapita(sindy.Polynomials(1)), sindy.STLSQ{Threshold: 0.3})
	if err != nil {
		t.Fatal(err)
	}
	if wrong.Coefficient("hare'", "hare lynx") < 0 {
		t.Error("swapped columns still give a hare that is eaten: this test sees nothing")
	}
}

func ExampleFit() {
	found, err := sindy.Fit(datasets.LynxHare(), sindy.PerCapita(sindy.Polynomials(1)), sindy.STLSQ{Threshold: 0.3})
	fmt.Println(found, err)
	// Output:
	// hare' = (0.53 ± 0.16) hare - (0.0257 ± 0.0059) hare lynx
	// lynx' = -(0.76 ± 0.21) lynx + (0.0232 ± 0.0053) hare lynx
	// (time in yr, hare in thousand pelts, lynx in thousand pelts; ± is a 95% interval, given these terms) <nil>
}

func BenchmarkFitLorenz(b *testing.B) {
	data := lorenz.run(10_000, 0.005)
	for b.Loop() {
		if _, err := sindy.Fit(data, sindy.Polynomials(3), sindy.STLSQ{Threshold: 0.02}); err != nil {
			b.Fatal(err)
		}
	}
}
