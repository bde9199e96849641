package tracer

// SmoothWeights gives the weights of the sixteen cells whose means make up a smooth concentration at a place to fourth order, and those of
// [Basin.Weights] where one of the sixteen is land or beyond an end.
func (b Basin) SmoothWeights(x, y float64) (cells []int, weights []float64, ok bool) {
	ny, nx := b.Shape()
	i, fx, okx := place(b.X, b.EndsX, x)
	j, fy, oky := place(b.Y, b.EndsY, y)
	if !okx || !oky || !b.Water(j, i) {
		return nil, nil, false
	}
	columns, alongX, inX := fromMeans(i, fx, nx, b.EndsX)
	rows, alongY, inY := fromMeans(j, fy, ny, b.EndsY)
	if !inX || !inY {
		return b.Weights(x, y)
	}
	for p, row := range rows {
		for q, column := range columns {
			if !b.Water(row, column) {
				return b.Weights(x, y)
			}
			cells, weights = append(cells, row*nx+column), append(weights, alongY[p]*alongX[q])
		}
	}
	return cells, weights, true
}

// fromMeans are four cells along an axis around a place, and the weights by which their means make up the value there: the slope of the
// polynomial through the integral at their five edges.
func fromMeans(cell int, within float64, n int, ends Ends) (cells [4]int, weights [4]float64, ok bool) {
	first := cell - 1
	if within < 0.5 {
		first = cell - 2
	}
	at := float64(cell-first) + within // from the first edge, in cells
	for k := range cells {
		cells[k] = first + k
		if ends == Periodic {
			cells[k] = wrap(cells[k], n)
		} else if cells[k] < 0 || cells[k] >= n {
			return cells, weights, false
		}
	}
	for edge := 1; edge <= 4; edge++ {
		// The slope there of Lagrange's polynomial that is 1 at this edge: the integral at it is the sum of the means before.
		slope := 0.0
		for left := range 5 {
			if left == edge {
				continue
			}
			product := 1 / float64(edge-left)
			for other := range 5 {
				if other != edge && other != left {
					product *= (at - float64(other)) / float64(edge-other)
				}
			}
			slope += product
		}
		for k := range edge {
			weights[k] += slope
		}
	}
	return cells, weights, true
}
