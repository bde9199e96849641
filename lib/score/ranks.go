package score

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/stat/distuv"
)

// Ranks counts at which place among the N members the truth came, 0 (below all) to N (above all). The zero value is ready; the first case
// sets N.
type Ranks struct {
	Counts []float64
}

// Add counts a case. Among members that are equal to the truth its place is drawn at random, for else a bounded quantity such as rain,
// mostly 0, looks unreliable. Where nothing can be equal the source may be nil.
func (r *Ranks) Add(members []float64, truth float64, random *rand.Rand) error {
	if r.Counts == nil {
		r.Counts = make([]float64, len(members)+1)
	}
	if len(members)+1 != len(r.Counts) || len(members) == 0 {
		return fmt.Errorf("score: %d members where %d ranks are counted; give the same number each time, 1 or more", len(members), len(r.Counts))
	}
	below, equal := 0, 0
	for _, x := range members {
		switch {
		case x < truth:
			below++
		case x == truth:
			equal++
		case !(x > truth):
			return fmt.Errorf("score: a rank of %g among members of which one is %g; leave out what isn't known", truth, x)
		}
	}
	if equal > 0 && random == nil {
		return fmt.Errorf("score: %d members are equal to the truth %g; give a random source to draw its place from", equal, truth)
	}
	if equal > 0 {
		below += random.IntN(equal + 1)
	}
	r.Counts[below]++
	return nil
}

// Cases is how many were counted.
func (r Ranks) Cases() float64 {
	sum := 0.0
	for _, c := range r.Counts {
		sum += c
	}
	return sum
}

// Flatness is what a test of a rank histogram says.
type Flatness struct {
	// ChiSquared is sum (n_k - n/K)²/(n/K) over the K ranks, scaled to the number of independent cases; P is how often a flat histogram
	// shows as much or more.
	ChiSquared, P float64
	// Slope and Bowl are the parts of it that a line and a parabola take up, each with 1 degree of freedom, signed: a positive slope means
	// that the ensemble lies too low, a positive bowl that it is too narrow, a negative one too wide. Beyond ±2 they are hardly chance.
	Slope, Bowl float64
	// Cases that were counted, and the independent ones that they were taken for.
	Cases, Independent float64
}

// Flat tests whether the histogram is flat (Pearson's chi-squared, and its parts by Jolliffe and Primo 2008, doi:10.1175/2007MWR2219.1).
// The cases count as so many independent ones; 0 says that all are, which neighbours in time or place aren't ([Independent] estimates
// that number). It wants five independent cases a rank or more.
func (r Ranks) Flat(independent float64) (Flatness, error) {
	n, k := r.Cases(), float64(len(r.Counts))
	independent, err := takenFor(independent, n)
	if err != nil {
		return Flatness{}, err
	}
	if independent < 5*k {
		return Flatness{}, fmt.Errorf("score: %.4g independent cases for %g ranks; count more, 5 a rank at least, or Merge ranks", independent, k)
	}
	f := Flatness{Cases: n, Independent: independent}
	var slope, bowl, slopes, bowls float64
	for i, c := range r.Counts {
		off := (c - n/k) / math.Sqrt(n/k) * math.Sqrt(independent/n)
		x := float64(i) - (k-1)/2
		y := x*x - (k*k-1)/12 // orthogonal to a constant and to a line
		f.ChiSquared += off * off
		slope, bowl = slope+off*x, bowl+off*y
		slopes, bowls = slopes+x*x, bowls+y*y
	}
	f.Slope = slope / math.Sqrt(slopes)
	if bowls > 0 { // two ranks have no bowl
		f.Bowl = bowl / math.Sqrt(bowls)
	}
	f.P = distuv.ChiSquared{K: k - 1}.Survival(f.ChiSquared)
	return f, nil
}

// String says what the test found.
func (f Flatness) String() string {
	return fmt.Sprintf("chi-squared %.3g (p %.2g), slope %.2f, bowl %.2f; %.0f cases taken for %.0f", f.ChiSquared, f.P, f.Slope, f.Bowl, f.Cases, f.Independent)
}

// Merge adds up neighbouring ranks to so few as given, which must divide their number.
func (r Ranks) Merge(to int) (Ranks, error) {
	if to < 2 || len(r.Counts)%to != 0 {
		return Ranks{}, fmt.Errorf("score: %d ranks can't be merged to %d; give a divisor, 2 or more", len(r.Counts), to)
	}
	each := len(r.Counts) / to
	out := Ranks{Counts: make([]float64, to)}
	for i, c := range r.Counts {
		out.Counts[i/each] += c
	}
	return out, nil
}
