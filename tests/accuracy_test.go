package tests

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"gonum.org/v1/gonum/floats"

	"sublunar/datasets"
	"sublunar/lib/field"
	"sublunar/lib/sindy"
)

// worstCoefficient is the largest relative error of a model's coefficients; infinite where its terms
// aren't exactly the true ones.
func worstCoefficient(m *sindy.Model, truth map[string]map[string]float64) float64 {
	worst := 0.0
	for _, eq := range m.Equations {
		if eq.Count() != len(truth[eq.Of]) {
			return math.Inf(1)
		}
		for term, c := range truth[eq.Of] {
			off := math.Abs(m.Coefficient(eq.Of, term)/c - 1)
			if !(off < 1) {
				return math.Inf(1)
			}
			worst = math.Max(worst, off)
		}
	}
	return worst
}

// Lorenz, 10,000 samples, 56 terms: the weak form is exact to 1e-6 and much better.
func TestLorenzRow(t *testing.T) {
	run, err := datasets.Lorenz(datasets.Trajectory{})
	must(t, "run Lorenz", err)
	found, err := sindy.Fit(run, sindy.Polynomials(5), nil)
	must(t, "fit", err)
	lorenz, err := datasets.Find("Lorenz")
	must(t, "find Lorenz", err)
	off := worstCoefficient(found, lorenz.Coefficients)
	t.Logf("off by %.2g; target 1e-6", off)
	if !(off <= 1e-6) {
		t.Errorf("the coefficients are off by %.2g\n%s", off, found)
	}
}

// The polynomial systems of the zoo at 1% noise: the median error of all their coefficients, with a
// term that was not found counted as an error of 1.
func TestZooRow(t *testing.T) {
	var all []float64
	systems, exact := 0, 0
	for _, s := range datasets.Systems() {
		if s.Degree() == 0 {
			continue
		}
		run, err := s.Run(datasets.Trajectory{Noise: 0.01, Seed: 1})
		must(t, "run "+s.Name, err)
		found, err := sindy.Fit(run, sindy.Polynomials(max(2, s.Degree())), nil)
		must(t, "fit "+s.Name, err)
		systems++
		if !math.IsInf(worstCoefficient(found, s.Coefficients), 1) {
			exact++
		}
		for of, terms := range s.Coefficients {
			for term, c := range terms {
				all = append(all, math.Abs(found.Coefficient(of, term)/c-1))
			}
		}
	}
	slices.Sort(all)
	median := all[len(all)/2]
	t.Logf("median coefficient error %.2g of %d systems, target 1.8e-3; exactly the right terms in %d", median, systems, exact)
	if !(median <= 1.8e-3) || systems < 40 || exact < systems*3/4 {
		t.Errorf("median error %.2g, %d of %d systems with exactly the right terms", median, exact, systems)
	}
}

// fieldRows are the field benchmarks: the library, the clean target, and the noise of the published
// 90% success, E-WSINDy's (Fasel, Kutz, Brunton and Brunton 2022, doi:10.1098/rspa.2021.0904). By the
// programs published with it, that success is exactly the right terms in 90% of 200 draws of white noise,
// whose deviation over the field's root mean square is the noise, as here; the fields are Messenger and
// Bortz's (2021, doi:10.1016/j.jcp.2021.110525), with u^1 to u^6 and their derivatives up to the sixth.
//
// It rests on more knowledge than the data: for each equation by hand, the test functions' widths, the
// shares of draws, and a threshold lambda by which every coefficient has a size between lambda and
// 1/lambda in the data's own units. Inviscid Burgers' (u^2)_x, of coefficient 0.5, is then not taken for
// u_x, of coefficient 500, which a travelling shock of height 1000 obeys as well; nor KdV's u_xxx for
// (u^2)_xxx, of coefficient 0.0008. Sizes is the same knowledge for ours; without it, ours depends on no
// unit and on no equation.
var fieldRows = []struct {
	name            string
	of              func(datasets.Field) (datasets.Evolution, error)
	degree, order   int
	clean           float64
	published, fast float64 // noise: E-WSINDy's, and that at which the support must be exact
	lambda          float64 // E-WSINDy's
}{
	{"Burgers", datasets.Burgers, 4, 4, 1e-9, 0, 0.5, 0},
	{"InviscidBurgers", datasets.InviscidBurgers, 4, 4, 1e-3, 3.35, 0.5, 0.25},
	{"KdV", datasets.KdV, 4, 4, 1e-10, 2.31, 0.5, 0.02},
	{"KS", datasets.KS, 4, 4, 1e-7, 1.59, 0.5, 0.15},
	{"NLS", datasets.NLS, 3, 2, 1e-6, 0.93, 0.2, 0.1},
}

func fieldLibrary(degree, order int) sindy.Library {
	return sindy.Sum(sindy.Polynomials(degree), sindy.Derivatives(sindy.Polynomials(degree), order))
}

// Fields, clean and at half their own size of noise.
func TestFieldRows(t *testing.T) {
	for _, row := range fieldRows {
		t.Run(row.name, func(t *testing.T) {
			r := sindy.Regression{Library: fieldLibrary(row.degree, row.order)}
			made, err := row.of(datasets.Field{})
			must(t, "make "+row.name, err)
			for _, noise := range []float64{0, 0.2, row.fast} {
				found, err := r.FitFields(noisyFields(made.Fields, noise, 1)...)
				must(t, "fit", err)
				off := worstCoefficient(found, made.Coefficients)
				t.Logf("noise %g: off by %.2g", noise, off)
				if math.IsInf(off, 1) || noise == 0 && !(off <= row.clean) {
					t.Errorf("noise %g: off by %.2g, clean target %.0e\n%s", noise, off, row.clean, found)
				}
			}
		})
	}
}

