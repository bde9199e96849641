package spill

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"sublunar/lib/field"
	"sublunar/lib/tracer"
)

// Attributed is what can be said of a spill.
type Attributed struct {
	// Map is the posterior's density, by km^2: it sums to 1 over areas of cells.
	Map field.Grid
	// Within says of each cell, row-major, whether the place is in the region of the level asked for; Area is the region's in km^2.
	Within []bool
	Area   float64
	// X and Y are the centre of the cell from which the expected distance of the place is least.
	X, Y float64
	// Times are the candidates, each with its probability; of lasting ones the beginnings.
	Times field.Series
	// TimeWithin and AmountWithin are intervals of the level; Amount is the median.
	TimeWithin, AmountWithin Interval
	Amount                   float64
	// Expected is the posterior mean of each observation: of those that were missing, what would have been seen.
	Expected []float64
	// Evidence is the logarithm of how much likelier the values are with a spill than with none.
	Evidence float64
	Level    float64
}

// String says what was found.
func (a Attributed) String() string {
	return fmt.Sprintf("place about %.4g, %.4g; %g%% region of %.4g km^2\ntime %.4g to %.4g s\namount %.3g (%.3g to %.3g)", a.X, a.Y, 100*a.Level, a.Area,
		a.TimeWithin.Low, a.TimeWithin.High, a.Amount, a.AmountWithin.Low, a.AmountWithin.High)
}

// Probability that the spill was in the cell that holds a place.
func (a Attributed) Probability(b tracer.Basin, x, y float64) float64 {
	j, i, ok := b.Cell(x, y)
	if !ok {
		return 0
	}
	nx := b.X.Len()
	return a.Map.Values[j*nx+i] * b.Areas().Values[j*nx+i] / 1e6
}

// Holds says whether a place lies within the region.
func (a Attributed) Holds(b tracer.Basin, x, y float64) bool {
	j, i, ok := b.Cell(x, y)
	return ok && a.Within[j*b.X.Len()+i]
}

// Border is the edge of the region, as [tracer.Basin.Outline] draws it.
func (a Attributed) Border(b tracer.Basin) [][2]float64 { return b.Outline(a.Within) }

// Find attributes values of the observations, in their order; NaN is what was not measured. It refuses where they are hardly likelier with a
// spill than without.
func (x *Attributor) Find(values []float64) (Attributed, error) {
	if len(values) != len(x.Observations) {
		return Attributed{}, fmt.Errorf("spill: %d values for %d observations; give one each", len(values), len(x.Observations))
	}
	measured := 0
	for k, v := range values {
		if math.IsInf(v, 0) {
			return Attributed{}, fmt.Errorf("spill: observation %d is %g; give a finite value, or NaN where there is none", k, v)
		}
		if !math.IsNaN(v) {
			measured++
		}
	}
	if measured == 0 {
		return Attributed{}, fmt.Errorf("spill: none of the %d observations was measured; give values", len(values))
	}
	l := x.likelihood(values, x.Chosen)
	p := x.posterior(x.evidence([]likelihood{l}, []int{-1})[0], l)
	if !p.found() {
		return Attributed{}, fmt.Errorf("spill: nothing is seen of a spill: the values are %.2g times as likely with one as without (an instrument that sees less, or more observations, would do)", math.Exp(p.evidence))
	}
	return x.tell(p, l), nil
}

// A posterior of one set of values.
type posterior struct {
	joint    []float64 // [candidate, cell]
	place    []float64 // of each cell
	when     []float64 // of each candidate
	evidence float64
}

// found asks for evidence of 20 to 1 (strong on Jeffreys' scale).
func (p posterior) found() bool { return p.evidence > math.Log(20) }

func (x *Attributor) posterior(evidence []float64, l likelihood) posterior {
	n, times := len(x.cells), x.Candidates.Count()
	p := posterior{joint: make([]float64, len(evidence)), place: make([]float64, n), when: make([]float64, times)}
	top := slices.Max(evidence)
	sum := 0.0
	for i, v := range evidence {
		p.joint[i] = x.prior[i%n] * math.Exp(v-top)
		sum += p.joint[i]
	}
	p.evidence = l.none + top + math.Log(sum/float64(times))
	for i := range p.joint {
		p.joint[i] /= sum
		p.place[i%n] += p.joint[i]
		p.when[i/n] += p.joint[i]
	}
	return p
}

