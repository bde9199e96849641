package infer

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/stat"
)

// random numbers of a member, or of what is drawn once, by a number of its own.
func (w *world) random(member int) *rand.Rand {
	return rand.New(rand.NewPCG(w.Seed, 0x3a11<<32+uint64(member)))
}

// tidy takes out what no concentration can be.
func (w *world) tidy(c []float64) {
	for i := range c {
		if w.basin.IsLand(i) {
			c[i] = 0
		}
	}
	if !w.Signed {
		nearest(w.basin, c)
	}
}

// estimate with room for the fields.
func (w *world) estimate(method string) *Estimate {
	e := &Estimate{Method: method, Basin: w.basin, Name: w.Start.Mean.Name, Unit: w.Start.Mean.Unit, Times: w.Times, Misfit: math.NaN(), LogLikelihood: math.NaN()}
	for range w.Times.Values {
		e.Fields = append(e.Fields, make([][]float64, w.members()))
	}
	return e
}

// tell puts the unknowns of all members into an estimate: deviations z [member][unknown].
func (w *world) tell(e *Estimate, z [][]float64) {
	for k, u := range w.unknown {
		p := Inferred{Name: u.name, Unit: u.unit, Positive: u.positive, Prior: u.doubt}
		all := make([]float64, len(z))
		for m := range z {
			all[m] = z[m][k]
			p.Draws = append(p.Draws, u.at(z[m][k]))
		}
		p.Posterior = u.doubt * stat.StdDev(all, nil)
		e.Parameters = append(e.Parameters, p)
	}
}
