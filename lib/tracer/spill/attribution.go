package spill

import (
	"fmt"
	"math"
	"runtime"
	"sync"

	"sublunar/lib/field"
	"sublunar/lib/tracer"
)

// An Attribution asks where a spill was, when, and how large, of what was seen later. For each cell and each candidate time the footprints give
// what an amount of 1 would look like, h; the posterior of cell and time then is
//
//	p(cell, time | y) ~ p(cell) sum over members, integral d log m  N(y; m h, R),   R = diag(Deviation^2 + (Misfit^2/2) (y^2 + mean y^2))
//
// with the amount m even in its logarithm. Members are laws that may be the true one: draws of the eddies, of the diffusivity. No member is the
// true flow, so what they leave out has to be in R. How large that Misfit is, and of what posterior mass the region has to be to hold
// the place as often as Level says, [Attribution.Prepare] learns by rehearsals, spills whose truth is known (conformal
// prediction, Vovk and others 2005, doi:10.1007/b106715; the posterior by footprints is that of Keats and others 2007,
// doi:10.1016/j.atmosenv.2006.08.044).
type Attribution struct {
	// Members are laws in basins of the same cells, without Sources. With one alone and no Drills its flow is taken for true, Misfit is
	// as given and regions are of the posterior's own mass.
	Members []tracer.Transport
	// Observations with their Deviations, above 0. Their Values are for [Attributor.Find] to give.
	Observations []tracer.Observation
	// Candidates for the time.
	Candidates tracer.Candidates
	// Amount is its range, from and to, above 0.
	Amount [2]float64
	// Prior is how likely a release is by area, relative: shipping lanes, wells. Default: as likely everywhere on the water.
	Prior field.Grid
	// Level of regions and intervals. Default 0.9.
	Level float64
	// Misfit are the sizes that the rehearsals try, of which they take the best by the logarithm of the probability of the true cell. Default
	// 0.1, 0.2, 0.4, 0.8; with one member 0.05 alone.
	Misfit []float64
	// Drills are rehearsals, as [Drill.Run] makes them: some 60 or more, in water that is as different from all members as the true one may
	// be. Default: spills in one member, looked for with the others, which is right if nothing but the draws is unknown.
	Drills []Drilled
	// Rehearsals is the number of those without Drills. Default 100.
	Rehearsals int
	// Seed of the rehearsals.
	Seed uint64
}

// An Attributor is an [Attribution] whose footprints are at hand. Several goroutines may use it at once.
type Attributor struct {
	Attribution
	// Chosen is the misfit that the rehearsals chose.
	Chosen float64
	// PlaceLevel and TimeLevel are the posterior masses that hold the truth as often as Level.
	PlaceLevel, TimeLevel float64
	// LogScore is the mean logarithm of the true cell's probability in rehearsals.
	LogScore float64
	// Rehearsed is how many rehearsals were seen, and counted.
	Rehearsed int

	basin    tracer.Basin
	cells    []int32     // those of water that may have it
	prior    []float64   // of each of them
	seen     [][]float32 // [member][candidate, cell, observation]
	variance []float64   // of errors of observations
	marginal marginal
	// offsets of the logarithm of the amount from its posterior's mean, in its deviations: the lower end of its interval, the median and the
	// upper end, as rehearsed. With one member: none, the posterior's own.
	offsets [3]float64
}

// members and their weights in memory at most.
const mostBytes = 4 << 30

