package infer

import (
	"fmt"
	"math"
	"math/rand/v2"

	"sublunar/lib/score"
	"sublunar/lib/tracer"
)

// ScoreAgainst tells how the estimate foretells observations that it hasn't seen: of a later time, or of a platform that was withheld. Each
// member gets an error of the observation's deviation, for that is what is compared. Each observation is one case of the tally.
func (e Estimate) ScoreAgainst(withheld []tracer.Observation, seed uint64) (*score.Tally, error) {
	if len(withheld) == 0 {
		return nil, fmt.Errorf("infer: no observations to score against; withhold some")
	}
	random := rand.New(rand.NewPCG(seed, 0x5c0e))
	tally := &score.Tally{}
	for k, o := range withheld {
		members, err := e.At(o)
		if err != nil {
			return nil, fmt.Errorf("%w (number %d of those withheld)", err, k)
		}
		cases := make([][]float64, len(members))
		for m := range cases {
			cases[m] = []float64{members[m] + o.Deviation*random.NormFloat64()}
		}
		if err := tally.Add(cases, []float64{o.Value}); err != nil {
			return nil, err
		}
	}
	return tally, nil
}

// misfit is the mean square of how far the ensemble's mean is off at the observations, over their deviations with what they share.
func (w *world) misfit(seen [][]float64) float64 {
	sum := 0.0
	for i, o := range w.Observations {
		mean := 0.0
		for _, s := range seen {
			mean += s[i] / float64(len(seen))
		}
		d := mean - o.Value
		sum += d * d / (o.Deviation*o.Deviation + w.Bias[o.Platform]*w.Bias[o.Platform])
	}
	if len(w.Observations) == 0 {
		return math.NaN()
	}
	return sum / float64(len(w.Observations))
}
