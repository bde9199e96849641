package plot

import "math"

// A polyline is points in the plane, in the order they are joined. A closed one ends where it begins.
type polyline struct{ x, y []float64 }

// isolines are the lines where the plane has the value level, by marching squares: a crossing lies on
// each side of a cell whose ends lie on different sides of the level, at the place that linear
// interpolation gives, and crossings of one cell are joined. A cell with a gap at a corner is left out.
func (p *plane) isolines(level float64) []polyline {
	nx, ny := len(p.x), len(p.y)
	// A side of a cell is known by the point at its lower left and its direction: 2k to the right of
	// point k, 2k+1 upward.
	right := func(j, i int) int { return 2 * (j*nx + i) }
	up := func(j, i int) int { return right(j, i) + 1 }
	var links sides
	for j := range ny - 1 {
		for i := range nx - 1 {
			a, b, c, d := p.at(j, i), p.at(j, i+1), p.at(j+1, i+1), p.at(j+1, i)
			if math.IsNaN(a + b + c + d) {
				continue
			}
			low, east, high, west := right(j, i), up(j, i+1), right(j+1, i), up(j, i)
			var crossed []int // counter-clockwise from below
			for _, s := range []struct {
				side     int
				from, to float64
			}{{low, a, b}, {east, b, c}, {high, c, d}, {west, d, a}} {
				if (s.from >= level) != (s.to >= level) {
					crossed = append(crossed, s.side)
				}
			}
			switch len(crossed) {
			case 2:
				links.join(crossed[0], crossed[1])
			case 4:
				// A saddle: opposite corners are on one side. The cell's middle says which two
				// corners belong together, so that lines of different levels never cross.
				if middle := a/4 + b/4 + c/4 + d/4; (middle >= level) == (a >= level) {
					links.join(low, east)
					links.join(high, west)
				} else {
					links.join(low, west)
					links.join(east, high)
				}
			}
		}
	}
	var out []polyline
	for _, chain := range links.chains() {
		var l polyline
		for _, side := range chain {
			k := side / 2
			j, i := k/nx, k%nx
			if side%2 == 0 {
				t := crossing(p.at(j, i), p.at(j, i+1), level)
				l.x, l.y = append(l.x, (1-t)*p.x[i]+t*p.x[i+1]), append(l.y, p.y[j])
			} else {
				t := crossing(p.at(j, i), p.at(j+1, i), level)
				l.x, l.y = append(l.x, p.x[i]), append(l.y, (1-t)*p.y[j]+t*p.y[j+1])
			}
		}
		out = append(out, l)
	}
	return out
}

// crossing is where between a (0) and b (1) the level lies. Halving keeps it from overflowing.
func crossing(a, b, level float64) float64 {
	return min(max((level/2-a/2)/(b/2-a/2), 0), 1)
}

// sides joins the crossed sides of cells into chains. A side is shared by two cells at most, so it has
// at most two neighbours.
type sides struct {
	order []int // as they were met, so that the result doesn't depend on a map's order
	next  map[int][]int
}

func (s *sides) join(a, b int) {
	if s.next == nil {
		s.next = map[int][]int{}
	}
	for _, e := range [][2]int{{a, b}, {b, a}} {
		if s.next[e[0]] == nil {
			s.order = append(s.order, e[0])
		}
		s.next[e[0]] = append(s.next[e[0]], e[1])
	}
}

func (s *sides) chains() (out [][]int) {
	seen := map[int]bool{}
	walk := func(start int) {
		chain := []int{start}
		seen[start] = true
		for at := start; ; {
			moved := false
			for _, n := range s.next[at] {
				if !seen[n] {
					seen[n], moved, at = true, true, n
					chain = append(chain, n)
					break
				}
			}
			if moved {
				continue
			}
			// A ring has come round when its end touches its beginning.
			if len(chain) > 2 && len(s.next[start]) == 2 {
				chain = append(chain, start)
			}
			break
		}
		out = append(out, chain)
	}
	for _, e := range s.order { // lines that end, at the border or a gap, from their ends
		if !seen[e] && len(s.next[e]) == 1 {
			walk(e)
		}
	}
	for _, e := range s.order { // what is left are rings
		if !seen[e] {
			walk(e)
		}
	}
	return out
}

// simplified leaves out points that lie within tolerance of the line without them (Douglas and Peucker
// 1973, doi:10.3138/FM57-6770-U75U-7727), as measured by at.
func (l polyline) simplified(at func(x, y float64) (float64, float64), tolerance float64) polyline {
	n := len(l.x)
	if n < 3 {
		return l
	}
	xs, ys := make([]float64, n), make([]float64, n)
	for i := range n {
		xs[i], ys[i] = at(l.x[i], l.y[i])
	}
	keep := make([]bool, n)
	keep[0], keep[n-1] = true, true
	stack := [][2]int{{0, n - 1}}
	for len(stack) > 0 {
		a, b := stack[len(stack)-1][0], stack[len(stack)-1][1]
		stack = stack[:len(stack)-1]
		far, worst := -1, tolerance
		for i := a + 1; i < b; i++ {
			if d := distance(xs[i], ys[i], xs[a], ys[a], xs[b], ys[b]); d > worst {
				far, worst = i, d
			}
		}
		if far >= 0 {
			keep[far] = true
			stack = append(stack, [2]int{a, far}, [2]int{far, b})
		}
	}
	var out polyline
	for i, k := range keep {
		if k {
			out.x, out.y = append(out.x, l.x[i]), append(out.y, l.y[i])
		}
	}
	return out
}

// distance from a point to a segment.
func distance(x, y, ax, ay, bx, by float64) float64 {
	dx, dy := bx-ax, by-ay
	t := 0.0
	if s := dx*dx + dy*dy; s > 0 {
		t = min(max(((x-ax)*dx+(y-ay)*dy)/s, 0), 1)
	}
	return math.Hypot(x-ax-t*dx, y-ay-t*dy)
}
