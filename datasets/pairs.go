package datasets

import (
	"fmt"
	"math"

	"sublunar/lib/field"
)

// Pairs say how to make pairs of fields for an operator to learn from: X is what goes in, Y what comes out. The zero value makes 1200
// on the grid that each generator documents.
//
// Sample i depends on Seed and i alone: more samples are the same ones and others behind them.
type Pairs struct {
	// Count of samples. Default 1200: 1000 to fit on, 200 to test on.
	Count int
	// Side is how many points a field has along each axis. Default: the generator's own.
	Side int
	// Fine is how many points the solver has along each axis; of its fields every so-many-th point is kept, so a step of Side is a
	// number of steps of Fine. Default: enough, as each generator documents.
	Fine int
	// Viscosity, of generators that have one. Default: the generator's own.
	Viscosity float64
	// Seed of the random fields.
	Seed uint64
	// Cache is a folder for what was made; it is made where there is none. Chunks of samples are written whole as they are done, so an
	// interrupted run goes on from there, and another with these settings reads them. Empty: nothing is written.
	Cache string
	// Observe hears of each chunk of samples, made or read. An error returned stops the work; the samples until then come with it.
	Observe func(field.Progress) error
}

// check says what is wrong with the settings, and fills in the defaults: side and viscosity (0: the generator has none).
func (p Pairs) check(side int, viscosity float64) (Pairs, error) {
	if p.Count == 0 {
		p.Count = 1200
	}
	if p.Side == 0 {
		p.Side = side
	}
	switch {
	case p.Count < 0:
		return p, fmt.Errorf("datasets: %d samples; give 1 or more, or 0 for 1200", p.Count)
	case p.Side < 8 || p.Side > 1<<16:
		return p, fmt.Errorf("datasets: a side of %d points; give 8 to %d, or 0 for %d", p.Side, 1<<16, side)
	case p.Fine < 0:
		return p, fmt.Errorf("datasets: %d points for the solver; give a positive number, or 0 for the default", p.Fine)
	case viscosity == 0 && p.Viscosity != 0:
		return p, fmt.Errorf("datasets: a viscosity of %g for an equation without one; leave Viscosity 0", p.Viscosity)
	case p.Viscosity < 0 || math.IsNaN(p.Viscosity) || math.IsInf(p.Viscosity, 0):
		return p, fmt.Errorf("datasets: a viscosity of %g; give a positive one, or 0 for %g", p.Viscosity, viscosity)
	}
	if p.Viscosity == 0 {
		p.Viscosity = viscosity
	}
	return p, nil
}
