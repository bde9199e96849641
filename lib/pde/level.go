package pde

// A level is the balance of fluxes between the cells of a grid: a symmetric positive system whose unknowns exchange something with
// their neighbours along each axis, and with the walls,
//
//	(A x)_i = sum over neighbours j of k_ij (x_i - x_j) + wall_i x_i
//
// Vectors have a margin of pad zeros before and after, so that neighbours outside needn't be told from others: there k is 0.
type level struct {
	shape  []int
	stride []int
	n, pad int
	at     [][]float64    // the cells' coordinates along each axis
	ends   [][2]float64   // the walls'
	k      [][]float64    // along each axis, to the next cell; with margins
	wall   [][2][]float64 // along each axis, to the lower and upper wall
	diag   []float64      // of A
	inv    []float64      // its inverse
	line   []float64      // of a sweep
}

func newLevel(shape []int, at [][]float64) *level {
	l := &level{shape: shape, stride: strides(shape), at: at, n: 1, ends: make([][2]float64, len(shape))}
	for _, s := range shape {
		l.n *= s
	}
	l.pad = l.stride[0]
	for range shape {
		l.k = append(l.k, make([]float64, l.n+2*l.pad))
		l.wall = append(l.wall, [2][]float64{make([]float64, l.n), make([]float64, l.n)})
	}
	l.diag, l.inv = make([]float64, l.n), make([]float64, l.n)
	l.line = make([]float64, shape[len(shape)-1])
	return l
}

// finish computes the diagonal, once all else is there.
func (l *level) finish() {
	for i := range l.n {
		d := 0.0
		for axis, s := range l.stride {
			p := l.pad + i
			d += l.k[axis][p] + l.k[axis][p-s] + l.wall[axis][0][i] + l.wall[axis][1][i]
		}
		l.diag[i], l.inv[i] = d, 1/d
	}
}

func (l *level) vector() []float64 { return make([]float64, l.n+2*l.pad) }

func (l *level) inside(v []float64) []float64 { return v[l.pad : l.pad+l.n] }

// across sums b and what a line of cells gets from its neighbours along all axes but the last.
func (l *level) across(x, b []float64, first int) []float64 {
	n := len(l.line)
	t := l.line
	copy(t, b[first:first+n])
	for axis, s := range l.stride[:len(l.stride)-1] {
		k, p := l.k[axis], l.pad+first
		kUp, kDown := k[p:p+n], k[p-s:p-s+n]
		up, down := x[p+s:p+s+n], x[p-s:p-s+n]
		for j := range t {
			t[j] += kUp[j]*up[j] + kDown[j]*down[j]
		}
	}
	return t
}

// sweep is one of Gauss and Seidel's, forth or back; one after the other is a symmetric smoother. b has no margins.
func (l *level) sweep(x, b []float64, back bool) {
	n := len(l.line)
	for i := range l.n / n {
		first := i * n
		if back {
			first = l.n - n - first
		}
		t := l.across(x, b, first)
		p := l.pad + first
		k, xs, inv := l.k[len(l.k)-1][p-1:p+n], x[p-1:p+n+1], l.inv[first:first+n]
		if back {
			next := xs[n+1]
			for j := n - 1; j >= 0; j-- {
				next = (t[j] + k[j+1]*next + k[j]*xs[j]) * inv[j]
				xs[j+1] = next
			}
			continue
		}
		last := xs[0]
		for j := range n {
			last = (t[j] + k[j]*last + k[j+1]*xs[j+2]) * inv[j]
			xs[j+1] = last
		}
	}
}

// residual writes b - A x to r, which has no margins.
func (l *level) residual(r, x, b []float64) {
	n := len(l.line)
	for first := 0; first < l.n; first += n {
		t := l.across(x, b, first)
		p := l.pad + first
		k, xs, diag, out := l.k[len(l.k)-1][p-1:p+n], x[p-1:p+n+1], l.diag[first:first+n], r[first:first+n]
		for j := range n {
			out[j] = t[j] + k[j]*xs[j] + k[j+1]*xs[j+2] - diag[j]*xs[j+1]
		}
	}
}
