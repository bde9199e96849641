package kriging

import (
	"fmt"
	"math"
)

// most is how many measurements a dense matrix is held for.
const most = 5000

// measured are the points that have a value, where they are sound.
func measured(x []float64, axes int, values []float64) (at, of []float64, err error) {
	if axes < 1 || len(x) != axes*len(values) {
		return nil, nil, fmt.Errorf("kriging: %d coordinates for %d values; give %d for each value", len(x), len(values), axes)
	}
	for i, v := range values {
		if math.IsNaN(v) {
			continue
		}
		for _, c := range append([]float64{v}, x[i*axes:(i+1)*axes]...) {
			if math.IsNaN(c) || math.IsInf(c, 0) {
				return nil, nil, fmt.Errorf("kriging: measurement %d is %.6g at %.6g; leave out what isn't finite", i, v, x[i*axes:(i+1)*axes])
			}
		}
		at, of = append(at, x[i*axes:(i+1)*axes]...), append(of, v)
	}
	if len(of) < 3 || len(of) > most {
		return nil, nil, fmt.Errorf("kriging: %d values; give 3 to %d", len(of), most)
	}
	lo, hi := spans(at, axes)
	for k := range axes {
		if lo[k] == hi[k] {
			return nil, nil, fmt.Errorf("kriging: coordinate %d is %.6g everywhere; leave that axis out", k, lo[k])
		}
	}
	if lo, hi := spans(of, 1); lo[0] == hi[0] {
		return nil, nil, fmt.Errorf("kriging: all %d values are %.6g; there is nothing to interpolate", len(of), lo[0])
	}
	return at, of, nil
}

// spans of the coordinates along each axis.
func spans(x []float64, axes int) (lo, hi []float64) {
	for k := range axes {
		lo, hi = append(lo, math.Inf(1)), append(hi, math.Inf(-1))
		for i := k; i < len(x); i += axes {
			lo[k], hi[k] = math.Min(lo[k], x[i]), math.Max(hi[k], x[i])
		}
	}
	return lo, hi
}

// sites are some of the measurements, at strides that are even but for rounding.
func sites(x []float64, axes int, values []float64, count int) (at, of []float64) {
	n := len(values)
	count = min(count, n)
	for i := range count {
		j := i * n / count
		at, of = append(at, x[j*axes:(j+1)*axes]...), append(of, values[j])
	}
	return at, of
}
