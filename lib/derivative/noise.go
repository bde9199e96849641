package derivative

import (
	"math"
	"slices"
)

// side is how many neighbours on either side a value is held against. With five, smooth data sampled
// at a tenth of their shortest time scale seem to have noise of 1e-10.
const side = 5

// Noise estimates the standard deviation of the white noise in values at some places: each value is
// held against the polynomial through its neighbours, and the median distance, which a jump doesn't
// move, is scaled to what independent normal errors would give. It is 0 for fewer than 11 values.
func Noise(at, values []float64) float64 {
	isEven := even(at)
	var sizes, weights []float64
	const enough = 2000 // values, for a median to 3%
	for i := side; i < len(at)-side; i += max(1, len(at)/enough) {
		if i == side || !isEven {
			weights = remainder(at[i-side : i+side+1])
		}
		left := 0.0
		for j, w := range weights {
			left += w * values[i-side+j]
		}
		if !math.IsNaN(left) {
			sizes = append(sizes, math.Abs(left))
		}
	}
	if len(sizes) == 0 {
		return 0
	}
	slices.Sort(sizes)
	const quartile = 0.6744897501960817 // of the normal distribution: half of it lies within
	return sizes[len(sizes)/2] / quartile
}

// remainder are the weights that give the distance of the middle value from the polynomial through the
// others, of square sum 1.
func remainder(at []float64) []float64 {
	others := slices.Delete(slices.Clone(at), side, side+1)
	weights := slices.Insert(Weights(at[side], others, 0), side, -1)
	squares := 0.0
	for _, w := range weights {
		squares += w * w
	}
	for j := range weights {
		weights[j] /= -math.Sqrt(squares)
	}
	return weights
}
