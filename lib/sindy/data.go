package sindy

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"sublunar/lib/field"
)

// longest is the number of samples beyond which a run is cut, so that the table of its terms stays
// small.
const longest = 1 << 16

// runs cuts series into stretches without gaps, the variables in the order of names. A gap in time of
// several usual intervals is a cut; a sample that is missing within less is only left out.
func runs(series []field.Series, names []string, positive bool) ([]run, error) {
	var all []run
	for _, s := range series {
		x, present, err := columns(s, names, positive)
		if err != nil {
			return nil, err
		}
		const wide = 4.5 // usual intervals: up to three samples in a row may be missing
		times := s.Axis.Values
		usual := median(differences(times))
		var at []int // the samples of the stretch so far
		cut := func() {
			if len(at) > 1 {
				all = append(all, take(times, x, at))
			}
			at = nil
		}
		for i, t := range times {
			if !present[i] {
				continue
			}
			if n := len(at); n > 0 && (t-times[at[n-1]] > wide*usual && at[n-1] != i-1 || n >= longest) {
				cut()
			}
			at = append(at, i)
		}
		cut()
	}
	return all, nil
}

// take is the run of some samples.
func take(times []float64, x [][]float64, at []int) run {
	pick := func(values []float64) []float64 {
		out := make([]float64, len(at))
		for j, i := range at {
			out[j] = values[i]
		}
		return out
	}
	r := run{times: pick(times), x: make([][]float64, len(x))}
	for v := range x {
		r.x[v] = pick(x[v])
	}
	r.even = field.Axis{Values: r.times}.Even()
	return r
}

// columns checks a series and gives the named columns, and which samples have all of them.
func columns(s field.Series, names []string, positive bool) (x [][]float64, present []bool, err error) {
	if err := s.Check(); err != nil {
		return nil, nil, fmt.Errorf("sindy: %w", err)
	}
	times := s.Axis.Values
	if len(times) > 1 && times[1] < times[0] {
		return nil, nil, fmt.Errorf("sindy: the axis %q descends; give the data from the earliest time on", s.Axis.Name)
	}
	present = make([]bool, len(times))
	for i := range present {
		present[i] = true
	}
	for _, name := range names {
		v := slices.IndexFunc(s.Columns, func(c field.Column) bool { return c.Name == name })
		if v < 0 {
			return nil, nil, fmt.Errorf("sindy: one of the series has no column %q; give all of them the same columns", name)
		}
		c := s.Columns[v]
		for i, value := range c.Values {
			switch {
			case c.IsMissing(i):
				present[i] = false
			case math.IsInf(value, 0):
				return nil, nil, fmt.Errorf("sindy: %s is infinite at %s %g; mend or leave out that sample", c.Name, s.Axis.Name, times[i])
			case positive && value <= 0:
				return nil, nil, fmt.Errorf("sindy: %s is %g at %s %g, but a growth rate needs positive numbers; use Polynomials without PerCapita, or leave out that sample", c.Name, value, s.Axis.Name, times[i])
			}
		}
		x = append(x, c.Values)
	}
	return x, present, nil
}

// states is a series without gaps laid out by time: of shape [samples][variables].
func states(s field.Series, positive bool) ([][]float64, error) {
	if err := named(s); err != nil {
		return nil, err
	}
	columns, present, err := columns(s, s.Names(), positive)
	if err != nil {
		return nil, err
	}
	x := make([][]float64, s.Len())
	for i := range x {
		if !present[i] {
			for _, c := range s.Columns {
				if c.IsMissing(i) {
					return nil, fmt.Errorf("sindy: %s is missing at %s %g; take a window without gaps (Series.Window), or fill them", c.Name, s.Axis.Name, s.Axis.Values[i])
				}
			}
		}
		for v := range columns {
			x[i] = append(x[i], columns[v][i])
		}
	}
	return x, nil
}

// named says that the columns have names: each equation needs one.
func named(s field.Series) error {
	if len(s.Columns) == 0 && s.Len() > 0 {
		return errors.New("sindy: the data have no columns; give at least one quantity over time")
	}
	for _, c := range s.Columns {
		if strings.TrimSpace(c.Name) == "" {
			return errors.New("sindy: a column has no name; its equation needs one")
		}
	}
	return nil
}

// differences are the intervals between values.
func differences(at []float64) []float64 {
	var d []float64
	for i := 1; i < len(at); i++ {
		d = append(d, at[i]-at[i-1])
	}
	return d
}

func median(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

// vary refuses a column that is the same in all samples: it is 1 times a number, as the library's constant.
func (p *posing) vary() error {
	for v, name := range p.variables {
		least, most := math.Inf(1), math.Inf(-1)
		for _, r := range p.runs {
			for _, x := range r.x[v] {
				least, most = math.Min(least, x), math.Max(most, x)
			}
		}
		if least == most {
			return fmt.Errorf("sindy: %s is %g throughout, and no data can tell it from a constant; leave the column out (Series.Select), or add runs in which it differs", name, least)
		}
	}
	return nil
}
