package tracer

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Somewhere is a place on the water, as likely on each m^2.
func (b Basin) Somewhere(random *rand.Rand) (x, y float64) {
	cx, cy := b.Corners()
	area := b.metric().area
	widest := slices.Max(area)
	for {
		x = cx.Values[0] + random.Float64()*(cx.Values[cx.Len()-1]-cx.Values[0])
		y = cy.Values[0] + random.Float64()*(cy.Values[cy.Len()-1]-cy.Values[0])
		if j, i, ok := b.Cell(x, y); ok && b.Water(j, i) && random.Float64()*widest <= area[j] {
			return x, y
		}
	}
}

// Stations are places of the water, as far from one another as so many random ones can be: each is the one of 20 that is farthest from those
// before (Mitchell 1991, doi:10.1145/122718.122736), observed at each of some times.
func (b Basin) Stations(count int, times []float64, deviation float64, seed uint64) ([]Observation, error) {
	if err := b.Check(); err != nil {
		return nil, err
	}
	if count < 1 || len(times) == 0 || !(deviation >= 0) {
		return nil, fmt.Errorf("tracer: %d stations at %d times with errors of deviation %g; give 1 or more, and 0 or more", count, len(times), deviation)
	}
	random := rand.New(rand.NewPCG(seed, 0x57a7))
	var out []Observation
	var places [][2]float64
	for k := range count {
		var best [2]float64
		far := -1.0
		for range 20 {
			x, y := b.Somewhere(random)
			near := math.Inf(1)
			for _, p := range places {
				near = math.Min(near, b.Distance(x, y, p[0], p[1]))
			}
			if near > far {
				best, far = [2]float64{x, y}, near
			}
		}
		places = append(places, best)
		for _, t := range times {
			out = append(out, Observation{X: best[0], Y: best[1], Time: t, Deviation: deviation, Platform: k})
		}
	}
	return out, nil
}
