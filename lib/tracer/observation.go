package tracer

import (
	"fmt"
	"math"

	"sublunar/lib/field"
)

// An Observation is a concentration that was measured at a place and a time: by a mooring, a float, a ship, or as one spot of a swath that a
// satellite sees.
type Observation struct {
	// X and Y are its place, in the axes' units. It has to be on water.
	X, Y float64
	// Time in s.
	Time float64
	// Value is what was measured, in the unit of the concentration.
	Value float64
	// Deviation is the standard deviation of its error, in the same unit. Methods that say so estimate it where it is 0.
	Deviation float64
	// Platform is the number of the instrument.
	Platform int
}

// Check refuses what can't have been observed in a basin. number is its place in the list, for errors.
func (o Observation) Check(b Basin, number int) error {
	for _, v := range []float64{o.X, o.Y, o.Time} {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("tracer: observation %d at x %g, y %g, time %g; give finite numbers", number, o.X, o.Y, o.Time)
		}
	}
	switch j, i, ok := b.Cell(o.X, o.Y); {
	case !ok:
		return fmt.Errorf("tracer: observation %d at %g, %g, outside the basin; leave it out, or take a larger basin", number, o.X, o.Y)
	case !b.Water(j, i):
		return fmt.Errorf("tracer: observation %d at %g, %g, on land (cell [%d, %d]); leave it out, or mend the mask", number, o.X, o.Y, j, i)
	case math.IsNaN(o.Value) || math.IsInf(o.Value, 0):
		return fmt.Errorf("tracer: observation %d is %g; leave out what was not measured", number, o.Value)
	case !(o.Deviation >= 0) || math.IsInf(o.Deviation, 0):
		return fmt.Errorf("tracer: observation %d has an error of standard deviation %g; give a finite one, 0 or more", number, o.Deviation)
	}
	return nil
}

// At is the concentration at a place, linear between the centres of the water's cells around it; ok is false outside and on land.
func (b Basin) At(c field.Grid, x, y float64) (value float64, ok bool) {
	cells, weights, ok := b.Weights(x, y)
	for k, cell := range cells {
		value += weights[k] * c.Values[cell]
	}
	return value, ok
}

// Weights of the cells, numbered row-major, that make up the concentration at a place: linear between their centres. Land has none, and those
// of the water sum to 1. ok is false outside the basin and on land.
func (b Basin) Weights(x, y float64) (cells []int, weights []float64, ok bool) {
	ny, nx := b.Shape()
	i, fx, okx := place(b.X, b.EndsX, x)
	j, fy, oky := place(b.Y, b.EndsY, y)
	if !okx || !oky || !b.Water(j, i) {
		return nil, nil, false
	}
	columns, alongX := between(i, fx, nx, b.EndsX)
	rows, alongY := between(j, fy, ny, b.EndsY)
	sum := 0.0
	for p, row := range rows {
		for q, column := range columns {
			if w := alongY[p] * alongX[q]; w > 0 && b.Water(row, column) {
				cells, weights = append(cells, row*nx+column), append(weights, w)
				sum += w
			}
		}
	}
	for k := range weights {
		weights[k] /= sum
	}
	return cells, weights, true
}

// between are the two cells along an axis whose centres a place lies between, and their weights. Beyond the last centre it is that alone.
func between(cell int, within float64, n int, ends Ends) (cells [2]int, weights [2]float64) {
	low, f := cell, within-0.5
	if f < 0 {
		low, f = cell-1, f+1
	}
	high := low + 1
	switch {
	case ends == Periodic:
		low, high = (low+n)%n, high%n
	case low < 0:
		low = 0
	case high == n:
		high = n - 1
	}
	return [2]int{low, high}, [2]float64{1 - f, f}
}
