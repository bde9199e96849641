package sindy_test

import (
	"fmt"
	"math"
	"testing"

	"sublunar/datasets"
	"sublunar/lib/field"
	"sublunar/lib/sindy"
)

var growth = sindy.Regression{Library: sindy.PerCapita(sindy.Polynomials(1)), Solver: sindy.STLSQ{Threshold: 0.3}}

// Pure noise about nothing must not look like a law: no term is chosen nearly always.
func TestBootstrapOfNoise(t *testing.T) {
	flat := system{names: []string{"a", "b"}, start: []float64{20, 20}, rate: func([]float64) []float64 { return []float64{0, 0} }}
	e, err := sindy.Regression{Library: sindy.PerCapita(sindy.Polynomials(1)), Solver: sindy.Backward{Times: 3}}.
		Bootstrap(noisy(flat.run(21, 1), 0.2, 3), sindy.Resampling{Draws: 200})
	if err != nil {
		t.Fatal(err)
	}
	if eats := e.Included("a'", "a b"); eats > 0.5 {
		t.Errorf("in noise, a' = a b stands in %.0f%% of the draws\n%s", 100*eats, e)
	}
	law, err := growth.Bootstrap(datasets.LynxHare(), sindy.Resampling{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	for of, eq := range predatorPreyTerms {
		for term := range eq {
			if law.Included(of, term) < 0.99 {
				t.Errorf("in the pelts, %s %s stands in %.0f%% of the draws, want all", of, term, 100*law.Included(of, term))
			}
		}
	}
}

func TestBootstrapSeed(t *testing.T) {
	table := func(seed uint64) string {
		e, err := growth.Bootstrap(datasets.LynxHare(), sindy.Resampling{Draws: 50, Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		return e.String()
	}
	if first, again := table(1), table(1); first != again {
		t.Error("one seed gives two results")
	}
	if table(1) == table(2) {
		t.Error("two seeds give one result: nothing is drawn")
	}
}

// Held-out pelts: the law beats persistence one year ahead; swapped time, the control, doesn't have it
// so. A degree-2 library overfits and forecasts worse than the law.
func TestHeldOut(t *testing.T) {
	pelts := datasets.LynxHare()
	f, err := growth.HeldOut(pelts, sindy.Holdout{From: 1913, Cycle: 10})
	if err != nil {
		t.Fatal(err)
	}
	if f.Fitted != 13 || f.Held != 8 || f.Step > 0.7*f.Persistence || f.Stepwise.Len() != 8 || f.FreeRun.Axis.Values[0] != 1913 {
		t.Errorf("forecast\n%s", f)
	}
	shuffled := datasets.LynxHare()
	for v := range shuffled.Columns {
		values := shuffled.Columns[v].Values
		for i, from := range []int{4, 17, 9, 0, 13, 20, 2, 7, 11, 15, 5, 19, 1, 8, 16, 3, 12, 18, 6, 14, 10} {
			values[i] = pelts.Columns[v].Values[from]
		}
	}
	lawless, err := growth.HeldOut(shuffled, sindy.Holdout{From: 1913})
	if err != nil {
		t.Fatal(err)
	}
	if lawless.Step < 0.7*lawless.Persistence {
		t.Errorf("years in a random order are forecast as well: this test sees nothing\n%s", lawless)
	}
}

func TestSimulate(t *testing.T) {
	data := predatorPrey.run(11, 1)
	m, err := sindy.Fit(predatorPrey.run(400, 0.05), sindy.PerCapita(sindy.Polynomials(1)), sindy.STLSQ{Threshold: 0.02})
	if err != nil {
		t.Fatal(err)
	}
	run, err := m.Simulate(predatorPrey.start, data.Axis)
	if err != nil {
		t.Fatal(err)
	}
	for v, c := range run.Columns {
		for i, x := range c.Values {
			if want := data.Columns[v].Values[i]; math.Abs(x-want) > 1e-3*want {
				t.Errorf("%s at %g: %g, want %g", c.Name, data.Axis.Values[i], x, want)
			}
		}
	}
	// What Lotka and Volterra's law conserves: delta x - gamma ln x + beta y - alpha ln y.
	long, err := m.Simulate(predatorPrey.start, field.Linspace("time", "s", 0, 200, 2001))
	if err != nil {
		t.Fatal(err)
	}
	a, b := m.Coefficient("hare'", "hare"), -m.Coefficient("hare'", "hare lynx")
	g, d := -m.Coefficient("lynx'", "lynx"), m.Coefficient("lynx'", "hare lynx")
	v := func(i int) float64 {
		x, y := long.Columns[0].Values[i], long.Columns[1].Values[i]
		return d*x - g*math.Log(x) + b*y - a*math.Log(y)
	}
	for i := range long.Axis.Values {
		if math.Abs(v(i)-v(0)) > 1e-5 {
			t.Fatalf("at %g the invariant is off by %g", long.Axis.Values[i], v(i)-v(0))
		}
	}
}

func ExampleRegression_HeldOut() {
	growth := sindy.Regression{Library: sindy.PerCapita(sindy.Polynomials(1)), Solver: sindy.STLSQ{Threshold: 0.3}}
	forecast, err := growth.HeldOut(datasets.LynxHare(), sindy.Holdout{From: 1913, Cycle: 10})
	fmt.Println(forecast, err)
	// Output:
	// fitted on 13 samples, forecast 8 (time 1913 to 1920); errors in the logarithm
	// one sample ahead: 0.258; as the sample before: 0.512
	// free run: 0.300; as one cycle ago: 0.401 <nil>
}

func BenchmarkBootstrap(b *testing.B) {
	for b.Loop() {
		if _, err := growth.Bootstrap(datasets.LynxHare(), sindy.Resampling{}); err != nil {
			b.Fatal(err)
		}
	}
}
