package pde

import "sublunar/lib/field"

// A medium is a coefficient at the nodes of a grid with its ends, cut into cells.
type medium struct {
	shape  []int // nodes along each axis
	stride []int
	at     [][]float64 // the nodes' coordinates
	a      []float64
	mean   FaceMean
}

func (d Darcy) medium(a field.Grid) *medium {
	m := &medium{shape: a.Shape(), a: a.Values, mean: d.Faces}
	m.stride = strides(m.shape)
	for _, axis := range a.Axes {
		m.at = append(m.at, axis.Values)
	}
	return m
}

func strides(shape []int) []int {
	s := make([]int, len(shape))
	n := 1
	for i := len(shape) - 1; i >= 0; i-- {
		s[i] = n
		n *= shape[i]
	}
	return s
}

// nodes visits all in row-major order, with their indices and whether they lie at an end. The slice is used again for the next.
func (m *medium) nodes(visit func(node int, index []int, end bool)) {
	index := make([]int, len(m.shape))
	for i := range m.a {
		end, rest := false, i
		for axis, s := range m.stride {
			index[axis], rest = rest/s, rest%s
			end = end || index[axis] == 0 || index[axis] == m.shape[axis]-1
		}
		visit(i, index, end)
	}
}

// boundary is u with its values at the ends, and 0 inside.
func (m *medium) boundary(f func(x ...float64) float64) []float64 {
	u := make([]float64, len(m.a))
	if f == nil {
		return u
	}
	x := make([]float64, len(m.shape))
	m.nodes(func(node int, index []int, end bool) {
		if end {
			for axis, i := range index {
				x[axis] = m.at[axis][i]
			}
			u[node] = f(x...)
		}
	})
	return u
}

// fill puts the values at the inner nodes where they belong.
func (m *medium) fill(u, inner []float64) {
	at := 0
	m.nodes(func(node int, _ []int, end bool) {
		if !end {
			u[node] = inner[at]
			at++
		}
	})
}

// system is the cells' balance: what flows out through the faces is what f makes inside.
//
//	sum over faces of K (u - u') = V f,   K = a at the face times its area over the distance of the two nodes
//
// What comes from the ends goes to the right-hand side.
func (m *medium) system(u, f []float64) (*level, []float64) {
	cells := make([]int, len(m.shape))
	inside := make([][]float64, len(m.shape))
	for axis, n := range m.shape {
		cells[axis] = n - 2
		inside[axis] = m.at[axis][1 : n-1]
	}
	l := newLevel(cells, inside)
	for axis, x := range m.at {
		l.ends[axis] = [2]float64{x[0], x[len(x)-1]}
	}
	b := make([]float64, l.n)
	cell := 0
	m.nodes(func(node int, index []int, end bool) {
		if end {
			return
		}
		volume := 1.0
		for axis, i := range index {
			volume *= m.width(axis, i)
		}
		b[cell] = volume * f[node]
		for axis, i := range index {
			area := volume / m.width(axis, i)
			x := m.at[axis]
			next, last := node+m.stride[axis], node-m.stride[axis]
			up := m.mean.of(m.a[node], m.a[next]) * area / (x[i+1] - x[i])
			if i == m.shape[axis]-2 {
				l.wall[axis][1][cell] = up
				b[cell] += up * u[next]
			} else {
				l.k[axis][l.pad+cell] = up
			}
			if i == 1 {
				down := m.mean.of(m.a[node], m.a[last]) * area / (x[i] - x[i-1])
				l.wall[axis][0][cell] = down
				b[cell] += down * u[last]
			}
		}
		cell++
	})
	l.finish()
	return l, b
}

// width of the cell around node i along an axis.
func (m *medium) width(axis, i int) float64 { return (m.at[axis][i+1] - m.at[axis][i-1]) / 2 }
