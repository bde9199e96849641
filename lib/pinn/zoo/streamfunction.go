package zoo

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// The steady Navier-Stokes equations by a streamfunction alone,
//
//	psi_y (lap psi)_x - psi_x (lap psi)_y - nu lap lap psi = 0
//
// with psi and its slope given on the boundary.

// kovasznayByChebyshev solves them by collocation at Chebyshev points and Newton's method.
func kovasznayByChebyshev(c Case) func(float64) (Cost, error) {
	return finer(c, "streamfunction by Chebyshev collocation and Newton's method", []int{8, 12, 16, 20}, func(n int) ([]float64, error) {
		const left, wide, low, high = -0.5, 1.5, -0.5, 2.0
		x, d := chebyshev(n)
		side := n + 1
		identity := mat.NewDense(side, side, nil)
		for i := range side {
			identity.Set(i, i, 1)
		}
		var dx, dy, dxx, dyy, lap, dxLap, dyLap, bi mat.Dense
		dx.Kronecker(d, identity)
		dx.Scale(2/wide, &dx)
		dy.Kronecker(identity, d)
		dy.Scale(2/high, &dy)
		dxx.Mul(&dx, &dx)
		dyy.Mul(&dy, &dy)
		lap.Add(&dxx, &dyy)
		dxLap.Mul(&dx, &lap)
		dyLap.Mul(&dy, &lap)
		bi.Mul(&lap, &lap)
		type row struct {
			of    int // number of the point
			slope *mat.Dense
			want  float64
		}
		var fixed []row
		var inside []int
		for i := range side {
			for j := range side {
				k := i*side + j
				px, py := left+wide*(x[i]+1)/2, low+high*(x[j]+1)/2
				edgeX, edgeY := i == 0 || i == n, j == 0 || j == n
				switch {
				case edgeX || edgeY:
					fixed = append(fixed, row{k, nil, c.Exact["psi"](px, py)})
					if edgeX && !edgeY {
						fixed = append(fixed, row{k, &dx, -c.Exact["v"](px, py)})
					} else if edgeY && !edgeX {
						fixed = append(fixed, row{k, &dy, c.Exact["u"](px, py)})
					}
				case i > 1 && i < n-1 && j > 1 && j < n-1:
					inside = append(inside, k)
				}
			}
		}
		unknowns := side * side
		psi := mat.NewVecDense(unknowns, nil)
		a, b := mat.NewDense(len(inside)+len(fixed), unknowns, nil), mat.NewVecDense(len(inside)+len(fixed), nil)
		const nu = 1. / kovasznayReynolds
		times := func(m *mat.Dense) *mat.VecDense {
			v := new(mat.VecDense)
			v.MulVec(m, psi)
			return v
		}
		for step := 0; ; step++ {
			px, py, lx, ly, bb := times(&dx), times(&dy), times(&dxLap), times(&dyLap), times(&bi)
			for r, k := range inside {
				to := a.RawRowView(r)
				for j := range to {
					to[j] = py.AtVec(k)*dxLap.At(k, j) + lx.AtVec(k)*dy.At(k, j) - px.AtVec(k)*dyLap.At(k, j) - ly.AtVec(k)*dx.At(k, j) - nu*bi.At(k, j)
				}
				b.SetVec(r, -(py.AtVec(k)*lx.AtVec(k) - px.AtVec(k)*ly.AtVec(k) - nu*bb.AtVec(k)))
			}
			for r, f := range fixed {
				to := a.RawRowView(len(inside) + r)
				clear(to)
				now := psi.AtVec(f.of)
				if f.slope == nil {
					to[f.of] = 1
				} else {
					copy(to, f.slope.RawRowView(f.of))
					now = mat.Dot(mat.NewVecDense(unknowns, to), psi)
				}
				b.SetVec(len(inside)+r, f.want-now)
			}
			var qr mat.QR
			qr.Factorize(a) // a few rows more than unknowns: both slopes are given beside a corner
			change := new(mat.VecDense)
			if err := qr.SolveVecTo(change, false, b); err != nil {
				if _, near := err.(mat.Condition); !near {
					return nil, err
				}
			}
			psi.AddVec(psi, change)
			if mat.Norm(change, math.Inf(1)) < 1e-12 || step == 12 {
				break
			}
		}
		onto := func(m *mat.Dense, sign float64) []float64 {
			v := times(m)
			v.ScaleVec(sign, v)
			out, sides := along(v.RawVector().Data, []int{side, side}, 0, lagrange(n, evenly(60)))
			out, _ = along(out, sides, 1, lagrange(n, evenly(80)))
			return out
		}
		return append(onto(&dy, 1), onto(&dx, -1)...), nil
	})
}
