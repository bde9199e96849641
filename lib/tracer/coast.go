package tracer

// coasts groups the corners of cells that one piece of land, or of wall, holds together: along it the streamfunction is constant. Land that
// touches at a corner is one piece. It gives for each corner, [y, x] of one more than the cells, the number of its coast or -1 in the open
// water, and how many coasts there are.
func (b Basin) coasts() (of []int, count int) {
	ny, nx := b.Shape()
	w := nx + 1
	parent := make([]int, (ny+1)*w)
	for i := range parent {
		parent[i] = i
	}
	root := func(i int) int {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	join := func(a, c int) { parent[root(a)] = root(c) }
	coast := make([]bool, len(parent))
	for j := range ny {
		for i := range nx {
			if at := j*w + i; b.IsLand(j*nx + i) {
				for _, c := range []int{at, at + 1, at + w, at + w + 1} {
					join(c, at)
					coast[c] = true
				}
			}
		}
	}
	for i := range w {
		if b.EndsY == Wall {
			join(i, 0)
			join(ny*w+i, ny*w)
			coast[i], coast[ny*w+i] = true, true
		}
	}
	for j := range ny + 1 {
		if b.EndsX == Wall {
			join(j*w, 0)
			join(j*w+nx, nx)
			coast[j*w], coast[j*w+nx] = true, true
		}
	}
	// Corners that meet at a periodic end are one. A coast that goes round on itself stays one piece, whatever the jump of the
	// streamfunction round the axis: see meet.
	b.meet(func(a, c int) {
		if coast[a] || coast[c] {
			coast[a], coast[c] = true, true
			join(a, c)
		}
	})
	of = make([]int, len(parent))
	number := map[int]int{}
	for i := range of {
		of[i] = -1
		if coast[i] {
			r := root(i)
			n, seen := number[r]
			if !seen {
				n = len(number)
				number[r] = n
			}
			of[i] = n
		}
	}
	return of, len(number)
}

// meet calls f for each pair of corners that a periodic axis makes one: that at the lower end first.
func (b Basin) meet(f func(low, high int)) {
	ny, nx := b.Shape()
	w := nx + 1
	if b.EndsX == Periodic {
		for j := range ny + 1 {
			f(j*w, j*w+nx)
		}
	}
	if b.EndsY == Periodic {
		for i := range w {
			f(i, ny*w+i)
		}
	}
}

// faces says which faces let water through: x [ny, nx+1] and y [ny+1, nx]. Those at open and periodic ends do, unless land is behind.
func (b Basin) faces() (x, y []bool) {
	ny, nx := b.Shape()
	x, y = make([]bool, ny*(nx+1)), make([]bool, (ny+1)*nx)
	wet := func(j, i int) bool {
		switch {
		case b.EndsX == Periodic:
			i = (i + nx) % nx
		case i < 0 || i == nx:
			return b.EndsX == Open
		}
		switch {
		case b.EndsY == Periodic:
			j = (j + ny) % ny
		case j < 0 || j == ny:
			return b.EndsY == Open
		}
		return b.Water(j, i)
	}
	for j := range ny {
		for i := range nx + 1 {
			x[j*(nx+1)+i] = wet(j, i-1) && wet(j, i)
		}
	}
	for j := range ny + 1 {
		for i := range nx {
			y[j*nx+i] = wet(j-1, i) && wet(j, i)
		}
	}
	return x, y
}
