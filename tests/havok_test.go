package tests

import (
	"math"
	"math/rand/v2"
	"testing"

	"sublunar/datasets"
	"sublunar/lib/coordinates"
	"sublunar/lib/sindy"
)

// One sensor and its past: of Lorenz's x alone, delay coordinates obey a linear law driven by the last of
// them, whose matrix is nearly skew-symmetric with three diagonals (Brunton and others 2017,
// doi:10.1038/s41467-017-00030-8, figure 2: dt 0.001, 100 delays, rank 15; here rank 11, which 50,000 samples resolve). Shuffled samples,
// the control, have no such law.
func TestHavok(t *testing.T) {
	run, err := datasets.Lorenz(datasets.Trajectory{Samples: 50_000, Step: 0.001})
	must(t, "run", err)
	x, err := run.Select("x")
	must(t, "select", err)
	law := func(shuffled bool) (explained, outside, skew float64) {
		s := x
		if shuffled {
			s.Columns = append(s.Columns[:0:0], s.Columns...)
			values := append([]float64(nil), s.Columns[0].Values...)
			rand.New(rand.NewPCG(1, 1)).Shuffle(len(values), func(i, j int) { values[i], values[j] = values[j], values[i] })
			s.Columns[0].Values = values
		}
		const rank = 11
		v, _, err := coordinates.Delays(s, coordinates.Window{Length: 100, Count: rank})
		must(t, "delays", err)
		// Amplitudes of unit size, as the paper's.
		for k := range v.Columns {
			size := 0.0
			for _, a := range v.Columns[k].Values {
				size += a * a
			}
			for i := range v.Columns[k].Values {
				v.Columns[k].Values[i] /= math.Sqrt(size / float64(v.Len()))
			}
		}
		found, err := sindy.Regression{
			Library: sindy.Polynomials(1), Form: sindy.Strong{}, Solver: sindy.STLSQ{Threshold: 1e-6}, Inputs: []string{v.Columns[rank-1].Name},
		}.Fit(v)
		must(t, "fit", err)
		name := func(k int) string { return v.Columns[k].Name }
		explained = 1
		inside := 0.0
		for i := range rank - 1 {
			explained = math.Min(explained, found.Equations[i].Explained)
			for j := range rank - 1 {
				c := found.Coefficient(name(i)+"'", name(j))
				if i-j == 1 || j-i == 1 {
					other := found.Coefficient(name(j)+"'", name(i))
					inside += c * c
					skew = math.Max(skew, math.Abs(c+other)/math.Abs(c-other))
				} else {
					outside += c * c
				}
			}
		}
		t.Logf("explained %.4f; off the two diagonals %.3f of the squares; their sums over differences %.3f", explained, outside/(inside+outside), skew)
		return explained, outside / (inside + outside), skew
	}
	explained, outside, skew := law(false)
	if explained < 0.99 || outside > 0.05 {
		t.Errorf("the linear law explains %.3f, with %.3f of its squares off the two diagonals", explained, outside)
	}
	if skew > 0.02 {
		t.Errorf("the matrix is not skew-symmetric: a pair's sum over its difference is %.3f", skew)
	}
	if explained, _, _ := law(true); explained > 0.9 {
		t.Errorf("shuffled samples have a linear law that explains %.3f", explained)
	}
}
