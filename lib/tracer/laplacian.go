package tracer

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
)

// A laplacian is the normal equations of a sum over edges of weight (x_high - x_low - target)^2: a symmetric matrix whose rows sum to 0.
type laplacian struct {
	start, to []int // row i's neighbours are to[start[i]:start[i+1]]
	weight    []float64
	diagonal  []float64
}

// An edge joins two unknowns. One that joins an unknown with itself is a loss that nothing changes.
type edge struct {
	low, high int
	weight    float64
}

func newLaplacian(n int, edges []edge) *laplacian {
	l := &laplacian{start: make([]int, n+1), diagonal: make([]float64, n)}
	for _, e := range edges {
		if e.low == e.high {
			continue
		}
		l.start[e.low+1]++
		l.start[e.high+1]++
		l.diagonal[e.low] += e.weight
		l.diagonal[e.high] += e.weight
	}
	for i := range n {
		l.start[i+1] += l.start[i]
	}
	l.to, l.weight = make([]int, 2*len(edges)), make([]float64, 2*len(edges))
	at := append([]int{}, l.start...)
	put := func(i, j int, w float64) {
		l.to[at[i]], l.weight[at[i]] = j, w
		at[i]++
	}
	for _, e := range edges {
		if e.low != e.high {
			put(e.low, e.high, e.weight)
			put(e.high, e.low, e.weight)
		}
	}
	return l
}

// times is y = L x.
func (l *laplacian) times(y, x []float64) {
	for i := range y {
		sum := l.diagonal[i] * x[i]
		for k := l.start[i]; k < l.start[i+1]; k++ {
			sum -= l.weight[k] * x[l.to[k]]
		}
		y[i] = sum
	}
}

// sweep is z = M^-1 r with M the symmetric successive over-relaxation of L: down the rows, and up again.
func (l *laplacian) sweep(z, r []float64, relax float64) {
	for i := range z {
		sum := r[i]
		for k := l.start[i]; k < l.start[i+1]; k++ {
			if j := l.to[k]; j < i {
				sum += l.weight[k] * z[j]
			}
		}
		z[i] = relax * sum / l.diagonal[i]
	}
	for i := len(z) - 1; i >= 0; i-- {
		sum := 0.0
		for k := l.start[i]; k < l.start[i+1]; k++ {
			if j := l.to[k]; j > i {
				sum += l.weight[k] * z[j]
			}
		}
		z[i] += relax * sum / l.diagonal[i]
	}
}

// solve is x of L x = r by conjugate gradients, from x = 0, until the residual's norm is at a goal; r sums to 0. x is known but for a
// constant.
func (l *laplacian) solve(r []float64, goal float64) ([]float64, int, error) {
	n := len(r)
	x, z, p, q := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	r = append([]float64{}, r...)
	if n == 1 || floats.Norm(r, 2) <= goal {
		return x, 0, nil
	}
	relax := 2 / (1 + 2*math.Pi/math.Sqrt(float64(n))) // near the best of a square
	rz := 0.0
	const most = 20_000
	for n := range most {
		l.sweep(z, r, relax)
		next := floats.Dot(r, z)
		if n == 0 {
			copy(p, z)
		} else {
			floats.AddScaledTo(p, z, next/rz, p)
		}
		rz = next
		l.times(q, p)
		step := rz / floats.Dot(p, q)
		floats.AddScaled(x, step, p)
		floats.AddScaled(r, -step, q)
		if floats.Norm(r, 2) <= goal {
			return x, n + 1, nil
		}
	}
	return x, most, fmt.Errorf("tracer: %d iterations have not found the streamfunction; are there velocities that are finite but absurd?", most)
}
