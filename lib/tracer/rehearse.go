package tracer

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// rehearse makes spills in one member, looks for them with the others, and learns the misfit and the levels from how that goes.
func (x *Attributor) rehearse() error {
	random := rand.New(rand.NewPCG(x.Seed, 0x5b111))
	k, n := len(x.Observations), len(x.cells)
	type spilt struct {
		cell, time int
		amount     float64
	}
	var truth []spilt
	var without []int
	var values [][]float64
	for tries := 0; len(truth) < x.Rehearsals && tries < 50*x.Rehearsals; tries++ {
		s := spilt{cell: x.draw(random), time: random.IntN(x.Candidates.Count()), amount: x.Amount[0] * math.Pow(x.Amount[1]/x.Amount[0], random.Float64())}
		member := random.IntN(len(x.seen))
		h := x.seen[member][(s.time*n+s.cell)*k:][:k]
		y := make([]float64, k)
		clear := false
		for i := range y {
			y[i] = s.amount*float64(h[i]) + math.Sqrt(x.variance[i])*random.NormFloat64()
			clear = clear || s.amount*float64(h[i]) > 2*math.Sqrt(x.variance[i])
		}
		if clear { // what is less won't be found
			truth, without, values = append(truth, s), append(without, member), append(values, y)
		}
	}
	if len(truth) < x.Rehearsals {
		return fmt.Errorf("tracer: of spills in the members hardly any is seen by the observations; observe more, later or nearer, or look for larger amounts")
	}
	best := math.Inf(-1)
	for _, misfit := range x.Misfit {
		ls := make([]likelihood, len(values))
		for i, y := range values {
			ls[i] = x.likelihood(y, misfit)
		}
		evidence := x.evidence(ls, without)
		score := 0.0
		var places, times, amounts []float64
		for i, e := range evidence {
			p := x.posterior(e, ls[i])
			if !p.found() {
				continue
			}
			s := truth[i]
			score += math.Log(math.Max(p.place[s.cell], 1e-12))
			mass, _ := x.denser(p)
			places = append(places, mass[s.cell])
			times = append(times, massWith(p.when, s.time))
			mean, deviation := x.logAmount(x.amounts(p, ls[i], without[i]))
			amounts = append(amounts, (math.Log(s.amount)-mean)/deviation)
		}
		if len(places) < 10 {
			continue
		}
		if score /= float64(len(places)); score > best {
			best = score
			x.Chosen, x.LogScore, x.Rehearsed = misfit, score, len(places)
			x.PlaceLevel, x.TimeLevel = conformal(places, x.Level), conformal(times, x.Level)
			x.offsets[2], x.offsets[1] = conformal(amounts, (1+x.Level)/2), amounts[len(amounts)/2]
			for i := range amounts {
				amounts[i] *= -1
			}
			x.offsets[0] = -conformal(amounts, (1+x.Level)/2)
		}
	}
	if x.Rehearsed == 0 {
		return fmt.Errorf("tracer: of %d rehearsals hardly any spill was found; observe more, later or nearer, or look for larger amounts", x.Rehearsals)
	}
	return nil
}

// draw a cell by the prior.
func (x *Attributor) draw(random *rand.Rand) int {
	u := random.Float64()
	for i, p := range x.prior {
		if u -= p; u < 0 {
			return i
		}
	}
	return len(x.prior) - 1
}

// massWith is the least level whose shortest run of times holds one.
func massWith(when []float64, time int) float64 {
	low, high := 0.0, 1.0
	for range 20 {
		middle := (low + high) / 2
		if first, last := shortest(when, middle); first <= time && time <= last {
			high = middle
		} else {
			low = middle
		}
	}
	return high
}

// conformal is what scores of the truth are below as often as asked, that of one more spill as well; the greatest where they are too few to
// tell. It sorts them.
func conformal(scores []float64, level float64) float64 {
	slices.Sort(scores)
	at := int(math.Ceil(level*float64(len(scores)+1))) - 1
	return scores[min(at, len(scores)-1)]
}
