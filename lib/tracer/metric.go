package tracer

import (
	"math"

	"sublunar/lib/field"
)

// metric holds the sizes of cells, which depend on the row alone. On the plane they are all the same.
type metric struct {
	area  []float64 // of a cell, by row, m^2
	east  float64   // length of the face between two cells of a row, m
	north []float64 // length of the face below each row, and above the last, m
	dx    []float64 // between centres along each row, m
	dy    float64   // between centres of rows, m
}

func (b Basin) metric() metric {
	ny := b.Y.Len()
	hx, hy := spacing(b.X), spacing(b.Y)
	m := metric{area: make([]float64, ny), north: make([]float64, ny+1), dx: make([]float64, ny)}
	if !b.Spherical() {
		m.east, m.dy = hy, hy
		for j := range ny {
			m.area[j], m.dx[j], m.north[j] = hx*hy, hx, hx
		}
		m.north[ny] = hx
		return m
	}
	const degree = math.Pi / 180
	_, y := b.Corners()
	m.east, m.dy = Radius*hy*degree, Radius*hy*degree
	for j := range ny {
		// The zone between two parallels has the area 2 pi R^2 (sin north - sin south).
		m.area[j] = Radius * Radius * hx * degree * (math.Sin(y.Values[j+1]*degree) - math.Sin(y.Values[j]*degree))
		m.dx[j] = Radius * hx * degree * math.Cos(b.Y.Values[j]*degree)
	}
	for j := range ny + 1 {
		m.north[j] = Radius * hx * degree * max(math.Cos(y.Values[j]*degree), 0)
	}
	return m
}

// Spacing is the distance in m between the centres of cells along a row, and from one row to the next.
func (b Basin) Spacing(row int) (dx, dy float64) {
	m := b.metric()
	return m.dx[row], m.dy
}

// Areas of the cells in m^2, on land too.
func (b Basin) Areas() field.Grid {
	m, nx := b.metric(), b.X.Len()
	g := b.Grid("area", "m^2", make([]float64, b.Y.Len()*nx))
	for i := range g.Values {
		g.Values[i] = m.area[i/nx]
	}
	return g
}
