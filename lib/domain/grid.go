package domain

import (
	"fmt"

	"gonum.org/v1/gonum/integrate/quad"
)

// Grid returns the middles of the cells of a regular grid over the box around the region, so many along
// each axis, that lie in the region. Each weighs the same; of a box the weight is that of a cell. One
// count serves all axes. The last axis runs fastest.
func (r Region) Grid(counts ...int) (Points, error) {
	axes, counts, err := r.counted(counts)
	if err != nil {
		return Points{}, err
	}
	locations := make([][]float64, len(axes))
	for i, a := range axes {
		for k := range counts[i] {
			locations[i] = append(locations[i], a.Lo+(float64(k)+0.5)/float64(counts[i])*a.length())
		}
	}
	points := Points{Axes: axisNames(axes), Measure: r.volume()}
	tensor(counts, func(at []int) {
		n := len(points.Values)
		for i, k := range at {
			points.Values = append(points.Values, locations[i][k])
		}
		if !r.Contains(points.Values[n:]) {
			points.Values = points.Values[:n]
		}
	})
	n := len(points.Values) / len(axes)
	if n == 0 {
		return Points{}, fmt.Errorf("%w: no middle of a cell of a grid of %v lies in it; take a finer grid", ErrCount, counts)
	}
	for range n {
		points.Weights = append(points.Weights, points.Measure.Value/float64(n))
	}
	return points, nil
}

// Gauss returns Gauss-Legendre points with their weights, so many along each axis, for a box (or Interval,
// or Over or Product of boxes): n along an axis integrate polynomials of degree 2n - 1 in it exactly. One
// count serves all axes. The last axis runs fastest.
func (r Region) Gauss(counts ...int) (Points, error) {
	axes, counts, err := r.counted(counts)
	if err != nil {
		return Points{}, err
	}
	if !rectangular(r.shape) {
		return Points{}, fmt.Errorf("%w of points of Gauss and Legendre in a region that isn't a box; take Inside, or Grid", ErrFormula)
	}
	x, w := make([][]float64, len(axes)), make([][]float64, len(axes))
	for i, a := range axes {
		x[i], w[i] = make([]float64, counts[i]), make([]float64, counts[i])
		quad.Legendre{}.FixedLocations(x[i], w[i], a.Lo, a.Hi)
	}
	points, n := Points{Axes: axisNames(axes), Measure: r.volume()}, 1
	for _, count := range counts {
		n *= count
	}
	points.Values, points.Weights = make([]float64, 0, n*len(axes)), make([]float64, 0, n)
	tensor(counts, func(at []int) {
		weight := 1.0
		for i, k := range at {
			points.Values = append(points.Values, x[i][k])
			weight *= w[i][k]
		}
		points.Weights = append(points.Weights, weight)
	})
	return points, nil
}

func rectangular(s shape) bool {
	switch s := s.(type) {
	case *box:
		return true
	case *product:
		return rectangular(s.a) && rectangular(s.b)
	case *placed:
		return s.i == s.j && rectangular(s.of)
	}
	return false
}

// counted checks a region and the numbers of points along its axes.
func (r Region) counted(counts []int) ([]Axis, []int, error) {
	if err := r.Check(); err != nil {
		return nil, nil, err
	}
	axes := r.shape.axes()
	if len(counts) == 1 {
		one := counts[0]
		counts = make([]int, len(axes))
		for i := range counts {
			counts[i] = one
		}
	}
	if len(counts) != len(axes) {
		return nil, nil, fmt.Errorf("%w: %d counts for %d axes (%s); give one for each, or one for all", ErrDimension, len(counts), len(axes), names(axes))
	}
	for i, n := range counts {
		if n < 1 {
			return nil, nil, fmt.Errorf("%w: %d points along %s; give at least one", ErrCount, n, axes[i].Name)
		}
	}
	return axes, counts, nil
}

// tensor calls visit with all tuples of indices below the counts, the last running fastest.
func tensor(counts []int, visit func(at []int)) {
	at := make([]int, len(counts))
	for {
		visit(at)
		i := len(at) - 1
		for ; i >= 0; i-- {
			if at[i]++; at[i] < counts[i] {
				break
			}
			at[i] = 0
		}
		if i < 0 {
			return
		}
	}
}
