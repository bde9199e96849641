package kriging

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// A Trend is what the field is like on average: the mean that varies in a known form, with coefficients that are found.
type Trend struct {
	// Harmonics of the year: 1 for a season that is a wave of one year, 2 for one that also has waves of half a year. Default: 0, none.
	Harmonics int
	// Slopes with longitude and latitude. Default: none.
	Slopes bool
}

// tropicalYear is in days.
const tropicalYear = 365.2422

// count of the coefficients.
func (t Trend) count() int {
	n := 1 + 2*t.Harmonics
	if t.Slopes {
		n += 2
	}
	return n
}

// terms at a place and time: 1, waves of the year, and degrees from a middle.
func (t Trend) terms(lon, lat, time float64, middle [2]float64) []float64 {
	out := []float64{1}
	for k := 1; k <= t.Harmonics; k++ {
		sin, cos := math.Sincos(2 * math.Pi * float64(k) * time / tropicalYear)
		out = append(out, cos, sin)
	}
	if t.Slopes {
		out = append(out, math.Remainder(lon-middle[0], 360), lat-middle[1])
	}
	return out
}

// matrix of the terms at measurements [n, count].
func (t Trend) matrix(s Scatter, middle [2]float64) *mat.Dense {
	f := mat.NewDense(s.Len(), t.count(), nil)
	for i := range s.Len() {
		f.SetRow(i, t.terms(s.Lon[i], s.Lat[i], s.Time[i], middle))
	}
	return f
}

// middleOf places: the mean direction east, and the mean latitude.
func middleOf(s Scatter) (at [2]float64) {
	x, y := 0.0, 0.0
	for i := range s.Len() {
		sin, cos := math.Sincos(s.Lon[i] * math.Pi / 180)
		x, y = x+cos, y+sin
		at[1] += s.Lat[i] / float64(s.Len())
	}
	at[0] = math.Atan2(y, x) * 180 / math.Pi
	return at
}
