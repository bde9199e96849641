package score

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"
)

// A Tally adds up how ensembles of N members did, case by case. A case is an ensemble over a number of places and the truth there. It
// keeps one number a case of each score, so that their dependence in time can be seen.
type Tally struct {
	// Level of the intervals whose coverage is counted. Default 0.9, or the widest that so few members hold.
	Level float64
	// Seed of the ranks of ties.
	Seed uint64

	Ranks    Ranks
	Coverage Coverage
	// Errors are, for each case, the root mean square over the places of the mean's error; Spreads that of the members' deviation about
	// the mean, times sqrt((N+1)/N), which a reliable ensemble's error has; Scores the mean fair CRPS.
	Errors, Spreads, Scores []float64

	random  *rand.Rand
	members int
}

// Add counts an ensemble [member][place] of two members or more against the truth [place]. Where the truth is NaN the place is left out.
func (t *Tally) Add(members [][]float64, truth []float64) error {
	if err := checkCase(members, truth, 2); err != nil {
		return err
	}
	n := float64(len(members))
	if t.random == nil {
		t.random, t.members = rand.New(rand.NewPCG(t.Seed, 0x7a11)), len(members)
		t.Coverage.Level = t.Level
		if t.Level == 0 {
			t.Coverage.Level = math.Min(0.9, (n-1)/(n+1))
		}
	}
	if len(members) != t.members {
		return fmt.Errorf("score: %d members, where the first case had %d; use a Tally for each", len(members), t.members)
	}
	var squares, variances, crps, places float64
	at := make([]float64, len(members))
	for p, y := range truth {
		if math.IsNaN(y) {
			continue
		}
		for i, x := range members {
			at[i] = x[p]
		}
		mean, variance := stat.MeanVariance(at, nil)
		squares, variances = squares+(mean-y)*(mean-y), variances+variance
		crps += FairCRPS(at, y)
		places++
		low, high, err := Interval(at, t.Coverage.Level)
		if err != nil {
			return err
		}
		t.Coverage.Add(low, high, y)
		if err := t.Ranks.Add(at, y, t.random); err != nil {
			return err
		}
	}
	if places == 0 {
		return fmt.Errorf("score: the truth isn't known at any of %d places; leave the case out", len(truth))
	}
	t.Errors = append(t.Errors, math.Sqrt(squares/places))
	t.Spreads = append(t.Spreads, math.Sqrt(variances/places*(n+1)/n))
	t.Scores = append(t.Scores, crps/places)
	return nil
}

// RMSE is the root mean square error of the ensemble's mean, over all cases.
func (t *Tally) RMSE() float64 { return rootMeanSquare(t.Errors) }

// Spread is the root mean square spread, over all cases. A reliable ensemble's is its RMSE.
func (t *Tally) Spread() float64 { return rootMeanSquare(t.Spreads) }

// MeanRMSE is the mean over the cases of each one's root mean square error, which published tables of assimilation often have. It is at
// most RMSE.
func (t *Tally) MeanRMSE() float64 { return stat.Mean(t.Errors, nil) }

func rootMeanSquare(v []float64) float64 { return floats.Norm(v, 2) / math.Sqrt(float64(len(v))) }

// CRPS is the mean fair one.
func (t *Tally) CRPS() float64 { return stat.Mean(t.Scores, nil) }

// Independent is how many independent ones among all that were counted, places and times, the errors' dependence in time leaves. It
// counts the places of a case as independent, which is too many where neighbours agree.
func (t *Tally) Independent() float64 {
	if len(t.Errors) == 0 {
		return 0
	}
	return t.Coverage.Cases * Independent(t.Errors) / float64(len(t.Errors))
}

// String is the scores in a line.
func (t *Tally) String() string {
	return fmt.Sprintf("error %.4g, spread %.4g, CRPS %.4g; %v", t.RMSE(), t.Spread(), t.CRPS(), t.Coverage)
}
