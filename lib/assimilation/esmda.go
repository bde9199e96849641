package assimilation

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// ESMDA is the ensemble smoother with multiple data assimilation (Emerick and Reynolds 2013, doi:10.1016/j.cageo.2012.03.011): unknown
// parameters, or past states, are updated by the same observations several times, each time with errors so much wider that together they
// count once. In between, what would be observed is found anew, which lets it follow a bent forward model. On a straight one the result
// is that of one update.
type ESMDA struct {
	// Rounds of updates. Default 4.
	Rounds int
	// Scheme of each. Default SquareRoot.
	Scheme Scheme
	// Localisation of each. Nil for none.
	Localisation *Localisation
	// Seed of the draws.
	Seed uint64
}

// Forward sets seen [member][observation] to what would be observed if each member's parameters held.
type Forward func(members, seen [][]float64) error

// Fit turns members [N][parameters], draws of what is believed, into draws of what is believed after the observations, whose Operator
// and Time are not used. The initial members are kept. Where a parameter is positive, give its logarithm.
func (m ESMDA) Fit(initial [][]float64, forward Forward, o Observations) ([][]float64, error) {
	if m.Rounds == 0 {
		m.Rounds = 4
	}
	if m.Rounds < 0 {
		return nil, fmt.Errorf("assimilation: %d rounds; give 1 or more, or 0 for 4", m.Rounds)
	}
	if err := checkMembers(initial, 2); err != nil {
		return nil, err
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	f, err := EnKF{Scheme: m.Scheme, Localisation: m.Localisation}.filled()
	if err != nil {
		return nil, err
	}
	random := rand.New(rand.NewPCG(m.Seed, 0xe5da))
	o.Errors = widened{o.Errors, math.Sqrt(float64(m.Rounds))}
	members := copied(initial)
	for round := range m.Rounds {
		seen := make([][]float64, len(members))
		for i := range seen {
			seen[i] = make([]float64, len(o.Values))
		}
		if err := forward(members, seen); err != nil {
			return members, fmt.Errorf("assimilation: round %d: %w", round, err)
		}
		for i, y := range seen {
			for k, v := range y {
				if v-v != 0 {
					return members, fmt.Errorf("assimilation: round %d: of member %d, observation %d would be %g; bound the parameters, as by their logarithms", round, i, k, v)
				}
			}
		}
		left, seen := o.present(seen)
		if _, err := f.update(members, nil, seen, left, random); err != nil {
			return members, fmt.Errorf("%w (round %d)", err, round)
		}
	}
	return members, finite(members, 0)
}
