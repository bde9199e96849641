package infer

import (
	"fmt"
	"math"
	"math/rand/v2"

	"sublunar/lib/field"
	"sublunar/lib/tracer"
)

// Twin makes problems whose truth is known, by the rules of no inverse crime: the truth runs on cells Finer times as fine, by another scheme
// (MC), in a flow that is faster than believed and has vortices that come, drift west and go, which the flow as believed lacks and its
// [tracer.Eddies] describe only roughly; and the field at the start is made of patches of many sizes, not drawn from what is believed of it. The basin is
// 1,200 x 800 km with two gyres whose boundary sways, an island and a cape. A river brings tracer. Floats drift with the true flow and measure,
// and a satellite sees slanted swaths with clouds and an error that a pass shares.
type Twin struct {
	// Cells along y of the inference; 3/2 as many along x. Default 24.
	Cells int
	// Finer is how many of the truth's cells make one of them, along each axis. Default 4.
	Finer int
	// Window and Forecast in days. Default 30 and 10.
	Window, Forecast float64
	// Floats that are seen, and Withheld ones that are for scoring. Default 8 and 4.
	Floats, Withheld int
	// Passes of the satellite through the window. Default 8. -1: none.
	Passes int
	// Vortices at a time. Default 8, with which the flow as believed is off by 0.042 m/s, root mean square of a component. -1: none.
	Vortices int
	// Eddies that the flow is believed to lack. Default: 0.05 m/s, 70 km, 10 days.
	Eddies tracer.Eddies
	// Identical makes the truth by the believed cells, scheme, eddies and priors themselves: what could be had at best.
	Identical bool
	Seed      uint64
}

// A Truth is what the inference isn't told.
type Truth struct {
	// Fields on the inference's cells, means over the finer ones, at each of the problem's Times.
	Fields []field.Grid
	// Flow that carried it, on its own cells.
	Flow tracer.Flow
	// Paths of the floats that are seen: x and y for each 12 hours, and one more list for each withheld one.
	Paths [][][2]float64
	// Withheld observations of floats that the problem doesn't hold, through the window; Later those of all floats after it.
	Withheld, Later []tracer.Observation
	// Diffusivity in m^2/s and Rate of the river.
	Diffusivity, Rate float64
}

const (
	day   = 86400.0
	fixes = day / 2 // between fixes and measurements of a float
)

func (t Twin) filled() (Twin, error) {
	for _, d := range []struct {
		value *int
		is    int
	}{{&t.Cells, 24}, {&t.Finer, 4}, {&t.Floats, 8}, {&t.Withheld, 4}, {&t.Passes, 8}, {&t.Vortices, 8}} {
		if *d.value == 0 {
			*d.value = d.is
		}
	}
	if t.Window == 0 {
		t.Window = 30
	}
	if t.Forecast == 0 {
		t.Forecast = 10
	}
	if t.Identical {
		t.Finer = 1
	}
	if t.Eddies.Speed == 0 {
		t.Eddies = tracer.Eddies{Speed: 0.05, Length: 70e3, Time: 10 * day}
	}
	if t.Cells < 8 || t.Finer < 1 || !(t.Window > 0) || !(t.Forecast > 0) || t.Floats < 0 || t.Withheld < 0 || t.Passes < -1 || t.Vortices < -1 {
		return t, fmt.Errorf("infer: a twin %+v; give 8 cells or more, and positive numbers, or 0 for the defaults", t)
	}
	return t, nil
}

// basin with a factor finer cells. Land is the same whatever the factor.
func (t Twin) basin(finer int) tracer.Basin {
	ny, nx := t.Cells, t.Cells*3/2
	b := tracer.Box(1200e3, 800e3, nx*finer, ny*finer)
	b.Land = make([]bool, nx*ny*finer*finer)
	for j := range ny * finer {
		for i := range nx * finer {
			x, y := (float64(i/finer)+0.5)/float64(nx), (float64(j/finer)+0.5)/float64(ny)
			island := math.Hypot((x-0.53)*1.5, y-0.42) < 0.075
			cape := y > 0.8 && math.Abs(x-0.25) < 0.06+0.3*(y-0.8)
			b.Land[j*nx*finer+i] = island || cape
		}
	}
	return b
}

