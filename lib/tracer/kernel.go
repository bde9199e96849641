package tracer

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// A kernel is a stage of a step on one basin: what doesn't change from step to step. Several goroutines may use it at once.
type kernel struct {
	ny, nx         int
	roundX, roundY bool
	scheme         Scheme
	inverse        []float64 // 1/area by row
	spreadX        []float64 // Diffusivity length/distance of the faces along each row, m^2/s
	spreadY        []float64 // and of those below each row and above the last
	mixX, mixY     factors   // of those, by face
	shutX, shutY   [][]int   // closed faces by row: nothing diffuses through, and slopes there are 0
}

func newKernel(t Transport) *kernel {
	b := t.Flow.Basin
	ny, nx := b.Shape()
	m := b.metric()
	k := &kernel{ny: ny, nx: nx, roundX: b.EndsX == Periodic, roundY: b.EndsY == Periodic, scheme: t.Scheme, inverse: make([]float64, ny),
		spreadX: make([]float64, ny), spreadY: make([]float64, ny+1), shutX: make([][]int, ny), shutY: make([][]int, ny+1)}
	for j := range ny {
		k.inverse[j] = 1 / m.area[j]
		if m.dx[j] > 0 {
			k.spreadX[j] = t.Diffusivity * m.east / m.dx[j]
		}
	}
	for j := range ny + 1 {
		k.spreadY[j] = t.Diffusivity * m.north[j] / m.dy
	}
	k.mixX, k.mixY = t.mixing()
	wetX, wetY := b.faces()
	for j := range ny {
		for i := range nx + 1 {
			if open := wetX[j*(nx+1)+i] && (k.roundX || i > 0 && i < nx); !open {
				k.shutX[j] = append(k.shutX[j], i)
			}
		}
	}
	for j := range ny + 1 {
		for i := range nx {
			if open := wetY[j*nx+i] && (k.roundY || j > 0 && j < ny); !open {
				k.shutY[j] = append(k.shutY[j], i)
			}
		}
	}
	return k
}

// A stage is out = a base + b (c + step rate(c)), on rows first to last, last not included.
type stage struct {
	out, base, c, psi        []float64
	a, b, step, loss         float64
	gain                     []float64 // by cell, or nil
	west, east, south, north []float64 // what comes in through open ends; nil: nothing
	first, last              int
}

// rows is room for a worker: differences across faces below rows, slopes within rows and fluxes through faces.
type rows struct{ dx, sx, fx, d0, d1, s0, s1, below, above []float64 }

func (k *kernel) rows() *rows {
	r := &rows{}
	for _, p := range []*[]float64{&r.dx, &r.sx, &r.fx, &r.d0, &r.d1, &r.s0, &r.s1, &r.below, &r.above} {
		*p = make([]float64, k.nx+1)
	}
	return r
}

// do computes a stage. Each face's flux is computed in the same way from the same numbers for both of its cells, so what leaves one enters
// the other to the last bit.
func (k *kernel) do(s stage, r *rows) {
	j := s.first
	k.across(s.c, j-1, r.d0)
	k.across(s.c, j, r.d1)
	k.slopes(r.s0, r.d0, r.d1)
	r.d0, r.d1 = r.d1, r.d0
	k.across(s.c, j+1, r.d1)
	k.slopes(r.s1, r.d0, r.d1)
	k.northward(s, j, r)
	r.below, r.above = r.above, r.below
	for ; j < s.last; j++ {
		// Now s1 are the slopes in row j, d1 the differences across its upper faces.
		r.s0, r.s1 = r.s1, r.s0
		r.d0, r.d1 = r.d1, r.d0
		k.across(s.c, j+2, r.d1)
		k.slopes(r.s1, r.d0, r.d1)
		k.northward(s, j+1, r)
		k.eastward(s, j, r)
		k.update(s, j, r)
		r.below, r.above = r.above, r.below
	}
}

// across are the differences of rows j and j-1; 0 at closed faces and beyond the ends.
func (k *kernel) across(c []float64, j int, d []float64) {
	nx := k.nx
	if k.roundY {
		j = (j + k.ny) % k.ny
	} else if j <= 0 || j >= k.ny {
		clear(d)
		return
	}
	low := j - 1
	if low < 0 {
		low = k.ny - 1
	}
	d = d[:nx]
	upper, lower := c[j*nx:][:nx], c[low*nx:][:nx]
	for i := range d {
		d[i] = upper[i] - lower[i]
	}
	for _, i := range k.shutY[j] {
		d[i] = 0
	}
}

// slopes in cells times their width, from the differences to both sides.
func (k *kernel) slopes(s, d, e []float64) {
	s = s[:k.nx]
	d, e = d[:len(s)], e[:len(s)]
	switch k.scheme {
	case VanLeer:
		for i := range s {
			s[i] = vanLeer(d[i], e[i])
		}
	case MC:
		for i := range s {
			s[i] = monotonizedCentral(d[i], e[i])
		}
	case Fromm:
		for i := range s {
			s[i] = 0.5 * (d[i] + e[i])
		}
	case Upwind:
		clear(s)
	}
}

