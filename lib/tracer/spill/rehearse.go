package spill

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// A rehearsal is a spill whose truth is known.
type rehearsal struct {
	values     []float64
	without    int // the member that it was made with, or -1
	cell, time int // its place, -1 where no candidate is, and the candidate nearest to its time
	amount     float64
}

// rehearse looks for spills whose truth is known, and learns the misfit and the levels from how that goes.
func (x *Attributor) rehearse() error {
	all, err := x.drilled()
	if len(x.Drills) == 0 {
		all, err = x.drawn()
	}
	if err != nil {
		return err
	}
	without := make([]int, len(all))
	for i, r := range all {
		without[i] = r.without
	}
	best := math.Inf(-1)
	var chosen []int // the rehearsals that were found with the best misfit, their posteriors and likelihoods
	var posteriors []posterior
	var likelihoods []likelihood
	for _, misfit := range x.Misfit {
		ls := make([]likelihood, len(all))
		for i, r := range all {
			ls[i] = x.likelihood(r.values, misfit)
		}
		evidence := x.evidence(ls, without)
		score := 0.0
		var found []int
		var ps []posterior
		for i, e := range evidence {
			p := x.posterior(e, ls[i])
			if !p.found() {
				continue
			}
			at := 0.0
			if all[i].cell >= 0 {
				at = p.place[all[i].cell]
			}
			score += math.Log(math.Max(at, 1e-12))
			found, ps = append(found, i), append(ps, p)
		}
		if len(found) < 10 {
			continue
		}
		if score /= float64(len(found)); score > best {
			best = score
			x.Chosen, x.LogScore, x.Rehearsed = misfit, score, len(found)
			chosen, posteriors, likelihoods = found, ps, ls
		}
	}
	if x.Rehearsed == 0 {
		return fmt.Errorf("spill: of %d rehearsals hardly any spill was found; observe more, later or nearer, or look for larger amounts", len(all))
	}
	var places, times, amounts []float64
	for n, i := range chosen {
		p, s := posteriors[n], all[i]
		mass, _ := x.denser(p)
		if s.cell >= 0 {
			places = append(places, mass[s.cell])
		} else {
			places = append(places, 1)
		}
		times = append(times, massWith(p.when, s.time))
		mean, deviation := x.logAmount(x.amounts(p, likelihoods[i], s.without, nil))
		amounts = append(amounts, (math.Log(s.amount)-mean)/deviation)
	}
	x.PlaceLevel, x.TimeLevel = conformal(places, x.Level), conformal(times, x.Level)
	x.offsets[2], x.offsets[1] = conformal(amounts, (1+x.Level)/2), amounts[len(amounts)/2]
	for i := range amounts {
		amounts[i] *= -1
	}
	x.offsets[0] = -conformal(amounts, (1+x.Level)/2)
	return nil
}

// drilled are the rehearsals that were given.
func (x *Attributor) drilled() ([]rehearsal, error) {
	index := map[int]int{}
	for i, c := range x.cells {
		index[int(c)] = i
	}
	var all []rehearsal
	for n, d := range x.Drills {
		if len(d.Values) != len(x.Observations) {
			return nil, fmt.Errorf("spill: drill %d has %d values for %d observations; give one each, as Drill.Run does", n, len(d.Values), len(x.Observations))
		}
		r := rehearsal{values: d.Values, without: -1, cell: -1, amount: d.Spilt.Amount, time: x.Candidates.Times.Nearest(d.Spilt.From)}
		r.time = min(r.time, x.Candidates.Count()-1)
		if j, i, ok := x.basin.Cell(d.Spilt.X, d.Spilt.Y); ok {
			if k, has := index[j*x.basin.X.Len()+i]; has {
				r.cell = k
			}
		}
		all = append(all, r)
	}
	return all, nil
}

// drawn are spills in one member each, looked for with the others.
func (x *Attributor) drawn() ([]rehearsal, error) {
	random := rand.New(rand.NewPCG(x.Seed, 0x5b111))
	k, n := len(x.Observations), len(x.cells)
	var all []rehearsal
	for tries := 0; len(all) < x.Rehearsals && tries < 50*x.Rehearsals; tries++ {
		r := rehearsal{cell: x.draw(random), time: random.IntN(x.Candidates.Count()), amount: x.Amount[0] * math.Pow(x.Amount[1]/x.Amount[0], random.Float64()),
			without: random.IntN(len(x.seen)), values: make([]float64, k)}
		h := x.seen[r.without][(r.time*n+r.cell)*k:][:k]
		clear := false
		for i := range h {
			r.values[i] = r.amount*float64(h[i]) + math.Sqrt(x.variance[i])*random.NormFloat64()
			clear = clear || r.amount*float64(h[i]) > 2*math.Sqrt(x.variance[i])
		}
		if clear { // what is less won't be found
			all = append(all, r)
		}
	}
	if len(all) < x.Rehearsals {
		return nil, fmt.Errorf("spill: of spills in the members hardly any is seen by the observations; observe more, later or nearer, or look for larger amounts")
	}
	return all, nil
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
