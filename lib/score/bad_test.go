package score_test

import (
	"math"
	"strings"
	"testing"

	"sublunar/lib/score"
)

func TestBad(t *testing.T) {
	nan := math.NaN()
	wants := func(want string, err error) {
		t.Helper()
		if err == nil || !strings.HasPrefix(err.Error(), "score: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: want %q in it", err, want)
		}
	}
	for _, v := range []float64{score.CRPS(nil, 1), score.CRPS([]float64{1, nan}, 1), score.FairCRPS([]float64{1}, 1), score.CRPS([]float64{1, 2}, nan), score.GaussianCRPS(0, -1, 0)} {
		if !math.IsNaN(v) {
			t.Errorf("%g, want NaN", v)
		}
	}
	_, err := score.Energy([][]float64{{1, 2}, {1}}, []float64{1, 2})
	wants("member 1 has 1 values", err)
	_, err = score.FairEnergy([][]float64{{1}}, []float64{1})
	wants("give 2 or more", err)
	_, err = score.Energy([][]float64{{1}, {nan}}, []float64{1})
	wants("member 1 holds NaN", err)
	_, err = score.Energy([][]float64{{}, {}}, nil)
	wants("no values", err)

	var r score.Ranks
	wants("1 or more", r.Add(nil, 1, nil))
	r = score.Ranks{}
	if err := r.Add([]float64{1, 2}, 1.5, nil); err != nil {
		t.Error(err)
	}
	wants("same number each time", r.Add([]float64{1}, 1, nil))
	wants("leave out what isn't known", r.Add([]float64{1, nan}, 1.5, nil))
	wants("leave out what isn't known", r.Add([]float64{1, 2}, nan, nil))
	wants("random source", r.Add([]float64{1, 2}, 1, nil))
	_, err = r.Flat(0)
	wants("5 a rank", err)
	_, err = r.Flat(7)
	wants("at most all", err)
	_, err = r.Merge(2)
	wants("a divisor", err)

	_, _, err = score.Interval([]float64{1, 2, 3}, 0.9)
	wants("at most (N-1)/(N+1) = 0.5", err)
	_, _, err = score.Interval([]float64{1, 2, 3}, nan)
	wants("an interval of NaN", err)
	c := score.Coverage{Level: 0.9, Inside: 1, Cases: 2}
	_, _, err = c.Between(3)
	wants("3 independent cases of 2", err)

	var tally score.Tally
	wants("give 2 or more", tally.Add([][]float64{{1}}, []float64{1}))
	wants("isn't known at any", tally.Add([][]float64{{1}, {2}}, []float64{nan}))
	wants("the first case had 2", tally.Add([][]float64{{1}, {2}, {3}}, []float64{1}))
	tally = score.Tally{Level: 0.99}
	wants("0.99 between 2 members", tally.Add([][]float64{{1}, {2}}, []float64{1}))
	_, _, err = score.Spread([]float64{1, 2}, []float64{1}, 1)
	wants("2 errors and 1 spreads", err)
}