func vanLeer(a, b float64) float64 {
	if p := a * b; p > 0 {
		return 2 * p / (a + b)
	}
	return 0
}

func monotonizedCentral(a, b float64) float64 {
	if a*b <= 0 {
		return 0
	}
	return math.Copysign(min(0.5*math.Abs(a+b), 2*math.Abs(a), 2*math.Abs(b)), a)
}

// northward fluxes through the faces below row j, into r.above: d0 are the differences across them, s0 and s1 the slopes below and above.
func (k *kernel) northward(s stage, j int, r *rows) {
	nx, w := k.nx, k.nx+1
	f, d := r.above[:nx], r.d0[:nx]
	lower, upper := r.s0[:nx], r.s1[:nx]
	if k.roundY && j == k.ny {
		j = 0
	}
	low := j - 1
	if k.roundY && low < 0 {
		low = k.ny - 1
	}
	psi := s.psi[j*w:][:w]
	if low < 0 || j == k.ny {
		k.end(f, psi, s, j, r)
		return
	}
	below, above, spread := s.c[low*nx:][:nx], s.c[j*nx:][:nx], k.spreadY[j]
	if k.mixY != nil { // slopes are taken, so d is free
		floats.Mul(d, k.mixY[j*nx:][:nx])
	}
	for i := range f {
		flux := psi[i+1] - psi[i]
		var at float64
		if flux >= 0 {
			at = below[i] + 0.5*lower[i]
		} else {
			at = above[i] - 0.5*upper[i]
		}
		f[i] = flux*at - spread*d[i]
	}
}

// end is northward at the southern or the northern end.
func (k *kernel) end(f, psi []float64, s stage, j int, r *rows) {
	inflow, inside, slope, sign := s.south, s.c[:k.nx], r.s1, -0.5
	if j == k.ny {
		inflow, inside, slope, sign = s.north, s.c[(k.ny-1)*k.nx:], r.s0, 0.5
	}
	for i := range f {
		flux := psi[i+1] - psi[i]
		f[i] = through(flux, (flux > 0) == (j == 0), inflow, i, inside[i]+sign*slope[i])
	}
}

// through an open end comes what inflow says, or goes what is at the face inside.
func through(flux float64, in bool, inflow []float64, i int, inside float64) float64 {
	if flux == 0 || in && inflow == nil {
		return 0
	}
	if in {
		return flux * inflow[i]
	}
	return flux * inside
}

// eastward fluxes through the faces of row j, into r.fx.
func (k *kernel) eastward(s stage, j int, r *rows) {
	nx, w := k.nx, k.nx+1
	c, d, slope, f := s.c[j*nx:][:nx], r.dx[:w], r.sx[:nx], r.fx[:w]
	d[0], d[nx] = c[0]-c[nx-1], c[0]-c[nx-1] // where the row doesn't go round these are shut
	for i := 1; i < nx; i++ {
		d[i] = c[i] - c[i-1]
	}
	for _, i := range k.shutX[j] {
		d[i] = 0
	}
	k.slopes(slope, d, d[1:])
	south, north, spread := s.psi[j*w:][:w], s.psi[(j+1)*w:][:w], k.spreadX[j]
	if k.mixX != nil {
		floats.Mul(d, k.mixX[j*w:][:w])
	}
	for i := 1; i < nx; i++ {
		flux := south[i] - north[i]
		var at float64
		if flux >= 0 {
			at = c[i-1] + 0.5*slope[i-1]
		} else {
			at = c[i] - 0.5*slope[i]
		}
		f[i] = flux*at - spread*d[i]
	}
	if k.roundX {
		flux := south[0] - north[0]
		at := c[nx-1] + 0.5*slope[nx-1]
		if flux < 0 {
			at = c[0] - 0.5*slope[0]
		}
		f[0] = flux*at - spread*d[0]
		f[nx] = f[0]
		return
	}
	in, out := south[0]-north[0], south[nx]-north[nx]
	f[0] = through(in, in > 0, s.west, j, c[0]-0.5*slope[0])
	f[nx] = through(out, out < 0, s.east, j, c[nx-1]+0.5*slope[nx-1])
}

func (k *kernel) update(s stage, j int, r *rows) {
	nx := k.nx
	c, base, out := s.c[j*nx:][:nx], s.base[j*nx:][:nx], s.out[j*nx:][:nx]
	f, below, above := r.fx[:nx+1], r.below[:nx], r.above[:nx]
	a, b, keep, over := s.a, s.b, 1-s.step*s.loss, s.step*k.inverse[j]
	for i := range out {
		net := (f[i+1] - f[i]) + (above[i] - below[i])
		out[i] = a*base[i] + b*(keep*c[i]-over*net)
	}
	if s.gain != nil {
		gain, by := s.gain[j*nx:][:nx], b*s.step
		for i := range out {
			out[i] += by * gain[i]
		}
	}
}
