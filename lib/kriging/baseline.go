package kriging

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// A Climatology is what a map must beat: the same mean and season everywhere, whatever was measured near by, and the spread of readings about it.
type Climatology struct {
	// Coefficients as those of a [Sphere].
	Coefficients []float64
	// Deviation of a reading.
	Deviation float64

	trend  Trend
	middle [2]float64
}

// FitClimatology finds a trend by least squares.
func FitClimatology(data Scatter, trend Trend) (*Climatology, error) {
	if err := data.Check(); err != nil {
		return nil, err
	}
	data = data.sound()
	if n := trend.count(); trend.Harmonics < 0 || data.Len() <= n {
		return nil, fmt.Errorf("kriging: %d measurements, %d harmonics; a climatology of %d coefficients needs more than as many", data.Len(), trend.Harmonics, n)
	}
	c := &Climatology{trend: trend, middle: middleOf(data)}
	f := trend.matrix(data, c.middle)
	var b, off mat.VecDense
	y := mat.NewVecDense(data.Len(), data.Values)
	if err := solved(b.SolveVec(f, y)); err != nil {
		return nil, fmt.Errorf("kriging: the measurements can't tell a climatology's coefficients apart: %w", err)
	}
	off.MulVec(f, &b)
	off.SubVec(y, &off)
	c.Coefficients = b.RawVector().Data
	c.Deviation = mat.Norm(&off, 2) / math.Sqrt(float64(data.Len()-trend.count()))
	return c, nil
}

// At gives the mean, and the deviation of a reading, at places and days.
func (c *Climatology) At(lon, lat, time []float64) (mean, deviation []float64, err error) {
	if err := checkPlaces(lon, lat, time); err != nil {
		return nil, nil, err
	}
	for i := range lon {
		mean = append(mean, floats.Dot(c.Coefficients, c.trend.terms(lon[i], lat[i], time[i], c.middle)))
		deviation = append(deviation, c.Deviation)
	}
	return mean, deviation, nil
}

// Nearest is the other thing that a map must beat: what the nearest measurement read, nearness being of space and time together.
type Nearest struct {
	// Length in km that counts as much as Days.
	Length, Days float64
	// Deviation of a reading from the nearest one of another platform, root mean square.
	Deviation float64

	ruler Sphere
	data  Scatter
	xyz   [][3]float64
}

// FitNearest takes measurements up, with the length in km that is as far as so many days, such as a [Sphere]'s.
func FitNearest(data Scatter, length, days float64) (*Nearest, error) {
	if err := data.Check(); err != nil {
		return nil, err
	}
	if !(length > 0) || !(days > 0) {
		return nil, fmt.Errorf("kriging: a nearness of %g km and %g days; give both above 0", length, days)
	}
	n := &Nearest{Length: length, Days: days, data: data.sound(), ruler: Sphere{Length: length, Days: days, radius: 6371}}
	n.xyz = n.ruler.places(n.data)
	pairs := 0.0
	for i := range n.xyz {
		j := n.find(n.xyz[i], n.data.Time[i], func(j int) bool {
			return i != j && (n.data.Platform == nil || n.data.Platform[i] != n.data.Platform[j])
		})
		if j >= 0 {
			pairs++
			n.Deviation += (n.data.Values[i] - n.data.Values[j]) * (n.data.Values[i] - n.data.Values[j])
		}
	}
	if pairs == 0 {
		return nil, fmt.Errorf("kriging: %d measurements of one platform have no neighbours; give those of two or more", n.data.Len())
	}
	n.Deviation = math.Sqrt(n.Deviation / pairs)
	return n, nil
}

// find is the nearest measurement of those that count; -1 where none does.
func (n *Nearest) find(at [3]float64, time float64, counts func(j int) bool) int {
	best, which := math.Inf(1), -1
	for j := range n.xyz {
		if counts(j) {
			if r := n.ruler.between(at, n.xyz[j], time-n.data.Time[j]); r < best {
				best, which = r, j
			}
		}
	}
	return which
}

// At gives what the nearest measurement read, and the deviation of a reading from it, at places and days.
func (n *Nearest) At(lon, lat, time []float64) (mean, deviation []float64, err error) {
	if err := checkPlaces(lon, lat, time); err != nil {
		return nil, nil, err
	}
	for i := range lon {
		j := n.find(place(lon[i], lat[i], n.ruler.radius), time[i], func(int) bool { return true })
		mean, deviation = append(mean, n.data.Values[j]), append(deviation, n.Deviation)
	}
	return mean, deviation, nil
}
