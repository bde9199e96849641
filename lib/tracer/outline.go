package tracer

import "math"

// Outline is the edge of some cells, row-major, along their edges, for maps: a path of places (x, y) that a NaN breaks between one side and the
// next, as plot.Tracks takes it.
func (b Basin) Outline(inside []bool) (path [][2]float64) {
	ny, nx := b.Shape()
	x, y := b.Corners()
	within := func(j, i int) bool {
		at, ok := b.around(j, i)
		return ok && inside[at]
	}
	side := func(i0, j0, i1, j1 int) {
		path = append(path, [2]float64{x.Values[i0], y.Values[j0]}, [2]float64{x.Values[i1], y.Values[j1]}, [2]float64{math.NaN(), math.NaN()})
	}
	for j := range ny {
		for i := range nx {
			if !within(j, i) {
				continue
			}
			if !within(j, i-1) {
				side(i, j, i, j+1)
			}
			if !within(j, i+1) {
				side(i+1, j, i+1, j+1)
			}
			if !within(j-1, i) {
				side(i, j, i+1, j)
			}
			if !within(j+1, i) {
				side(i, j+1, i+1, j+1)
			}
		}
	}
	return path
}
