package zoo

import (
	"fmt"
	"math"
)

// CavityFlow solves the lid-driven cavity at a Reynolds number on a grid of n steps a side, by central differences of second order for the
// streamfunction and Newton's method, and gives u and v at the points [n+1, n+1], x first. On the lid's corners u is 1.
func CavityFlow(reynolds float64, n int) (u, v []float64, err error) {
	if n < 4 || !(reynolds > 0) || math.IsInf(reynolds, 0) {
		return nil, nil, fmt.Errorf("zoo: a cavity at a Reynolds number of %g on a grid of %d steps; give a positive number, and 4 steps or more", reynolds, n)
	}
	h, side := 1/float64(n), n-1 // inside, psi is unknown; on the walls it is 0
	psi := make([]float64, side*side)
	f := flowGrid{n: n, h: h, nu: 1 / reynolds, psi: psi}
	for step := 0; ; step++ {
		m := newBanded(side*side, 2*side)
		right := make([]float64, side*side)
		for i := 1; i < n; i++ {
			for j := 1; j < n; j++ {
				k := (i-1)*side + j - 1
				right[k] = -f.equation(i, j, func(i, j int, by float64) { f.put(m, k, i, j, by) })
			}
		}
		if err := m.solve(right); err != nil {
			return nil, nil, err
		}
		largest := 0.0
		for k, c := range right {
			psi[k] += c
			largest = math.Max(largest, math.Abs(c))
		}
		if math.IsNaN(largest) || step == 30 {
			return nil, nil, fmt.Errorf("zoo: the cavity at a Reynolds number of %g didn't converge on %d steps; take more steps", reynolds, n)
		}
		if largest < 1e-10 {
			break
		}
	}
	u, v = make([]float64, (n+1)*(n+1)), make([]float64, (n+1)*(n+1))
	for i := 0; i <= n; i++ {
		u[i*(n+1)+n] = 1
		for j := 1; j < n && i > 0 && i < n; j++ {
			u[i*(n+1)+j] = (f.at(i, j+1) - f.at(i, j-1)) / (2 * h)
			v[i*(n+1)+j] = -(f.at(i+1, j) - f.at(i-1, j)) / (2 * h)
		}
	}
	return u, v, nil
}

// flowGrid is a streamfunction on a grid.
type flowGrid struct {
	n     int
	h, nu float64
	psi   []float64
}

// at is the streamfunction: 0 on the walls, and mirrored one step behind them, where the lid's speed is added.
func (f flowGrid) at(i, j int) float64 {
	n, lid := f.n, 0.0
	if j == n+1 {
		j, lid = n-1, 2*f.h // psi_y = (psi_n+1 - psi_n-1)/2h = 1
	}
	i, j = mirrored(i, n), mirrored(j, n)
	if i == 0 || i == n || j == 0 || j == n {
		return lid
	}
	return f.psi[(i-1)*(n-1)+j-1] + lid
}

func mirrored(i, n int) int {
	switch {
	case i < 0:
		return -i
	case i > n:
		return 2*n - i
	}
	return i
}

// put adds a derivative by psi at (i, j) to a row.
func (f flowGrid) put(m *banded, row, i, j int, by float64) {
	i, j = mirrored(i, f.n), mirrored(j, f.n)
	if i > 0 && i < f.n && j > 0 && j < f.n {
		m.add(row, (i-1)*(f.n-1)+j-1, by)
	}
}

// equation is what should be 0 at a point, and hands its derivatives by psi to put.
func (f flowGrid) equation(i, j int, put func(i, j int, by float64)) float64 {
	h := f.h
	type spot struct{ i, j int }
	laplacian := func(i, j int) float64 {
		return (f.at(i+1, j) + f.at(i-1, j) + f.at(i, j+1) + f.at(i, j-1) - 4*f.at(i, j)) / (h * h)
	}
	spread := func(i, j int, by float64) {
		for _, s := range []spot{{i + 1, j}, {i - 1, j}, {i, j + 1}, {i, j - 1}} {
			put(s.i, s.j, by/(h*h))
		}
		put(i, j, -4*by/(h*h))
	}
	u, v := (f.at(i, j+1)-f.at(i, j-1))/(2*h), -(f.at(i+1, j)-f.at(i-1, j))/(2*h)
	east, west, north, south, here := laplacian(i+1, j), laplacian(i-1, j), laplacian(i, j+1), laplacian(i, j-1), laplacian(i, j)
	lx, ly := (east-west)/(2*h), (north-south)/(2*h)
	// u (lap psi)_x + v (lap psi)_y - nu lap lap psi
	put(i, j+1, lx/(2*h))
	put(i, j-1, -lx/(2*h))
	put(i+1, j, -ly/(2*h))
	put(i-1, j, ly/(2*h))
	spread(i+1, j, u/(2*h)-f.nu/(h*h))
	spread(i-1, j, -u/(2*h)-f.nu/(h*h))
	spread(i, j+1, v/(2*h)-f.nu/(h*h))
	spread(i, j-1, -v/(2*h)-f.nu/(h*h))
	spread(i, j, 4*f.nu/(h*h))
	return u*lx + v*ly - f.nu*(east+west+north+south-4*here)/(h*h)
}
