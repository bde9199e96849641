package spill

import (
	"fmt"
	"math"
	"slices"

	"sublunar/lib/field"
	"sublunar/lib/tracer"
)

// An Atlas is the footprints of some observations for spills at one time, anywhere in a basin and in water of any diffusivity within a range:
// a [Model] for flows and coasts that have no closed form. Between cells and between diffusivities it is cubic (Catmull and Rom 1974,
// doi:10.1016/B978-0-12-079050-0.50020-5), so that it can be asked thousands of times a second.
type Atlas struct {
	basin        tracer.Basin
	observations []tracer.Observation
	low, step    float64       // of the logarithm of the diffusivities
	pages        [][][]float64 // [diffusivity][cell][observation]
}

// Pages say what an [Atlas] is of.
type Pages struct {
	// Time of the release, s.
	Time float64
	// Spread is the standard deviation of the tracer when it is released, m. It has to be given: cells can't tell a point from what fills
	// one of them, and a puff narrower than two cells is smeared by the scheme. Good values: 2 cells.
	Spread float64
	// Diffusivity is its range in m^2/s, from and to.
	Diffusivity [2]float64
	// Count is the number of diffusivities, evenly in their logarithm. Default: enough for steps of a quarter.
	Count int
}

// NewAtlas runs a law backward from observations once for each diffusivity. The law's own Diffusivity isn't used.
func NewAtlas(law tracer.Transport, observations []tracer.Observation, pages Pages) (*Atlas, error) {
	lo, hi := pages.Diffusivity[0], pages.Diffusivity[1]
	if !(lo > 0 && hi > lo) || math.IsInf(hi, 0) || !(pages.Spread > 0) || math.IsInf(pages.Spread, 0) || math.IsNaN(pages.Time) || math.IsInf(pages.Time, 0) || pages.Count < 0 || pages.Count == 1 {
		return nil, fmt.Errorf("spill: an atlas of %+v; give a finite time, a spread and a range of diffusivities above 0, and 2 of them or more", pages)
	}
	n := pages.Count
	if n == 0 {
		n = 2 + int(math.Log(hi/lo)/0.25)
	}
	b := law.Flow.Basin
	a := &Atlas{basin: b, observations: slices.Clone(observations), low: math.Log(lo), step: math.Log(hi/lo) / float64(n-1)}
	if err := b.Check(); err != nil {
		return nil, err
	}
	laid, err := layOut(b, pages.Spread)
	if err != nil {
		return nil, err
	}
	instant := tracer.Candidates{Times: field.Axis{Name: "release", Unit: "s", Values: []float64{pages.Time}}}
	for k := range n {
		law.Diffusivity = math.Exp(a.low + float64(k)*a.step)
		err := law.EachFootprint(observations, instant, b.SmoothWeights, func(_ int, seen []float64) error {
			a.pages = append(a.pages, laid.mean(seen, len(observations)))
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return a, nil
}

// See sets seen to what observations would be; they have to be those that the atlas was made for, whatever their values. Places beyond the
// outermost centres of cells are taken to be on them, and diffusivities out of the range at its ends.
func (a *Atlas) See(s Spill, observations []tracer.Observation, seen []float64) error {
	if len(observations) != len(a.observations) {
		return fmt.Errorf("spill: %d observations and an atlas of %d; make one for them", len(observations), len(a.observations))
	}
	for k, o := range observations {
		if p := a.observations[k]; o.X != p.X || o.Y != p.Y || o.Time != p.Time {
			return fmt.Errorf("spill: observation %d is at %g, %g, time %g, and in the atlas at %g, %g, time %g; make an atlas for it", k, o.X, o.Y, o.Time, p.X, p.Y, p.Time)
		}
	}
	ny, nx := a.basin.Shape()
	axis := func(v, first, step float64, n int, round bool) ([4]int, [4]float64) {
		p := (v - first) / step
		if !round {
			p = math.Max(0, math.Min(p, float64(n-1)))
		}
		i := int(math.Floor(p))
		if !round {
			i = min(i, n-2)
		}
		f := p - float64(i)
		w := [4]float64{f * (-0.5 + f*(1-0.5*f)), 1 + f*f*(-2.5+1.5*f), f * (0.5 + f*(2-1.5*f)), f * f * (-0.5 + 0.5*f)}
		var at [4]int
		for k := range at {
			at[k] = i + k - 1
			if round {
				at[k] = ((at[k] % n) + n) % n
			}
		}
		if round {
			return at, w
		}
		// Beyond the ends the values go on as straight lines.
		if at[0] < 0 {
			at[0] = 0
			w[1], w[2], w[0] = w[1]+2*w[0], w[2]-w[0], 0
		}
		if at[3] > n-1 {
			at[3] = n - 1
			w[2], w[1], w[3] = w[2]+2*w[3], w[1]-w[3], 0
		}
		return at, w
	}
	x, y := a.basin.X, a.basin.Y
	columns, alongX := axis(s.X, x.Values[0], x.Values[1]-x.Values[0], nx, a.basin.EndsX == tracer.Periodic)
	rows, alongY := axis(s.Y, y.Values[0], y.Values[1]-y.Values[0], ny, a.basin.EndsY == tracer.Periodic)
	spreads, alongD := axis(math.Log(s.Diffusivity), a.low, a.step, len(a.pages), false)
	clear(seen)
	for d, page := range spreads {
		for j, row := range rows {
			for i, column := range columns {
				w := s.Amount * alongD[d] * alongY[j] * alongX[i]
				if w == 0 {
					continue
				}
				for k, v := range a.pages[page][row*nx+column] {
					seen[k] += w * v
				}
			}
		}
	}
	return nil
}

// laid is, for each cell, the shares of an amount that is laid around its centre: see [tracer.Source].Spread.
type laid struct {
	cells  [][]int32
	shares [][]float64
}

func layOut(b tracer.Basin, spread float64) (laid, error) {
	ny, nx := b.Shape()
	area := b.Areas().Values
	l := laid{cells: make([][]int32, ny*nx), shares: make([][]float64, ny*nx)}
	for c := range ny * nx {
		if b.IsLand(c) {
			continue
		}
		// Cells hold means, and means of a Gaussian over cells of a side h are as wide as h^2/12 adds to its variance.
		wide := math.Sqrt(spread*spread + area[c]/12)
		around, err := b.Footprint(tracer.Source{X: b.X.Values[c%nx], Y: b.Y.Values[c/nx], Spread: wide})
		if err != nil {
			return l, err
		}
		for at, v := range around {
			if share := v * area[at]; share > 1e-12 {
				l.cells[c], l.shares[c] = append(l.cells[c], int32(at)), append(l.shares[c], share)
			}
		}
	}
	return l, nil
}

// mean of footprints, [cell, observation], over what is laid around each cell.
func (l laid) mean(seen []float64, n int) [][]float64 {
	out := make([][]float64, len(l.cells))
	all := make([]float64, len(seen))
	for c := range out {
		out[c] = all[c*n : (c+1)*n]
		for k, at := range l.cells[c] {
			share := l.shares[c][k]
			for i, v := range seen[int(at)*n : (int(at)+1)*n] {
				out[c][i] += share * v
			}
		}
	}
	return out
}