// noisyFields adds noise to clean fields, a part of each one's root mean square.
func noisyFields(clean []field.Grid, part float64, seed uint64) []field.Grid {
	random := rand.New(rand.NewPCG(seed, 0))
	var out []field.Grid
	for _, u := range clean {
		size := part * floats.Norm(u.Values, 2) / math.Sqrt(float64(len(u.Values)))
		u.Values = slices.Clone(u.Values)
		for i := range u.Values {
			u.Values[i] += size * random.NormFloat64()
		}
		out = append(out, u)
	}
	return out
}

// With -full: the share of 100 seeds with exactly the right terms, at the field's own size of noise,
// half of it, and the published one, with the published knowledge of the coefficients' sizes and without.
// At half of it the target asks for 90% of Burgers, KdV and KS, and so it does at the published noise with
// that knowledge; the others are reported.
func TestNoiseRows(t *testing.T) {
	if !*full {
		t.Skip("two thousand fits of fields; ask for them with -full")
	}
	const seeds = 100
	for _, row := range fieldRows {
		made, err := row.of(datasets.Field{})
		must(t, "make "+row.name, err)
		count := func(noise float64, r sindy.Regression, what string) int {
			right := 0
			for seed := range uint64(seeds) {
				found, err := r.FitFields(noisyFields(made.Fields, noise, seed)...)
				must(t, "fit", err)
				if !math.IsInf(worstCoefficient(found, made.Coefficients), 1) {
					right++
				}
			}
			t.Logf("%s at %.0f%% noise%s: the right terms in %d of %d seeds", row.name, 100*noise, what, right, seeds)
			return right
		}
		plain := sindy.Regression{Library: fieldLibrary(row.degree, row.order)}
		if right := count(row.fast, plain, ""); row.fast == 0.5 && right < seeds*9/10 {
			t.Errorf("%s at %.0f%% noise: the right terms in %d of %d seeds, want 90%%", row.name, 100*row.fast, right, seeds)
		}
		count(1, plain, "")
		if row.published == 0 {
			continue
		}
		count(row.published, plain, "")
		known := plain
		known.Sizes = [2]float64{row.lambda, 1 / row.lambda}
		if right := count(row.published, known, ", sizes known"); right < seeds*9/10 && row.name != "InviscidBurgers" {
			t.Errorf("%s at %.0f%% noise, sizes known: the right terms in %d of %d seeds, want 90%%", row.name, 100*row.published, right, seeds)
		}
	}
}

// With -full: two reacting fields in two dimensions, 26 million values, 121 terms.
func TestReactionDiffusionRow(t *testing.T) {
	if !*full {
		t.Skip("solves two fields of 256 x 256 x 201; ask for it with -full")
	}
	made, err := datasets.ReactionDiffusion(datasets.Field{})
	must(t, "make the fields", err)
	for _, noise := range []float64{0, 0.05, 0.1, 0.32} {
		fields := noisyFields(made.Fields, noise, 1)
		start := time.Now()
		found, err := sindy.Regression{Library: fieldLibrary(5, 2)}.FitFields(fields...)
		must(t, "fit", err)
		off := worstCoefficient(found, made.Coefficients)
		t.Logf("noise %g: %d terms in %.1f s, off by %.2g", noise, len(found.Library), time.Since(start).Seconds(), off)
		if noise == 0 && !(off < 1e-3) {
			t.Errorf("off by %.2g\n%s", off, found)
		}
	}
}

// Of 95% intervals 95% should hold the truth: over 200 draws of the noise, of all of Lorenz's coefficients,
// where the terms are the right ones.
func TestCoverageRow(t *testing.T) {
	truth, err := datasets.Find("Lorenz")
	must(t, "find", err)
	for _, row := range []struct{ noise, low, high float64 }{{0.01, 0.92, 0.97}, {0.001, 0.92, 0.97}, {0.05, 0.89, 0.97}} {
		if row.noise != 0.01 && !*full {
			continue
		}
		in, all, right := 0, 0, 0
		for seed := range uint64(200) {
			run, err := truth.Run(datasets.Trajectory{Samples: 2000, Step: 0.01, Noise: row.noise, Seed: seed})
			must(t, "run", err)
			found, err := sindy.Fit(run, sindy.Polynomials(2), nil)
			must(t, "fit", err)
			if math.IsInf(worstCoefficient(found, truth.Coefficients), 1) {
				continue
			}
			right++
			for of, terms := range truth.Coefficients {
				for term, c := range terms {
					all++
					if math.Abs(found.Coefficient(of, term)-c) <= found.Interval(of, term) {
						in++
					}
				}
			}
		}
		share := float64(in) / float64(all)
		t.Logf("noise %g: %.1f%% of the intervals hold the truth; the right terms in %d of 200 draws", row.noise, 100*share, right)
		if !(share >= row.low && share <= row.high) || right < 150 {
			t.Errorf("noise %g: %.1f%% of 95%% intervals hold the truth, want %g to %g; the right terms in %d of 200 draws", row.noise, 100*share, row.low, row.high, right)
		}
	}
}
