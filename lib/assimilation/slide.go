package assimilation

import (
	"fmt"
	"math"
)

// slide moves a window over a sequence: members x lie lag records before the newest, or at the start. analyse changes them by the newest
// record; forecast are they at its time before. It gives back the members at the newest time, or nil for what the model makes of x.
func slide(s Sequence, x [][]float64, lag int, analyse func(x [][]float64, from float64, o Observations, forecast [][]float64) ([][]float64, error)) ([][]float64, error) {
	if lag < 0 {
		return nil, fmt.Errorf("assimilation: a lag of %d records; give 0 or more", lag)
	}
	origin := s.Start
	var last [][]float64
	for k, o := range s.Records {
		if k >= lag { // the origin moves on to the record lag before this one; with no lag to this one itself
			to := s.Start
			if k-lag >= 0 {
				to = s.Records[k-lag].Time
			}
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
		now, err := analyse(x, origin, o, forecast)
		if err != nil {
			return x, fmt.Errorf("%w (record %d)", err, k)
		}
		if now == nil {
			now = copied(x)
			if err := s.advance(now, origin, o.Time); err != nil {
				return x, err
			}
		}
		last = now
		if err := s.watch(Step{Analysis, k, o.Time, now, math.NaN()}); err != nil {
			return now, err
		}
	}
	if last == nil {
		last = x
	}
	return last, nil
}
