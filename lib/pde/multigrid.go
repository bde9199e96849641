package pde

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// A multigrid is a level with coarser ones beneath, each made of pairs of the cells above along those axes that couple them strongly.
// A coarse face conducts what its fine faces do side by side, less by as much as its cells' centres are farther apart: again a balance
// of fluxes, on whatever grid and for whatever jumps of the coefficient. Corrections are constant on each coarse cell. That alone
// converges ever more slowly on finer grids; a coarse level visited twice, and conjugate gradients around all, mend it (Braess 1995,
// doi:10.1007/BF02238234; Notay 2010, ETNA 37, 123-146).
type multigrid struct {
	levels  []*level
	parents [][]int32 // of each level's cells but the last's
	x       [][]float64
	b, r    [][]float64
	bottom  mat.Cholesky
}

// bottom is the most unknowns that are solved for directly.
const bottom = 64

func newMultigrid(fine *level) *multigrid {
	g := &multigrid{levels: []*level{fine}}
	for l := fine; l.n > bottom; {
		coarse, parents := l.coarsen()
		g.levels, g.parents = append(g.levels, coarse), append(g.parents, parents)
		l = coarse
	}
	for _, l := range g.levels {
		g.x = append(g.x, l.vector())
		g.b = append(g.b, make([]float64, l.n))
		g.r = append(g.r, make([]float64, l.n))
	}
	last := g.levels[len(g.levels)-1]
	a := mat.NewSymDense(last.n, nil)
	for i := range last.n {
		a.SetSym(i, i, last.diag[i])
		for axis, s := range last.stride {
			if k := last.k[axis][last.pad+i]; k != 0 {
				a.SetSym(i, i+s, -k)
			}
		}
	}
	g.bottom.Factorize(a)
	return g
}

// coarsen pairs cells along the axes whose faces conduct, in the mean, a quarter as well as the best or better.
func (l *level) coarsen() (*level, []int32) {
	mean := make([]float64, len(l.shape))
	best := 0.0
	for axis, n := range l.shape {
		for _, k := range l.k[axis] {
			mean[axis] += k
		}
		if n > 1 {
			mean[axis] /= float64(l.n / n * (n - 1))
		}
		best = math.Max(best, mean[axis])
	}
	shape, at := make([]int, len(l.shape)), make([][]float64, len(l.shape))
	for axis, n := range l.shape {
		shape[axis], at[axis] = n, l.at[axis]
		if n > 1 && mean[axis] >= best/4 {
			shape[axis], at[axis] = (n+1)/2, nil
			for i := 0; i < n; i += 2 {
				at[axis] = append(at[axis], (l.at[axis][i]+l.at[axis][min(i+1, n-1)])/2)
			}
		}
	}
	c := newLevel(shape, at)
	copy(c.ends, l.ends)
	parents := make([]int32, l.n)
	for i := range parents {
		parent, rest := 0, i
		for axis, s := range l.stride {
			at := rest / s
			rest %= s
			if shape[axis] != l.shape[axis] {
				at /= 2
			}
			parent += at * c.stride[axis]
		}
		parents[i] = int32(parent)
	}
	l.conduct(c, parents)
	c.finish()
	return c, parents
}

// conduct sums the conductances of fine faces into those of a coarse level.
func (l *level) conduct(c *level, parents []int32) {
	for axis, s := range l.stride {
		fine, coarse := l.at[axis], c.at[axis]
		halved := len(fine) != len(coarse)
		n, top := len(fine), len(coarse)-1
		low := (fine[0] - l.ends[axis][0]) / (coarse[0] - c.ends[axis][0])
		high := (l.ends[axis][1] - fine[n-1]) / (c.ends[axis][1] - coarse[top])
		for i, p := range parents {
			at := i / s % n
			c.wall[axis][0][p] += low * l.wall[axis][0][i]
			c.wall[axis][1][p] += high * l.wall[axis][1][i]
			if at == n-1 || parents[i+s] == p {
				continue
			}
			to := at
			if halved {
				to /= 2
			}
			c.k[axis][c.pad+int(p)] += l.k[axis][l.pad+i] * (fine[at+1] - fine[at]) / (coarse[to+1] - coarse[to])
		}
	}
}

// cycle improves x, at first 0, for the right-hand side b of a level: a symmetric positive approximation of the inverse.
func (g *multigrid) cycle(at int) {
	l, x, b, r := g.levels[at], g.x[at], g.b[at], g.r[at]
	if at == len(g.levels)-1 {
		var solved mat.VecDense
		// The matrix is positive, for each cell's diagonal outweighs its row: no error can come.
		_ = g.bottom.SolveVecTo(&solved, mat.NewVecDense(l.n, b))
		copy(l.inside(x), solved.RawVector().Data)
		return
	}
	clear(x)
	l.sweep(x, b, false)
	for visit := range 2 {
		if visit == 1 && at == 0 {
			break // the finest is dear
		}
		l.residual(r, x, b)
		below := g.b[at+1]
		clear(below)
		for i, p := range g.parents[at] {
			below[p] += r[i]
		}
		g.cycle(at + 1)
		inner, from := l.inside(x), g.levels[at+1].inside(g.x[at+1])
		for i, p := range g.parents[at] {
			inner[i] += from[p]
		}
	}
	l.sweep(x, b, true)
}

// conjugateGradients solves A x = b on the finest level, preconditioned by a cycle.
func conjugateGradients(g *multigrid, b []float64, tolerance float64, iterations int) ([]float64, DarcyStats) {
	l := g.levels[0]
	x, p, ap := make([]float64, l.n), l.vector(), make([]float64, l.n)
	zero := make([]float64, l.n)
	r := g.b[0] // the cycle's right-hand side
	copy(r, b)
	direction := l.inside(p)
	size := math.Sqrt(dot(b, b))
	if size == 0 {
		return x, DarcyStats{}
	}
	stats, before := DarcyStats{Residual: 1}, 0.0
	for stats.Residual > tolerance && stats.Iterations < iterations {
		g.cycle(0)
		z := l.inside(g.x[0])
		now := dot(r, z)
		beta := 0.0
		if stats.Iterations > 0 {
			beta = now / before
		}
		before = now
		for i := range direction {
			direction[i] = z[i] + beta*direction[i]
		}
		l.residual(ap, p, zero) // -A p
		alpha := now / -dot(direction, ap)
		for i := range x {
			x[i] += alpha * direction[i]
			r[i] += alpha * ap[i]
		}
		stats.Iterations++
		stats.Residual = math.Sqrt(dot(r, r)) / size
	}
	return x, stats
}

func dot(a, b []float64) float64 {
	s := 0.0
	for i, v := range a {
		s += v * b[i]
	}
	return s
}
