package kriging

import (
	"fmt"
	"math"
	"slices"
)

// A Scatter is measurements on the globe over time, each at its own place and moment: those of floats, ships or satellites.
type Scatter struct {
	// Lon and Lat in degrees east and north.
	Lon, Lat []float64
	// Time in days, from any moment.
	Time []float64
	// Values measured. A NaN was not measured.
	Values []float64
	// Platform that each was measured from: what is wrong there is wrong in all that it measures soon after. Nil: each from its own.
	Platform []int
}

// Len is the number of measurements.
func (s Scatter) Len() int { return len(s.Values) }

// Check returns nil where all parts are as long, and all that was measured has a place and a time.
func (s Scatter) Check() error {
	n := len(s.Values)
	if len(s.Lon) != n || len(s.Lat) != n || len(s.Time) != n || s.Platform != nil && len(s.Platform) != n {
		return fmt.Errorf("kriging: %d values with %d longitudes, %d latitudes, %d times and %d platforms; give one of each for each (or no platforms)",
			n, len(s.Lon), len(s.Lat), len(s.Time), len(s.Platform))
	}
	for i, v := range s.Values {
		if math.IsNaN(v) {
			continue
		}
		if sum := v + s.Lon[i] + s.Lat[i] + s.Time[i]; math.IsNaN(sum) || math.IsInf(sum, 0) || math.Abs(s.Lat[i]) > 90 || math.Abs(s.Lon[i]) > 720 {
			return fmt.Errorf("kriging: measurement %d is %.6g at %.6g degrees east, %.6g north and day %.6g; leave out what isn't finite or on the globe",
				i, v, s.Lon[i], s.Lat[i], s.Time[i])
		}
	}
	return nil
}

// take is the measurements with these numbers.
func (s Scatter) take(numbers []int) Scatter {
	var out Scatter
	for _, i := range numbers {
		out.Lon, out.Lat, out.Time, out.Values = append(out.Lon, s.Lon[i]), append(out.Lat, s.Lat[i]), append(out.Time, s.Time[i]), append(out.Values, s.Values[i])
		if s.Platform != nil {
			out.Platform = append(out.Platform, s.Platform[i])
		}
	}
	return out
}

// Withhold puts whole platforms aside, one in so many of them in the order of their first measurement: the fold-th, then the next after folds
// others. Over all folds each is put aside once. Neighbours along one path know each other too well to test a map on one of them by the rest.
func (s Scatter) Withhold(fold, folds int) (kept, aside Scatter, err error) {
	if err := s.Check(); err != nil {
		return s, Scatter{}, err
	}
	rank := map[int]int{}
	for _, p := range s.Platform {
		if _, ok := rank[p]; !ok {
			rank[p] = len(rank)
		}
	}
	if folds < 2 || fold < 0 || fold >= folds || len(rank) < folds {
		return s, Scatter{}, fmt.Errorf("kriging: fold %d of %d over %d platforms; give 2 folds to as many as there are platforms, counted from 0", fold, folds, len(rank))
	}
	var in, out []int
	for i, p := range s.Platform {
		if rank[p]%folds == fold {
			out = append(out, i)
		} else {
			in = append(in, i)
		}
	}
	return s.take(in), s.take(out), nil
}

// sound are the measurements that have a value.
func (s Scatter) sound() Scatter {
	var in []int
	for i, v := range s.Values {
		if !math.IsNaN(v) {
			in = append(in, i)
		}
	}
	return s.take(in)
}

// thin takes some. Where platforms are known, half of them are all that some platforms measured, for what is wrong at one shows in what follows
// shortly after; the rest are taken evenly out of the others.
func (s Scatter) thin(most int) Scatter {
	n := s.Len()
	if n <= most {
		return s
	}
	by := map[int][]int{}
	var platforms []int // in the order of their first measurement
	for i, p := range s.Platform {
		if by[p] == nil {
			platforms = append(platforms, p)
		}
		by[p] = append(by[p], i)
	}
	taken := make([]bool, n)
	var in, rest []int
	for k, count := 0, max(1, len(platforms)*most/(2*n)); k < count && len(platforms) > 0; k++ {
		for _, i := range by[platforms[k*len(platforms)/count]] {
			if len(in) < most/2 {
				taken[i] = true
				in = append(in, i)
			}
		}
	}
	for i := range n {
		if !taken[i] {
			rest = append(rest, i)
		}
	}
	for k, count := 0, most-len(in); k < count; k++ {
		in = append(in, rest[k*len(rest)/count])
	}
	slices.Sort(in)
	return s.take(in)
}
