package assimilation

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// rotation draws an orthogonal matrix [n, n] that keeps the vector of ones, evenly among all such: a symmetric reflection takes the first
// axis to the ones, and a random rotation turns the rest (Sakov and Oke 2008, doi:10.1175/2007MWR2021.1). Deviations that it turns keep
// their mean and their covariance.
func rotation(n int, random *rand.Rand) *mat.Dense {
	draws := mat.NewDense(n-1, n-1, nil)
	normals(random, draws.RawMatrix().Data)
	var qr mat.QR
	qr.Factorize(draws)
	var q, r mat.Dense
	qr.QTo(&q)
	qr.RTo(&r)
	inner := mat.NewDense(n, n, nil)
	inner.Set(0, 0, 1)
	for j := range n - 1 {
		sign := math.Copysign(1, r.At(j, j)) // without it the draw isn't even
		for i := range n - 1 {
			inner.Set(i+1, j+1, sign*q.At(i, j))
		}
	}
	// The reflection I - u u' 2/|u|² with u = e_1 - 1/sqrt(n).
	reflect := mat.NewDense(n, n, nil)
	u := make([]float64, n)
	for i := range u {
		u[i] = -1 / math.Sqrt(float64(n))
	}
	u[0]++
	square := 0.0
	for _, v := range u {
		square += v * v
	}
	for i := range n {
		for j := range n {
			v := 0.0
			if i == j {
				v = 1
			}
			reflect.Set(i, j, v-2*u[i]*u[j]/square)
		}
	}
	var out mat.Dense
	out.Mul(reflect, inner)
	out.Mul(&out, reflect)
	return &out
}
