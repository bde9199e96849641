package sindy_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"sublunar/datasets"
	"sublunar/lib/field"
	"sublunar/lib/sindy"
)

// From coefficients 20% off and clean data, the trajectory fit finds the truth to seven digits, and
// the start.
func TestRefineClean(t *testing.T) {
	data := predatorPrey.run(21, 1)
	rough, err := sindy.Fit(noisy(data, 0.15, 2), sindy.PerCapita(sindy.Polynomials(1)), sindy.These{"hare'": {"hare", "hare lynx"}, "lynx'": {"lynx", "lynx hare"}})
	if err != nil {
		t.Fatal(err)
	}
	before := rough.Coefficient("hare'", "hare")
	refined, err := rough.Refine(data, sindy.Shooting{})
	if err != nil {
		t.Fatal(err)
	}
	predatorPreyTerms.check(t, refined.Model, 1e-6)
	if math.Abs(refined.Initial[0]-34) > 1e-4 || math.Abs(refined.Initial[1]-5.9) > 1e-4 || refined.Status != "converged" {
		t.Errorf("it starts at %v, %s", refined.Initial, refined.Status)
	}
	if rough.Coefficient("hare'", "hare") != before {
		t.Error("Refine changed the model it began with")
	}
	// Not per capita, too.
	plain, err := sindy.Fit(data, sindy.Polynomials(2), sindy.These{"hare'": {"hare", "hare lynx"}, "lynx'": {"lynx", "hare lynx"}})
	if err != nil {
		t.Fatal(err)
	}
	refined, err = plain.Refine(data, sindy.Shooting{})
	if err != nil {
		t.Fatal(err)
	}
	predatorPreyTerms.check(t, refined.Model, 1e-5)
}

// The classical fit of the pelts against the Bayesian one: the posterior means and standard deviations
// of posteriordb's hudson_lynx_hare-lotka_volterra (the model of Carpenter 2018; its weak priors move
// the means by less than a tenth of a standard deviation).
func TestRefinePelts(t *testing.T) {
	found, err := growth.Fit(datasets.LynxHare())
	if err != nil {
		t.Fatal(err)
	}
	r, err := found.Refine(datasets.LynxHare(), sindy.Shooting{})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []struct {
		name           string
		got, mean, std float64
	}{
		{"alpha", r.Coefficient("hare'", "hare"), 0.5469, 0.0632},
		{"beta", -r.Coefficient("hare'", "hare lynx"), 0.02775, 0.00415},
		{"gamma", -r.Coefficient("lynx'", "lynx"), 0.8001, 0.0893},
		{"delta", r.Coefficient("lynx'", "hare lynx"), 0.02409, 0.00353},
		{"hare at the start", r.Initial[0], 34.04, 2.88},
		{"lynx at the start", r.Initial[1], 5.936, 0.531},
	} {
		if off := (p.got - p.mean) / p.std; math.Abs(off) > 0.25 {
			t.Errorf("%s is %.4g, %.2f standard deviations from the posterior mean %.4g", p.name, p.got, off, p.mean)
		}
	}
	if math.Abs(r.Residual-0.25) > 0.03 {
		t.Errorf("the data lie %.3f about the trajectory, in Carpenter's fit 0.25", r.Residual)
	}
	for term, std := range map[string]float64{"hare": 0.0632, "hare lynx": 0.00415} {
		if half := r.Interval("hare'", term) / 2; half < 0.7*std || half > 1.4*std {
			t.Errorf("%s: the Laplace error is about %.3g, the posterior's %.3g", term, half, std)
		}
	}
}

// Nine in ten of new measurements lie in the predicted band, and of measurements with twice the noise,
// the control, clearly fewer.
func TestPredict(t *testing.T) {
	clean := predatorPrey.run(31, 1)
	share := func(sigma float64) float64 {
		inside, all := 0, 0
		for seed := range uint64(20) {
			seen, err := noisy(clean, 0.2, seed).Slice(0, 21)
			if err != nil {
				t.Fatal(err)
			}
			m, err := growth.Fit(seen)
			if err != nil {
				t.Fatal(err)
			}
			r, err := m.Refine(seen, sindy.Shooting{})
			if err != nil {
				t.Fatal(err)
			}
			p, err := r.Predict(clean.Axis, sindy.Resampling{Draws: 100, Seed: seed})
			if err != nil {
				t.Fatal(err)
			}
			fresh := noisy(clean, sigma, 1000+seed)
			for v, c := range fresh.Columns {
				for i, x := range c.Values {
					if all++; p.Low.Columns[v].Values[i] <= x && x <= p.High.Columns[v].Values[i] {
						inside++
					}
				}
			}
		}
		return float64(inside) / float64(all)
	}
	if s := share(0.2); s < 0.84 || s > 0.96 {
		t.Errorf("%.0f%% of new measurements lie in the band, want about 90%%", 100*s)
	}
	if s := share(0.4); s > 0.8 {
		t.Errorf("%.0f%% of far noisier ones do too: this test sees nothing", 100*s)
	}
}

// An error from the observer ends the work, with a result that says so.
func TestObserve(t *testing.T) {
	model, err := growth.Fit(datasets.LynxHare())
	if err != nil {
		t.Fatal(err)
	}
	last := math.Inf(1)
	r, err := model.Refine(datasets.LynxHare(), sindy.Shooting{Observe: func(p field.Progress) error {
		if p.Values[0].Value > last {
			t.Errorf("the sum of squares rose from %g to %g", last, p.Values[0].Value)
		}
		if last = p.Values[0].Value; p.Step == 3 {
			return errors.New("enough")
		}
		return nil
	}})
	if err != nil || r.Steps != 3 || !strings.Contains(r.Status, "enough") || math.IsNaN(r.Interval("hare'", "hare")) {
		t.Errorf("stopped: %v, %v", r, err)
	}
}

func ExampleModel_Refine() {
	pelts := datasets.LynxHare()
	law := sindy.These{"hare'": {"hare", "hare lynx"}, "lynx'": {"lynx", "hare lynx"}}
	rough, err := sindy.Fit(pelts, sindy.PerCapita(sindy.Polynomials(1)), law)
	if err != nil {
		fmt.Println(err)
		return
	}
	refined, err := rough.Refine(pelts, sindy.Shooting{})
	fmt.Println(refined, err)
	// Output:
	// hare' = (0.54 ± 0.12) hare - (0.0272 ± 0.0078) hare lynx
	// lynx' = -(0.80 ± 0.17) lynx + (0.0237 ± 0.0067) hare lynx
	// (time in yr, hare in thousand pelts, lynx in thousand pelts; ± is a 95% interval, given these terms)
	// starting at hare = (34.6 ± 5.9) lynx = (5.84 ± 0.97); the data lie 0.237 about it in the logarithm, a factor of 1.27
	// (converged after 10 steps) <nil>
}

func BenchmarkRefine(b *testing.B) {
	model, err := growth.Fit(datasets.LynxHare())
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := model.Refine(datasets.LynxHare(), sindy.Shooting{}); err != nil {
			b.Fatal(err)
		}
	}
}
