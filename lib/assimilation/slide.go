package assimilation

import (
	"fmt"
	"math"
)

// slide moves a window over a sequence: members x lie lag records before the newest, or at the start. analyse changes them by the newest
// record. It gives back what the model makes of them at the newest time.
func slide(s Sequence, x [][]float64, lag int, analyse func(x [][]float64, from float64, o Observations) error) ([][]float64, error) {
	if lag < 0 {
		return nil, fmt.Errorf("assimilation: a lag of %d records; give 0 or more", lag)
	}
	origin := s.Start
	last := x
	for k, o := range s.Records {
		if k >= lag { // the origin moves on to the record lag before this one; with no lag to this one itself
			to := s.Records[k-lag].Time
			if err := s.advance(x, origin, to); err != nil {
				return x, err
			}
			origin = to
		}
		forecast := copied(x)
		if err := s.advance(forecast, origin, o.Time); err != nil {
			return x, err
		}
		if err := s.watch(Step{Forecast, k, o.Time, forecast, math.NaN()}); err != nil {
			return x, err
		}
		if err := analyse(x, origin, o); err != nil {
			return x, fmt.Errorf("%w (record %d)", err, k)
		}
		last = copied(x)
		if err := s.advance(last, origin, o.Time); err != nil {
			return x, err
		}
		if err := s.watch(Step{Analysis, k, o.Time, last, math.NaN()}); err != nil {
			return last, err
		}
	}
	return last, nil
}
