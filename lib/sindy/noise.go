package sindy

import (
	"math"
	"slices"
)

// noiseOf estimates the standard deviation of the white noise in values at some places: each value is
// held against the polynomial through its three neighbours on either side, and the median distance,
// which a jump doesn't move, is scaled to what independent normal errors would give.
func noiseOf(at, values []float64) float64 {
	const side = 3
	var sizes []float64
	var weights [2 * side]float64
	for i := side; i < len(at)-side; i++ {
		left, square := values[i], 1.0
		for j := range weights {
			w := 1.0
			for m := range weights {
				if m != j {
					w *= (at[i] - at[neighbour(i, m, side)]) / (at[neighbour(i, j, side)] - at[neighbour(i, m, side)])
				}
			}
			left -= w * values[neighbour(i, j, side)]
			square += w * w
		}
		if size := math.Abs(left) / math.Sqrt(square); !math.IsNaN(size) {
			sizes = append(sizes, size)
		}
	}
	if len(sizes) == 0 {
		return 0
	}
	slices.Sort(sizes)
	const quartile = 0.6744897501960817 // of the normal distribution: half of it lies within
	return sizes[len(sizes)/2] / quartile
}

// neighbour j of 2 side ones about i.
func neighbour(i, j, side int) int {
	if j < side {
		return i - side + j
	}
	return i + 1 + j - side
}
