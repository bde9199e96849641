package spill

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"sublunar/lib/field"
	"sublunar/lib/parallel"
	"sublunar/lib/tracer"
)

// A Drill makes spills whose place, time and amount are known, and what observations see of them, by the rules of no inverse crime: the
// flow is the one believed on cells that are Finer, and has eddies that nobody knows; the scheme is MC; the tracer is laid over some km; and the
// time is any.
type Drill struct {
	// Law as believed. Its scheme and sources aren't used.
	Law tracer.Transport
	// Eddies that the true flow has. Default none.
	Eddies tracer.Eddies
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
	Spilt tracer.Source
	// Values of the observations, with errors of their Deviations.
	Values []float64
}

// Run makes so many spills.
func (d Drill) Run(spills int, observations []tracer.Observation) ([]Drilled, error) {
	b := d.Law.Flow.Basin
	if err := d.Law.Check(); err != nil {
		return nil, err
	}
	if d.Finer == 0 {
		d.Finer = 2
	}
	if d.Spread == 0 {
		_, d.Spread = b.Spacing(0)
		d.Spread /= 2
	}
	if !(d.Time[1] >= d.Time[0]) || !(d.Amount[0] > 0 && d.Amount[1] >= d.Amount[0]) || d.Finer < 1 || !(d.Spread > 0) || spills < 1 || math.IsInf(d.Time[1]+d.Amount[1]+d.Spread, 0) {
		return nil, fmt.Errorf("spill: %d spills of a drill with times %g, amounts %g, spread %g and cells %d times as fine; give ascending ranges, amounts above 0, and 1 or more", spills, d.Time, d.Amount, d.Spread, d.Finer)
	}
	if len(observations) == 0 {
		return nil, fmt.Errorf("spill: a drill that nobody observes; give observations")
	}
	for k, o := range observations {
		if err := o.Check(b, k); err != nil {
			return nil, err
		}
	}
	times := []float64{d.Time[0]}
	for _, o := range observations {
		if o.Time < d.Time[0] {
			return nil, fmt.Errorf("spill: an observation at time %g, before the first spill at %g; leave it out", o.Time, d.Time[0])
		}
		times = append(times, o.Time)
	}
	slices.Sort(times)
	times = slices.Compact(times)
	flow := d.Law.Flow.Finer(d.Finer)
	flows := []tracer.Flow{flow}
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

func (d Drill) one(flow tracer.Flow, times []float64, observations []tracer.Observation, random *rand.Rand) (Drilled, error) {
	b := flow.Basin
	s := tracer.Source{Amount: d.Amount[0] * math.Pow(d.Amount[1]/d.Amount[0], random.Float64()), From: d.Time[0] + (d.Time[1]-d.Time[0])*random.Float64(), Spread: d.Spread}
	s.Until = s.From
	s.X, s.Y = b.Somewhere(random)
	law := d.Law
	law.Flow, law.Scheme, law.Sources, law.Workers = flow, tracer.MC, []tracer.Source{s}, 1
	film, err := law.Run(b.Grid("tracer", "", make([]float64, b.X.Len()*b.Y.Len())), field.Axis{Name: "time", Unit: "s", Values: times})
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
