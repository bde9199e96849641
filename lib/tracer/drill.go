package tracer

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"sublunar/lib/field"
	"sublunar/lib/parallel"
)

// A Drill makes spills whose place, time and amount are known, and what observations see of them, by the rules of no inverse crime: the
// flow is the one believed on cells that are Finer, and has eddies that nobody knows; the scheme is MC; the tracer is laid over some km; and the
// time is any.
type Drill struct {
	// Law as believed. Its scheme and sources aren't used.
	Law Transport
	// Eddies that the true flow has. Default none.
	Eddies Eddies
	// Time and Amount are ranges: the time even, the amount even in its logarithm. The place is any on the water.
	Time, Amount [2]float64
	// Spread of the tracer when it is released, m. Default: half the height of a cell.
	Spread float64
	// Finer is how many cells make one of those believed, along each axis. Default 2.
	Finer int
	Seed  uint64
}

// Drilled is one spill of a drill.
type Drilled struct {
	Spilt Source
	// Values of the observations, with errors of their Deviations.
	Values []float64
}

// Run makes so many spills.
func (d Drill) Run(spills int, observations []Observation) ([]Drilled, error) {
	b := d.Law.Flow.Basin
	if err := d.Law.Check(); err != nil {
		return nil, err
	}
	if d.Finer == 0 {
		d.Finer = 2
	}
	if d.Spread == 0 {
		d.Spread = b.metric().dy / 2
	}
	if !(d.Time[1] >= d.Time[0]) || !(d.Amount[0] > 0 && d.Amount[1] >= d.Amount[0]) || d.Finer < 1 || !(d.Spread > 0) || spills < 1 || math.IsInf(d.Time[1]+d.Amount[1]+d.Spread, 0) {
		return nil, fmt.Errorf("tracer: %d spills of a drill with times %g, amounts %g, spread %g and cells %d times as fine; give ascending ranges, amounts above 0, and 1 or more", spills, d.Time, d.Amount, d.Spread, d.Finer)
	}
	if len(observations) == 0 {
		return nil, fmt.Errorf("tracer: a drill that nobody observes; give observations")
	}
	for k, o := range observations {
		if err := o.check(b, k); err != nil {
			return nil, err
		}
	}
	times := []float64{d.Time[0]}
	for _, o := range observations {
		if o.Time < d.Time[0] {
			return nil, fmt.Errorf("tracer: an observation at time %g, before the first spill at %g; leave it out", o.Time, d.Time[0])
		}
		times = append(times, o.Time)
	}
	slices.Sort(times)
	times = slices.Compact(times)
	flow := d.Law.Flow.Finer(d.Finer)
	flows := []Flow{flow}
	if d.Eddies.Speed > 0 {
		var err error
		if flows, err = flow.Stirred(d.Eddies, times[0], times[len(times)-1], spills, d.Seed); err != nil {
			return nil, err
		}
	}
	out := make([]Drilled, spills)
	err := parallel.Each(spills, func(n int) (err error) {
		out[n], err = d.one(flows[n%len(flows)], times, observations, rand.New(rand.NewPCG(d.Seed, uint64(n)<<8+0xd5)))
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func (d Drill) one(flow Flow, times []float64, observations []Observation, random *rand.Rand) (Drilled, error) {
	b := flow.Basin
	s := Source{Amount: d.Amount[0] * math.Pow(d.Amount[1]/d.Amount[0], random.Float64()), From: d.Time[0] + (d.Time[1]-d.Time[0])*random.Float64(), Spread: d.Spread}
	s.Until = s.From
	s.X, s.Y = b.somewhere(random)
	law := d.Law
	law.Flow, law.Scheme, law.Sources, law.Workers = flow, MC, []Source{s}, 1
	film, err := law.Run(b.grid("tracer", "", make([]float64, b.X.Len()*b.Y.Len())), field.Axis{Name: "time", Unit: "s", Values: times})
	if err != nil {
		return Drilled{}, err
	}
	out := Drilled{Spilt: s, Values: make([]float64, len(observations))}
	for k, o := range observations {
		frame, _ := slices.BinarySearch(times, o.Time)
		v, _ := b.At(film[frame], o.X, o.Y)
		out.Values[k] = v + o.Deviation*random.NormFloat64()
	}
	return out, nil
}

// somewhere is a place on the water, as likely on each m^2.
func (b Basin) somewhere(random *rand.Rand) (x, y float64) {
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
			x, y := b.somewhere(random)
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
