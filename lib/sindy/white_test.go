package sindy_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"sublunar/lib/field"
	"sublunar/lib/sindy"
)

// waves are two waves that a sheet of diffusing dye carries along, u_t = -0.8 u_x + 0.3 u_xx, exact, with
// white noise of a deviation.
func waves(noise float64, seed uint64) field.Grid {
	g := field.Grid{Name: "u", Axes: []field.Axis{field.Linspace("t", "", 0, 4, 101), field.Linspace("x", "", 0, 12, 121)}}
	random := rand.New(rand.NewPCG(seed, 7))
	for _, t := range g.Axes[0].Values {
		for _, x := range g.Axes[1].Values {
			u := 0.0
			for _, k := range []float64{0.7, 1.1} {
				u += math.Exp(-0.3*k*k*t) * math.Sin(k*(x-0.8*t)+k)
			}
			g.Values = append(g.Values, u+noise*random.NormFloat64())
		}
	}
	return g
}

// With noise half as strong as the waves the terms are found, the coefficients without bias, and their
// intervals hold the truth about as often as they say.
func TestNoisyWaves(t *testing.T) {
	r := sindy.Regression{Library: sindy.Sum(sindy.Polynomials(2), sindy.Derivatives(sindy.Polynomials(2), 3))}
	truth := map[string]float64{"u_x": -0.8, "u_xx": 0.3}
	const draws = 40
	right, in, shift := 0, 0, map[string]float64{}
	for seed := range uint64(draws) {
		found, err := r.FitFields(waves(0.4, seed))
		if err != nil {
			t.Fatal(err)
		}
		if found.Equations[0].Count() != 2 || found.Coefficient("u_t", "u_x") == 0 || found.Coefficient("u_t", "u_xx") == 0 {
			continue
		}
		right++
		for term, c := range truth {
			off := found.Coefficient("u_t", term) - c
			shift[term] += off
			if math.Abs(off) <= found.Interval("u_t", term) {
				in++
			}
		}
	}
	t.Logf("the right terms in %d of %d draws; %d of %d intervals hold the truth; mean errors %.3g, %.3g", right, draws, in, 2*right, shift["u_x"]/draws, shift["u_xx"]/draws)
	if right < draws*9/10 || in < 2*right*85/100 {
		t.Errorf("the right terms in %d of %d draws; %d of %d intervals hold the truth", right, draws, in, 2*right)
	}
	if math.Abs(shift["u_x"])/draws > 0.02 || math.Abs(shift["u_xx"])/draws > 0.02 {
		t.Errorf("the mean errors are %.3g of u_x and %.3g of u_xx", shift["u_x"]/draws, shift["u_xx"]/draws)
	}
}

// Noise alone has no law. Rows that share noise but are taken to be independent, the control, have one.
func TestNoLawInNoise(t *testing.T) {
	r := sindy.Regression{Library: sindy.Sum(sindy.Polynomials(2), sindy.Derivatives(sindy.Polynomials(2), 3))}
	naive := r
	naive.Solver = sindy.Subset{}
	terms, control := 0, 0
	for seed := range uint64(20) {
		g := waves(0, 0)
		random := rand.New(rand.NewPCG(seed, 8))
		for i := range g.Values {
			g.Values[i] = random.NormFloat64()
		}
		found, err := r.FitFields(g)
		if err != nil {
			t.Fatal(err)
		}
		terms += found.Equations[0].Count()
		if found, err = naive.FitFields(g); err != nil {
			t.Fatal(err)
		}
		control += found.Equations[0].Count()
	}
	if terms > 0 || control == 0 {
		t.Errorf("in 20 fields of noise there are laws of %d terms; of %d where rows are taken to be independent", terms, control)
	}
}

// Sizes: what is known of the coefficients settles what the data can't.
func TestSizes(t *testing.T) {
	library := sindy.Sum(sindy.Polynomials(2), sindy.Derivatives(sindy.Polynomials(2), 3))
	found, err := sindy.Regression{Library: library, Sizes: [2]float64{0.5, 2}}.FitFields(waves(0.1, 1))
	if err != nil {
		t.Fatal(err)
	}
	for k, c := range found.Equations[0].Coefficients {
		if size := math.Abs(c); size != 0 && (size < 0.5 || size > 2) {
			t.Errorf("%s has the coefficient %g, outside 0.5 to 2", found.Equations[0].Terms[k], c)
		}
	}
	if found.Coefficient("u_t", "u_xx") != 0 || math.Abs(found.Coefficient("u_t", "u_x")+0.8) > 0.1 {
		t.Errorf("with sizes from 0.5 to 2:\n%s", found)
	}
	run := lorenz.run(2000, 0.01)
	for _, sizes := range [][2]float64{{1, 20}, {1, 0}} {
		found, err = sindy.Regression{Library: sindy.Polynomials(2), Sizes: sizes}.Fit(run)
		if err != nil {
			t.Fatal(err)
		}
		if sizes[1] > 0 && found.Coefficient("y'", "x") != 0 {
			t.Errorf("28 is larger than 20:\n%s", found)
		}
		if found.Coefficient("x'", "y") == 0 {
			t.Errorf("with sizes %v x' lacks y:\n%s", sizes, found)
		}
	}
	for _, bad := range []struct {
		r    sindy.Regression
		want string
	}{
		{sindy.Regression{Library: sindy.Polynomials(2), Sizes: [2]float64{2, 1}}, "then a larger one"},
		{sindy.Regression{Library: sindy.Polynomials(2), Sizes: [2]float64{math.NaN(), 1}}, "then a larger one"},
		{sindy.Regression{Library: sindy.Polynomials(2), Sizes: [2]float64{1, 2}, Solver: sindy.These{"x'": {"x"}}}, "These has chosen"},
	} {
		if _, err := bad.r.Fit(run); err == nil || !strings.Contains(err.Error(), bad.want) {
			t.Errorf("%v: the error is %v, want %q", bad.r.Sizes, err, bad.want)
		}
	}
	if _, err := (sindy.Regression{Library: sindy.Polynomials(2), Sizes: [2]float64{1, 2}}).Bootstrap(run, sindy.Resampling{}); err == nil {
		t.Error("a bootstrap takes Sizes, which it doesn't keep")
	}
}

func BenchmarkNoisyField(b *testing.B) {
	u := waves(0.7, 1)
	r := sindy.Regression{Library: sindy.Sum(sindy.Polynomials(4), sindy.Derivatives(sindy.Polynomials(4), 4))}
	for b.Loop() {
		if _, err := r.FitFields(u); err != nil {
			b.Fatal(err)
		}
	}
}
