package tracer

// Largest is the basin with its largest body of water alone, the others made land. Bodies are connected through faces of cells, round periodic
// ends too.
func (b Basin) Largest() Basin {
	ny, nx := b.Shape()
	body := make([]int, ny*nx) // 0: not yet seen
	area := b.metric().area
	best, widest, count := 0, 0.0, 0
	for start := range body {
		if b.IsLand(start) || body[start] != 0 {
			continue
		}
		count++
		body[start] = count
		wide := 0.0
		for queue := []int{start}; len(queue) > 0; queue = queue[1:] {
			c := queue[0]
			j, i := c/nx, c%nx
			wide += area[j]
			for _, d := range [4][2]int{{0, 1}, {0, -1}, {1, 0}, {-1, 0}} {
				if at, ok := b.around(j+d[0], i+d[1]); ok && !b.IsLand(at) && body[at] == 0 {
					body[at] = count
					queue = append(queue, at)
				}
			}
		}
		if wide > widest {
			best, widest = count, wide
		}
	}
	land := make([]bool, ny*nx)
	for c := range land {
		land[c] = body[c] != best
	}
	b.Land = land
	return b
}

// Finer is the flow on cells n times as fine along each axis. Between the corners it had psi is linear along both axes, so coasts stay coasts and
// as much passes each old face.
func (f Flow) Finer(n int) Flow {
	b := f.Basin
	ny, nx := b.Shape()
	x, y := b.Corners()
	fine := b
	fine.X = centres(b.X.Name, b.X.Unit, x.Values[0], x.Values[nx], n*nx)
	fine.Y = centres(b.Y.Name, b.Y.Unit, y.Values[0], y.Values[ny], n*ny)
	if b.Land != nil {
		fine.Land = make([]bool, n*ny*n*nx)
		for c := range fine.Land {
			fine.Land[c] = b.Land[c/(n*nx)/n*nx+c%(n*nx)/n]
		}
	}
	out := Flow{Basin: fine, Times: f.Times}
	fx, fy := fine.Corners()
	for _, g := range f.Psi {
		h := g
		h.Axes = append(h.Axes[:0:0], fy, fx)
		h.Values = make([]float64, 0, (n*ny+1)*(n*nx+1))
		for j := range n*ny + 1 {
			j0, p := min(j/n, ny-1), float64(j)/float64(n)
			p -= float64(j0)
			for i := range n*nx + 1 {
				i0, q := min(i/n, nx-1), float64(i)/float64(n)
				q -= float64(i0)
				low := mixed(g.Values[j0*(nx+1)+i0], g.Values[j0*(nx+1)+i0+1], q)
				high := mixed(g.Values[(j0+1)*(nx+1)+i0], g.Values[(j0+1)*(nx+1)+i0+1], q)
				h.Values = append(h.Values, mixed(low, high, p))
			}
		}
		out.Psi = append(out.Psi, h)
	}
	return out
}

// mixed gives a, b and what both are to the last bit.
func mixed(a, b, part float64) float64 {
	if part == 1 {
		return b
	}
	return a + part*(b-a)
}