// Prepare runs the footprints of all members and rehearses.
func (a Attribution) Prepare() (*Attributor, error) {
	x, err := a.begin()
	if err != nil {
		return nil, err
	}
	k := len(a.Observations)
	x.seen = make([][]float32, len(a.Members))
	for m, law := range a.Members {
		x.seen[m] = make([]float32, a.Candidates.Count()*len(x.cells)*k)
		err := law.EachFootprint(a.Observations, a.Candidates, law.Flow.Basin.Weights, func(release int, seen []float64) error {
			to := x.seen[m][release*len(x.cells)*k:]
			for n, c := range x.cells {
				for i, v := range seen[int(c)*k : (int(c)+1)*k] {
					to[n*k+i] = float32(v)
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	x.marginal = newMarginal(a.Amount[0], a.Amount[1])
	if len(a.Members) > 1 || len(a.Drills) > 0 {
		if err := x.rehearse(); err != nil {
			return nil, err
		}
	}
	return x, nil
}

func (a Attribution) begin() (*Attributor, error) {
	if len(a.Members) == 0 {
		return nil, fmt.Errorf("spill: an attribution without members; give laws that may be the true one, or one")
	}
	b := a.Members[0].Flow.Basin
	for m, law := range a.Members {
		if err := law.Check(); err != nil {
			return nil, err
		}
		ny, nx := b.Shape()
		if y, z := law.Flow.Basin.Shape(); y != ny || z != nx {
			return nil, fmt.Errorf("spill: member %d has %d x %d cells and member 0 %d x %d; give all the same basin", m, y, z, ny, nx)
		}
	}
	if err := a.Candidates.Check(); err != nil {
		return nil, err
	}
	if !(a.Amount[0] > 0 && a.Amount[1] > a.Amount[0]) || math.IsInf(a.Amount[1], 0) {
		return nil, fmt.Errorf("spill: an amount from %g to %g; give a range above 0", a.Amount[0], a.Amount[1])
	}
	if len(a.Observations) == 0 {
		return nil, fmt.Errorf("spill: no observations to attribute; give some")
	}
	if a.Level == 0 {
		a.Level = 0.9
	}
	if len(a.Misfit) == 0 {
		a.Misfit = []float64{0.1, 0.2, 0.4, 0.8}
		if len(a.Members) == 1 {
			a.Misfit = []float64{0.05}
		}
	}
	if a.Rehearsals == 0 {
		a.Rehearsals = 100
	}
	if !(a.Level > 0 && a.Level < 1) || a.Rehearsals < 10 {
		return nil, fmt.Errorf("spill: a level of %g and %d rehearsals; give a level between 0 and 1, and 10 rehearsals or more", a.Level, a.Rehearsals)
	}
	for _, v := range a.Misfit {
		if !(v >= 0) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("spill: a misfit of %g; give sizes of 0 or more", v)
		}
	}
	x := &Attributor{Attribution: a, Chosen: a.Misfit[0], PlaceLevel: a.Level, TimeLevel: a.Level, LogScore: math.NaN(), basin: b}
	for k, o := range a.Observations {
		if err := o.Check(b, k); err != nil {
			return nil, err
		}
		if o.Deviation == 0 {
			return nil, fmt.Errorf("spill: observation %d has no Deviation; an attribution needs it, so give that of the instrument", k)
		}
		x.variance = append(x.variance, o.Deviation*o.Deviation)
	}
	if a.Prior.Values != nil {
		if err := b.Fits(a.Prior); err != nil {
			return nil, err
		}
	}
	ny, nx := b.Shape()
	area := b.Areas().Values
	sum := 0.0
	for c := range ny * nx {
		p := area[c]
		if a.Prior.Values != nil {
			v := a.Prior.Values[c]
			if !b.IsLand(c) && !(v >= 0 && !math.IsInf(v, 0)) {
				return nil, fmt.Errorf("spill: the prior is %g in cell %d; give 0 or more on the water", v, c)
			}
			p *= v
		}
		if !b.IsLand(c) && p > 0 {
			x.cells, x.prior = append(x.cells, int32(c)), append(x.prior, p)
			sum += p
		}
	}
	if sum == 0 {
		return nil, fmt.Errorf("spill: the prior is 0 on all water; let some place have it")
	}
	for i := range x.prior {
		x.prior[i] /= sum
	}
	if bytes := float64(len(a.Members)) * float64(a.Candidates.Count()) * float64(len(x.cells)) * float64(len(a.Observations)) * 4; bytes > mostBytes {
		return nil, fmt.Errorf("spill: footprints of %.1f GiB; take fewer members, times, cells or observations, to %d GiB", bytes/(1<<30), mostBytes>>30)
	}
	return x, nil
}

// A likelihood is what an attribution takes from some values: weights 1/R of observations, and weights times values.
type likelihood struct {
	w, wy []float32
	// none is the logarithm of the likelihood of no spill with the misfit over that with the instruments' errors alone.
	none float64
}

func (x *Attributor) likelihood(values []float64, misfit float64) likelihood {
	mean, n := 0.0, 0.0
	for _, v := range values {
		if !math.IsNaN(v) {
			mean, n = mean+v*v, n+1
		}
	}
	mean /= n
	l := likelihood{w: make([]float32, len(values)), wy: make([]float32, len(values))}
	for k, v := range values {
		if math.IsNaN(v) {
			continue // it weighs nothing
		}
		w := 1 / (x.variance[k] + misfit*misfit/2*(v*v+mean))
		l.w[k], l.wy[k] = float32(w), float32(w*v)
		l.none += (v*v*(1/x.variance[k]-w) + math.Log(w*x.variance[k])) / 2
	}
	return l
}

// moments are A = h'h/R and B = h'y/R.
func (l likelihood) moments(h []float32) (a, b float64) {
	w, wy := l.w[:len(h)], l.wy[:len(h)]
	// Four sums, so that none waits for the one before.
	var s, t [4]float32
	k := 0
	for ; k+4 <= len(h); k += 4 {
		v, w, wy := h[k:k+4:k+4], w[k:k+4:k+4], wy[k:k+4:k+4]
		s[0], t[0] = s[0]+w[0]*v[0]*v[0], t[0]+wy[0]*v[0]
		s[1], t[1] = s[1]+w[1]*v[1]*v[1], t[1]+wy[1]*v[1]
		s[2], t[2] = s[2]+w[2]*v[2]*v[2], t[2]+wy[2]*v[2]
		s[3], t[3] = s[3]+w[3]*v[3]*v[3], t[3]+wy[3]*v[3]
	}
	for ; k < len(h); k++ {
		s[0], t[0] = s[0]+w[k]*h[k]*h[k], t[0]+wy[k]*h[k]
	}
	return float64(s[0]+s[1]) + float64(s[2]+s[3]), float64(t[0]+t[1]) + float64(t[2]+t[3])
}

// evidence of many likelihoods for all candidates: the logarithm of the mean over members of the integral over the amount, over that of no
// spill, [likelihood][candidate, cell]. without is a member that each leaves out, or -1.
func (x *Attributor) evidence(ls []likelihood, without []int) [][]float64 {
	n := len(x.cells) * x.Candidates.Count()
	out := make([][]float64, len(ls))
	for i := range out {
		out[i] = make([]float64, n)
	}
	workers := runtime.GOMAXPROCS(0)
	var group sync.WaitGroup
	for worker := range workers {
		group.Go(func() {
			k := len(x.Observations)
			each := make([]float64, len(x.seen))
			for at := worker * n / workers; at < (worker+1)*n/workers; at++ {
				for i, l := range ls {
					used := each[:0]
					for m, seen := range x.seen {
						if m != without[i] {
							used = append(used, x.marginal.of(l.moments(seen[at*k:(at+1)*k])))
						}
					}
					out[i][at] = logMean(used)
				}
			}
		})
	}
	group.Wait()
	return out
}

func logMean(v []float64) float64 {
	top := math.Inf(-1)
	for _, l := range v {
		top = math.Max(top, l)
	}
	sum := 0.0
	for _, l := range v {
		if l > top-40 {
			sum += math.Exp(l - top)
		}
	}
	return top + math.Log(sum/float64(len(v)))
}
