package plot

import (
	"fmt"
	"math"
)

// A span is a range of values; empty until something is put in.
type span struct {
	lo, hi float64
	any    bool
}

func (s *span) include(v float64) {
	switch {
	case !finite(v):
	case !s.any:
		s.lo, s.hi, s.any = v, v, true
	default:
		s.lo, s.hi = min(s.lo, v), max(s.hi, v)
	}
}

func (s *span) join(o span) {
	if o.any {
		s.include(o.lo)
		s.include(o.hi)
	}
}

func spanOf(lists ...[]float64) (s span) {
	for _, values := range lists {
		for _, v := range values {
			s.include(v)
		}
	}
	return s
}

// A scale carries values to places: lo to from, hi to to, evenly in the value or in its logarithm.
type scale struct {
	lo, hi   float64
	from, to float64
	log      bool
	as       manner // how it is numbered
}

// part is where v lies between lo (0) and hi (1). The differences are halved, so that they don't
// overflow on the widest ranges.
func (s scale) part(v float64) float64 {
	lo, hi := s.lo, s.hi
	if s.log {
		v, lo, hi = math.Log(max(v, tiny)), math.Log(max(lo, tiny)), math.Log(max(hi, tiny))
	}
	return (v/2 - lo/2) / (hi/2 - lo/2)
}

// at is the place of v. What lies ten thousand times the range away is kept there: further would overflow.
func (s scale) at(v float64) float64 {
	return s.from + min(max(s.part(v), -1e4), 1e4)*(s.to-s.from)
}

// value is the inverse of at.
func (s scale) value(place float64) float64 {
	t := (place - s.from) / (s.to - s.from)
	if s.log {
		return held(math.Exp((1-t)*math.Log(s.lo) + t*math.Log(s.hi)))
	}
	return held((1-t)*s.lo + t*s.hi)
}

// held keeps what would overflow at the ends of float64.
func held(v float64) float64 { return min(max(v, -math.MaxFloat64), math.MaxFloat64) }

// digits is how many significant digits tell values apart by a hundred-thousandth of the range: more than
// five where the range is small beside the values, as it is of dates.
func (s scale) digits() int {
	if s.log {
		return 6
	}
	big := max(math.Abs(s.lo), math.Abs(s.hi))
	more := math.Ceil(math.Log10(big/2) - math.Log10(s.hi/2-s.lo/2))
	return int(min(max(5+more, 5), 17))
}

func (s scale) ticks(count int) []tick {
	if s.log {
		return logTicks(s.lo, s.hi, count)
	}
	return linearTicks(s.lo, s.hi, count)
}

// tiny is the least range, and on a log axis the least value, that is told from nothing.
const tiny = 1e-300

// domain widens what the data cover to what an axis shows: a margin of a part of it at each end, and
// never nothing at all.
func domain(data span, log bool, margin float64) (lo, hi float64) {
	if !data.any {
		if log {
			return 1, 10
		}
		return 0, 1
	}
	lo, hi = data.lo, data.hi
	if log {
		// Below lies where float64 has few digits, and math.Log not all of those.
		lo, hi = max(lo, tiny), max(hi, tiny)
		if math.Log(hi)-math.Log(lo) < 1e-9 {
			return max(lo/2, tiny), held(hi * 2)
		}
		r := math.Pow(hi/lo, margin)
		if lo/r > 0 && finite(hi*r) {
			lo, hi = lo/r, hi*r
		}
		return lo, hi
	}
	// A constant, or a range so small beside its values that its ticks could not be told apart.
	if big := max(math.Abs(lo), math.Abs(hi)); hi-lo <= max(1e-12*big, tiny) {
		d := max(0.05*big, 1e-290)
		if big == 0 {
			d = 1
		}
		return held(lo - d), held(hi + d)
	}
	if d := (hi/2 - lo/2) * 2 * margin; finite(lo-d) && finite(hi+d) {
		lo, hi = lo-d, hi+d
	}
	return lo, hi
}

// positive says what a log axis can't show.
func positive(which, what string, s span) error {
	if s.any && s.lo <= 0 {
		return fmt.Errorf("plot: %s is logarithmic, but %s reaches %g; mark what isn't positive as missing, or drop Log%s",
			which, quote(what), s.lo, which)
	}
	return nil
}
