package tests

import (
	"math"
	"slices"
	"testing"
	"time"

	"sublunar/datasets"
	"sublunar/lib/autoencoder"
	"sublunar/lib/coordinates"
	"sublunar/lib/field"
)

// lifted are runs as the autoencoder takes them, at the paper's noise.
func lifted(t *testing.T, s datasets.Starts) []autoencoder.Run {
	t.Helper()
	s.Noise = 1e-6
	made, err := datasets.LorenzModes(s)
	must(t, "make the runs", err)
	var runs []autoencoder.Run
	for i := range made.Seen {
		runs = append(runs, autoencoder.Run{Seen: made.Seen[i], Rate: made.Rates[i]})
	}
	return runs
}

// long is a run on the attractor, to compare coordinates on, and the truth behind it.
func long(t *testing.T) (seen, truth field.Series, law map[string]map[string]float64) {
	t.Helper()
	made, err := datasets.LorenzModes(datasets.Starts{Count: 1, Samples: 1500, Seed: 9})
	must(t, "make a long run", err)
	return made.Seen[0], made.Truth[0], made.Coefficients
}

// Lorenz in 128 dimensions, by a SINDy-autoencoder (Champion and others 2019, doi:10.1073/pnas.1906995116). The published errors are
// shares of squares, |x - x^|^2/|x|^2 and so on, on 100 runs that were not learnt from: 2.7e-5, 4.7e-4 and 6.7e-4, of the best of ten
// restarts of the networks, after learning from 1024 runs. Here the first is about the mean of x, which is the smaller square, and each
// seed is one start. The quick row stops early, and is held to ten times as much. With -full: five seeds, the paper's library of degree 3, and starts outside the box (published, 1.3e-2, 1.1e-1 and
// 7.9e-2).
func TestAutoencoderRow(t *testing.T) {
	published := [3]float64{2.7e-5, 4.7e-4, 6.7e-4}
	seeds, learn := uint64(1), autoencoder.Settings{Steps: 350}
	count, tested, loose := 100, 20, 10.
	if *full {
		seeds, learn = 5, autoencoder.Settings{Degree: 3, Points: 8192}
		count, tested, loose = 400, 100, 1
	}
	runs := lifted(t, datasets.Starts{Count: count, Seed: 1})
	within, outside := lifted(t, datasets.Starts{Count: tested, Seed: 2}), lifted(t, datasets.Starts{Count: tested, Seed: 3, Outside: true})
	seen, truth, law := long(t)
	var errors [3][]float64
	var all []field.Series
	for seed := range seeds {
		learn.Seed = seed
		start := time.Now()
		found, err := autoencoder.Fit(runs, learn)
		must(t, "fit", err)
		seconds := time.Since(start).Seconds()
		e, err := found.Test(within...)
		must(t, "test", err)
		far, err := found.Test(outside...)
		must(t, "test outside", err)
		z, err := found.Encode(seen)
		must(t, "encode", err)
		same, err := coordinates.Agreement(z, truth)
		must(t, "compare with the truth", err)
		there, err := found.In(truth, z)
		must(t, "carry the law over", err)
		off, size := 0.0, 0.0
		for of, terms := range there {
			for term, c := range terms {
				off, size = math.Max(off, math.Abs(c-law[of][term])), math.Max(size, math.Abs(law[of][term]))
			}
		}
		t.Logf("seed %d, %.0f s: %s\nother runs: %s; from outside the box: %s\nagreement with the truth %.7f; in its coordinates the law is off by %.2g of its largest coefficient",
			seed, seconds, found, e, far, same, off/size)
		if same < 0.999 || off > 0.05*size || found.Count() != 7 {
			t.Errorf("seed %d: agreement with the truth %.5f, the law off by %.2g of its largest coefficient in the true coordinates, %d terms (Lorenz's has 7)", seed, same, off/size, found.Count())
		}
		for k, v := range []float64{e.Seen, e.Rate, e.Latent} {
			errors[k] = append(errors[k], v)
		}
		all = append(all, z)
	}
	for k, name := range []string{"x", "x'", "z'"} {
		slices.Sort(errors[k])
		median, worst := errors[k][len(errors[k])/2], errors[k][len(errors[k])-1]
		t.Logf("%s: median %.2g, worst %.2g of %d seeds; published %.2g", name, median, worst, seeds, published[k])
		if worst > loose*published[k] {
			t.Errorf("%s: worst %.2g, want %g of the published %.2g at most", name, worst, loose, published[k])
		}
	}
	for _, z := range all[1:] {
		same, err := coordinates.Agreement(all[0], z)
		must(t, "compare seeds", err)
		if same < 0.999 {
			t.Errorf("two seeds agree by %.5f only", same)
		}
	}
}