// denser gives for each cell the posterior mass of all that are denser by area, and the order of density.
func (x *Attributor) denser(p posterior) (mass []float64, order []int) {
	area := x.basin.Areas().Values
	density := make([]float64, len(x.cells))
	order = make([]int, len(x.cells))
	for i, c := range x.cells {
		density[i], order[i] = p.place[i]/area[c], i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(density[b], density[a]) })
	mass = make([]float64, len(x.cells))
	sum := 0.0
	for _, i := range order {
		mass[i] = sum
		sum += p.place[i]
	}
	return mass, order
}

func (x *Attributor) tell(p posterior, l likelihood) Attributed {
	b := x.basin
	ny, nx := b.Shape()
	area := b.Areas().Values
	out := Attributed{Map: b.Grid("probability of the place", "1/km²", make([]float64, ny*nx)), Within: make([]bool, ny*nx), Level: x.Level, Evidence: p.evidence}
	mass, order := x.denser(p)
	for i, c := range x.cells {
		out.Map.Values[c] = p.place[i] / area[c] * 1e6
		if mass[i] <= x.PlaceLevel {
			out.Within[c] = true
			out.Area += area[c] / 1e6
		}
	}
	out.X, out.Y = x.middle(p, order)
	times := x.Candidates.Times
	times.Values = times.Values[:x.Candidates.Count()]
	out.Times = field.Series{Axis: times, Columns: []field.Column{{Name: "probability of the time", Values: p.when}}}
	out.TimeWithin = x.timeWithin(p)
	out.Expected = make([]float64, len(x.Observations))
	bins := x.amounts(p, l, -1, out.Expected)
	if x.offsets == [3]float64{} {
		out.Amount = x.quantile(bins, 0.5)
		out.AmountWithin = Interval{x.quantile(bins, (1-x.Level)/2), x.quantile(bins, (1+x.Level)/2)}
		return out
	}
	mean, deviation := x.logAmount(bins)
	at := func(offset float64) float64 {
		return math.Max(x.Amount[0], math.Min(x.Amount[1], math.Exp(mean+offset*deviation)))
	}
	out.AmountWithin, out.Amount = Interval{at(x.offsets[0]), at(x.offsets[2])}, at(x.offsets[1])
	return out
}

// middle is the centre of the cell from which the expected distance is least, of the densest that hold nearly all.
func (x *Attributor) middle(p posterior, order []int) (px, py float64) {
	b := x.basin
	nx := b.X.Len()
	held, n := 0.0, 0
	for ; n < len(order) && n < 400 && held < 0.999; n++ {
		held += p.place[order[n]]
	}
	at := func(i int) (float64, float64) { c := int(x.cells[i]); return b.X.Values[c%nx], b.Y.Values[c/nx] }
	least := math.Inf(1)
	for _, i := range order[:n] {
		cx, cy := at(i)
		sum := 0.0
		for _, k := range order[:n] {
			ox, oy := at(k)
			sum += p.place[k] * b.Distance(cx, cy, ox, oy)
		}
		if sum < least {
			least, px, py = sum, cx, cy
		}
	}
	return px, py
}

// timeWithin is the shortest run of candidates of the level, each for the time until halfway to the next ones.
func (x *Attributor) timeWithin(p posterior) Interval {
	first, last := shortest(p.when, x.TimeLevel)
	t := x.Candidates.Times.Values
	if x.Candidates.Lasting {
		return Interval{t[first], t[last+1]}
	}
	in := Interval{t[first], t[last]}
	if first > 0 {
		in.Low = (t[first-1] + t[first]) / 2
	}
	if last+1 < len(t) {
		in.High = (t[last] + t[last+1]) / 2
	}
	return in
}

// shortest is the shortest run of probabilities that sum to a level, of as short ones that with the most.
func shortest(p []float64, level float64) (first, last int) {
	first, last = 0, len(p)-1
	best := 0.0
	for i := range p {
		sum := 0.0
		for j := i; j < len(p); j++ {
			sum += p[j]
			if sum >= math.Min(level, 1-1e-9) {
				if j-i < last-first || j-i == last-first && sum > best {
					first, last, best = i, j, sum
				}
				break
			}
		}
	}
	return first, last
}