// gyres in a basin, at days, so many times as fast as believed.
func (t Twin) gyres(b tracer.Basin, days field.Axis, faster float64) tracer.Flow {
	fall := b.Offshore(60e3)
	f := tracer.Flow{Basin: b, Times: days}
	x, y := b.Corners()
	for _, now := range days.Values {
		g := field.Grid{Name: "psi", Unit: "m^2/s", Axes: []field.Axis{y, x}}
		a := 0.3 * math.Sin(2*math.Pi*now/(40*day))
		for j, yy := range y.Values {
			for i, xx := range x.Values {
				s := xx / 1200e3
				g.Values = append(g.Values, -faster*2e4*fall[j*x.Len()+i]*math.Sin(2*math.Pi*(a*s*s+(1-a)*s))*math.Sin(math.Pi*yy/800e3))
			}
		}
		f.Psi = append(f.Psi, g)
	}
	return f
}

// Make gives the problem and its truth.
func (t Twin) Make() (Problem, *Truth, error) {
	t, err := t.filled()
	if err != nil {
		return Problem{}, nil, err
	}
	random := rand.New(rand.NewPCG(t.Seed, 0x7321))
	p := t.believed()
	truth := &Truth{Diffusivity: 60, Rate: p.Release.Rate.Median * 1.5}
	var start field.Grid
	if t.Identical {
		w, err := newWorld(seenSomewhere(p))
		if err != nil {
			return Problem{}, nil, err
		}
		z := make([]float64, w.n)
		for i := range z {
			z[i] = random.NormFloat64()
		}
		a, eddies, unknown, _ := w.parts(z)
		truth.Flow = w.flow(eddies)
		truth.Diffusivity, truth.Rate = p.Diffusivity.at(unknown[0]), p.Release.Rate.at(unknown[1])
		c := w.initial(a)
		w.tidy(c)
		start = w.basin.Grid(p.Start.Mean.Name, p.Start.Mean.Unit, c)
	} else {
		fine := t.basin(t.Finer)
		truth.Flow = t.gyres(fine, p.Flow.Times, 1.15)
		t.vortices(truth.Flow, random)
		start = t.patches(fine, random)
	}
	law := tracer.Transport{Flow: truth.Flow, Diffusivity: truth.Diffusivity, Scheme: tracer.MC, Decay: p.Decay}
	if t.Identical {
		law.Scheme = tracer.VanLeer
	}
	river := p.source(0, 0, 0)
	river.Amount = truth.Rate * (river.Until - river.From)
	law.Sources = []tracer.Source{river}
	count := int(math.Round((t.Window + t.Forecast) * day / fixes))
	film, err := law.Run(start, field.Linspace("time", "s", 0, float64(count)*fixes, count+1))
	if err != nil {
		return Problem{}, nil, err
	}
	coarse := make([]field.Grid, len(film))
	for k, g := range film {
		coarse[k] = coarser(p.Flow.Basin, g, t.Finer)
	}
	for _, at := range p.Times.Values {
		truth.Fields = append(truth.Fields, coarse[int(math.Round(at/fixes))])
	}
	if err := t.floats(&p, truth, film, random); err != nil {
		return Problem{}, nil, err
	}
	t.passes(&p, coarse, random)
	return p, truth, p.Check()
}

// believed is the problem before anything is seen.
func (t Twin) believed() Problem {
	last := (t.Window + t.Forecast) * day
	b := t.basin(1)
	days := field.Linspace("time", "s", 0, last, int(t.Window+t.Forecast)+1)
	steps := int(math.Round(last / (2.5 * day)))
	return Problem{
		Flow:        t.gyres(b, days, 1),
		Eddies:      t.Eddies,
		Start:       Start{Mean: b.Sample("tracer", "mg/m^3", background), Deviation: 1.2, Length: 100e3},
		Diffusivity: Lognormal{Median: 100, Factor: 2.5},
		Release:     Release{X: 75e3, Y: 300e3, Spread: 40e3, Rate: Lognormal{Median: 4e4, Factor: 2}},
		Bias:        map[int]float64{},
		Until:       t.Window * day,
		Times:       field.Linspace("time", "s", 0, last, steps+1),
		Tick:        fixes,
		Seed:        t.Seed,
	}
}

// background is what is known of the tracer before: more in the north.
func background(_, y float64) float64 { return 3 + 3*y/800e3 }

// seenSomewhere is a problem with one observation, so that it can be laid out before there are others.
func seenSomewhere(p Problem) Problem {
	p.Observations = []tracer.Observation{{X: p.Release.X, Y: p.Release.Y, Value: 1, Deviation: 1}}
	return p
}

// coarser is the mean over so many cells along each axis, on a basin.
func coarser(b tracer.Basin, g field.Grid, factor int) field.Grid {
	ny, nx := b.Shape()
	out := b.Grid(g.Name, g.Unit, make([]float64, ny*nx))
	for i, v := range g.Values {
		row, column := i/(nx*factor)/factor, i%(nx*factor)/factor
		out.Values[row*nx+column] += v / float64(factor*factor)
	}
	return out
}
