package assimilation

import (
	"fmt"
	"math"
	"math/rand/v2"

	"sublunar/lib/parallel"
)

// Observations are what was measured at one time.
type Observations struct {
	Time float64
	// Values measured. A NaN was not, and is left out.
	Values []float64
	// Operator says what would be measured of a state.
	Operator Operator
	// Errors of the values.
	Errors Errors
	// Places of the values, for [Localisation]: coordinates in any number. Nil where there is no localisation.
	Places [][]float64
}

func (o Observations) check() error {
	switch {
	case o.Errors == nil:
		return fmt.Errorf("assimilation: no errors of the %d observations; give Independent or Correlated ones", len(o.Values))
	case o.Errors.Len() != len(o.Values):
		return fmt.Errorf("assimilation: %d values and errors of %d; give each value one", len(o.Values), o.Errors.Len())
	case o.Places != nil && len(o.Places) != len(o.Values):
		return fmt.Errorf("assimilation: %d values at %d places; give each value one", len(o.Values), len(o.Places))
	}
	for i, v := range o.Values {
		if math.IsInf(v, 0) {
			return fmt.Errorf("assimilation: observation %d is %g; give a finite number, or NaN where there was none", i, v)
		}
	}
	return o.Errors.Check()
}

// see is what would be seen of each member, [member][observation].
func (o Observations) see(members [][]float64) ([][]float64, error) {
	if o.Operator == nil {
		return nil, fmt.Errorf("assimilation: no operator; say what of a state is observed, such as Elements")
	}
	m := len(o.Values)
	all := make([]float64, len(members)*m)
	seen := make([][]float64, len(members))
	err := parallel.Each(len(members), func(i int) error {
		seen[i] = all[i*m : (i+1)*m : (i+1)*m]
		if err := o.Operator.See(members[i], seen[i]); err != nil {
			return fmt.Errorf("assimilation: member %d can't be observed: %w", i, err)
		}
		for k, v := range seen[i] {
			if v-v != 0 {
				return fmt.Errorf("assimilation: of member %d, observation %d would be %g; give an operator that is finite on each state", i, k, v)
			}
		}
		return nil
	})
	return seen, err
}

// measured are the numbers of the values that aren't NaN.
func (o Observations) measured() (numbers []int) {
	for i, v := range o.Values {
		if !math.IsNaN(v) {
			numbers = append(numbers, i)
		}
	}
	return numbers
}

// present drops the values that are NaN, of what would be seen too.
func (o Observations) present(seen [][]float64) (Observations, [][]float64) {
	some := o.measured()
	if len(some) == len(o.Values) {
		return o, seen
	}
	out := Observations{Time: o.Time, Values: pick(o.Values, some), Errors: o.Errors.Select(some)}
	for _, i := range some {
		if o.Places != nil {
			out.Places = append(out.Places, o.Places[i])
		}
	}
	left := make([][]float64, len(seen))
	for i := range seen {
		left[i] = pick(seen[i], some)
	}
	return out, left
}

// offFrom is how far the first of some states is off, whitened, beside what is seen of all of them; nil where nothing was measured.
func (o Observations) offFrom(states [][]float64) (left Observations, seen [][]float64, off []float64, err error) {
	if seen, err = o.see(states); err != nil {
		return o, nil, nil, err
	}
	left, seen = o.present(seen)
	if len(left.Values) == 0 {
		return left, seen, nil, nil
	}
	off = make([]float64, len(left.Values))
	for i, v := range left.Values {
		off[i] = v - seen[0][i]
	}
	left.Errors.Whiten(off)
	return left, seen, off, nil
}

func pick(v []float64, numbers []int) []float64 {
	out := make([]float64, len(numbers))
	for k, i := range numbers {
		out[k] = v[i]
	}
	return out
}

// Simulate makes observations of a truth that follows a model: a twin experiment. It starts at a time from a state, which it keeps, and
// gives the truth at each of the times beside what was observed of it with errors drawn.
func Simulate(m Model, state []float64, start float64, times []float64, see Operator, e Errors, seed uint64) (truth [][]float64, records []Observations, err error) {
	random := rand.New(rand.NewPCG(seed, 0x7214))
	s := Sequence{Model: m, Start: start}
	for _, t := range times {
		s.Records = append(s.Records, Observations{Time: t, Values: make([]float64, e.Len()), Operator: see, Errors: e})
	}
	x := copied([][]float64{state})
	if err := s.check(x, 1); err != nil {
		return nil, nil, err
	}
	now, noise := start, make([]float64, e.Len())
	for k, r := range s.Records {
		if err := s.advance(x, now, r.Time); err != nil {
			return nil, nil, err
		}
		now = r.Time
		truth = append(truth, append([]float64(nil), x[0]...))
		if err := see.See(x[0], r.Values); err != nil {
			return nil, nil, fmt.Errorf("assimilation: the truth can't be observed: %w", err)
		}
		normals(random, noise)
		e.Colour(noise)
		for i := range noise {
			s.Records[k].Values[i] += noise[i]
		}
	}
	return truth, s.Records, nil
}

func normals(random *rand.Rand, v []float64) {
	for i := range v {
		v[i] = random.NormFloat64()
	}
}
